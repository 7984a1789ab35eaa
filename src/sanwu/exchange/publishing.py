"""The decided rows of an import written in one transaction, with the run's outcome and every issue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from sanwu.base.actor import Actor
from sanwu.base.digest import canonical_json
from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import label_of
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds.sql import hold_numbers, insert_rows
from sanwu.exchange.digests import bind_run
from sanwu.exchange.files import new_file
from sanwu.exchange.models import ImportIssue, ImportRun
from sanwu.exchange.opening import Opened
from sanwu.exchange.plan import Plan
from sanwu.exchange.reading.giveback import write_error_workbook, wrong_lines
from sanwu.exchange.reading.mapapply import as_data
from sanwu.ledger import sql as ledger_sql
from sanwu.ledger.services import Created, Origin, record_changes
from sanwu.records.services import act

LONGEST_SOURCE = 200
Report = Callable[[str, int, int], None]


class LedgerMoved(Exception):
    """Somebody wrote to the ledger between comparing and publishing; compare again."""


@dataclass
class Work:
    """What is known of one import while it runs."""

    run: ImportRun
    scope: Scope
    actor: Actor
    report: Report

    @property
    def campaign(self) -> Campaign:
        return self.run.campaign


def publish(work: Work, opened: Opened, plan: Plan, head: ledger_sql.Head) -> None:
    """Write everything in one transaction; of a dry run only its outcome. LedgerMoved where `head` is no longer true."""
    run = work.run
    _count(run, opened, plan)
    run.error_file = _error_workbook(opened, plan)
    try:
        _write(work, plan, head)
    except BaseException:
        if run.error_file:
            default_storage.delete(run.error_file)
        raise


def _write(work: Work, plan: Plan, head: ledger_sql.Head) -> None:
    run = work.run
    created = None if run.dry_run or not plan.created else Created(plan.created)
    work.report("write", 0, 1)
    if run.dry_run:
        with transaction.atomic():
            _keep(run, plan)
        return
    with act(
        verb="ledger.import", actor=work.actor, object_type="campaign", object_id=str(run.campaign_id),
        object_name=work.campaign.name, division=work.campaign.division_id, client_key=f"import-{run.job_id}",
        scheme_version=label_of(work.campaign.scheme_version), request={"upload": run.upload.sha256},
    ) as entry:  # fmt: skip
        if entry.repeated:
            run.refresh_from_db()
            return
        hold_numbers()
        if ledger_sql.head() != head:
            raise LedgerMoved
        if created or plan.updates:
            origin = Origin("import", _source(run), None, work.actor, work.campaign.division_id, run.job_id)
            recorded = record_changes(
                entry=entry, origin=origin, created=created, changed=plan.changed, demo=work.campaign.demo
            )
            run.batch = recorded.batch
            new = zip(recorded.created, (row.identity.division_code for row in plan.created), strict=True)
        else:
            new = zip((), (), strict=True)
        _enter(work, plan, dict(new))
        _keep(run, plan)
        bind_run(entry, run)
        entry.after = {
            "job": run.job_id, "file": run.upload.file_name, "sha256": run.upload.sha256, "rows": run.rows,
            "created": run.created, "updated": run.updated, "unchanged": run.unchanged, "refused": run.refused,
            "duplicates": run.duplicates,
        }  # fmt: skip
        entry.result = {"run": run.pk}
    work.report("write", 1, 1)


def _source(run: ImportRun) -> str:
    """What the history names as the source: the file, and the document that it brings the answers of."""
    said = str(run.mapping.get("source", ""))
    return f"{said}（{run.upload.file_name}）"[:LONGEST_SOURCE] if said else run.upload.file_name


def _enter(work: Work, plan: Plan, new: dict[int, str]) -> None:
    """All compounds that the file names are in the campaign afterwards."""
    moved = {
        update.compound: update.changes["division_code"][1]
        for update in plan.updates
        if "division_code" in update.changes
    }
    met = {**plan.divisions, **moved, **new}
    enter_compounds(
        campaign=work.campaign, compounds=met.items(), entered_by="import", entered_ref=str(work.run.job_id),
        actor=work.actor,
    )  # fmt: skip


def _count(run: ImportRun, opened: Opened, plan: Plan) -> None:
    run.mapping = as_data(opened.mapping, opened.layout, opened.table)
    run.rows, run.refused = plan.rows, plan.refused
    run.created, run.updated = len(plan.created), len(plan.updates)
    run.unchanged, run.duplicates = len(plan.unchanged), len(plan.duplicates)
    run.accepted = run.rows - run.refused
    if run.accepted != run.created + run.updated + run.unchanged + run.duplicates:
        raise AssertionError("a row was lost: the sums of the import do not agree")
    run.ignored_lines = [{"line": line.line, "code": line.reason} for line in opened.layout.ignored]
    lines = plan.checked.lines
    run.changes = [
        {
            "line": lines[update.position], "compound": update.compound, "name": update.name,
            "facts": {fact: list(change) for fact, change in update.changes.items()},
        }
        for update in plan.updates
    ]  # fmt: skip
    run.finished = True


def _error_workbook(opened: Opened, plan: Plan) -> str:
    """The refused rows in the layout they came in; the name of the file, or "" when nothing was refused."""
    wrong = wrong_lines(plan.checked)
    if not wrong:
        return ""
    name, path = new_file("returned", ".xlsx")
    write_error_workbook(path, opened.table, opened.layout, wrong, fractions=plan.checked.fractions)
    return name


def _keep(run: ImportRun, plan: Plan) -> None:
    """The run's outcome and every issue, so that they can be read long after."""
    run.save()
    insert_rows(ImportIssue, ("run_id", "level", "line", "column", "value", "code", "params"), _issue_rows(run, plan))


def _issue_rows(run: ImportRun, plan: Plan) -> Iterator[tuple[Any, ...]]:
    for issue in chain(plan.notes, plan.checked.issues()):
        yield run.pk, issue.level, issue.line, issue.column, issue.value, issue.code, canonical_json(issue.params)

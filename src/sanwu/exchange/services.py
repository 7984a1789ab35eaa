"""Verbs of exchange: take a file, propose what its columns mean, import it, take an import back, hand the ledger out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.exchange.exporting import export_ledger
from sanwu.exchange.files import path_of, upload_store
from sanwu.exchange.importing import perform
from sanwu.exchange.models import ImportRun, Upload
from sanwu.exchange.opening import Opened, map_file_data, open_sheet
from sanwu.exchange.outcomes import as_json
from sanwu.exchange.publishing import Work
from sanwu.exchange.reading.cells import as_text, column_letter
from sanwu.exchange.reading.suggest import MappedColumn
from sanwu.exchange.undoing import import_undo
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue, run_here
from sanwu.people.models import Account
from sanwu.people.selectors import scope_and_actor

__all__ = [
    "IMPORT", "Proposal", "export_ledger", "handle_import", "import_file", "import_propose", "import_queue",
    "import_undo", "map_file_data", "upload_store",
]  # fmt: skip

IMPORT = "ledger.import"
SAMPLES = 3
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ProposedColumn:
    """A column of the sheet: its header as written (group / column), what it is taken for and why, first values."""

    column: int
    header: str
    letter: str
    target: str
    inverse: bool
    confidence: str
    reason: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """How a file is understood: a person may change the columns; `problems` must be settled first."""

    opened: Opened
    columns: list[ProposedColumn]

    @property
    def rows(self) -> int:
        return len(self.opened.layout.data_lines)


def import_propose(upload: Upload, said: Mapping[str, Any] | None = None) -> Proposal:
    """Read an upload and say what its columns seem to mean; BadInput where it cannot be read."""
    campaign = _campaign_of(upload)
    opened = open_sheet(path_of(upload), loaded(campaign.scheme_version).dictionary, said)
    return Proposal(opened, [_proposed(opened, column) for column in opened.mapping.columns])


def _proposed(opened: Opened, column: MappedColumn) -> ProposedColumn:
    samples: list[str] = []
    for line in opened.layout.data_lines[:200]:
        text = as_text(opened.table.rows[line - 1][column.column]).strip()
        if text and text not in samples:
            samples.append(text)
        if len(samples) == SAMPLES:
            break
    return ProposedColumn(
        column.column, column.header, column_letter(column.column), column.target, column.inverse, column.confidence,
        column.reason, tuple(samples),
    )  # fmt: skip


def import_queue(
    *,
    upload: Upload,
    actor: Actor,
    scope: Scope,
    mapping: Mapping[str, Any] | None = None,
    dry_run: bool,
    client_key: str | None = None,
    here: bool = False,
) -> Job:
    """Queue an import of an upload; the same client key queues it once. Refused without the right to import."""
    campaign = _campaign_of(upload)
    if not campaigns_visible_to(scope, Ability.IMPORT_LEDGER).filter(pk=campaign.pk).exists():
        raise Refused(_("没有向这个行动导入台账的权限。"), "no_right")
    params = {"upload": upload.pk, "dry_run": dry_run, "mapping": dict(mapping or {})}
    word = "试运行" if dry_run else "导入"
    return enqueue(
        kind=IMPORT, title=f"{word}：{upload.file_name}", params=params, actor=actor, division=campaign.division_id,
        client_key=client_key, here=here,
    )  # fmt: skip


def import_file(
    *,
    path: Path,
    campaign: Campaign,
    actor: Actor,
    scope: Scope,
    mapping: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    report: Report | None = None,
) -> dict[str, Any]:
    """Import a file in this process, through a job like every other import; the outcome as JSON."""
    with path.open("rb") as file:
        upload = upload_store(file=file, file_name=path.name, campaign=campaign, actor=actor)
    job = import_queue(upload=upload, actor=actor, scope=scope, mapping=mapping, dry_run=dry_run, here=True)

    def handler(params: dict[str, Any], progress: Report, job: Job) -> dict[str, Any]:
        return _run(params, progress, job, scope, actor)

    run_here(job, handler, report)
    return as_json(ImportRun.objects.select_related("upload").get(job=job))


def handle_import(params: dict[str, Any], report: Report, job: Job) -> dict[str, Any]:
    """The worker's side: rights are those that the person has when the job runs.

    An import of the command line that was killed in the middle is finished here, as the local operator's.
    """
    if job.account_id is None:
        return _run(params, report, job, everywhere(), LOCAL_OPERATOR)
    account = Account.objects.filter(pk=job.account_id, is_active=True).first()
    if account is None:
        raise Refused(_("提交这项导入的账号已停用，没有导入。"), "no_account")
    scope, actor = scope_and_actor(account, clock.today())
    return _run(params, report, job, scope, actor)


def _run(params: dict[str, Any], report: Report, job: Job, scope: Scope, actor: Actor) -> dict[str, Any]:
    upload = Upload.objects.select_related("campaign__scheme_version", "campaign__division").get(pk=params["upload"])
    campaign = _campaign_of(upload)
    run, _made = ImportRun.objects.get_or_create(
        job=job,
        defaults={"campaign": campaign, "upload": upload, "dry_run": params["dry_run"], "mapping": params["mapping"]},
    )
    _not_overtaken(run, job)
    perform(Work(run, scope, actor, report))
    names = ("rows", "accepted", "refused", "created", "updated", "unchanged", "duplicates")
    return {"run": run.pk, **{name: getattr(run, name) for name in names}}


def _not_overtaken(run: ImportRun, job: Job) -> None:
    """An import that was broken off is not taken up again when a later one is in: older data would cover newer."""
    later = ImportRun.objects.filter(campaign=run.campaign, dry_run=False, finished=True, job_id__gt=job.pk)
    if job.attempts > 1 and not (run.finished or run.dry_run) and later.exists():
        raise Refused(
            _("这次导入中途停过，之后已导入别的文件；为免旧数据盖掉新数据，没有接着办。仍然需要时，请重新上传。"),
            "overtaken",
        )


def _campaign_of(upload: Upload) -> Campaign:
    if upload.campaign is None:
        raise BadInput(_("这个文件没有归到任何行动，请重新上传。"), "no_campaign")
    return upload.campaign

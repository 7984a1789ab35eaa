"""What came of an import, for its page: counts, refused cells, warnings, changes, and what can be done next."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded
from sanwu.exchange.models import ImportRun
from sanwu.exchange.outcomes import message_of
from sanwu.exchange.reading.messages import text_of
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.people.access import OfficeRequest
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import Pager, link, number_in
from sanwu.web.ui.words import count_text, joined, title_of

ISSUES_PER_PAGE = 20
ISSUES_READ = 5000
CHANGES_SHOWN = 50


@dataclass(frozen=True)
class Tile:
    label: Text
    value: str
    tone: str
    note: Text = ""


@dataclass(frozen=True)
class IssueLine:
    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Ignored:
    line: int
    reason: str


@dataclass(frozen=True)
class Change:
    line: int
    compound: str
    href: str
    facts: str


@dataclass(frozen=True)
class Issues:
    label: Text
    rows: list[IssueLine]
    pager: Pager


@dataclass(frozen=True)
class IssueGroup:
    """All issues of one kind: how many, the first one's sentence, the first lines, and how many are not listed."""

    count: int
    message: str
    issues: Issues
    more: int


def run_of(job: Job) -> ImportRun | None:
    """The import that a job is about; None for another job, and for one that has not begun."""
    try:
        return job.import_run
    except ImportRun.DoesNotExist:
        return None


def import_result(request: OfficeRequest, job: Job) -> dict[str, Any]:
    """The part of the job page that is about an import; empty for other jobs."""
    run = run_of(job)
    if run is None:
        return {"run": None, "campaign": None, "step": 3 if job.params.get("dry_run") else 4}
    done = job.state == JobState.DONE
    place = run.campaign.division_id
    return {
        "run": run,
        "campaign": run.campaign,
        "step": 3 if run.dry_run else 4,
        "tiles": tiles(run),
        "errors": _issues(run, "error", _("被退回的内容"), request.GET),
        "warnings": _grouped(run, "warning", _("请留意")),
        "changes": _changes(run),
        "changes_more": max(0, len(run.changes) - CHANGES_SHOWN),
        "ignored": [Ignored(line["line"], text_of(line["code"], {})) for line in run.ignored_lines],
        "ignored_count": len(run.ignored_lines),
        "client_key": uuid4(),
        "may_commit": done and run.dry_run and run.accepted > 0,
        "may_undo": done and run.batch_id and not run.undone_at and _may_undo(request, job, place),
    }


def _grouped(run: ImportRun, level: str, label: Text) -> list[IssueGroup]:
    """Issues of one kind together, the rarest kind first: what occurs once is read, what occurs 300 times is counted."""
    found = run.issues.filter(level=level)
    counts = dict(found.order_by().values_list("code").annotate(n=Count("id")))
    groups: dict[str, list[IssueLine]] = {}
    for issue in found.order_by("id")[:ISSUES_READ]:
        lines = groups.setdefault(issue.code, [])
        if len(lines) < ISSUES_PER_PAGE:
            lines.append(IssueLine(issue.line, issue.column, issue.value, message_of(issue)))
    return [
        IssueGroup(counts[code], lines[0].message, Issues(label, lines, Pager()), counts[code] - len(lines))
        for code, lines in sorted(groups.items(), key=lambda group: counts[group[0]])
    ]


def _may_undo(request: OfficeRequest, job: Job, place: str) -> bool:
    return job.account_id == request.actor.account_id or request.scope.may(Ability.IMPORT_LEDGER, place)


def _changes(run: ImportRun) -> list[Change]:
    """Updated compounds with the names of the facts that change."""
    facts = loaded(run.campaign.scheme_version).dictionary.facts
    return [
        Change(
            change["line"],
            change["name"],
            reverse("compound", args=[change["compound"]]) + f"?campaign={run.campaign_id}",
            joined(title_of(facts[name]) if name in facts else name for name in change["facts"]),
        )
        for change in run.changes[:CHANGES_SHOWN]
    ]


def tiles(run: ImportRun) -> list[Tile]:
    """The counts: rows = accepted + refused, accepted = created + updated + unchanged + duplicates."""
    return [
        Tile(_("数据行"), count_text(run.rows), "info"),
        Tile(_("接收"), count_text(run.accepted), "good"),
        Tile(_("退回"), count_text(run.refused), "bad" if run.refused else "none"),
        Tile(_("新增小区"), count_text(run.created), "info"),
        Tile(_("更新小区"), count_text(run.updated), "info"),
        Tile(_("没有变化"), count_text(run.unchanged), "none"),
        Tile(_("重复行"), count_text(run.duplicates), "none"),
    ]


def _issues(run: ImportRun, level: str, label: Text, query: QueryDict) -> Issues:
    """A page of issues of one level; `error_after` and `warning_after` say where it begins."""
    name = f"{level}_after"
    after = number_in(query, name) or 0
    rows = list(run.issues.filter(level=level, id__gt=after).order_by("id")[: ISSUES_PER_PAGE + 1])
    more = len(rows) > ISSUES_PER_PAGE
    rows = rows[:ISSUES_PER_PAGE]
    following = link(query, **{name: rows[-1].pk}) if more else ""
    previous = link(query, **{name: ""}) if after else ""
    lines = [IssueLine(row.line, row.column, row.value, message_of(row)) for row in rows]
    return Issues(label, lines, Pager(previous, following))

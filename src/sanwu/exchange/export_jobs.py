"""Handing out a large ledger as a job: written by the worker, fetched from the job's page by whoever asked for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.decisions.listing import Filters, candidates
from sanwu.exchange.exporting import FORMATS, export_ledger
from sanwu.exchange.files import new_file
from sanwu.jobs.enums import JobState
from sanwu.jobs.models import Job
from sanwu.jobs.services import enqueue
from sanwu.people.models import Account
from sanwu.people.selectors import scope_and_actor

EXPORT = "ledger.export"
FOLDER = "exports"
AT_ONCE = 20_000  # so many rows are written while the page waits; more are a job
KEPT_SECONDS = 7 * 24 * 3600  # a copy of the ledger is not left lying about
Report = Callable[[str, int, int], None]


def too_many_at_once(scope: Scope, campaign: Campaign, filters: Filters) -> bool:
    """Whether an export has more rows than a page should wait for."""
    rows = candidates(scope, campaign, filters, "division_code", Ability.EXPORT_LEDGER)
    return rows.order_by().values("pk")[: AT_ONCE + 1].count() > AT_ONCE


def export_queue(
    *, campaign: Campaign, filters: Filters, ending: str, actor: Actor, scope: Scope, client_key: str | None = None
) -> Job:
    """Queue an export; the same client key queues it once. Refused without the right, BadInput for another format."""
    if f".{ending}" not in FORMATS:
        raise BadInput(_("请选择导出的格式。"), "bad_format")
    if not campaigns_visible_to(scope, Ability.EXPORT_LEDGER).filter(pk=campaign.pk).exists():
        raise Refused(_("没有导出这个行动台账的权限。"), "no_right")
    params = {
        "campaign": campaign.pk,
        "name": campaign.name,
        "format": ending,
        "filters": {
            **vars(filters), "outcomes": dict(filters.outcomes),
        },
    }  # fmt: skip
    return enqueue(
        kind=EXPORT, title=f"导出：{campaign.name}", params=params, actor=actor, division=campaign.division_id,
        client_key=client_key,
    )  # fmt: skip


def handle_export(params: dict[str, Any], report: Report, job: Job) -> dict[str, Any]:
    """The worker's side: within the rights that the person has when the job runs. {rows, file}."""
    account = Account.objects.filter(pk=job.account_id or 0, is_active=True).first()
    if account is None:
        raise Refused(_("提交这项导出的账号已停用，没有导出。"), "no_account")
    scope, actor = scope_and_actor(account, clock.today())
    campaign = Campaign.objects.select_related("scheme_version", "division").get(pk=params["campaign"])
    _throw_old_away()
    name, path = new_file(FOLDER, f".{params['format']}")
    done = export_ledger(
        campaign=campaign, scope=scope, actor=actor, out=path, filters=Filters(**params["filters"]), report=report
    )
    return {"rows": done["rows"], "file": name}


def exported_file(job: Job) -> Path | None:
    """Where the file of a finished export lies; None where it is none, or was thrown away after a week."""
    if job.kind != EXPORT or job.state != JobState.DONE or not job.result:
        return None
    path = Path(default_storage.path(job.result["file"]))
    return path if path.is_file() else None


def _throw_old_away() -> None:
    """Files of earlier exports that nobody should need any more."""
    folder = Path(default_storage.path(FOLDER))
    for path in folder.glob("*") if folder.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < clock.now().timestamp() - KEPT_SECONDS:
            path.unlink(missing_ok=True)

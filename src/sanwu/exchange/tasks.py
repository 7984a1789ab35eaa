"""What the worker can do: jobs by kind, and what it looks after when there are none."""

from collections.abc import Mapping

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign
from sanwu.decisions.selectors import campaigns_behind
from sanwu.decisions.services import refresh
from sanwu.exchange.documents import DOCUMENT, handle_document
from sanwu.exchange.duties import DutiesFollow
from sanwu.exchange.export_jobs import EXPORT, handle_export
from sanwu.exchange.services import IMPORT, handle_import
from sanwu.exchange.verify_jobs import VERIFY, handle_verify
from sanwu.indicators.services import fold_behind
from sanwu.jobs.services import Handler
from sanwu.ledger import sql

HANDLERS: Mapping[str, Handler] = {
    IMPORT: handle_import,
    EXPORT: handle_export,
    VERIFY: handle_verify,
    DOCUMENT: handle_document,
}
WORKER = Actor(name="后台任务")


class FollowUp:
    """Facts change, verdicts follow: judges the campaigns that are behind, once after every change of the ledger or of the
    version that a campaign runs on; sums follow both, and duties what has happened and the day."""

    def __init__(self) -> None:
        self.seen: tuple[sql.Head, tuple[tuple[int, int], ...]] | None = None
        self.duties = DutiesFollow()

    def __call__(self) -> int:
        """How many campaigns were judged."""
        running = Campaign.objects.filter(closed_on=None).order_by("id").values_list("id", "scheme_version_id")
        seen = (sql.head(), tuple(running))
        behind = campaigns_behind() if seen != self.seen else []
        for campaign in behind:
            refresh(campaign=campaign, on=clock.today(), actor=WORKER)
        self.seen = seen
        fold_behind(on=clock.today())
        self.duties()
        return len(behind)

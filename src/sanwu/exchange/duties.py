"""Duties kept in step from above: what only verdicts, facts and imports can say is brought to `duties` here (a pull)."""

from datetime import date, datetime, timedelta

from django.db.models import Min

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.decisions.models import Verdict
from sanwu.decisions.selectors import behind
from sanwu.duties.enums import ObjectType
from sanwu.duties.selectors import Applying, awaiting
from sanwu.duties.services import fulfil, generate
from sanwu.exchange.happenings import BEGINNING, Through, recognise
from sanwu.policy.outcomes import Outcome
from sanwu.records.selectors import Head, head

WORKER = Actor(name="后台任务")
# Counting costs a few questions over all compounds, so a busy office is followed twice a minute, not at every entry, and
# a very large one less often still: the worker spends a tenth of its time on it at most.
REST = timedelta(seconds=30)
TENTH = 10
LEDGER_CREATED = "ledger_created"


class DutiesFollow:
    """Keeps the duties of all open campaigns in step: on a new day, and after anything was written."""

    def __init__(self) -> None:
        self.seen: tuple[date, Head] | None = None
        self.last: datetime | None = None
        self.took = timedelta(0)
        # campaign and version of its scheme -> how far its files were looked through: another version asks for other things
        self.files: dict[tuple[int, int], Through] = {}

    def __call__(self) -> int:
        """How many campaigns were looked at; none while nothing has happened."""
        now, today = clock.now(), clock.today()
        begun = (today, head())  # what is written while this goes on is looked at next time
        if self.seen == begun or self._rests(now, today):
            return 0
        campaigns = Campaign.objects.filter(closed_on=None).select_related("scheme_version")
        judged = [campaign for campaign in campaigns.defer("scheme_version__files") if not behind(campaign)]
        for campaign in judged:
            files = campaign.pk, campaign.scheme_version_id
            self.files[files] = bring_in_step(campaign, today, self.files.get(files, BEGINNING))
        self.seen, self.last, self.took = begun, now, clock.now() - now
        return len(judged)

    def _rests(self, now: datetime, today: date) -> bool:
        if self.last is None or self.seen is None or self.seen[0] != today:
            return False
        return now - self.last < max(REST, self.took * TENTH)


def bring_in_step(campaign: Campaign, on: date, since: Through = BEGINNING) -> Through:
    """Generate, recognise what the data show to have happened, count; how far the files were looked through."""
    generate(campaign=campaign, on=on, actor=WORKER, counting=False)
    _ledgers_created(campaign)
    through = recognise(campaign, on, since, WORKER)
    generate(campaign=campaign, on=on, actor=WORKER, applying=applying_of(campaign))
    return through


def applying_of(campaign: Campaign) -> Applying:
    """For which compounds each condition of the scheme holds, as subqueries over the current verdicts."""
    current = Verdict.objects.filter(campaign=campaign, current=True, in_force=Outcome.YES.value).order_by()
    return {
        condition: current.filter(rule=condition).values("compound_id")
        for condition in loaded(campaign.scheme_version).conditions
    }


def _ledgers_created(campaign: Campaign) -> None:
    """A district's electronic ledger is there from the day on which its first compound was entered (A-26)."""
    rows = awaiting(campaign, LEDGER_CREATED).exclude(object_type=ObjectType.COMPOUND)
    for division in rows.values_list("division_code", flat=True).distinct().order_by("division_code"):
        low, high = range_of(division)
        here = entries_of(campaign).filter(division_code__gte=low, division_code__lt=high)
        first = here.aggregate(first=Min("entered_on"))["first"]
        if first is not None:
            fulfil(
                event=LEDGER_CREATED, campaign_id=campaign.pk, object_type="division", object_id=0,
                division_code=division, on=first, evidence="台账已录入第一个小区。", actor=WORKER,
            )  # fmt: skip

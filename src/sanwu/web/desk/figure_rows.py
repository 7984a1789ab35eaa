"""Which rows stand behind a figure: addresses of the ledger, the work lists, the duties and the boards."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing_terms import FILED
from sanwu.decisions.listing import CONCERNED, JUDGED, NOT_YET
from sanwu.duties.enums import DutyState
from sanwu.duties.things import Which
from sanwu.indicators.selectors import Tally
from sanwu.policy.model_work import Measure
from sanwu.web.desk.bars import RULE, ledger_href


@dataclass(frozen=True)
class Rows:
    """Where the rows are of what is done, of all that is counted, and of what is left; "" where there are none."""

    done: str = ""
    total: str = ""
    left: str = ""


def judged_href(campaign: Campaign, rule: str, area: str) -> str:
    """The compounds of which a rule has an outcome other than unknown."""
    return ledger_href(campaign, **{RULE + rule: JUDGED, "division": area})


def work_href(campaign: Campaign, area: str) -> str:
    """Where the facts that are missing are filled in, one after another."""
    return reverse("worklist", args=[campaign.pk]) + (f"?under={area}" if area else "")


def board_href(campaign: Campaign, area: str) -> str:
    """The board of a division."""
    return reverse("campaign", args=[campaign.pk]) + (f"?under={area}" if area else "")


def duties_href(campaign: Campaign, area: str, **asked: str) -> str:
    """The duties of a campaign; without a `state` those that are not done."""
    query = {"campaign": str(campaign.pk), **asked} | ({"division": area} if area else {})
    return f"{reverse('duties')}?{urlencode(query, safe=',')}"


def states_href(campaign: Campaign, area: str, states: Iterable[DutyState]) -> str:
    """The duties that stand in one of some ways."""
    return duties_href(campaign, area, state=",".join(state.value for state in states))


def late_href(campaign: Campaign, area: str) -> str:
    """Duties that are overdue, and reports that nobody sent."""
    return states_href(campaign, area, (DutyState.OVERDUE, DutyState.SILENT))


def things_href(campaign: Campaign, duties: Iterable[str], which: Which, area: str) -> str:
    """The compounds and other things that some duties ask for: all, done, not done."""
    query = {"duty": ",".join(duties), "state": which, "under": area or campaign.division_id}
    asked = urlencode({name: value for name, value in query.items() if value}, safe=",")
    return f"{reverse('campaign_duties', args=[campaign.pk])}?{asked}"


def tally_rows(campaign: Campaign, measure: Measure, tally: Tally | None, area: str) -> Rows:
    """The rows behind how many of how many have reached what a measure counts."""
    if tally is None:
        return Rows()
    if tally.basis == "duties":
        states: tuple[Which, ...] = ("done", "", "open")
        return Rows(*(things_href(campaign, tally.counted, state, area) for state in states))
    if tally.basis == "sums":
        done, total, left = {"complete": "yes"}, {}, {"complete": "no"}
    elif tally.basis == "verdicts":
        rule = f"{RULE}{measure.condition}"
        done, total, left = {rule: "yes"}, {rule: CONCERNED}, {rule: NOT_YET}
    else:
        filed = FILED in measure.done_when
        done, total = {"stage": "filed" if filed else "reviewed"}, {"stage": "listed"}
        left = {"stage": "unfiled" if filed else "reviewing"}
    return Rows(*(ledger_href(campaign, **asked, division=area) for asked in (done, total, left)))

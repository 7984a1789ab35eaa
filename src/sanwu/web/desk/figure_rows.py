"""Which rows stand behind a figure: addresses of the ledger, the work lists, the duties and the boards."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing_terms import FILED
from sanwu.decisions.listing import JUDGED
from sanwu.duties.enums import DutyState
from sanwu.indicators.selectors import Tally
from sanwu.policy.model_scheme import Scheme
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
    return f"{reverse('duties')}?{urlencode(query)}"


def late_href(campaign: Campaign, area: str) -> str:
    """Duties that are overdue."""
    return duties_href(campaign, area, state=DutyState.OVERDUE.value)


def tally_rows(campaign: Campaign, scheme: Scheme, measure: Measure, tally: Tally | None, area: str) -> Rows:
    """The rows behind how many of how many have reached what a measure counts."""
    if tally is None:
        return Rows()
    if tally.basis == "sums":
        done, total, left = {"complete": "yes"}, {}, {"complete": "no"}
    elif tally.basis == "verdicts":
        done, total, left = ({f"{RULE}{measure.condition}": said} for said in ("yes", "", "no"))
    elif tally.basis == "lists":
        filed = FILED in measure.done_when
        done, total = {"stage": "filed" if filed else "reviewed"}, {"stage": "listed"}
        left = {"stage": "unfiled" if filed else "reviewing"}
    else:
        return _duties(campaign, scheme, measure, area)
    return Rows(*(ledger_href(campaign, **asked, division=area) for asked in (done, total, left)))


def _duties(campaign: Campaign, scheme: Scheme, measure: Measure, area: str) -> Rows:
    """The duties whose being done a measure counts."""
    counted = [
        duty.id
        for duty in scheme.duties.values()
        if duty.recurs is None and set(measure.done_when) & set(duty.done_when)
    ]
    named = ",".join(counted)
    every = duties_href(campaign, area, duty=named, state="")
    return Rows(every, every, duties_href(campaign, area, duty=named))

"""When the phases and duties of a campaign are due: the scheme's dates, moved where the area's own document says so."""

from datetime import date, timedelta
from typing import NamedTuple

from sanwu.campaigns.frozen import loaded
from sanwu.campaigns.models import Campaign
from sanwu.policy.calendar import WorkCalendar
from sanwu.policy.dates import Due, Given, Standing, duty_due, phase_end, phase_start, standing, unset
from sanwu.policy.model_base import Entry


class Dated(NamedTuple):
    """One phase or duty with its dates. `due.estimated` is shown as 预计, `due.unset` as 待定.

    `source` is the document that moved the date, empty where the scheme's own date stands. `begins` is None for duties;
    of a phase whose end was moved it is the day after those that it comes after: the plan's own start says nothing then.
    """

    entry: Entry
    begins: Due | None
    due: Due
    standing: Standing
    source: str

    @property
    def id(self) -> str:
        return self.entry.id

    @property
    def title(self) -> str:
        return self.entry.title


def phase_dates(campaign: Campaign, calendar: WorkCalendar, on: date) -> list[Dated]:
    """The phases in the scheme's order, as they stand on a day."""
    scheme, given = loaded(campaign.scheme_version), given_on(campaign, calendar, on)
    ends = {key: phase_end(scheme, key, given) for key in scheme.phases}
    begins = {
        key: _after([ends[before] for before in phase.after])
        if ends[key].source == "redated"
        else phase_start(scheme, key, given)
        for key, phase in scheme.phases.items()
    }
    return [_dated(campaign, phase, begins[key], ends[key], on) for key, phase in scheme.phases.items()]


def duty_dates(campaign: Campaign, calendar: WorkCalendar, on: date) -> list[Dated]:
    """The duties in the scheme's order; of a recurring one the next turn."""
    scheme, given = loaded(campaign.scheme_version), given_on(campaign, calendar, on)
    return [_dated(campaign, duty, None, duty_due(scheme, key, given), on) for key, duty in scheme.duties.items()]


def given_on(campaign: Campaign, calendar: WorkCalendar, on: date) -> Given:
    """What the dates of a campaign are resolved against: its opening, and the dates of the area's own document."""
    redating = {key: date.fromisoformat(moved["date"]) for key, moved in campaign.redating.items()}
    return Given(calendar, on, events={"campaign_opened": campaign.opened_on}, redating=redating)


def _after(ends: list[Due]) -> Due:
    """The day after the last of these; unset where one of them is, or where there is none."""
    limits = [due.limit for due in ends if due.limit is not None]
    if not limits or len(limits) < len(ends):
        return unset()
    day = max(limits) + timedelta(days=1)
    return Due(day, day, estimated=any(due.estimated for due in ends), source="redated")


def _dated(campaign: Campaign, entry: Entry, begins: Due | None, due: Due, on: date) -> Dated:
    source = campaign.redating[entry.id]["source"] if due.source == "redated" else ""
    return Dated(entry, begins, due, standing(due, on), source)

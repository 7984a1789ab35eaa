"""What the scheme says of the list: which compounds it names, who reports, reviews and files it, and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import duty_dates, loaded
from sanwu.decisions.filing_offices import name_of, seat_of
from sanwu.people.offices import Office, offices_of
from sanwu.policy.calendar import WorkCalendar
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Body, Duty
from sanwu.territory.enums import Level
from sanwu.territory.models import Division

SUBMITTED, REVIEWED, FILED = "list_submitted", "list_reviewed", "list_filed"
# Each division of which level reports a list of its own; anything else: the campaign's division as a whole.
LEVELS = {"district": Level.COUNTY, "street": Level.STREET, "community": Level.COMMUNITY}


@dataclass(frozen=True)
class Terms:
    """The list of a scheme. A duty is None where the scheme does not speak of that step."""

    condition: Condition
    report: Duty | None
    review: Duty | None
    file: Duty | None
    bodies: Mapping[str, Body]
    area: str  # 12-digit code of the campaign's division

    def reporter(self, place: Division) -> str:
        """Who signs the list of a place."""
        return self._by(self.report, place.code, Ability.SUBMIT_LIST) or place.name

    @cached_property
    def reviewer(self) -> str:
        """Who reviews: named by the review's duty, else whoever the report goes to."""
        return self._by(self.review, self.area, Ability.REVIEW_LIST) or self._to(self.report, Ability.REVIEW_LIST)

    @cached_property
    def filer(self) -> str:
        """Who files: as named, else who reviewed."""
        return self._by(self.file, self.area, Ability.REVIEW_LIST) or self.reviewer

    @cached_property
    def office(self) -> str:
        """With whom the list is filed."""
        return self._to(self.file) or self.reviewer

    @cached_property
    def _offices(self) -> dict[str, list[Office]]:
        return {}

    def _by(self, duty: Duty | None, division: str, ability: Ability) -> str:
        body = self.bodies.get(duty.by or "") if duty else None
        return self._named(body, division, ability) if body else ""

    def _to(self, duty: Duty | None, ability: Ability | None = None) -> str:
        bodies = [(name, self.bodies.get(name)) for name in duty.to] if duty else []
        return "、".join(self._named(body, self.area, ability) if body else name for name, body in bodies)

    def _named(self, body: Body, division: str, ability: Ability | None) -> str:
        """The full name of the organisation that is the body; the plan's own words where none is known to be."""
        seat = seat_of(body, division)
        if seat not in self._offices:
            self._offices[seat] = offices_of(seat, clock.today())
        return name_of(body, self._offices[seat], ability) or body.title


def terms_of(campaign: Campaign) -> Terms:
    """Read them; Refused where the scheme has no condition at all."""
    found = _terms_of(loaded(campaign.scheme_version), campaign.division_id)
    if found is None:
        raise Refused("这个行动的方案没有写构成条件，不能编制名单。", "no_condition")
    return found


def _terms_of(scheme: Scheme, area: str) -> Terms | None:
    report, review, file = (_duty(scheme, event) for event in (SUBMITTED, REVIEWED, FILED))
    named = report.lists if report else None
    condition = scheme.conditions[named] if named else next(iter(scheme.conditions.values()), None)
    if condition is None:
        return None
    return Terms(condition, report, review, file, scheme.bodies, area)


def _duty(scheme: Scheme, event: str) -> Duty | None:
    return next((duty for duty in scheme.duties.values() if event in duty.done_when), None)


def due_of(campaign: Campaign, duty: Duty | None, calendar: WorkCalendar, on: date) -> date | None:
    """The last day of a duty as it stands, moved where the area's own document says so; None where none is set."""
    if duty is None:
        return None
    dated = next((entry for entry in duty_dates(campaign, calendar, on) if entry.id == duty.id), None)
    return (dated.due.limit or dated.due.target) if dated else None


def reporting_divisions(campaign: Campaign, terms: Terms) -> list[Division]:
    """The divisions that report a list each, by code."""
    level = LEVELS.get(terms.report.object if terms.report else "")
    low, high = range_of(campaign.division_id)
    if level is not None:
        found = list(Division.objects.filter(level=level, valid_to=None, code__gte=low, code__lt=high).order_by("code"))
        if found:
            return found
    return [campaign.division]

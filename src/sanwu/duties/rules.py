"""How a duty stands, where its rows stand, and which events its date waits for. Pure.

Every number of a plan stands in its scheme; what is here is the order of levels and how a light is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sanwu.base.codes import BEYOND, CODE_LENGTH, significant
from sanwu.duties.enums import DutyState, Light, ObjectType
from sanwu.policy.due import SOON_DAYS
from sanwu.policy.model_dates import After, Before, ByLaw, DateExpr, TargetAndLimit
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty

# The levels of bodies and objects, widest first, and how many digits of a code name a division there.
DIGITS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
LEVELS = {"district": "county"}  # where the territory calls a level otherwise than schemes do
ZERO_REPORT = "zero_report_submitted"
DECLARED = "declared"
# The light turns yellow when half of the time is gone and red in its last fifth; these only choose a colour and a word.
HALF, LAST_FIFTH = Fraction(1, 2), Fraction(1, 5)
OPEN_STATES = (DutyState.OVERDUE, DutyState.SILENT, DutyState.AMBER, DutyState.SOON, DutyState.OPEN)
PRESSING = (DutyState.OVERDUE, DutyState.SILENT, DutyState.AMBER, DutyState.SOON)


def state(
    *,
    on: date,
    due_on: date | None,
    amber_on: date | None = None,
    done_on: date | None = None,
    expected: int | None = 1,
    zero_report: bool = False,
) -> DutyState:
    """How a duty stands on a day. What has no date is never overdue; done after the limit stays late for ever."""
    if done_on is not None:
        return DutyState.DONE if due_on is None or done_on <= due_on else DutyState.LATE
    if expected == 0:
        return DutyState.EMPTY
    if due_on is None:
        return DutyState.UNDATED
    if on > due_on:
        return DutyState.SILENT if zero_report else DutyState.OVERDUE
    amber = due_on if amber_on is None else amber_on
    if on > amber:
        return DutyState.AMBER
    return DutyState.SOON if amber - on <= timedelta(days=SOON_DAYS) else DutyState.OPEN


def light(*, on: date, begins_on: date, due_on: date | None) -> Light:
    """The traffic light by the share of the time from `begins_on` to `due_on` that is left; the last day counts."""
    if due_on is None:
        return Light.NONE
    if on > due_on:
        return Light.OVER
    left = (due_on - on).days + 1
    share = Fraction(left, max((due_on - begins_on).days + 1, left))
    if share <= LAST_FIFTH:
        return Light.RED
    return Light.YELLOW if share <= HALF else Light.GREEN


@dataclass(frozen=True)
class Layout:
    """Where the rows of a duty stand: one for each division of `level` ("": the campaign's own area only), about what,
    answered by a body of `body_level` ("": the body of the place itself)."""

    about: ObjectType
    level: str
    body_level: str


def layout(scheme: Scheme, duty: Duty) -> Layout:
    """A place is a division of the finer of two levels: that of what the duty is about, and that of who answers.

    What is about compounds stands with the divisions of the answering body; bodies of the compounds themselves have no
    seat here, so their duties stand with the communities.
    """
    body = scheme.bodies.get(duty.by) if duty.by else None
    level = body.level if body and body.level in DIGITS else ""
    if duty.object == "compound":
        own_body = body is not None and body.level == "compound"
        return Layout(ObjectType.COMPOUND, "community" if own_body else level, level)
    if duty.object in ("campaign", "division", "project", "case"):
        return Layout(ObjectType(duty.object), level, level)
    return Layout(ObjectType.DIVISION, finer(duty.object, level), level)


def finer(level: str, other: str) -> str:
    """The lower of two levels; "" is above all."""
    return max(level, other, key=lambda name: DIGITS.get(name, 0))


def above(code: str, level: str) -> str:
    """The division of a level that holds `code`, by the digits; the code itself where it is that level or higher."""
    own = significant(code)
    digits = DIGITS.get(level, len(own))
    return own[:digits].ljust(CODE_LENGTH, "0")


def place_of(code: str, level: str, campaign: str) -> str:
    """The place under which a compound of division `code` counts: its division of `level`, or its own where that is not
    known so finely, and never above the campaign's area."""
    found = above(code, level) if level else campaign
    return campaign if len(significant(found)) < len(significant(campaign)) else found


def codes_of(place: str, level: str) -> tuple[str, str]:
    """The half-open range of the codes for which `place_of` answers this place."""
    own = significant(place)
    prefix = place[: max(len(own), DIGITS.get(level, 0))]
    following = str(int(prefix) + 1).zfill(len(prefix))
    high = following.ljust(CODE_LENGTH, "0") if len(following) == len(prefix) else BEYOND
    return prefix.ljust(CODE_LENGTH, "0"), high


def clock_names(scheme: Scheme, when: DateExpr | None) -> frozenset[str]:
    """The events, duties and phases from whose day a date is counted; none for dates that stand by themselves."""
    if isinstance(when, After):
        return frozenset({when.after})
    if isinstance(when, Before):
        return frozenset({when.before})
    if isinstance(when, ByLaw):
        if when.after:
            return frozenset({when.after})
        versions = scheme.law[when.family].versions.values()
        return frozenset(
            clock.from_ for version in versions for clock in version.clocks.values() if clock.id == when.key
        )
    if isinstance(when, TargetAndLimit):
        return clock_names(scheme, when.target) | clock_names(scheme, when.limit)
    return frozenset()


def waiting_on(scheme: Scheme, names: Iterable[str]) -> list[Duty]:
    """The duties whose date is counted from one of these events or duties."""
    wanted = set(names)
    return [duty for duty in scheme.duties.values() if clock_names(scheme, duty.due) & wanted]


def fulfilled_by(scheme: Scheme, event: str) -> list[str]:
    """Ids of the duties that an event fulfils; the scheme alone says so."""
    return [key for key, duty in scheme.duties.items() if event in duty.done_when]


def finished(expected: int | None, done: int) -> bool:
    """Whether all that was counted is done; an empty set is neither open nor done."""
    return expected is not None and 0 < expected <= done

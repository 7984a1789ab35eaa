"""A due date and how it stands on a day: the traffic light of everything that has to be done."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

Source = Literal["plan", "redated", "event", "law", "unset"]
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Due:
    """Amber after `target`, overdue after `limit`; both are the same day unless the plan states two.

    `estimated`: counted over days whose holidays are not announced yet, or from a day that is itself only planned.
    `unset`: nothing to be late for; `waits_for` names the event that would set it. `source` says where the date is
    from, and `law` names the version that a statutory limit was taken from.
    """

    target: date | None
    limit: date | None
    estimated: bool = False
    unset: bool = False
    source: Source = "plan"
    waits_for: str | None = None
    law: str | None = None


class Standing(StrEnum):
    """How a due date stands on a day."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    AMBER = "amber"
    OVERDUE = "overdue"
    UNSET = "unset"


def unset(waits_for: str | None = None) -> Due:
    """A date that nobody has set."""
    return Due(None, None, unset=True, source="unset", waits_for=waits_for)


def standing(due: Due, on: date, soon_days: int = SOON_DAYS) -> Standing:
    """The traffic light of something not yet done. What has no date is never overdue."""
    limit = due.limit or due.target
    target = due.target or due.limit
    if due.unset or limit is None or target is None:
        return Standing.UNSET
    if due.limit is not None and on > due.limit:
        return Standing.OVERDUE
    if on > target:
        return Standing.AMBER
    return Standing.DUE_SOON if (target - on).days <= soon_days else Standing.NOT_DUE

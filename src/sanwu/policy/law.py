"""Which version of a law applies: the one in force on the day of the event."""

from collections.abc import Mapping
from datetime import date

from sanwu.policy.model_dates import EndsOnHoliday
from sanwu.policy.model_law import LawClock, LawFamily, LawVersion


def version_on(family: LawFamily, day: date) -> LawVersion | None:
    """The version in force on a day; None before the first, after the last and in a gap."""
    for version in family.versions.values():
        if version.from_ <= day and (version.until is None or day <= version.until):
            return version
    return None


def clock_of(family: LawFamily, key: str, day: date) -> tuple[LawVersion, LawClock] | None:
    """The statutory limit as it stood on the day of the event, with its version."""
    version = version_on(family, day)
    clock = version.clocks.get(key) if version is not None else None
    return (version, clock) if version is not None and clock is not None else None


def counting_of(law: Mapping[str, LawFamily], day: date) -> EndsOnHoliday | None:
    """How the scheme's own periods end on a holiday: by the pack it names that says nothing but how days are counted."""
    for family in law.values():
        if all(not (v.rules or v.matters or v.clocks or v.bodies or v.provisions) for v in family.versions.values()):
            version = version_on(family, day)
            if version is not None:
                return version.counting.ends_on_holiday
    return None

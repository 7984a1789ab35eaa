"""Who a body of the plan is here: documents bear the full name of an organisation, the plan's words only where none is
known to be that body."""

from collections.abc import Mapping, Sequence

from sanwu.base.codes import CODE_LENGTH
from sanwu.base.scope import Ability
from sanwu.people.offices import Office
from sanwu.policy.model_work import Body
from sanwu.territory.enums import OrganisationKind

# How many digits of a code a body's level takes; a campaign narrower than its body's level has that body above it.
_DIGITS: Mapping[str, int] = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
_KINDS = frozenset(OrganisationKind.values) - {OrganisationKind.DEPARTMENT}
GROUP_OFFICE, OFFICE = "group_office", "办公室"


def seat_of(body: Body, division: str) -> str:
    """The division in which a body sits, seen from one below or at it (12-digit codes)."""
    digits = _DIGITS.get(body.level, CODE_LENGTH)
    return division[:digits].ljust(CODE_LENGTH, "0")


def name_of(body: Body, offices: Sequence[Office], ability: Ability | None = None) -> str:
    """The one organisation among these that is the body: by its kind, by the remit that the body's title names, or as the
    only one whose people hold the `ability` that the body's part in the matter takes. "" where none or several are."""
    return next((found[0].name for found in _candidates(body, offices, ability) if len(found) == 1), "")


def _candidates(body: Body, offices: Sequence[Office], ability: Ability | None) -> list[list[Office]]:
    if body.kind == GROUP_OFFICE:
        groups = [office for office in offices if office.kind == OrganisationKind.LEADING_GROUP]
        alike = [office for office in groups if office.name.endswith(OFFICE)]
    elif body.kind in _KINDS:
        alike = [office for office in offices if office.kind == body.kind]
    else:
        alike = [office for office in offices if any(remit in body.title for remit in office.remits)]
    able = [office for office in offices if ability in office.abilities] if ability else []
    return [alike, able]

"""What is returned goes down to the streets that can correct it, each as a case of its own."""

from collections.abc import Iterable

from sanwu.approvals.enums import Kind, Side
from sanwu.approvals.services import Holder, open_case
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import level_of, parent_of
from sanwu.base.scope import Ability
from sanwu.decisions.filing import OBJECT
from sanwu.decisions.filing_terms import due_of, terms_of
from sanwu.decisions.models import ListRow, ListVersion
from sanwu.duties.calendar import calendar
from sanwu.territory.selectors import full_names

STREET = "street_officer"


def send_down(version: ListVersion, returned: Iterable[ListRow], actor: Actor) -> None:
    """Open a case of correction for every street that has returned rows, answered by the side that reported."""
    streets: dict[str, int] = {}
    for row in returned:
        street = _street_of(row.division_code)
        if street is not None and street != version.division_code:
            streets[street] = streets.get(street, 0) + 1
    names = full_names(streets)
    reporter = version.case.side(Side.ASKING)
    on = clock.today()
    due_on = due_of(version.campaign, terms_of(version.campaign).report, calendar(), on)
    for street, count in sorted(streets.items()):
        open_case(
            kind=Kind.CORRECTION, object_type=OBJECT, object_id=str(version.pk), campaign_id=version.campaign_id,
            division=street, title=f"{version.division_name}第 {version.number} 版名单退回的 {count} 个小区",
            holder=Holder(street, Ability.CORRECT_FACT, role=STREET, body=names.get(street, street)[-100:]),
            opposite=Holder(reporter.division, Ability.SUBMIT_LIST, body=reporter.body), actor=actor,
            due_on=due_on if due_on and due_on >= on else None, reason="复核退回",
        )  # fmt: skip


def _street_of(code: str) -> str | None:
    """The street or town in which a division lies; None where only the county is known."""
    here: str | None = code
    while here is not None and level_of(here) == "community":
        here = parent_of(here)
    return here if here is not None and level_of(here) == "street" else None

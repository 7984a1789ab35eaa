"""A small tree, and a hand that records facts as an import would."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sanwu.base.actor import Actor
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.ledger.models import ChangeBatch
from sanwu.ledger.services import Changed, Created, NewFacts, Origin, record_changes
from sanwu.records.services import act
from sanwu.territory.models import Division

OFFICER = Actor(name="经办人", account_id=7, post="街道经办人", division="990101001000")
COUNTY, STREET, OTHER_COUNTY = "990101000000", "990101001000", "990102000000"
TREE = [
    ("990000000000", "云州省", "province", None),
    ("990100000000", "晴川市", "city", "990000000000"),
    (COUNTY, "东江区", "county", "990100000000"),
    (STREET, "滨河街道", "street", COUNTY),
    (OTHER_COUNTY, "西江区", "county", "990100000000"),
]

Enter = Callable[..., Compound]
Change = Callable[[Compound, Mapping[str, tuple[Any, Any]]], ChangeBatch]


@pytest.fixture
def tree(db: None) -> None:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )


def origin(kind: str = "import", source: str = "台账.xlsx") -> Origin:
    return Origin(kind, source, None, OFFICER, COUNTY)


def enter_compounds(rows: list[NewFacts]) -> list[Compound]:
    """Record new compounds in one batch."""
    with act(verb="ledger.import", actor=OFFICER, division=COUNTY) as entry:
        recorded = record_changes(entry=entry, origin=origin(), created=Created(rows))
    return list(Compound.objects.filter(pk__in=recorded.created).order_by("pk"))


@pytest.fixture
def enter(tree: None) -> Enter:
    """enter("听雨里", household_count=120): one compound that enters the ledger."""

    def entered(name: str, *, division: str = COUNTY, number: str | None = None, **facts: Any) -> Compound:
        identity = Identity(name, division, number=number)
        return enter_compounds([NewFacts(identity, facts, 5)])[0]

    return entered


@pytest.fixture
def change() -> Change:
    """change(compound, {"household_count": (120, 130)}): a later import that changes facts."""

    def changed(compound: Compound, changes: Mapping[str, tuple[Any, Any]]) -> ChangeBatch:
        with act(verb="ledger.import", actor=OFFICER, division=COUNTY) as entry:
            return record_changes(
                entry=entry, origin=origin(source="补充.xlsx"), changed=[Changed(compound.pk, 9, changes)]
            ).batch

    return changed

"""A small tree, a small scheme over facts of the shared dictionary, and a hand that brings compounds into a campaign."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.listing_question import kept_question
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.services import Changed, Created, NewFacts, Origin, record_changes
from sanwu.records.services import act
from sanwu.territory.models import Division
from tests.source import ROOT

OFFICER = Actor(name="经办人", account_id=7, post="区经办人", division="990101000000")
CITY, COUNTY, STREET, OTHER_COUNTY = "990100000000", "990101000000", "990101001000", "990102000000"
TREE = [
    ("990000000000", "云州省", "province", None),
    (CITY, "晴川市", "city", "990000000000"),
    (COUNTY, "东江区", "county", CITY),
    (STREET, "滨河街道", "street", COUNTY),
    ("990101002000", "渡口街道", "street", COUNTY),
    (OTHER_COUNTY, "西江区", "county", CITY),
]
SCHEME = """
id: made-2020
version: 1
title: 试验整治方案
conditions:
  unmanaged:
    title: 无人管理
    polarity: deficit
    holds_when: all
    clause: X-1
    members:
      no_provider: {title: 无物业, when: {has_property_provider: {is: no}}, clause: X-1}
      no_unit: {title: 无主管部门, when: {has_governing_unit: {is: no}}, clause: X-1}
decisions:
  merge:
    title: 是否并入
    applies_to: unmanaged
    hit: first
    outcomes: {merge: {title: 并入}, keep: {title: 单独管理}}
    clause: X-2
    table:
      - {when: {any: [{floor_area_m2: {below: 10000}}, {household_count: {at_most: 50}}]}, then: merge, clause: X-2}
      - {otherwise: keep, clause: X-2}
"""
UNMANAGED = {"has_property_provider": False, "has_governing_unit": False}

Enter = Callable[..., Compound]
Change = Callable[[Compound, Mapping[str, Any]], ChangeBatch]


@pytest.fixture(autouse=True)
def own_limits() -> Iterator[None]:
    """Questions that are kept hold the limits of the list, which tests change."""
    kept_question.cache_clear()
    yield
    kept_question.cache_clear()


@pytest.fixture
def tree(db: None) -> None:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )


def write_scheme(folder: Path, text: str = SCHEME) -> Path:
    """A scheme folder beside a copy of the shared dictionary."""
    folder.mkdir(parents=True)
    (folder / "scheme.yaml").write_text(text, encoding="utf-8")
    copy(ROOT / "schemes" / "facts.yaml", folder.parent / "facts.yaml")
    return folder


@pytest.fixture
def campaign(tree: None, tmp_path: Path) -> Campaign:
    version = scheme_load(path=write_scheme(tmp_path / "schemes" / "made-2020"), actor=OFFICER)
    return campaign_open(scheme_version=version, division=CITY, name="整治", actor=OFFICER)


def bring_in(campaign: Campaign, rows: list[NewFacts]) -> list[Compound]:
    """New compounds with their facts, entered into a campaign, in one act."""
    with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
        origin = Origin("import", "台账.xlsx", None, OFFICER, CITY)
        recorded = record_changes(entry=entry, origin=origin, created=Created(rows))
        pairs = zip(recorded.created, (row.identity.division_code for row in rows), strict=True)
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=OFFICER)
    return list(Compound.objects.filter(pk__in=recorded.created).order_by("pk"))


@pytest.fixture
def enter(campaign: Campaign) -> Enter:
    """enter("听雨里", household_count=49): one compound in the campaign."""

    def entered(
        name: str, *, division: str = COUNTY, number: str | None = None, into: Campaign | None = None, **facts: Any
    ) -> Compound:
        return bring_in(into or campaign, [NewFacts(Identity(name, division, number=number), facts, None)])[0]

    return entered


@pytest.fixture
def change() -> Change:
    """change(compound, {"household_count": 51}): the ledger learns something; keys of identity too."""

    def changed(compound: Compound, new: Mapping[str, Any], old: Mapping[str, Any] | None = None) -> ChangeBatch:
        facts = {**LedgerEntry.objects.get(compound=compound).facts, **(old or {})}
        changes = {fact: (facts.get(fact), value) for fact, value in new.items()}
        with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
            origin = Origin("import", "补充.xlsx", None, OFFICER, CITY)
            return record_changes(entry=entry, origin=origin, changed=[Changed(compound.pk, None, changes)]).batch

    return changed

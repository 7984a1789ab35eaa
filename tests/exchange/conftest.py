"""A campaign, and a hand that brings it sheets as an office would."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.scope import Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.exchange.services import import_file, map_file_data
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.load import load_dictionary
from tests.source import ROOT
from tests.worlds import CITY, open_campaign, plant_tree

Outcome = dict[str, Any]
Bring = Callable[..., Outcome]


@pytest.fixture
def city(db: None) -> None:
    plant_tree()


@pytest.fixture
def campaign(city: None) -> Campaign:
    return open_campaign(CITY)


@pytest.fixture
def bring(campaign: Campaign, tmp_path: Path) -> Bring:
    """bring("小区名称,所属区,户数", "听雨里,东江区,120"): a sheet imported as the local operator, or as told."""

    def brought(
        *lines: str,
        into: Campaign = campaign,
        scope: Scope | None = None,
        actor: Actor = LOCAL_OPERATOR,
        said: str = "",
        name: str = "台账.csv",
        dry_run: bool = False,
    ) -> Outcome:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return bring_file(path, into, scope=scope, actor=actor, said=said, dry_run=dry_run)

    return brought


def bring_file(
    path: Path,
    campaign: Campaign,
    *,
    scope: Scope | None = None,
    actor: Actor = LOCAL_OPERATOR,
    said: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Import a file; `said` is the text of a MAP.yaml."""
    mapping = None
    if said:
        dictionary = load_dictionary(ROOT / "schemes").dictionary
        assert dictionary is not None
        mapping = map_file_data(said, dictionary)
    return import_file(
        path=path, campaign=campaign, actor=actor, scope=scope or everywhere(), mapping=mapping, dry_run=dry_run
    )


def sums(outcome: Outcome) -> tuple[int, int, int, int, int, int, int]:
    """rows, accepted, refused, created, updated, unchanged, duplicates."""
    names = ("rows", "accepted", "refused", "created", "updated", "unchanged", "duplicates")
    return tuple(outcome[name] for name in names)  # type: ignore[return-value]


def told(outcome: Outcome, level: str = "errors") -> list[tuple[int, str]]:
    """(line, code) of every error, or of every warning."""
    return [(issue["line"], issue["code"]) for issue in outcome[level]]


def facts_of(name: str) -> dict[str, Any]:
    """The current facts of the one compound of this name that is not withdrawn."""
    return dict(LedgerEntry.objects.get(compound__name=name, compound__withdrawn_at=None).facts)


def the(name: str) -> Compound:
    return Compound.objects.get(name=name, withdrawn_at=None)

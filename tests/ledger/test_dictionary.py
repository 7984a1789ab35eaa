"""Which facts the ledger knows, and the typed table when the dictionary comes to mark more of them."""

from pathlib import Path

import pytest

from sanwu.campaigns.services import scheme_load
from sanwu.ledger.dictionary import known_deriver, known_facts
from sanwu.ledger.models import FactValue, IndexedFact, LedgerEntry
from sanwu.ledger.selectors import verify_current
from sanwu.policy.model_facts import Fact
from tests.ledger.conftest import OFFICER, Change, Enter

SCHEME = """
id: made-2020
version: 1
title: 试验整治方案
conditions:
  small: {title: 规模小, polarity: deficit, holds_when: all, clause: X-1,
    members: {few: {title: 树少, when: {tree_count: {below: 50}}, clause: X-1}}}
"""
OWN_FACTS = """
version: 1
groups: {identity: {title: 基本信息}}
facts:
  tree_count: {title: 古树数, type: integer, unit: 棵, group: identity, collected_by: survey, indexed: yes}
  tree_keeper: {title: 养护单位, type: text, group: identity, collected_by: survey}
derivations:
  - {id: keeper, title: 由养护单位推定, from: tree_keeper, status: example, table: [
      {is: [无], set: {tree_count: 0}}]}
"""


@pytest.fixture
def own_scheme(db: None, tmp_path: Path) -> None:
    """A city brings a scheme with facts of its own."""
    folder = tmp_path / "schemes" / "made-2020"
    folder.mkdir(parents=True)
    (folder / "scheme.yaml").write_text(SCHEME)
    (folder.parent / "facts.yaml").write_text(OWN_FACTS)
    scheme_load(path=folder, actor=OFFICER)


def test_a_scheme_brings_its_own_facts_beside_the_shared_ones(own_scheme: None) -> None:
    known = known_facts()

    assert known["tree_count"].title == "古树数"
    assert known["household_count"].title == "户数"


def test_a_scheme_brings_its_own_derivations_beside_the_shared_ones(own_scheme: None) -> None:
    derived = known_deriver().derive({"tree_keeper": "无", "property_provider_name": "无物业管理服务"}).values

    assert (derived["tree_count"], derived["property_arrangement"]) == (0, "none")


def test_without_a_scheme_the_shared_dictionary_is_known(db: None) -> None:
    assert "household_count" in known_facts()
    assert "tree_count" not in known_facts()


def test_a_fact_marked_later_is_indexed_for_all_compounds_at_the_next_change(
    enter: Enter, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = enter("甲院", household_count=12, bin_count=4)
    second = enter("乙院", household_count=20)
    assert not FactValue.objects.filter(fact="bin_count").exists()
    marked = dict(known_facts())
    marked["bin_count"] = marked["bin_count"].model_copy(update={"indexed": True})
    everywhere_known(monkeypatch, marked)
    assert verify_current() is None, "nothing has been written since, so nothing is out of step"

    change(second, {"bin_count": (None, 9)})

    assert set(FactValue.objects.filter(fact="bin_count").values_list("compound_id", "number")) == {
        (first.pk, 4), (second.pk, 9),
    }  # fmt: skip
    assert IndexedFact.objects.filter(fact="bin_count").exists()
    assert verify_current() is None


def test_a_fact_no_longer_marked_stays_in_step(enter: Enter, change: Change, monkeypatch: pytest.MonkeyPatch) -> None:
    compound = enter("甲院", service_fee="1.10")
    unmarked = dict(known_facts())
    unmarked["service_fee"] = unmarked["service_fee"].model_copy(update={"indexed": False})
    everywhere_known(monkeypatch, unmarked)

    change(compound, {"service_fee": ("1.10", "2.00")})

    assert FactValue.objects.get(fact="service_fee").number == 200
    assert LedgerEntry.objects.get().facts == {"service_fee": "2.00"}
    assert verify_current() is None


def everywhere_known(monkeypatch: pytest.MonkeyPatch, facts: dict[str, Fact]) -> None:
    for module in ("services", "undoing", "verifying"):
        monkeypatch.setattr(f"sanwu.ledger.{module}.known_facts", lambda: facts)

"""One fact of many compounds is corrected in one act, all or none, and taken back in one act."""

from typing import Any

import pytest

from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.compounds.models import Compound
from sanwu.ledger import bulk
from sanwu.ledger.bulk import correct_many, corrections_visible_to, undo_correction, undone
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.ledger.conftest import COUNTY, OFFICER, OTHER_COUNTY, STREET, Enter


@pytest.fixture
def three(enter: Enter) -> list[Compound]:
    return [
        enter("甲院", division=STREET, household_count=40),
        enter("乙院", division=STREET, household_count=50),
        enter("丙院", division=COUNTY),
    ]


def revisions(compounds: list[Compound]) -> dict[int, int]:
    return dict(LedgerEntry.objects.filter(compound__in=compounds).values_list("pk", "revision"))


def households(compounds: list[Compound]) -> list[Any]:
    entries = LedgerEntry.objects.filter(compound__in=compounds).order_by("pk")
    return [entry.facts.get("household_count") for entry in entries]


def correct(compounds: list[Compound], **more: Any) -> ChangeBatch:
    said = {"fact": "household_count", "value": "50", "source": "核查表", "actor": OFFICER}
    return correct_many(revisions=revisions(compounds), **(said | more))


def test_one_act_changes_all_and_leaves_alone_what_has_the_value(three: list[Compound]) -> None:
    batch = correct(three)

    assert households(three) == [50, 50, 50]
    assert batch.change_sets == 2
    entry = Act.objects.get(verb="facts.correct")
    assert entry.after == {"household_count": 50, "compounds": 2}
    assert entry.division_code == COUNTY
    assert LedgerEntry.objects.get(compound=three[0]).household_count == 50


def test_it_belongs_to_the_smallest_place_that_holds_all(three: list[Compound], enter: Enter) -> None:
    assert correct(three[:2]).division_code == STREET
    assert correct([*three, enter("丁院", division=OTHER_COUNTY)]).division_code == "990100000000"


def test_what_is_derived_from_the_fact_goes_along(three: list[Compound]) -> None:
    correct(three, fact="property_provider_name", value="安居物业服务有限公司")

    entry = LedgerEntry.objects.get(compound=three[0])
    assert entry.facts["has_property_provider"] is True
    assert entry.property_arrangement == "firm"


def test_blank_makes_it_unknown_everywhere(three: list[Compound]) -> None:
    correct(three, value="")

    assert households(three) == [None, None, None]


def test_if_one_was_changed_meanwhile_none_is_changed_and_it_is_named(three: list[Compound]) -> None:
    seen = revisions(three)
    correct_fact(compound=three[1], fact="built_year", value="1990", source="档案", actor=OFFICER)

    with pytest.raises(Stale, match="1 个小区.*乙院"):
        correct_many(revisions=seen, fact="household_count", value="60", source="核查表", actor=OFFICER)
    assert households(three) == [40, 50, None]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"source": "  "}, "source_missing"),
        ({"fact": "no_such_fact"}, "unknown_fact"),
        ({"fact": "compound_name"}, "unknown_fact"),
        ({"value": "很多"}, "bad_value"),
    ],
)
def test_it_refuses_what_one_correction_refuses(three: list[Compound], said: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        correct(three, **said)

    assert refused.value.code == code
    assert households(three) == [40, 50, None]


def test_it_refuses_none_and_too_many(three: list[Compound], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="1 到"):
        correct([])
    monkeypatch.setattr(bulk, "MOST", 2)
    with pytest.raises(BadInput, match="1 到 2"):
        correct(three)


def test_it_refuses_where_nothing_would_change(three: list[Compound]) -> None:
    with pytest.raises(Refused, match="本来就是"):
        correct([three[1]])
    assert not Act.objects.filter(verb="facts.correct").exists()


def test_the_same_form_sent_twice_has_one_effect(three: list[Compound]) -> None:
    seen = revisions(three)
    first, again = (
        correct_many(
            revisions=seen, fact="household_count", value="60", source="核查表", actor=OFFICER, client_key="once"
        )
        for _ in range(2)
    )

    assert first == again
    assert Act.objects.filter(verb="facts.correct").count() == 1


def test_it_is_taken_back_whole_and_only_once(three: list[Compound]) -> None:
    batch = correct(three)
    assert not undone(batch)
    undo_correction(batch=batch, actor=OFFICER, client_key="back")
    undo_correction(batch=batch, actor=OFFICER, client_key="back")

    assert households(three) == [40, 50, None]
    assert undone(batch)
    with pytest.raises(Refused, match="已经撤销过"):
        undo_correction(batch=batch, actor=OFFICER)


def test_it_is_not_taken_back_from_under_a_later_change(three: list[Compound]) -> None:
    batch = correct(three)
    correct_fact(compound=three[0], fact="household_count", value="77", source="复核", actor=OFFICER)

    with pytest.raises(Refused, match="甲院"):
        undo_correction(batch=batch, actor=OFFICER)
    assert households(three) == [77, 50, 50]


def test_an_import_is_not_taken_back_here(three: list[Compound]) -> None:
    with pytest.raises(Refused, match="导入的页面"):
        undo_correction(batch=ChangeBatch.objects.filter(kind="import").latest("id"), actor=OFFICER)


def test_the_journal_holds_what_was_written(three: list[Compound]) -> None:
    from sanwu.ledger.selectors import batch_digests, verify_current

    undo_correction(batch=correct(three), actor=OFFICER)

    assert verify({"ledger.batch": batch_digests}, (verify_current,)).ok


def test_a_correction_is_seen_where_all_its_compounds_are(three: list[Compound]) -> None:
    street = Scope(1, (Grant("street_officer", frozenset(Ability), STREET, "990101002000"),))
    inside, wider = correct(three[:2]), correct(three, value="70")

    assert list(corrections_visible_to(street)) == [inside]
    assert wider not in corrections_visible_to(Scope())

"""One fact corrected by hand: with a source, against the version that was seen, once."""

from datetime import date

import pytest

from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.ledger.models import ChangeBatch, ChangeSet, LedgerEntry
from sanwu.ledger.selectors import facts_with_sources, verify_current
from sanwu.ledger.services import StaleFact, correct_fact
from sanwu.records.models import Act
from tests.ledger.conftest import OFFICER, Change, Enter

VISIT = "2024年3月15日上门核查"


def test_a_correction_has_its_source_date_and_person(enter: Enter) -> None:
    compound = enter("听雨里", has_governing_unit=True)

    correct_fact(
        compound=compound, fact="has_governing_unit", value=False, source=VISIT, observed_on=date(2024, 3, 15),
        actor=OFFICER,
    )  # fmt: skip

    known = facts_with_sources(compound)["has_governing_unit"]
    assert (known.value, known.batch.source, known.batch.kind) == (False, VISIT, "correction")
    assert (known.batch.observed_on, known.batch.actor_name) == (date(2024, 3, 15), "经办人")
    entry = Act.objects.latest("number")
    assert (entry.verb, entry.object_id) == ("fact.correct", str(compound.pk))
    assert (entry.before, entry.after) == ({"has_governing_unit": True}, {"has_governing_unit": False})
    assert verify_current() is None


@pytest.mark.parametrize(("typed", "kept"), [("12000", "12000.00"), ("9999.5", "9999.50"), ("", None), (None, None)])
def test_a_value_may_be_given_as_typed(enter: Enter, typed: str | None, kept: str | None) -> None:
    compound = enter("听雨里", floor_area_m2="100.00")

    correct_fact(compound=compound, fact="floor_area_m2", value=typed, source=VISIT, actor=OFFICER)

    assert LedgerEntry.objects.get(compound=compound).facts.get("floor_area_m2") == kept


@pytest.mark.parametrize(
    ("fact", "value", "source", "code"),
    [
        ("household_count", "很多", VISIT, "bad_value"),
        ("household_count", -1, VISIT, "bad_value"),
        ("household_count", "12.5", VISIT, "bad_value"),
        ("property_arrangement", "king", VISIT, "bad_value"),
        ("no_such_fact", 1, VISIT, "unknown_fact"),
        ("compound_name", "别的名字", VISIT, "unknown_fact"),
        ("household_count", 12, "  ", "source_missing"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    enter: Enter, fact: str, value: object, source: str, code: str
) -> None:
    compound = enter("听雨里", household_count=120)

    with pytest.raises(BadInput) as refused:
        correct_fact(compound=compound, fact=fact, value=value, source=source, actor=OFFICER)

    assert refused.value.code == code
    assert ChangeBatch.objects.count() == 1
    assert LedgerEntry.objects.get(compound=compound).facts == {"household_count": 120}


def test_a_stale_correction_is_refused_and_shows_both_versions(enter: Enter, change: Change) -> None:
    compound = enter("听雨里", household_count=120)
    seen = LedgerEntry.objects.get(compound=compound).revision
    change(compound, {"household_count": (120, 1300)})

    with pytest.raises(StaleFact) as refused:
        correct_fact(
            compound=compound, fact="household_count", value=125, source=VISIT, expected_revision=seen, actor=OFFICER
        )

    assert isinstance(refused.value, Stale)
    assert (refused.value.current, refused.value.yours) == ("1,300 户", "125 户")
    assert refused.value.revision == LedgerEntry.objects.get(compound=compound).revision
    assert LedgerEntry.objects.get(compound=compound).facts == {"household_count": 1300}


def test_the_same_form_sent_twice_has_one_effect(enter: Enter) -> None:
    compound = enter("听雨里", household_count=120)
    form = {"compound": compound, "fact": "household_count", "value": 125, "source": VISIT, "actor": OFFICER}

    first = correct_fact(**form, client_key="form-1")
    again = correct_fact(**form, client_key="form-1")

    assert first == again
    assert ChangeSet.objects.filter(compound=compound).count() == 2


def test_a_form_key_is_good_for_one_correction_only(enter: Enter) -> None:
    compound = enter("听雨里", household_count=120)
    correct_fact(compound=compound, fact="household_count", value=125, source=VISIT, actor=OFFICER, client_key="form-1")

    with pytest.raises(Refused):
        correct_fact(
            compound=compound, fact="household_count", value=999, source=VISIT, actor=OFFICER, client_key="form-1"
        )

    assert LedgerEntry.objects.get(compound=compound).facts == {"household_count": 125}


def test_what_was_derived_follows_the_text_it_was_derived_from(enter: Enter) -> None:
    compound = enter(
        "听雨里", property_provider_name="单位自管物业", property_arrangement="unit", has_governing_unit=True
    )

    correct_fact(
        compound=compound,
        fact="property_provider_name",
        value="街道办事处（委员会）代管物业",
        source=VISIT,
        actor=OFFICER,
    )

    facts = LedgerEntry.objects.get(compound=compound).facts
    assert facts["property_arrangement"] == "street"
    assert "has_governing_unit" not in facts, "the unit was only known from the text that is gone"


def test_what_was_stated_stays_when_the_text_beside_it_changes(enter: Enter) -> None:
    compound = enter(
        "听雨里", property_provider_name="单位自管物业", property_arrangement="community", has_governing_unit=False
    )

    correct_fact(compound=compound, fact="property_provider_name", value="房管所代管物业", source=VISIT, actor=OFFICER)

    facts = LedgerEntry.objects.get(compound=compound).facts
    assert (facts["property_arrangement"], facts["has_governing_unit"]) == ("community", False)


def test_a_correction_to_unknown_is_not_filled_in_again_by_a_derivation(enter: Enter) -> None:
    compound = enter(
        "听雨里", property_provider_name="单位自管物业", property_arrangement="unit", has_governing_unit=True
    )

    correct_fact(compound=compound, fact="has_governing_unit", value=None, source=VISIT, actor=OFFICER)

    assert "has_governing_unit" not in LedgerEntry.objects.get(compound=compound).facts
    assert verify_current() is None

"""The one thing that a program may write: a fact, on the version that it read, once."""

from collections.abc import Callable
from typing import Any

import pytest

from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.people.tokens import GIVEN
from sanwu.records.models import Act
from tests import worlds
from tests.api.conftest import Program

Make = Callable[..., Program]


@pytest.fixture
def compound(campaign: Campaign) -> Compound:
    return Compound.objects.get(name="001001号院0")


def correction(compound: Compound, **given: Any) -> dict[str, Any]:
    revision = LedgerEntry.objects.get(compound=compound).revision
    return {"value": 41, "source": "数据中台比对", "revision": revision} | given


def path(compound: Compound, fact: str = "household_count") -> str:
    return f"compounds/{compound.pk}/facts/{fact}"


def test_a_fact_is_corrected_in_the_name_of_the_account_and_the_program(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(path(compound), correction(compound), **{"Idempotency-Key": "first-one"})

    assert answer.status_code == 200
    assert LedgerEntry.objects.get(compound=compound).facts["household_count"] == 41
    entry = Act.objects.filter(verb="fact.correct").latest("number")
    assert entry.actor_name == "林晓岚（台账对接）"


def test_the_same_request_sent_again_has_one_effect(program: Make, compound: Compound) -> None:
    caller, data = program(abilities=GIVEN), correction(compound)

    first, again = (caller.post(path(compound), data, **{"Idempotency-Key": "the-same-key"}) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert ChangeBatch.objects.filter(kind="correction").count() == 1


def test_a_key_used_for_something_else_is_refused(program: Make, compound: Compound) -> None:
    caller = program(abilities=GIVEN)
    caller.post(path(compound), correction(compound), **{"Idempotency-Key": "the-same-key"})

    answer = caller.post(path(compound), correction(compound, value=42), **{"Idempotency-Key": "the-same-key"})

    assert answer.status_code == 403
    assert LedgerEntry.objects.get(compound=compound).facts["household_count"] == 41


def test_who_read_an_older_version_is_told_and_nothing_is_written(program: Make, compound: Compound) -> None:
    caller, data = program(abilities=GIVEN), correction(compound)
    caller.post(path(compound), data, **{"Idempotency-Key": "first-one"})

    answer = caller.post(path(compound), data | {"value": 43}, **{"Idempotency-Key": "second-one"})

    assert (answer.status_code, answer.json()["code"]) == (409, "stale_fact")
    assert LedgerEntry.objects.get(compound=compound).facts["household_count"] == 41


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": ""}, "source"),
        ({"revision": "x"}, "revision"),
        ({"extra": 1}, "extra"),
        ({"observed_on": "昨天"}, "observed_on"),
    ],
)
def test_a_wrong_body_is_refused_by_field(program: Make, compound: Compound, given: dict[str, Any], field: str) -> None:
    answer = program(abilities=GIVEN).post(
        path(compound), correction(compound, **given), **{"Idempotency-Key": "first-one"}
    )

    assert answer.status_code == 422
    assert [problem["field"].rpartition(".")[2] for problem in answer.json()["fields"]] == [field]


def test_a_value_that_the_fact_does_not_take_is_refused_in_words(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(
        path(compound), correction(compound, value="很多"), **{"Idempotency-Key": "first-one"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_value")


def test_what_is_no_json_is_refused(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(path(compound), "{", **{"Idempotency-Key": "first-one"})

    assert answer.status_code == 400


def test_without_a_key_nothing_is_written(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(path(compound), correction(compound))

    assert answer.status_code == 422
    assert not ChangeBatch.objects.filter(kind="correction").exists()


def test_a_reading_token_writes_nothing(program: Make, compound: Compound) -> None:
    answer = program().post(path(compound), correction(compound), **{"Idempotency-Key": "first-one"})

    assert answer.status_code == 404
    assert not ChangeBatch.objects.filter(kind="correction").exists()


def test_a_role_without_the_right_does_not_gain_it_by_a_token(program: Make, compound: Compound) -> None:
    caller = program("auditor", worlds.CITY, abilities=[Ability.VIEW_LEDGER, Ability.CORRECT_FACT])

    assert caller.post(path(compound), correction(compound), **{"Idempotency-Key": "first-one"}).status_code == 404


def test_a_fact_that_nobody_knows_is_not_there(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(
        path(compound, "number_of_petitioners"), correction(compound), **{"Idempotency-Key": "first-one"}
    )

    assert answer.status_code == 404


def test_nobody_has_seen_what_is_still_to_come(program: Make, compound: Compound) -> None:
    answer = program(abilities=GIVEN).post(
        path(compound), correction(compound) | {"observed_on": "2999-01-01"}, **{"Idempotency-Key": "first-one"}
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "observed_on")
    assert not ChangeBatch.objects.filter(kind="correction").exists()

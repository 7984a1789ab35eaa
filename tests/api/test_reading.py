"""What a program reads: within the scope of its token's account, page after page, in the shapes that are described."""

from collections.abc import Callable

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import leave_campaign
from sanwu.compounds.models import Compound
from sanwu.people.models import Account
from sanwu.people.tokens import token_issue
from tests import worlds
from tests.api.conftest import Program

Make = Callable[..., Program]


def test_a_campaigns_compounds_come_with_their_facts(program: Make, campaign: Campaign) -> None:
    answer = program().get(f"campaigns/{campaign.pk}/compounds", limit=2)

    assert answer.status_code == 200
    first, second = answer.json()["items"]
    assert (first["name"], first["number"], first["division_code"]) == ("001001号院0", f"{worlds.RAIN}-0", worlds.RAIN)
    assert first["facts"] == {"household_count": 30}
    assert second["facts"]["floor_area_m2"] == "9999.5"


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_bring_every_compound_once_whatever_their_size(program: Make, campaign: Campaign, limit: int) -> None:
    found = program("city_reviewer", worlds.CITY).every(f"campaigns/{campaign.pk}/compounds", limit=limit)

    places = [(row["division_code"], row["id"]) for row in found]
    assert places == sorted(set(places))
    assert len(places) == 12


def test_a_list_that_is_asked_again_tells_the_present(program: Make, campaign: Campaign) -> None:
    reader = program("city_reviewer", worlds.CITY)
    before = [row["id"] for row in reader.every(f"campaigns/{campaign.pk}/compounds", limit=5)]

    leave_campaign(campaign=campaign, compounds=before[:1], actor=LOCAL_OPERATOR, reason="划出")

    assert [row["id"] for row in reader.every(f"campaigns/{campaign.pk}/compounds", limit=5)] == before[1:]


def test_nothing_of_another_part_of_the_territory_is_read(program: Make, campaign: Campaign) -> None:
    east = program().every(f"campaigns/{campaign.pk}/compounds")

    assert {row["division_code"] for row in east} == {worlds.RAIN, worlds.LAKE, worlds.PINE}


def test_campaigns_are_those_that_reach_into_the_scope(program: Make, campaign: Campaign) -> None:
    assert [row["id"] for row in program().every("campaigns")] == [campaign.pk]
    assert campaign.pk not in [row["id"] for row in program("district_official", worlds.FAR_EAST).every("campaigns")]


def test_a_partner_unit_reads_its_own_compounds_only(account: Callable[..., Account], campaign: Campaign) -> None:
    mine = Compound.objects.filter(division_id=worlds.LAKE).first()
    assert mine is not None
    unit = account("partner_unit", worlds.EAST, objects=[("compound", mine.pk)])
    caller = Program(*token_issue(account=unit, title="包联", actor=LOCAL_OPERATOR))

    assert [row["id"] for row in caller.every(f"campaigns/{campaign.pk}/compounds")] == [mine.pk]
    other = Compound.objects.exclude(pk=mine.pk).first()
    assert other is not None
    assert caller.get(f"compounds/{other.pk}").status_code == 404


def test_a_division_narrows_the_list(program: Make, campaign: Campaign) -> None:
    found = program().every(f"campaigns/{campaign.pk}/compounds", division=worlds.LAKE)

    assert {row["division_code"] for row in found} == {worlds.LAKE}


def test_a_division_outside_the_scope_brings_nothing(program: Make, campaign: Campaign) -> None:
    assert program().every(f"campaigns/{campaign.pk}/compounds", division=worlds.WEST) == []


def test_verdicts_name_the_rule_the_outcome_and_what_is_missing(program: Make, campaign: Campaign) -> None:
    caller = program()
    found = caller.every(f"campaigns/{campaign.pk}/verdicts", rule="three_no")

    assert len(found) == 9
    assert {row["outcome"] for row in found} == {"unknown"}
    assert "has_property_provider" in found[0]["missing"]
    assert caller.every(f"campaigns/{campaign.pk}/verdicts", rule="three_no", outcome="yes") == []


def test_a_rule_that_the_scheme_does_not_have_is_refused_with_those_it_has(program: Make, campaign: Campaign) -> None:
    answer = program().get(f"campaigns/{campaign.pk}/verdicts", rule="four_no")

    assert answer.status_code == 422
    assert answer.json()["code"] == "unknown_rule"
    assert "three_no" in answer.json()["message"]


def test_one_compound_comes_with_the_source_of_each_fact(program: Make, campaign: Campaign) -> None:
    pk = Compound.objects.get(name="001001号院0").pk

    told = program().get(f"compounds/{pk}").json()

    assert told["facts"]["household_count"]["value"] == 30
    assert told["facts"]["household_count"]["source"] == "底数表.xlsx"


@pytest.mark.parametrize("path", ["campaigns/{campaign}", "campaigns/{campaign}/compounds", "compounds/{compound}"])
def test_what_lies_elsewhere_is_not_there(program: Make, campaign: Campaign, path: str) -> None:
    foreign = Compound.objects.filter(division_id=worlds.FAR_EAST).first()
    far = Campaign.objects.exclude(pk=campaign.pk).get()
    assert foreign is not None

    answer = program().get(path.format(campaign=far.pk, compound=foreign.pk))

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_divisions_are_read_within_the_scope(program: Make) -> None:
    caller = program()

    found = caller.every("divisions", limit=2)

    assert [row["code"] for row in found] == [worlds.EAST, worlds.RIVER, worlds.RAIN, worlds.LAKE, worlds.PINE]
    assert caller.get(f"divisions/{worlds.RIVER}").json()["parent"] == worlds.EAST
    assert caller.get(f"divisions/{worlds.WEST}").status_code == 404


def test_the_dictionary_says_what_facts_mean(program: Make) -> None:
    facts = {fact["id"]: fact for fact in program().get("facts").json()}

    assert (facts["household_count"]["unit"], facts["household_count"]["type"]) == ("户", "integer")
    assert "firm" in facts["property_arrangement"]["choices"]


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ({"limit": "0"}, "limit", "不能小于 1"),
        ({"limit": "5000"}, "limit", "不能大于 1000"),
        ({"limit": "x"}, "limit", "整数"),
    ],
)
def test_a_wrong_parameter_is_named_in_chinese(
    program: Make, campaign: Campaign, query: dict[str, str], field: str, says: str
) -> None:
    answer = program().get(f"campaigns/{campaign.pk}/compounds", **query)

    assert answer.status_code == 422
    assert [(problem["field"], says in problem["message"]) for problem in answer.json()["fields"]] == [(field, True)]


@pytest.mark.parametrize("after", ["1", "x-1", "99010100100-1", "990101001001-x", "９９０１０１００１００１-1"])
def test_a_position_that_no_page_gave_is_refused(program: Make, campaign: Campaign, after: str) -> None:
    answer = program().get(f"campaigns/{campaign.pk}/compounds", after=after)

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_position")


def test_a_page_asks_few_questions(program: Make, campaign: Campaign, django_assert_max_num_queries: object) -> None:
    caller = program()

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        caller.get(f"campaigns/{campaign.pk}/compounds")


def test_a_token_without_the_ability_may_not_read_lists_and_finds_no_objects(program: Make, campaign: Campaign) -> None:
    caller = program(abilities=[Ability.VIEW_DIVISIONS])

    assert caller.get("divisions").status_code == 200
    assert caller.get("campaigns").status_code == 403
    assert caller.get(f"campaigns/{campaign.pk}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("get", "nothing-here", 404, "not_found"), ("post", "divisions", 405, "method_not_allowed")],
)
def test_a_wrong_address_or_method_is_answered_as_every_refusal(
    program: Make, method: str, path: str, status: int, code: str
) -> None:
    caller = program()

    answer = caller.get(path) if method == "get" else caller.post(path, {})

    said = answer.json()
    assert (answer.status_code, said["code"], said["fields"]) == (status, code, [])
    assert said["message"].endswith("。")
    assert answer.get("Allow") == ("GET" if method == "post" else None)

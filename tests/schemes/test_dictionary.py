"""The shared fact dictionary as it ships: complete, plain, and about compounds only."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sanwu.policy.derive import Deriver, derive
from sanwu.policy.load import load_dictionary
from sanwu.policy.model import Dictionary

FILE = Path(__file__).parents[2] / "schemes" / "facts.yaml"
GROUPS = [
    "identity", "management", "facilities", "fire", "buildings", "water", "power", "gas", "residents", "security",
    "environment", "wishes",
]  # fmt: skip
LISTED = {
    "household_count", "floor_area_m2", "built_year", "building_count", "property_arrangement", "has_property_provider",
    "has_governing_unit", "human_protection", "physical_protection", "technical_protection",
}  # fmt: skip


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    loaded = load_dictionary(FILE)
    assert loaded.dictionary is not None, [str(problem) for problem in loaded.problems]
    return loaded.dictionary


def test_all_twelve_groups_have_facts(dictionary: Dictionary) -> None:
    assert list(dictionary.groups) == GROUPS
    assert {fact.group for fact in dictionary.facts.values()} == set(GROUPS)


def test_every_fact_has_an_english_title_and_a_definition(dictionary: Dictionary) -> None:
    facts = dictionary.facts.values()
    assert [fact.id for fact in facts if not fact.title_en or not fact.help or not fact.synonyms] == []
    choices = [(fact.id, choice) for fact in facts for choice in fact.choices.values()]
    assert [(fact, choice.id) for fact, choice in choices if not choice.title_en] == []


def test_ten_facts_are_listed_and_about_ten_more_indexed(dictionary: Dictionary) -> None:
    facts = dictionary.facts.values()
    assert {fact.id for fact in facts if fact.listed} == LISTED
    assert 8 <= sum(fact.indexed for fact in facts) <= 12


def test_no_header_means_two_facts(dictionary: Dictionary) -> None:
    words = Counter(word for fact in dictionary.facts.values() for word in fact.synonyms)
    assert [word for word, times in words.items() if times > 1] == []


def test_every_group_of_residents_is_a_count(dictionary: Dictionary) -> None:
    residents = [fact for fact in dictionary.facts.values() if fact.group == "residents"]
    assert {fact.type for fact in residents} == {"integer"}
    assert dictionary.groups["residents"].min_cell == 5


def test_nothing_is_asked_about_persons_or_petitions(dictionary: Dictionary) -> None:
    private = re.compile("姓名|身份证|电话|手机|上访|信访|人脸|轨迹")
    words = [(fact.id, fact.title, *fact.synonyms) for fact in dictionary.facts.values()]
    assert [entry for entry in words if any(private.search(word) for word in entry)] == []


def test_the_fee_keeps_its_text_beside_it(dictionary: Dictionary) -> None:
    assert dictionary.facts["service_fee"].text_beside == "service_fee_text"
    assert dictionary.facts["service_fee_text"].type == "text"


@pytest.mark.parametrize(
    ("written", "derived"),
    [
        ("某某物业管理有限公司", {"property_arrangement": "firm", "has_property_provider": True}),
        ("某某智慧社区投资发展有限责任公司", {"property_arrangement": "firm", "has_property_provider": True}),
        ("某某物业管理中心", {"property_arrangement": "firm", "has_property_provider": True}),
        ("单位自管物业", {"property_arrangement": "unit", "has_governing_unit": True}),
        ("街道办事处（委员会）代管物业", {"property_arrangement": "street"}),
        ("街道办事处(委员会)代管物业", {"property_arrangement": "street"}),
        ("房管所代管物业", {"property_arrangement": "housing_office", "has_governing_unit": True}),
        ("某某园业主委员会物业", {"property_arrangement": "owners"}),
        ("业主自筹物业", {"property_arrangement": "owners"}),
        ("某某社区代管", {"property_arrangement": "community"}),
        ("无物业管理服务", {"property_arrangement": "none", "has_property_provider": False}),
        ("暂无信息", {}),
    ],
)
def test_the_provider_column_says_who_manages_and_no_more(
    dictionary: Dictionary, written: str, derived: dict[str, object]
) -> None:
    assert derive(dictionary, {"property_provider_name": written}).values == derived


@pytest.mark.parametrize(
    ("written", "derived"),
    [
        ("市供销社", {"has_governing_unit": True}),
        ("无", {"has_governing_unit": False}),
        ("待核", {}),
        ("√", {"has_governing_unit": True}),
    ],
)
def test_a_governing_unit_column_that_says_none_is_no_name(
    dictionary: Dictionary, written: str, derived: dict[str, object]
) -> None:
    assert derive(dictionary, {"governing_unit_name": written}).values == derived


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("房管所代管物业", False), ("街道代管", False), ("社区代管", False), ("单位自管物业", False),
        ("某某房管所代管物业", True), ("某某社区代管", True), ("某某物业管理中心", True),
    ],
)  # fmt: skip
def test_an_arrangement_is_no_name_of_a_provider(dictionary: Dictionary, written: str, named: bool) -> None:
    assert Deriver(dictionary).is_name("property_provider_name", written) is named


def test_an_empty_provider_column_says_nothing(dictionary: Dictionary) -> None:
    assert derive(dictionary, {}).values == {}


def test_a_stated_mark_wins_and_the_clash_is_reported(dictionary: Dictionary) -> None:
    facts = {"property_provider_name": "某某物业管理有限公司", "has_property_provider": False}
    result = derive(dictionary, facts)
    assert "has_property_provider" not in result.values
    assert result.clashes


def test_a_mark_beside_an_owners_arrangement_is_no_clash(dictionary: Dictionary) -> None:
    facts = {"property_provider_name": "业主自筹物业", "has_property_provider": False}
    result = derive(dictionary, facts)
    assert result.values == {"property_arrangement": "owners"}
    assert not result.clashes


def test_unknown_is_never_read_as_no(dictionary: Dictionary) -> None:
    reading = dictionary.reading
    assert not set(reading.unknown) & {*reading.yes, *reading.no}
    assert {"√", "是", "有"} <= set(reading.yes)
    assert {"×", "否", "无"} <= set(reading.no)
    assert {"待核", "不详", "暂无信息", "/"} <= set(reading.unknown)
    assert "待核" in reading.remark_unknown

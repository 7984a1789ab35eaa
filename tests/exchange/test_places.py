"""Where a row says that its compound lies, to the finest division that the list of divisions knows."""

import pytest

from sanwu.campaigns.models import Campaign
from sanwu.territory.models import Division
from tests.exchange.conftest import Bring, sums, the, told
from tests.worlds import CITY, EAST, LAKE, OTHER_CITY, PINE, RIVER, WEST, open_campaign, scope_over


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("东江,,,", EAST),  # 东城 finds 东城区
        ("东江区,,,", EAST),
        ("晴川市东江区,,,", EAST),
        ("东江区,滨河,,", RIVER),
        ("东江区,滨河街道办事处,砚湖社区,", LAKE),
        ("东江区,滨河街道,砚湖社区居委会,", LAKE),
        ("东江区,砚湖社区,,", LAKE),  # one column for streets and communities
        (",松风街道,,", PINE),
        (",,砚湖,", LAKE),
        (",,,990101001002", LAKE),
        (",,,990101", EAST),
        ("东江区,,,990101001002", LAKE),
        ("东江区,滨河街道,砚湖社区,990101", LAKE),  # the names are finer than the code
        (",,,", CITY),
    ],
)
def test_a_row_stands_where_its_words_say(bring: Bring, words: str, place: str) -> None:
    outcome = bring("小区名称,区县,街道,社区,区划代码,户数", f"听雨里,{words},120")

    assert (sums(outcome)[3], the("听雨里").division_id) == (1, place)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("东江区,没有街道,,", "place_unknown", "东江区没有找到“没有街道”"),
        ("东江区,滨河街道,没有社区,", "place_unknown", "没有社区"),
        ("没有区,,,", "place_unknown", "没有区"),
        (",滨河街道,,", "place_ambiguous", "西江区滨河街道"),
        (",,,990101009000", "code_unknown", "990101009000"),
        (",,,990201000000", "place_outside_campaign", "明山市东江区"),
        ("西江区,,,990101001002", "place_conflict", "西江区"),
        (",,,99010100100", "code_lost_zero", "099010100100"),
    ],
)
def test_a_place_that_cannot_be_told_is_refused_with_what_to_do(bring: Bring, words: str, code: str, said: str) -> None:
    outcome = bring("小区名称,区县,街道,社区,区划代码,户数", f"听雨里,{words},120")

    assert told(outcome) == [(2, code)]
    assert outcome["errors"][0]["value"] in words.split(","), "the cell that is wrong is named"
    assert said in outcome["errors"][0]["message"]
    assert "请" in outcome["errors"][0]["message"]
    assert sums(outcome)[1:4] == (0, 1, 0)


def test_names_above_the_campaign_may_stand_in_the_sheet(bring: Bring, city: None) -> None:
    street = open_campaign(RIVER, "街道行动")

    outcome = bring(
        "小区名称,省,市,区县,街道,社区,户数", "听雨里,云州省,晴川市,东江区,滨河街道,砚湖社区,120", into=street
    )

    assert (sums(outcome)[3], the("听雨里").division_id) == (1, LAKE)


@pytest.mark.parametrize("words", ["云州省,明山市,,", "云州省,晴川市,西江区,", ",,西江区,", ",,不存在区,"])
def test_another_place_above_the_campaign_is_refused(bring: Bring, city: None, words: str) -> None:
    street = open_campaign(RIVER, "街道行动")

    outcome = bring("小区名称,省,市,区县,街道,户数", f"听雨里,{words},120", into=street)

    assert [code for _, code in told(outcome)] in (["place_outside_campaign"], ["place_unknown"])


@pytest.mark.parametrize("words", ["西江区,", f",{WEST}"])
def test_a_district_of_another_city_is_refused_for_one_reason_however_it_is_written(bring: Bring, words: str) -> None:
    outcome = bring("小区名称,区县,区划代码,户数", f"听雨里,{words},120", into=open_campaign(OTHER_CITY, "明山行动"))

    assert told(outcome) == [(2, "place_outside_campaign")]
    assert "西江区不在本次行动的范围" in outcome["errors"][0]["message"]


def test_a_stand_in_such_as_the_districts_of_a_city_narrows_nothing(bring: Bring) -> None:
    outcome = bring("小区名称,市,区县,户数", "听雨里,市辖区,东江区,120")

    assert (sums(outcome)[3], the("听雨里").division_id) == (1, EAST)


def test_a_level_that_the_list_of_divisions_does_not_have_is_skipped(bring: Bring) -> None:
    """Newer editions end with the streets: an office's column of communities must not refuse the whole list."""
    Division.objects.filter(level="community").delete()

    outcome = bring(
        "小区名称,区县,街道,社区,区划代码,户数", "听雨里,东江区,滨河街道,砚湖社区,,120", "甲院,,,,990101001002,8"
    )

    assert sums(outcome)[2] == 0
    assert {the("听雨里").division_id, the("甲院").division_id} == {RIVER}


def test_a_mapping_may_say_where_all_rows_lie(bring: Bring) -> None:
    said = f"columns: {{小区名称: name, 户数: household_count}}\ndivision: '{RIVER}'\n"

    bring("小区名称,户数", "听雨里,120", said=said)

    assert the("听雨里").division_id == RIVER


def test_rows_outside_the_users_scope_are_refused_and_the_others_stored(bring: Bring, campaign: Campaign) -> None:
    outcome = bring(
        "小区名称,区县,街道,户数", "听雨里,东江区,滨河街道,120", "松风里,东江区,松风街道,60", "西院,西江区,,9",
        scope=scope_over(RIVER),
    )  # fmt: skip

    assert told(outcome) == [(3, "place_outside_scope"), (4, "place_outside_scope")]
    assert sums(outcome) == (3, 1, 2, 1, 0, 0, 0)
    assert "管辖范围" in outcome["errors"][0]["message"]


def test_a_street_cannot_take_its_neighbours_compound_by_naming_it(bring: Bring) -> None:
    head = "小区编号,小区名称,区县,街道,户数"
    bring(head, "A-1,松风里,东江区,松风街道,60", ",松涛里,东江区,松风街道,61")

    outcome = bring(
        head, "A-1,松风里,东江区,滨河街道,999", ",松涛里,东江区,滨河街道,999", "A-2,松涛里,东江区,滨河街道,999",
        scope=scope_over(RIVER),
    )  # fmt: skip

    assert [code for _, code in told(outcome)] == ["compound_outside_scope"] * 3
    assert the("松风里").division_id == PINE
    assert the("松涛里").ledger.facts == {"household_count": 61}


def test_a_compound_known_finer_than_the_row_says_stays_where_it_is(bring: Bring) -> None:
    bring("小区名称,区县,街道,户数", "听雨里,东江区,滨河街道,120")

    outcome = bring("小区名称,区县,户数", "听雨里,东江区,120")

    assert sums(outcome)[5] == 1
    assert the("听雨里").division_id == RIVER


def test_a_compound_whose_street_becomes_known_is_moved_to_it(bring: Bring) -> None:
    bring("小区名称,区县,户数", "听雨里,西江区,120")

    outcome = bring("小区名称,区县,街道,户数", "听雨里,西江区,滨河街道,120")

    assert outcome["changes"][0]["facts"] == {"division_code": [WEST, "990102001000"]}


def test_a_compound_moved_by_its_name_alone_is_pointed_out(bring: Bring) -> None:
    bring("小区编号,小区名称,区县,街道,户数", ",听雨里,东江区,滨河街道,120", "A-1,砚湖苑,东江区,滨河街道,9")

    outcome = bring("小区编号,小区名称,区县,街道,户数", ",听雨里,东江区,松风街道,120", "A-1,砚湖苑,东江区,松风街道,9")

    assert told(outcome, "warnings") == [(2, "moved_by_name")], "a number is beyond doubt"
    assert all(word in outcome["warnings"][0]["message"] for word in ("滨河街道", "松风街道", "听雨里"))
    assert the("听雨里").division_id == the("砚湖苑").division_id == PINE

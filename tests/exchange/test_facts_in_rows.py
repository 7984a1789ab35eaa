"""What a row says of facts: marks, derivations, doubts, and what is kept when it is silent."""

import pytest
from django.utils.translation import override

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.selectors import counts
from sanwu.exchange.models import ImportIssue
from sanwu.exchange.outcomes import message_of
from sanwu.ledger.services import correct_fact
from tests.exchange.conftest import Bring, facts_of, sums, the, told

HEAD = "小区名称,所属区,物业服务企业,有无物业,户数,备注"


@pytest.mark.parametrize(
    ("firm", "mark", "known"),
    [
        ("临溪社区物业服务有限公司", "√", {"property_arrangement": "firm", "has_property_provider": True}),
        ("单位自管物业", "√", {"property_arrangement": "unit", "has_property_provider": True, "has_governing_unit": True}),
        ("街道办事处（委员会）代管物业", "√", {"property_arrangement": "street", "has_property_provider": True}),
        ("房管所代管物业", "√",
         {"property_arrangement": "housing_office", "has_property_provider": True, "has_governing_unit": True}),
        ("听雨里业主委员会物业", "×", {"property_arrangement": "owners", "has_property_provider": False}),
        ("无物业管理服务", "", {"property_arrangement": "none", "has_property_provider": False}),
        ("暂无信息", "", {}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_the_firm_says_who_manages(bring: Bring, firm: str, mark: str, known: dict[str, object]) -> None:
    bring(HEAD, f"听雨里,东江区,{firm},{mark},120,")

    facts = facts_of("听雨里")
    beside = ("household_count", "property_provider_name", "property_provider_text")
    assert {k: v for k, v in facts.items() if k not in beside} == known


def test_a_stated_mark_wins_over_the_firm_and_the_clash_is_a_warning(bring: Bring) -> None:
    outcome = bring(HEAD, "听雨里,东江区,澜溪安居物业服务有限公司,×,120,")

    assert facts_of("听雨里")["has_property_provider"] is False
    assert told(outcome, "warnings") == [(2, "mark_clash")]
    message = outcome["warnings"][0]["message"]
    assert (outcome["warnings"][0]["column"], outcome["warnings"][0]["value"]) == ("D 有无物业", "×")
    assert all(word in message for word in ("澜溪安居物业服务有限公司", "有物业管理", "否", "是"))
    assert sums(outcome)[1] == 1


def test_a_mark_with_a_remark_to_verify_is_unknown_and_never_no(bring: Bring) -> None:
    outcome = bring(HEAD, "听雨里,东江区,,×,120,待核")

    assert "has_property_provider" not in facts_of("听雨里")
    assert told(outcome, "warnings") == [(2, "unverified_row")]


def test_a_doubted_mark_is_not_filled_in_by_the_firm_beside_it(bring: Bring) -> None:
    row = "听雨里,东江区,澜溪安居物业服务有限公司,×,120,待核"
    bring(HEAD, row)

    again = bring(HEAD, row)

    assert sums(again) == (1, 1, 0, 0, 0, 1, 0)
    assert "has_property_provider" not in facts_of("听雨里")
    assert facts_of("听雨里")["property_arrangement"] == "firm"


def test_a_doubted_mark_leaves_what_was_known(bring: Bring) -> None:
    bring(HEAD, "听雨里,东江区,,√,120,")

    outcome = bring(HEAD, "听雨里,东江区,,×,121,待核实")

    assert facts_of("听雨里")["has_property_provider"] is True
    assert outcome["changes"][0]["facts"] == {"household_count": [120, 121]}


def test_what_followed_from_an_old_firm_follows_the_new_one(bring: Bring) -> None:
    bring(HEAD, "听雨里,东江区,单位自管物业,,120,")

    outcome = bring(HEAD, "听雨里,东江区,澜溪安居物业服务有限公司,,120,")

    assert outcome["changes"][0]["facts"] == {
        "has_governing_unit": [True, None],
        "has_property_provider": [None, True],
        "property_arrangement": ["unit", "firm"],
        "property_provider_name": [None, "澜溪安居物业服务有限公司"],
        "property_provider_text": ["单位自管物业", None],
    }


def test_a_mark_stated_earlier_stays_when_only_the_firm_changes(bring: Bring) -> None:
    bring(HEAD, "听雨里,东江区,单位自管物业,×,120,")

    bring(HEAD, "听雨里,东江区,澜溪安居物业服务有限公司,,120,")

    assert facts_of("听雨里")["has_property_provider"] is False


def test_a_fee_that_is_a_range_keeps_its_words_and_is_unknown_as_a_number(bring: Bring) -> None:
    outcome = bring(
        "小区名称,所属区,物业费(元/平方米·月)",
        "听雨里,东江区,1.14至2.48元/平米/月",
        "砚湖苑,东江区,/",
        "柳浪苑,东江区,1.1",
    )

    assert facts_of("听雨里") == {"service_fee_text": "1.14至2.48元/平米/月"}
    assert facts_of("柳浪苑") == {"service_fee": "1.10"}
    assert (2, "kept_as_text") in told(outcome, "warnings")
    assert outcome["refused"] == 0


@pytest.mark.parametrize("point", ["0,0", "20.03,110.33", "-74.0,40.7", "110.33,"])
def test_impossible_points_are_refused_with_a_reason(bring: Bring, point: str) -> None:
    outcome = bring("小区名称,所属区,经度,纬度", f"听雨里,东江区,{point}")

    assert sums(outcome)[1:3] == (0, 1)
    assert "请" in outcome["errors"][0]["message"]
    assert not Compound.objects.exists()


def test_a_point_is_kept_with_where_it_came_from(bring: Bring) -> None:
    bring("小区名称,所属区,经度（CGCS2000）,纬度（CGCS2000）", "听雨里,东江区,114.3512345,28.9512345")

    compound = the("听雨里")
    assert (str(compound.longitude), str(compound.latitude)) == ("114.3512345", "28.9512345")


def test_a_bad_cell_refuses_its_row_and_no_other(bring: Bring) -> None:
    outcome = bring("小区名称,所属区,户数", "听雨里,东江区,六十多户", "砚湖苑,东江区,50户")

    assert sums(outcome) == (2, 1, 1, 1, 0, 0, 0)
    assert outcome["errors"] == [
        {
            "line": 2, "column": "C 户数", "value": "六十多户", "code": "not_a_number",
            "message": outcome["errors"][0]["message"],
        }
    ]  # fmt: skip
    assert facts_of("砚湖苑") == {"household_count": 50}


def test_an_alias_in_the_sheet_is_added_and_none_is_lost(bring: Bring) -> None:
    bring("小区名称,别名,所属区,户数", "听雨里,老听雨,东江区,1")

    bring("小区名称,别名,所属区,户数", "听雨里,厂里大院、老听雨,东江区,1")

    assert sorted(the("听雨里").other_names.values_list("text", flat=True)) == ["厂里大院", "老听雨"]


UNIT_HEAD = "小区名称,所属区,有无物业,主管部门,人防,物防,技防"


def test_none_in_the_column_of_a_governing_unit_says_that_there_is_none_and_names_nobody(
    bring: Bring, campaign: Campaign
) -> None:
    bring(UNIT_HEAD, "听雨里,东江区,无,无,无,无,无")

    facts = facts_of("听雨里")
    assert facts["has_governing_unit"] is False
    assert ("governing_unit_name" in facts, facts["governing_unit_text"]) == (False, "无")
    assert counts(campaign)["conditions"]["three_no"]["yes"] == 1


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("无物业", {"property_arrangement": "none", "has_property_provider": False}),
        ("×", {"property_arrangement": "none", "has_property_provider": False}),
        ("无物业管理服务", {"property_arrangement": "none", "has_property_provider": False}),
        ("单位自管物业", {"property_arrangement": "unit", "has_governing_unit": True}),
        ("自管", {}),
    ],
)
def test_words_in_the_column_of_a_firm_are_kept_beside_it_and_never_as_its_name(
    bring: Bring, words: str, known: dict[str, object]
) -> None:
    outcome = bring("小区名称,所属区,物业服务企业", f"听雨里,东江区,{words}")

    assert facts_of("听雨里") == {"property_provider_text": words, **known}
    assert outcome["warnings"] == []
    assert sums(bring("小区名称,所属区,物业服务企业", f"听雨里,东江区,{words}"))[3:6] == (0, 0, 1)


@pytest.mark.parametrize(
    ("column", "fact"), [("物业服务企业", "has_property_provider"), ("主管部门", "has_governing_unit")]
)
def test_a_tick_for_a_name_says_yes_and_asks_for_the_name(bring: Bring, column: str, fact: str) -> None:
    outcome = bring(f"小区名称,所属区,{column}", "听雨里,东江区,√")

    assert facts_of("听雨里")[fact] is True
    assert not any(name.endswith("_name") for name in facts_of("听雨里"))
    assert told(outcome, "warnings") == [(2, "mark_for_name")]
    assert column in outcome["warnings"][0]["column"]


def test_a_stated_mark_wins_over_words_for_a_name(bring: Bring) -> None:
    outcome = bring("小区名称,所属区,有无主管部门,主管部门", "听雨里,东江区,有,无")

    assert facts_of("听雨里")["has_governing_unit"] is True
    assert told(outcome, "warnings") == [(2, "mark_clash")]
    assert "“无”" in outcome["warnings"][0]["message"]


def test_a_firm_that_comes_replaces_the_words_and_what_followed_from_them(bring: Bring) -> None:
    head = "小区名称,所属区,物业服务企业"
    bring(head, "听雨里,东江区,无物业")

    bring(head, "听雨里,东江区,澜溪安居物业服务有限公司")

    facts = {"property_arrangement": "firm", "has_property_provider": True}
    assert facts_of("听雨里") == facts | {"property_provider_name": "澜溪安居物业服务有限公司"}


def test_a_firm_that_left_is_no_longer_named(bring: Bring) -> None:
    head = "小区名称,所属区,物业服务企业"
    bring(head, "听雨里,东江区,澜溪安居物业服务有限公司")

    bring(head, "听雨里,东江区,无物业")

    facts = {"property_arrangement": "none", "has_property_provider": False}
    assert facts_of("听雨里") == facts | {"property_provider_text": "无物业"}


def test_a_tick_says_nothing_against_a_name_that_is_known(bring: Bring) -> None:
    bring("小区名称,所属区,主管部门", "听雨里,东江区,晴川市机床厂")

    outcome = bring("小区名称,所属区,主管部门", "听雨里,东江区,有")

    assert sums(outcome)[3:6] == (0, 0, 1)
    assert facts_of("听雨里")["governing_unit_name"] == "晴川市机床厂"


def test_words_typed_for_a_name_by_hand_are_no_name_either(bring: Bring) -> None:
    bring("小区名称,所属区,物业服务企业", "听雨里,东江区,澜溪安居物业服务有限公司")

    correct_fact(
        compound=the("听雨里"), fact="property_provider_name", value="无物业", source="现场核查", actor=LOCAL_OPERATOR
    )

    facts = {"property_arrangement": "none", "has_property_provider": False}
    assert facts_of("听雨里") == facts | {"property_provider_text": "无物业"}


def test_facts_and_choices_are_called_in_english_on_english_pages(bring: Bring) -> None:
    outcome = bring(
        "小区名称,所属区,物业服务企业,有无物业,结构类型",
        "听雨里,东江区,澜溪安居物业服务有限公司,×,",
        "砚湖苑,东江区,,,木板",
    )
    clash = ImportIssue.objects.get(run__job_id=outcome["job"], code="mark_clash")
    choice = ImportIssue.objects.get(run__job_id=outcome["job"], code="bad_choice")

    assert "有物业管理" in message_of(clash)
    with override("en"):
        assert all(word in message_of(clash) for word in ("Has property management", "澜溪安居物业服务有限公司"))
        assert not any(word in message_of(clash) for word in ("有物业管理", "“否”"))
        assert "Brick and concrete" in message_of(choice)

"""一小区一档: where facts come from, why a verdict is what it is, how it looked on another day, correcting one fact."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds
from sanwu.compounds.models import Compound
from sanwu.ledger.models import ChangeBatch
from sanwu.ledger.selectors import entry_of
from sanwu.ledger.services import correct_fact
from tests.web.conftest import DISTRICT

Browser = Callable[[str], Client]


def shown(browser: Client, compound: Compound, query: str = "") -> str:
    answer = browser.get(f"/compounds/{compound.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def sent(compound: Compound, **changes: Any) -> dict[str, Any]:
    return {
        "client_key": str(uuid4()),
        "revision": entry_of(compound).revision,
        "value": "yes",
        "source": "社区上门核查",
        "observed_on": clock.today().isoformat(),
    } | changes


def test_every_fact_names_its_source_line_and_person(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    page = shown(sign_in("official"), ledger["听雨里老院"])

    assert "49 户" in page
    assert "3,980.5 m²" in page
    assert "摸底表.xlsx 第 6 行" in page
    assert "本机命令行" in page
    assert ">1986<" in page  # a year has no separator


def test_a_verdict_can_be_asked_why_down_to_the_fact_and_the_sentence_of_the_plan(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    page = shown(sign_in("official"), ledger["听雨里老院"])

    assert "建筑面积 3,980.5 m²（低于 10,000 m²）" in page
    assert "要求：不超过 50 户；登记的是：49 户" in page
    assert "结论由这一行得出" in page
    assert "面积低于一万平方米或者住户不超过50户" in page
    assert "A-46" in page


def test_an_unknown_verdict_says_what_is_missing_and_leads_there(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    compound = ledger["柳浪新苑"]
    page = shown(sign_in("official"), compound)

    assert "还缺：有主管部门。" in page
    assert f'href="/compounds/{compound.pk}/facts/has_governing_unit/?campaign={campaign.pk}"' in page


def test_what_is_practice_and_not_the_plans_own_words_is_said(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    page = shown(sign_in("official"), ledger["听雨里老院"])

    assert "通行做法，不是方案原文" in page
    assert "流传文本没有构成条件" in page


def test_two_campaigns_of_one_scheme_tell_their_verdicts_once(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    other = campaign_open(
        scheme_version=campaign.scheme_version, division=DISTRICT, name="夏季复查", actor=LOCAL_OPERATOR
    )
    compound = ledger["听雨里老院"]
    enter_compounds(
        campaign=other, compounds=[(compound.pk, compound.division_id)], entered_by="hand", actor=LOCAL_OPERATOR
    )
    page = shown(sign_in("official"), compound)

    assert "夏季复查" in page
    assert page.count('class="verdict ') == 4
    assert "：结论相同。" in page


def test_who_may_not_correct_is_offered_no_correction(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    assert "/facts/" not in shown(sign_in("auditor"), ledger["柳浪新苑"])
    assert "/facts/built_year/" not in shown(sign_in("department"), ledger["柳浪新苑"])
    assert sign_in("department").get(f"/compounds/{ledger['柳浪新苑'].pk}/facts/built_year/").status_code == 404


def test_a_compound_of_another_street_is_not_found(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    street = sign_in("street")

    assert street.get(f"/compounds/{ledger['渡口二村'].pk}/").status_code == 404
    assert street.get(f"/compounds/{ledger['渡口二村'].pk}/facts/built_year/").status_code == 404


def test_a_correction_is_recorded_with_its_source_and_changes_the_verdict(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    compound, official = ledger["柳浪新苑"], sign_in("official")
    answer = official.post(f"/compounds/{compound.pk}/facts/has_governing_unit/", sent(compound, value="no"))

    assert answer.headers["Location"] == f"/compounds/{compound.pk}/#fact-has_governing_unit"
    page = shown(official, compound)
    assert "社区上门核查" in page
    assert "林晓岚" in page
    assert "无物业管理、无主管部门、无人防物防：成立。" in page


def test_the_same_correction_sent_twice_is_one_change(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    compound, official = ledger["柳浪新苑"], sign_in("official")
    form = sent(compound)
    for _ in range(2):
        official.post(f"/compounds/{compound.pk}/facts/has_governing_unit/", form)

    assert ChangeBatch.objects.filter(kind="correction").count() == 1


def test_a_correction_on_an_old_page_shows_both_values_and_overwrites_nothing(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    compound, official = ledger["柳浪新苑"], sign_in("official")
    form = sent(compound, value="no")
    correct_fact(compound=compound, fact="has_governing_unit", value=True, source="街道报告", actor=LOCAL_OPERATOR)
    answer = official.post(f"/compounds/{compound.pk}/facts/has_governing_unit/", form)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "本机命令行 于" in page
    assert "街道报告" in page
    both = page.split('class="versions"')[1].split("</form>")[0]
    assert "现在登记的</span><strong>是</strong>" in both
    assert "您要改成</span><strong>否</strong>" in both
    assert entry_of(compound).facts["has_governing_unit"] is True
    assert "社区上门核查" in page  # what was typed is still there

    again = form | {"client_key": str(uuid4()), "revision": entry_of(compound).revision}
    assert official.post(f"/compounds/{compound.pk}/facts/has_governing_unit/", again).status_code == 302
    assert entry_of(compound).facts["has_governing_unit"] is False


@pytest.mark.parametrize(
    ("fact", "changes", "words"),
    [
        ("household_count", {"value": "很多"}, "应当是数字"),
        ("household_count", {"value": "-3"}, "不能小于"),
        ("floor_area_m2", {"value": "12.345"}, "位小数"),
        ("has_governing_unit", {"source": ""}, "请填写这一项"),
        ("has_governing_unit", {"observed_on": "2999-01-01"}, "不能晚于今天"),
        ("has_governing_unit", {"observed_on": "0201-06-30"}, "请检查年份"),
    ],
)
def test_a_wrong_correction_is_sent_back_with_what_was_typed(
    sign_in: Browser, ledger: dict[str, Compound], fact: str, changes: dict[str, str], words: str
) -> None:
    compound = ledger["柳浪新苑"]
    answer = sign_in("official").post(f"/compounds/{compound.pk}/facts/{fact}/", sent(compound, **changes))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert all(typed in page for typed in changes.values())
    assert not ChangeBatch.objects.filter(kind="correction").exists()


def test_clearing_a_value_makes_it_unknown_again(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    compound, official = ledger["听雨里老院"], sign_in("official")
    official.post(f"/compounds/{compound.pk}/facts/has_governing_unit/", sent(compound, value=""))

    assert "has_governing_unit" not in entry_of(compound).facts
    assert "还缺：有主管部门。" in shown(official, compound)


def test_a_fact_that_nobody_knows_of_has_no_page(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    official = sign_in("official")
    for fact in ("no_such_fact", "compound_name"):
        assert official.get(f"/compounds/{ledger['柳浪新苑'].pk}/facts/{fact}/").status_code == 404


def test_the_page_of_an_earlier_day_shows_what_was_recorded_by_then(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    compound, official = ledger["听雨里老院"], sign_in("official")
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    page = shown(official, compound, f"?as_of={yesterday}")

    assert "已经登记的内容" in page
    assert "49 户" not in page
    assert "/facts/" not in page  # the past is not corrected
    assert "49 户" in shown(official, compound, f"?as_of={clock.today().isoformat()}")


@pytest.mark.parametrize("day", ["2999-01-01", "gestern", "2026-02-31"])
def test_a_day_that_cannot_be_shown_is_said_and_the_present_shown(
    sign_in: Browser, ledger: dict[str, Compound], day: str
) -> None:
    page = shown(sign_in("official"), ledger["听雨里老院"], f"?as_of={day}")

    assert "现在的内容" in page
    assert "49 户" in page


def test_the_history_lists_every_change_with_old_and_new(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    compound = ledger["听雨里老院"]
    correct_fact(compound=compound, fact="household_count", value=52, source="复核", actor=LOCAL_OPERATOR)
    page = shown(sign_in("official"), compound)

    assert "<del>49 户</del> → <ins>52 户</ins>" in page


def test_the_history_speaks_of_places_and_kinds_in_words(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    page = shown(sign_in("official"), ledger["听雨里老院"])

    assert "所属区划：<ins>望澜区青石桥街道</ins>" in page
    assert "<ins>小区</ins>" in page

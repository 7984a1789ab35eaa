"""The columns of the ledger are chosen by the reader, stay in the address, and follow the facts as they are kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.ledger.services import correct_fact
from tests.web.conftest import at_most

Browser = Callable[[str], Client]


def page(browser: Client, campaign: Campaign, query: str = "") -> Any:
    return browser.get(f"/campaigns/{campaign.pk}/ledger/{query}")


def heads(answer: Any) -> list[str]:
    return [str(head.label) for head in answer.context["heads"]]


def test_without_a_choice_the_usual_columns_are_shown(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    shown = heads(page(sign_in("official"), campaign))

    assert shown[0] == "小区"
    assert {"“三无”小区", "户数（户）", "建成年份"} <= set(shown)


def test_ticked_columns_become_a_short_address_and_keep_the_filters(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    answer = page(sign_in("official"), campaign, "?rule-three_no=yes&column=three_no&column=building_count&missing=")

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/ledger/?rule-three_no=yes&columns=three_no%2Cbuilding_count")


def test_any_fact_can_be_a_column(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    for fact, value in (("illegal_structure_area_m2", "12.5"), ("built_year", "1988")):
        correct_fact(compound=ledger["砚湖一村"], fact=fact, value=value, source="核查", actor=LOCAL_OPERATOR)
    answer = page(
        sign_in("official"), campaign, "?columns=merge,built_year,illegal_structure_area_m2,household_count&q=砚湖一村"
    )
    texts = {str(cell.label): cell.text for cell in answer.context["rows"][0].cells if cell.look is None}

    assert len(heads(answer)) == 5
    assert set(heads(answer)) >= {"小区", "是否并入邻近小区管理", "户数（户）", "建成年份"}
    assert texts["建成年份"] == "1988"
    assert "12.5" in texts.values()
    assert texts["户数（户）"] == "120"


@pytest.mark.parametrize("columns", ["nothing", "compound_name", ",,,", "password"])
def test_what_is_no_column_counts_as_not_given(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], columns: str
) -> None:
    official = sign_in("official")

    assert heads(page(official, campaign, f"?columns={columns}")) == heads(page(official, campaign))


def test_the_filter_form_and_the_pages_keep_the_columns(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    answer = page(sign_in("official"), campaign, "?columns=three_no,household_count")

    assert 'name="columns" value="three_no,household_count"' in answer.content.decode()
    sortable = next(head for head in answer.context["heads"] if head.href and "households" in head.href)
    assert "columns=three_no" in sortable.href


def test_a_street_officer_reads_no_fact_of_another_street(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    rows = page(sign_in("street"), campaign, "?columns=has_property_provider").context["rows"]

    assert "渡口二村" not in {row.name for row in rows}


def test_chosen_columns_cost_one_question_more(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    page(official, campaign)
    with at_most(15):
        page(official, campaign, "?columns=illegal_structure_area_m2&sort=-households")


def test_the_boxes_follow_what_is_chosen_and_the_language_of_the_reader(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official, street = sign_in("official"), sign_in("street")
    street.post("/language/", {"language": "en", "next": "/"})
    built, area = 'value="built_year"{}> {}<', 'value="floor_area_m2"{}> {}<'

    for _ in range(2):  # the second time they are shown as they were kept
        chosen = page(official, campaign, "?columns=built_year").content.decode()
        usual = page(official, campaign).content.decode()
        english = page(street, campaign).content.decode()

        assert built.format(" checked", "建成年份") in chosen
        assert area.format("", "建筑面积") in chosen
        assert area.format(" checked", "建筑面积") in usual
        assert built.format(" checked", "Year built") in english

"""逐项补填: the overview, one row after another with and without htmx, stale and bad values, and the workbook."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import history
from tests.web.conftest import OTHER_DISTRICT, STREET_A, STREET_B, at_most

Browser = Callable[[str], Client]
FACT = "built_year"  # known of one compound of the fixture only


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found.group(1)


def asked(answer: Any) -> Compound:
    return Compound.objects.get(pk=hidden(answer, "compound"))


def send(client: Client, page: str, shown: Any, value: str = "1990", **said: Any) -> Any:
    form = {
        "client_key": hidden(shown, "client_key"), "compound": hidden(shown, "compound"),
        "revision": hidden(shown, "revision"), "value": value, "source": "房产档案",
    }  # fmt: skip
    headers = said.pop("headers", None)
    return client.post(page, form | said, headers=headers)


@pytest.fixture
def page(campaign: Campaign, ledger: dict[str, Compound]) -> str:
    return f"/campaigns/{campaign.pk}/missing/{FACT}/"


def test_the_overview_counts_what_is_missing_with_few_queries(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    official.get("/")
    with at_most(15):
        answer = official.get(f"/campaigns/{campaign.pk}/missing/")

    shown = text(answer)
    assert "建成年份" in shown
    assert f"/campaigns/{campaign.pk}/missing/{FACT}/?under=" in shown
    assert f"under={STREET_A}" in shown


def test_who_may_not_correct_sees_counts_and_no_way_in(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], page: str
) -> None:
    auditor = sign_in("auditor")
    assert f"missing/{FACT}/" not in text(auditor.get(f"/campaigns/{campaign.pk}/missing/"))
    assert auditor.get(page).status_code == 404
    assert sign_in("neighbour").get(page).status_code == 404
    assert sign_in("neighbour").get(f"/campaigns/{campaign.pk}/missing/").status_code == 404


@pytest.mark.parametrize("htmx", [False, True])
def test_one_row_after_another_to_the_end(sign_in: Browser, page: str, htmx: bool) -> None:
    official = sign_in("official")
    headers = {"HX-Request": "true"} if htmx else None
    shown = official.get(page)
    names = []
    while 'name="compound"' in shown.content.decode():
        names.append(asked(shown).name)
        answer = send(official, page, shown, headers=headers)
        assert answer.status_code == 302
        shown = official.get(answer.url if answer.url.startswith("/") else page + answer.url, headers=headers)
        assert ("<h1>" in text(shown)) is not htmx
        if 'name="compound"' in shown.content.decode():
            assert 'value="房产档案"' in text(shown)  # the source is remembered
            assert "autofocus" in text(shown)

    assert names == ["砚湖一村", "柳浪新苑", "听雨花园", "渡口二村", "老船厂家属院"]
    assert "这一项到头了" in text(shown)
    assert LedgerEntry.objects.filter(facts__has_key=FACT).count() == 6


def test_a_row_is_skipped_and_gone_back_to(sign_in: Browser, page: str) -> None:
    official = sign_in("official")
    first = official.get(page)
    skip = re.search(r'href="(\?after=[^"]+)"', unescape(first.content.decode()))
    assert skip

    second = official.get(page + skip.group(1))
    assert (asked(first).name, asked(second).name) == ("砚湖一村", "柳浪新苑")
    back = re.search(r'href="(\?[^"]*before=[^"]+)"', unescape(second.content.decode()))
    assert back
    assert asked(official.get(page + back.group(1))).name == "砚湖一村"


@pytest.mark.parametrize(
    ("value", "said", "message"),
    [("很久以前", {}, "很久以前"), ("", {}, "请填写"), ("1990", {"source": " "}, "请填写"), ("1300", {}, "1300")],
)
def test_a_bad_value_keeps_what_was_typed(
    sign_in: Browser, page: str, value: str, said: dict[str, str], message: str
) -> None:
    official = sign_in("official")
    shown = official.get(page)

    answer = send(official, page, shown, value, **said)

    assert answer.status_code == 422
    assert message in text(answer)
    assert asked(answer) == asked(shown)
    assert f'value="{value}"' in text(answer) or not value
    assert send(official, page, shown, value, headers={"HX-Request": "true"}, **said).status_code == 200


def test_what_somebody_else_changed_meanwhile_is_shown(sign_in: Browser, page: str) -> None:
    official = sign_in("official")
    shown = official.get(page)
    send(sign_in("street"), page, shown, "1988")

    late = send(official, page, shown, "1990", client_key=str(uuid4()))

    assert late.status_code == 409
    assert "1988" in text(late)
    assert 'value="1990"' in text(late)
    assert LedgerEntry.objects.get(compound=asked(shown)).facts[FACT] == 1988
    assert send(official, page, late, "1990", client_key=str(uuid4())).status_code == 302
    assert LedgerEntry.objects.get(compound=asked(shown)).facts[FACT] == 1990


def test_the_same_form_sent_twice_has_one_effect(sign_in: Browser, page: str) -> None:
    official = sign_in("official")
    shown = official.get(page)

    for _ in range(2):
        assert send(official, page, shown).status_code == 302

    assert len(history(asked(shown))) == 2


def test_marks_are_chosen_with_the_keys(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    page = f"/campaigns/{campaign.pk}/missing/has_governing_unit/"
    official = sign_in("official")
    shown = official.get(page)
    assert asked(shown).name == "柳浪新苑"
    assert 'type="radio"' in text(shown)
    assert "清除现在的值" not in text(shown)

    send(official, page, shown, "no")

    assert LedgerEntry.objects.get(compound__name="柳浪新苑").facts["has_governing_unit"] is False


def test_a_compound_out_of_reach_is_not_filled_in(sign_in: Browser, page: str, ledger: dict[str, Compound]) -> None:
    street = sign_in("street")
    foreign = ledger["渡口二村"]  # in the other street
    form = {
        "client_key": str(uuid4()), "compound": str(foreign.pk), "revision": str(foreign.ledger.revision), "value": "1990",
        "source": "档案",
    }  # fmt: skip

    assert street.post(page, form).status_code == 404
    assert street.post(page, form | {"compound": "x"}).status_code == 404
    assert "渡口二村" not in "".join(text(street.get(f"{page}?after={STREET_A}-{n}")) for n in range(5))
    assert FACT not in LedgerEntry.objects.get(compound=foreign).facts


@pytest.mark.parametrize("query", [f"?under={OTHER_DISTRICT}", "?under=x"])
def test_a_division_out_of_sight_is_not_there(sign_in: Browser, campaign: Campaign, page: str, query: str) -> None:
    assert sign_in("official").get(page + query).status_code == 404
    assert sign_in("official").get(f"/campaigns/{campaign.pk}/missing/{query}").status_code == 404


@pytest.mark.parametrize("fact", ["compound_name", "no_such_fact"])
def test_there_is_no_list_of_what_is_no_fact(sign_in: Browser, campaign: Campaign, fact: str) -> None:
    assert sign_in("official").get(f"/campaigns/{campaign.pk}/missing/{fact}/").status_code == 404


def test_the_chosen_facts_go_out_as_a_workbook(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = f"/campaigns/{campaign.pk}/missing/workbook/"
    official = sign_in("official")
    answer = official.post(page, {"fact": [FACT, "technical_protection"], "under": STREET_B})

    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2][:2] == ["小区编号", "小区名称"]
    assert sorted(row[1] for row in rows[3:]) == ["渡口二村", "老船厂家属院"]
    assert official.post(page, {"fact": []}).status_code == 400
    assert official.post(page, {"fact": [FACT], "under": OTHER_DISTRICT}).status_code == 404
    assert sign_in("neighbour").post(page, {"fact": [FACT]}).status_code == 404

"""One fact of many compounds is corrected from the ledger: choose, see, say why, and take it back by one button."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.ledger import services
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.records.models import Act
from tests.web.conftest import STREET_B, at_most

Browser = Callable[[str], Client]


def address(campaign: Campaign, compounds: list[Compound], fact: str = "has_governing_unit") -> str:
    chosen = "&".join(f"compound={compound.pk}" for compound in compounds)
    return f"/campaigns/{campaign.pk}/ledger/correct/?{chosen}&fact={fact}"


def filled(browser: Client, page: str, **said: str) -> dict[str, str]:
    """The form as a browser would send it after the fields were filled in."""
    form = browser.get(page).context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields}
    return sent | {"value": "no", "source": "2026年社区核查"} | said


def known(compounds: list[Compound]) -> list[Any]:
    entries = LedgerEntry.objects.filter(compound__in=compounds).order_by("pk")
    return [entry.facts.get("has_governing_unit") for entry in entries]


@pytest.fixture
def two(ledger: dict[str, Compound]) -> list[Compound]:
    """One whose governing unit is not known, one that is known to have none."""
    return sorted((ledger["柳浪新苑"], ledger["渡口二村"]), key=lambda compound: compound.pk)


def test_the_ledger_offers_it_to_whoever_may_correct(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = f"/campaigns/{campaign.pk}/ledger/"

    assert "批量更正" in sign_in("street").get(page).content.decode()
    assert "批量更正" not in sign_in("auditor").get(page).content.decode()


def test_ticked_compounds_are_listed_with_their_present_values(
    sign_in: Browser, campaign: Campaign, two: list[Compound]
) -> None:
    page = sign_in("official").get(address(campaign, two))
    lines = {line.name: line.current for line in page.context["lines"]}

    assert lines == {"柳浪新苑": "未填写", "渡口二村": "否"}
    assert "A-22" in page.content.decode()  # the clause that asks for it


def test_one_value_and_one_reason_for_all_and_one_button_back(
    sign_in: Browser, campaign: Campaign, two: list[Compound]
) -> None:
    official = sign_in("official")
    page = address(campaign, two)
    answer = official.post(page, filled(official, page, value="yes"))
    result = answer.headers["Location"]

    assert known(two) == [True, True]
    shown = official.get(result).content.decode()
    assert "柳浪新苑" in shown
    assert "2026年社区核查" in shown
    assert "撤销这次更正" in shown

    key = re.search(r'name="client_key" value="([^"]+)"', shown.split("btn-danger")[0].split("<main")[1])
    assert key is not None
    official.post(result, {"client_key": key[1]})
    assert known(two) == [None, False]
    again = official.get(result).content.decode()
    assert "更正已撤销" in again
    assert "撤销这次更正" not in again
    assert [act.verb for act in Act.objects.filter(verb__startswith="facts.").order_by("number")] == [
        "facts.correct", "facts.correct_undo",
    ]  # fmt: skip


def test_the_same_form_sent_twice_has_one_effect(sign_in: Browser, campaign: Campaign, two: list[Compound]) -> None:
    official = sign_in("official")
    page = address(campaign, two)
    form = filled(official, page, value="yes")

    assert official.post(page, form).headers["Location"] == official.post(page, form).headers["Location"]
    assert ChangeBatch.objects.filter(kind="correction").count() == 1


def test_what_somebody_else_changed_meanwhile_is_said_and_nothing_is_changed(
    sign_in: Browser, cast: Any, campaign: Campaign, two: list[Compound]
) -> None:
    official = sign_in("official")
    page = address(campaign, two)
    form = filled(official, page, value="yes")
    services.correct_fact(
        compound=two[0], fact="household_count", value="60", source="核查", actor=services.Actor(name="别人")
    )
    answer = official.post(page, form)

    assert answer.status_code == 422
    assert two[0].name in answer.content.decode()
    assert "一个都没有改动" in answer.content.decode()
    assert known(two) == [None, False]


@pytest.mark.parametrize(
    ("said", "words"),
    [({"source": " "}, "请填写这一项"), ({"revisions": "1:x"}, "重新选择"), ({"value": "maybe"}, "没有这一项")],
)
def test_a_form_that_is_not_right_says_what_to_do(
    sign_in: Browser, campaign: Campaign, two: list[Compound], said: dict[str, str], words: str
) -> None:
    official = sign_in("official")
    page = address(campaign, two)
    answer = official.post(page, filled(official, page, **said))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert known(two) == [None, False]


def test_nothing_beyond_the_post_is_shown_or_changed(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], two: list[Compound]
) -> None:
    official, street = sign_in("official"), sign_in("street")
    page = address(campaign, two)
    assert [line.name for line in street.get(page).context["lines"]] == ["柳浪新苑"]

    stolen = filled(official, page, value="yes")
    assert street.post(page, stolen).status_code == 404
    assert sign_in("neighbour").post(page, stolen).status_code == 404
    assert sign_in("auditor").post(page, stolen).status_code == 404
    assert known(two) == [None, False]


def test_a_correction_is_seen_and_taken_back_only_where_all_its_compounds_are(
    sign_in: Browser, campaign: Campaign, two: list[Compound]
) -> None:
    official = sign_in("official")
    page = address(campaign, two)
    result = official.post(page, filled(official, page, value="yes")).headers["Location"]

    for person in ("street", "neighbour", "system"):
        assert sign_in(person).get(result).status_code == 404
        assert sign_in(person).post(result, {"client_key": "1"}).status_code == 404
    auditor = sign_in("auditor")
    assert "撤销这次更正" not in auditor.get(result).content.decode()
    assert auditor.post(result, {"client_key": "1"}).status_code == 404
    assert known(two) == [True, True]


def test_all_that_the_filters_show_can_be_meant(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/ledger/correct/?every=1&division={STREET_B}")

    assert {line.name for line in page.context["lines"]} == {"渡口二村", "老船厂家属院"}


def test_nothing_chosen_leads_back_and_too_many_to_an_import(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch
) -> None:
    official = sign_in("official")
    empty = official.get(f"/campaigns/{campaign.pk}/ledger/correct/")
    assert "没有选中小区" in empty.content.decode()

    monkeypatch.setattr("sanwu.web.desk.bulk.MOST", 3)
    assert "小区太多" in official.get(f"/campaigns/{campaign.pk}/ledger/correct/?every=1").content.decode()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²"])
def test_a_number_that_no_compound_has_means_none(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], number: str
) -> None:
    official = sign_in("official")
    page = address(campaign, list(ledger.values()))
    form = filled(official, page, value="yes") | {"revisions": f"{number}:0"}

    empty = official.get(f"/campaigns/{campaign.pk}/ledger/correct/", {"compound": number})
    refused = official.post(page, form)

    assert "没有选中小区" in empty.content.decode()
    assert refused.status_code == 422
    assert "请回到台账重新选择" in refused.content.decode()


def test_it_asks_the_database_little(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    official = sign_in("official")
    page = address(campaign, list(ledger.values()))
    official.get(page)
    with at_most(12):
        official.get(page)
    result = official.post(page, filled(official, page, value="yes")).headers["Location"]
    with at_most(12):
        official.get(result)

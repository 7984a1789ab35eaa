"""Qualitative facts are answered by the body that the scheme names, with a reason; everybody else reads who that is."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.ledger.bulk import correct_many
from sanwu.ledger.selectors import entry_of, facts_with_sources
from sanwu.ledger.services import correct_fact
from tests.web.conftest import DISTRICT, STREET_A, enter, known

Browser = Callable[[str], Client]
QUESTION = "buildings_dilapidated"
WHO = "区住建部门"


def address(compound: Compound, fact: str = QUESTION) -> str:
    return f"/compounds/{compound.pk}/facts/{fact}/"


def answer(browser: Client, compound: Compound, fact: str = QUESTION, **more: str) -> int:
    sent = {"client_key": str(uuid4()), "revision": str(entry_of(compound).revision), "value": "yes"} | more
    return browser.post(address(compound, fact), {"source": "现场查看：墙体开裂、管网渗漏"} | sent).status_code


def department(remit: str = "", low: str = "990101", high: str = "990102") -> Scope:
    return Scope(1, (Grant("department", frozenset(Ability), low, high, remit=remit),))


def test_the_body_that_the_scheme_names_answers_with_its_reason(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    compound = ledger["砚湖一村"]
    browser = sign_in("department")
    page = browser.get(f"/compounds/{compound.pk}/").content.decode()
    assert f'href="{address(compound)}' in page
    assert f'href="{address(compound, "household_count")}' not in page
    assert "理由和依据" in browser.get(address(compound)).content.decode()

    assert answer(browser, compound, source="") == 422
    assert answer(browser, compound) == 302

    known_now = facts_with_sources(compound)[QUESTION]
    assert (known_now.value, known_now.batch.source) == (True, "现场查看：墙体开裂、管网渗漏")
    assert known_now.batch.actor_name == "唐敏"


@pytest.mark.parametrize("who", ["official", "street"])
def test_others_read_who_answers_and_write_nothing(sign_in: Browser, ledger: dict[str, Compound], who: str) -> None:
    compound = ledger["砚湖一村"]
    browser = sign_in(who)
    compound_page = browser.get(f"/compounds/{compound.pk}/").content.decode()
    assert f'href="{address(compound)}' not in compound_page
    assert f"由{WHO}判定" in compound_page
    page = browser.get(address(compound)).content.decode()
    assert WHO in page
    assert "保存更正" not in page

    refused = browser.post(
        address(compound),
        {"client_key": str(uuid4()), "revision": entry_of(compound).revision, "value": "yes", "source": "看过"},
    )
    assert refused.status_code == 403
    assert f"由{WHO}判定" in refused.content.decode()
    assert QUESTION not in entry_of(compound).facts


def test_what_nobody_is_named_for_stays_with_the_office(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    assert answer(sign_in("street"), ledger["砚湖一村"], "household_count", value="121") == 302
    assert sign_in("department").get(address(ledger["砚湖一村"], "household_count")).status_code == 404


def test_neither_in_bulk_nor_along_with_a_new_compound(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    worklist = official.get(f"/campaigns/{campaign.pk}/missing/?under=" + DISTRICT).content.decode()
    assert f"由{WHO}判定" in worklist
    assert f"/missing/{QUESTION}/" not in worklist

    revisions = {compound.pk: entry_of(compound).revision for compound in ledger.values()}
    scope = Scope(1, (Grant("district_official", frozenset(Ability), "990101", "990102"),))
    with pytest.raises(Refused, match=WHO):
        correct_many(revisions=revisions, fact=QUESTION, value=True, source="看过", actor=LOCAL_OPERATOR, scope=scope)
    correct_many(
        revisions=revisions, fact=QUESTION, value=True, source="看过", actor=LOCAL_OPERATOR, scope=department("住建")
    )

    asked = f"/campaigns/{campaign.pk}/compounds/new/?division={STREET_A}"
    assert "房屋年久失修" not in official.get(asked).content.decode()


def test_the_body_works_through_all_that_wait_for_its_answer(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    browser = sign_in("department")
    overview = browser.get(f"/campaigns/{campaign.pk}/missing/?under={DISTRICT}").content.decode()
    work = f"/campaigns/{campaign.pk}/missing/{QUESTION}/"
    assert work in overview
    assert "/missing/household_count/" not in overview

    page = browser.get(f"{work}?waiting=1").content.decode()
    asked = int(page.split('name="compound" value="')[1].split('"')[0])
    sent = {"client_key": str(uuid4()), "compound": asked, "value": "no", "source": "现场查看", "observed_on": ""}
    revision = entry_of(Compound.objects.get(pk=asked)).revision
    assert browser.post(f"{work}?waiting=1", sent | {"revision": revision}).status_code == 302
    assert entry_of(Compound.objects.get(pk=asked)).facts[QUESTION] is False
    assert browser.get(f"/campaigns/{campaign.pk}/missing/household_count/").status_code == 404
    assert sign_in("auditor").get(work).status_code == 404


@pytest.mark.parametrize(
    "scope",
    [department("消防"), department(low=STREET_A, high="990101002000"), department(low="990102", high="990103")],
    ids=["another remit", "a street's", "another district's"],
)
def test_another_department_is_not_the_one_that_is_named(ledger: dict[str, Compound], scope: Scope) -> None:
    with pytest.raises(Refused, match=WHO):
        correct_fact(
            compound=ledger["砚湖一村"], fact=QUESTION, value=True, source="看过", actor=LOCAL_OPERATOR, scope=scope
        )


def test_an_answer_on_paper_comes_in_with_the_file_that_brought_it(campaign: Campaign) -> None:
    compound = enter(campaign, [("旧厂院", DISTRICT, known(**{QUESTION: True}))])[0]
    refresh(campaign=campaign, on=campaign.opened_on, actor=LOCAL_OPERATOR)

    found = facts_with_sources(compound)[QUESTION]
    assert (found.value, found.batch.kind, found.batch.source) == (True, "import", "摸底表.xlsx")


def test_where_no_campaign_asks_everybody_with_the_right_may_say(places: None, campaign: Campaign) -> None:
    compound = enter(campaign, [("旧厂院", DISTRICT, known())])[0]
    campaign.entries.update(left_on=campaign.opened_on)
    scope = Scope(1, (Grant("street_officer", frozenset(Ability), "990101", "990102"),))

    correct_fact(compound=compound, fact=QUESTION, value=True, source="看过", actor=LOCAL_OPERATOR, scope=scope)
    assert entry_of(compound).facts[QUESTION] is True

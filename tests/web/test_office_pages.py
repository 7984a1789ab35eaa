"""Divisions and the journal: browsed, brought in, verified."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.ledger.models import ChangeSet
from sanwu.records.models import Act
from sanwu.territory.models import Division
from sanwu.web.desk.verbs import VERBS
from tests.source import modules
from tests.web.conftest import DISTRICT, OTHER_DISTRICT, PROVINCE, STREET_A

Browser = Callable[[str], Client]


def line(code: str, parent: str, name: str, word: str, number: int) -> str:
    return ",".join([code, parent, name, word, str(number), code[:6]] + [""] * 14)


def edition(*lines: str, name: str = "街道.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def sent(**changes: Any) -> dict[str, Any]:
    street = line("990101003000", DISTRICT, "北闸镇", "town", 4)
    return {"client_key": str(uuid4()), "edition": "2020-06-30", "lists": edition(street)} | changes


def test_divisions_begin_with_the_own_and_go_down_by_a_click(sign_in: Browser) -> None:
    official = sign_in("official")
    top = official.get("/divisions/").content.decode()
    assert f'href="/divisions/?under={DISTRICT}"' in top
    assert "临川区" not in top

    below = official.get(f"/divisions/?under={DISTRICT}").content.decode()
    assert "青石桥街道" in below
    assert "东渡街道" in below


def test_a_division_is_found_by_a_part_of_its_name_and_by_its_code(sign_in: Browser) -> None:
    official = sign_in("official")

    assert "听雨社区" in official.get("/divisions/?q=听雨").content.decode()
    assert "青石桥街道" in official.get(f"/divisions/?q={STREET_A}").content.decode()
    assert "没有找到" in official.get("/divisions/?q=不存在").content.decode()


@pytest.mark.parametrize("under", [OTHER_DISTRICT, PROVINCE, "xyz", "0"])
def test_a_division_outside_the_scope_is_not_found(sign_in: Browser, under: str) -> None:
    assert sign_in("official").get(f"/divisions/?under={under}").status_code == 404


def test_an_edition_is_brought_in_and_says_what_it_changed(sign_in: Browser) -> None:
    answer = sign_in("official").post("/divisions/import/", sent(), follow=True)

    assert "区划已更新：新增 1" in answer.content.decode()
    assert Division.objects.get(code="990101003000").name == "北闸镇"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"edition": "2999-01-01"}, "不能晚于今天"),
        ({"edition": ""}, "请填写这一项"),
        ({"lists": SimpleUploadedFile("空.csv", b"")}, "请换一个文件"),
        ({"lists": SimpleUploadedFile("乱.csv", "不是,区划\n".encode())}, "请"),
    ],
)
def test_a_list_that_cannot_be_used_is_sent_back(sign_in: Browser, changes: dict[str, Any], words: str) -> None:
    answer = sign_in("official").post("/divisions/import/", sent(**changes))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Division.objects.filter(code="990101003000").exists()


def test_divisions_of_another_district_cannot_be_changed(sign_in: Browser) -> None:
    foreign = edition(line("990102009000", OTHER_DISTRICT, "外镇", "town", 4))
    answer = sign_in("official").post("/divisions/import/", sent(lists=foreign))

    assert answer.status_code == 422
    assert not Division.objects.filter(code="990102009000").exists()


def test_the_journal_says_who_did_what_in_words(sign_in: Browser, campaign: Campaign) -> None:
    page = sign_in("official").get("/journal/").content.decode()

    assert "启动行动" in page
    assert "春季整治" in page
    assert ">campaign.open<" not in page


def test_the_journal_of_another_district_stays_closed(sign_in: Browser, campaign: Campaign) -> None:
    number = Act.objects.get(verb="campaign.open").number

    assert "春季整治" not in sign_in("neighbour").get("/journal/").content.decode()
    assert sign_in("neighbour").get(f"/journal/{number}/").status_code == 404
    assert sign_in("official").get(f"/journal/{number}/").status_code == 200


def test_the_journal_is_narrowed_by_act_and_by_person(sign_in: Browser, campaign: Campaign) -> None:
    auditor = sign_in("auditor")
    sign_in("official")

    def entries(query: str) -> list[Act]:
        return [entry.act for entry in auditor.get(f"/journal/?{query}").context["lines"]]

    assert {act.verb for act in entries("verb=campaign.open")} == {"campaign.open"}
    assert {act.object_name for act in entries("thing=林晓")} == {"林晓岚"}
    assert entries("who=无名氏") == entries("verb=no.such.verb") == []
    assert len(entries("")) > 1


def test_a_sound_journal_is_verified_from_its_page(sign_in: Browser, ledger: dict[str, Compound]) -> None:
    answer = sign_in("auditor").post("/journal/verify/")

    assert "核验通过" in answer.content.decode()


def test_an_edited_fact_is_found_from_the_page_and_the_entry_named(
    sign_in: Browser, ledger: dict[str, Compound]
) -> None:
    ChangeSet.objects.filter(compound=ledger["砚湖一村"]).update(changes={"household_count": [None, 1]})
    page = sign_in("auditor").post("/journal/verify/").content.decode()

    assert "核验没有通过" in page
    assert "被改动过" in page


def test_who_may_not_read_the_journal_may_not_verify_it(sign_in: Browser) -> None:
    assert sign_in("street").post("/journal/verify/").status_code == 403


def test_every_verb_of_the_services_has_words_on_the_page() -> None:
    used = {
        keyword.value.value
        for module in modules()
        for call in module.calls("act")
        for keyword in call.keywords
        if keyword.arg == "verb" and hasattr(keyword.value, "value")
    }

    assert used - set(VERBS) == set()


def test_an_address_that_only_takes_a_form_says_so_when_it_is_opened(sign_in: Browser) -> None:
    answer = sign_in("auditor").get(reverse("journal_verify"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "不能直接打开" in answer.content.decode()

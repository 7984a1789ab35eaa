"""操作日志: found by who, what, on what, where and when; an entry told in words, with the whole record below."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.people import services
from sanwu.people.models import Account
from sanwu.people.units import unit_rename
from sanwu.records.filtering import Wanted, narrowed, record_of
from sanwu.records.models import Act
from sanwu.records.rules import entry_hash
from sanwu.records.services import act
from tests.web.conftest import CITY, DISTRICT, OTHER_DISTRICT, STREET_A, STREET_B, at_most

Browser = Callable[[str], Client]
Cast = Callable[[str], Account]


@pytest.fixture
def entries(places: None) -> None:
    """Some things that happened in several places."""
    for verb, person, thing, division in (
        ("fact.correct", "林晓岚", "听雨里老院", STREET_A),
        ("fact.correct", "周立", "砚湖一村", STREET_B),
        ("ledger.export", "林晓岚", "春季整治", DISTRICT),
        ("fact.correct", "许安", "临川花园", OTHER_DISTRICT),
    ):
        with act(verb=verb, actor=Actor(name=person), object_type="compound", object_name=thing, division=division):
            pass


def things(browser: Client, query: str) -> list[str]:
    return [line.act.object_name for line in browser.get(f"/journal/?{query}").context["lines"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=林晓岚", ["春季整治", "听雨里老院"]),
        ("who=晓", ["春季整治", "听雨里老院"]),
        ("thing=老院", ["听雨里老院"]),
        ("verb=fact.correct&who=林", ["听雨里老院"]),
        ("place=青石桥街道&verb=fact.correct", ["听雨里老院"]),
        (f"place={STREET_B}", ["砚湖一村"]),
        ("place=望澜区&verb=fact.correct", ["砚湖一村", "听雨里老院"]),
        ("who=无名氏", []),
        ("who=许安", ["临川花园"]),
    ],
)
def test_entries_are_found(sign_in: Browser, entries: None, query: str, found: list[str]) -> None:
    assert things(sign_in("auditor"), query) == found


def test_nothing_of_another_place_is_found_by_any_filter(sign_in: Browser, entries: None) -> None:
    official = sign_in("official")

    for query in ("who=许安", "thing=临川", f"place={OTHER_DISTRICT}", "verb=fact.correct"):
        assert "临川花园" not in things(official, query)
    assert "没有找到" in official.get("/journal/?place=临川区").content.decode()


def test_a_period_includes_its_first_and_last_day(entries: None) -> None:
    today = clock.today()
    Act.objects.filter(object_name="听雨里老院").update(at=clock.now() - timedelta(days=3))
    Act.objects.filter(object_name="砚湖一村").update(at=clock.now() - timedelta(days=1))

    def found(since: date | None, until: date | None) -> set[str]:
        return set(narrowed(Act.objects.all(), Wanted(since=since, until=until)).values_list("object_name", flat=True))

    three, one = today - timedelta(days=3), today - timedelta(days=1)
    assert found(three, one) == {"听雨里老院", "砚湖一村"}
    assert found(three, three) == {"听雨里老院"}
    assert "听雨里老院" not in found(one, None)
    assert found(None, three) == {"听雨里老院"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("since=2030-02-30", "请填写日期"), ("since=2030-02-02&until=2030-02-01", "早于"), ("place=无此区", "没有找到"),
        ("place=88", "没有代码"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_finds_nothing_and_says_why(
    sign_in: Browser, entries: None, query: str, words: str
) -> None:
    answer = sign_in("auditor").get(f"/journal/?{query}")

    assert answer.status_code == 200
    assert answer.context["lines"] == []
    assert words in answer.content.decode()


def test_filters_stay_while_one_turns_pages(sign_in: Browser, places: None) -> None:
    auditor = sign_in("auditor")
    for number in range(30):
        with act(verb="fact.correct", actor=LOCAL_OPERATOR, object_name=f"第{number}次", division=STREET_A):
            pass
    page = auditor.get("/journal/?verb=fact.correct&thing=次").content.decode()

    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    assert "verb=fact.correct" in following[1]
    assert things(auditor, following[1].replace("&amp;", "&").lstrip("?")) == [
        f"第{number}次" for number in range(4, -1, -1)
    ]


def entry_page(browser: Client, verb: str) -> str:
    return browser.get(f"/journal/{Act.objects.filter(verb=verb).latest('number').number}/").content.decode()


def words_of(page: str) -> str:
    """The page without the record as it is hashed."""
    return page.split("原始记录", maxsplit=1)[0]


def test_an_entry_is_told_in_words(sign_in: Browser, cast: Cast) -> None:
    post = services.post_add(
        account=cast("street"), role="auditor", division=DISTRICT, remit="物业", valid_from=date(2026, 3, 1),
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    auditor = sign_in("auditor")
    page = words_of(entry_page(auditor, "post.add"))

    assert all(
        word in page for word in ("岗位", "审计人员", f"望澜区（{DISTRICT}）", "职责范围", "物业", "2026年3月1日")
    )
    assert not re.search(r"post\.add|valid_from|district_official|None|null", page)

    services.post_end(post=post, on=date(2099, 5, 4), actor=LOCAL_OPERATOR)
    page = words_of(entry_page(auditor, "post.end"))
    assert "从这一天起失效" in page
    assert "2099年5月4日" in page
    assert "职责范围" not in page, "what did not change is left out"


def test_before_and_after_stand_side_by_side(sign_in: Browser, cast: Cast) -> None:
    unit = cast("street").posts.get().organisation
    unit_rename(organisation=unit, name="青石桥街道新办事处", expected_name=None, actor=LOCAL_OPERATOR)

    page = entry_page(sign_in("auditor"), "organisation.rename")

    assert re.search(r'办理前">青石桥街道办事处</td>\s*<td[^>]*>青石桥街道新办事处</td>', page)


def test_what_was_done_along_with_it_is_told_too(sign_in: Browser, cast: Cast) -> None:
    cast("street")

    page = words_of(entry_page(sign_in("auditor"), "account.add"))

    assert "同时办理的" in page
    assert "增加岗位" in page
    assert "登记单位" in page


def test_the_whole_record_stands_below_and_hashes_to_what_is_shown(sign_in: Browser, cast: Cast) -> None:
    cast("street")
    entry = Act.objects.get(verb="account.add")

    page = entry_page(sign_in("auditor"), "account.add")

    assert entry.hash in page
    assert entry_hash(dict(record_of(entry))) == entry.hash
    assert all(f">{name}<" in page for name, _value in record_of(entry))


def test_an_entry_asks_little_however_many_places_it_names(sign_in: Browser, places: None) -> None:
    auditor = sign_in("auditor")
    with act(verb="divisions.import", actor=LOCAL_OPERATOR, division=CITY) as entry:
        entry.after = {"files": [DISTRICT, OTHER_DISTRICT, STREET_A, STREET_B], "created": 4}
    auditor.get("/journal/")

    with at_most(15):
        page = entry_page(auditor, "divisions.import")
    assert "新增" in page


def test_one_sees_what_was_done_to_ones_own_account(sign_in: Browser, cast: Cast) -> None:
    street = cast("street")
    services.link_issue(account=street, actor=Actor(name="安全乙"))

    page = sign_in("street").get("/account/").content.decode()

    assert "发放登录链接" in page
    assert "安全乙" in page


def test_an_entry_of_a_verb_that_nobody_knows_any_more_is_still_read(sign_in: Browser, places: None) -> None:
    strange: dict[str, Any] = {"odd": [1, {"deep": None}], "kind": "no such kind", "role": "king", "valid_to": "soon"}
    with act(verb="old.verb", actor=LOCAL_OPERATOR, division=CITY) as entry:
        entry.before, entry.after = None, strange

    assert "soon" in entry_page(sign_in("auditor"), "old.verb")

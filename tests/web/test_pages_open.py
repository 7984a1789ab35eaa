"""Every page opens for those who may see it, is closed to those who may not, and asks the database little."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from sanwu.base.errors import Busy, Refused
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.web.ui.errors import refusal
from tests.matrix.routes import Route, routes
from tests.source import ROOT
from tests.web.conftest import COMPOUNDS, DISTRICT, STREET_A, at_most, enter, known

Browser = Callable[[str], Client]
QUERIES = 15
# Read only; {campaign} and {compound} are those of the fixtures.
PAGES = [
    "/",
    "/account/",
    "/account/password/",
    "/campaigns/",
    "/campaigns/open/",
    "/campaigns/{campaign}/",
    f"/campaigns/{{campaign}}/?under={STREET_A}",
    "/campaigns/{campaign}/ledger/",
    "/campaigns/{campaign}/ledger/?rule-three_no=yes&sort=-households",
    "/campaigns/{campaign}/ledger/?q=老",
    "/campaigns/{campaign}/upload/",
    "/compounds/{compound}/?campaign={campaign}",
    "/compounds/{compound}/?as_of=2020-01-01",
    "/compounds/{compound}/facts/has_governing_unit/",
    "/imports/",
    "/divisions/",
    f"/divisions/?under={DISTRICT}",
    "/divisions/import/",
    "/journal/",
    "/search/",
    "/help/",
    "/search/?q=老",
]


def address(page: str, campaign: Campaign, ledger: dict[str, Compound]) -> str:
    return page.format(campaign=campaign.pk, compound=ledger["听雨里老院"].pk)


@pytest.mark.parametrize("page", PAGES)
def test_it_opens_for_the_district_official_with_few_queries(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], page: str
) -> None:
    official = sign_in("official")
    official.get("/")  # what is kept in memory is read once per process, the plan's sentences on a compound's page too
    official.get(f"/compounds/{ledger['砚湖一村'].pk}/")
    with at_most(QUERIES):
        answer = official.get(address(page, campaign, ledger))

    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("page", ["/", "/campaigns/", "/campaigns/{campaign}/", "/campaigns/{campaign}/ledger/"])
def test_a_longer_list_asks_no_more_questions(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], page: str
) -> None:
    enter(campaign, [(f"新增{n}号院", STREET_A, known(household_count=n + 10)) for n in range(40)])
    official = sign_in("official")
    official.get("/")

    with at_most(QUERIES):
        assert official.get(address(page, campaign, ledger)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_it_sends_a_stranger_to_sign_in(
    stranger: Client, campaign: Campaign, ledger: dict[str, Compound], page: str
) -> None:
    answer = stranger.get(address(page, campaign, ledger))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/?next=")


FOREIGN = [page for page in PAGES if "{" in page]


@pytest.mark.parametrize("page", FOREIGN)
def test_it_is_not_found_by_the_official_of_another_district(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], page: str
) -> None:
    answer = sign_in("neighbour").get(address(page, campaign, ledger))

    assert answer.status_code == 404
    assert "听雨里" not in answer.content.decode()


@pytest.mark.parametrize("administrator", ["system", "security", "audit"])
def test_administrators_see_no_business_data(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], administrator: str
) -> None:
    browser = sign_in(administrator)
    home = browser.get("/").content.decode()

    assert "春季整治" not in home
    assert 'href="/ledger/"' not in home
    for page in FOREIGN:
        assert browser.get(address(page, campaign, ledger)).status_code == 404


def test_a_street_officer_sees_the_compounds_of_his_street_only(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("street").get(f"/campaigns/{campaign.pk}/ledger/").content.decode()

    shown = {name for name, _street, _facts in COMPOUNDS if name in page}
    assert shown == {name for name, street, _facts in COMPOUNDS if street == STREET_A}


def test_figures_count_only_what_the_person_may_see(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    assert ">6<" in sign_in("official").get(f"/campaigns/{campaign.pk}/").content.decode()
    assert ">4<" in sign_in("street").get(f"/campaigns/{campaign.pk}/").content.decode()


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("department", "/campaigns/open/"),
        ("auditor", "/imports/"),
        ("street", "/journal/"),
        ("street", "/divisions/import/"),
    ],
)
def test_a_page_beyond_the_post_says_who_can_help(sign_in: Browser, person: str, page: str) -> None:
    answer = sign_in(person).get(page)

    assert answer.status_code == 403
    assert "没有办理权限" in answer.content.decode()
    assert "安全管理员" in answer.content.decode()


@pytest.mark.parametrize("page", ["/", "/sign-in/", "/nowhere/", "/journal/"])
def test_every_answer_carries_the_headers_that_keep_strangers_code_out(sign_in: Browser, page: str) -> None:
    headers = sign_in("official").get(page).headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_form_from_another_site_is_refused_with_a_page_that_says_why(cast: Any) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    browser.force_login(cast("official"), backend="sanwu.people.backends.AccountBackend")
    answer = browser.post("/sign-out/")

    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_a_fault_of_ours_is_a_chinese_page_that_needs_neither_session_nor_database(
    sign_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = sign_in("official")
    official.raise_request_exception = False

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("sanwu.web.desk.account.posts_on", broken)
    answer = official.get("/account/")

    assert answer.status_code == 500
    assert "系统出了差错" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_a_busy_database_is_a_page_that_asks_to_try_again(sign_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise Busy("数据正被别人写入，请稍后再试。")

    monkeypatch.setattr("sanwu.web.desk.account.posts_on", busy)
    answer = sign_in("official").get("/account/")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "数据正被别人写入" in answer.content.decode()


def test_an_unknown_address_is_a_chinese_page_and_asks_only_who_is_there(sign_in: Browser) -> None:
    browser = sign_in("official")
    browser.get("/")  # notes the time of the session

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()
    assert not [query["sql"] for query in asked.captured_queries if '"duties_' in query["sql"]]


# Opened by tests that follow links or forms there, without writing the address.
FOLLOWED = {
    "building_remove", "correction", "entrance_remove", "import_undo", "job_file", "job_progress", "list_documents",
    "recovery_codes", "scheme_draft_complete",
}  # fmt: skip


def test_every_address_is_opened_by_some_test_of_the_pages() -> None:
    """A page that is added without a test that opens it would be seen by nobody before its users."""
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    unseen = {
        route.name
        for route in routes()
        if route.name not in FOLLOWED
        and not route.name.startswith("api:")
        and not re.search(_address(route), tests)
        and f'reverse("{route.name}"' not in tests
    }

    assert unseen == set()


def _address(route: Route) -> str:
    """The address as a test may write it: each parameter is something, such as {campaign.pk}."""
    return "[^/\\n]+".join(re.escape(part) for part in re.split(r"<[^>]+>", str(route.pattern)))


def test_the_server_says_that_it_is_well(stranger: Client, db: None) -> None:
    answer = stranger.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True}


def test_english_is_one_click_away_and_stays(sign_in: Browser) -> None:
    official = sign_in("official")
    assert "首页" in official.get("/").content.decode()

    answer = official.post("/language/", {"language": "en", "next": "/account/"}, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert "Account and posts" in answer.content.decode()
    assert 'lang="en"' in official.get("/").content.decode()


def test_a_browser_that_was_shipped_in_english_still_gets_chinese(sign_in: Browser) -> None:
    official = sign_in("official")

    assert "首页" in official.get("/", headers={"accept-language": "en-US"}).content.decode()


def test_who_cannot_fill_in_facts_is_not_asked_to(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    assert "等您办理" in sign_in("street").get("/").content.decode()
    assert "等您办理" not in sign_in("department").get("/").content.decode()


@pytest.mark.parametrize(
    ("code", "heading", "helps"), [("no_right", "没有办理权限", True), ("already_done", "现在不能这样办理", False)]
)
def test_a_rule_that_says_no_does_not_send_people_for_another_post(
    rf: RequestFactory, code: str, heading: str, helps: bool
) -> None:
    answer = refusal(rf.get("/"), Refused("这件事已经办结。", code)).content.decode()

    assert heading in answer
    assert "这件事已经办结。" in answer
    assert ("调整岗位" in answer) is helps

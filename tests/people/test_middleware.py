"""The door: nobody in without a rule, nobody behind a rule without a right."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import Ability
from sanwu.people import services
from sanwu.people.access import PUBLIC, Rule, rule, safe_next
from sanwu.people.models import Account

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]


@pytest.fixture
def officer(add: Add, client: Client) -> Client:
    client.force_login(add())
    return client


def test_a_view_without_a_rule_is_an_error_in_tests(db: None, client: Client) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"tests.people.pages.page declares no @rule"):
        client.get("/forgotten/")


def test_in_production_a_view_without_a_rule_is_forbidden_even_to_who_has_signed_in(
    officer: Client, settings: Any
) -> None:
    settings.SANWU_STRICT_RULES = False

    assert officer.get("/forgotten/").status_code == 403
    assert Client().get("/forgotten/").status_code == 403


def test_a_public_page_is_open_to_all_and_reads_no_database_for_a_stranger(
    client: Client, db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/public/")

    assert answer.content.decode() == "||0"


@pytest.mark.parametrize("page", ["/home/", "/ledger/", "/ledger/7/", "/journal/"])
def test_who_has_not_signed_in_is_sent_to_sign_in_and_back(db: None, client: Client, page: str) -> None:
    answer = client.get(page + "?sort=name&page=2")

    assert answer.status_code == 302
    assert answer["Location"] == f"/sign-in/?next={page.replace('/', '%2F')}%3Fsort%3Dname%26page%3D2"


def test_a_form_sent_after_the_session_ended_is_not_sent_back_to(db: None, client: Client) -> None:
    answer = client.post("/ledger/7/")

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")


def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in(db: None, client: Client) -> None:
    answer = client.get("/ledger/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (204, "/sign-in/", b"")


def test_views_know_who_asks_and_where_she_may_act(officer: Client) -> None:
    assert officer.get("/home/").content.decode() == "王敏|春风街道办事处 街道（镇）经办人|1"


def test_a_right_opens_the_door_and_its_lack_closes_it(officer: Client) -> None:
    assert officer.get("/ledger/").status_code == 200
    assert officer.get("/journal/").status_code == 403


def test_where_the_page_is_about_an_object_a_missing_right_says_not_found(add: Add, client: Client) -> None:
    client.force_login(add(role="audit_admin"))

    assert client.get("/ledger/").status_code == 403
    assert client.get("/ledger/7/").status_code == 404


def test_writing_may_demand_more_than_reading(add: Add, client: Client) -> None:
    client.force_login(add(role="auditor"))

    assert client.get("/ledger/7/").status_code == 200
    assert client.post("/ledger/7/").status_code == 404


def test_a_stranger_with_an_account_and_no_post_is_signed_in_and_may_nothing(add: Add, client: Client) -> None:
    account = add()
    services.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)
    client.force_login(account)

    assert client.get("/home/").content.decode() == "王敏||0"
    assert client.get("/ledger/").status_code == 403


def test_a_rule_is_kept_as_a_value_that_others_can_read() -> None:
    @rule(Ability.VIEW_LEDGER, write=Ability.CORRECT_FACT)
    def view() -> None: ...

    assert view.rule == Rule(Ability.VIEW_LEDGER, Ability.CORRECT_FACT)  # type: ignore[attr-defined]
    assert [view.rule.of(method) for method in ("GET", "HEAD", "POST", "DELETE", None)] == [  # type: ignore[attr-defined]
        *[Ability.VIEW_LEDGER] * 2, *[Ability.CORRECT_FACT] * 3
    ]  # fmt: skip
    assert Rule(PUBLIC, PUBLIC).of("POST") is PUBLIC


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/ledger/?sort=name", "/ledger/?sort=name"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/ledger/", "http://testserver/ledger/"),
    ],
)
def test_after_signing_in_one_goes_to_a_page_of_ours_only(wanted: str, goes: str) -> None:
    asked = RequestFactory().get("/sign-in/", {"next": wanted})
    sent = RequestFactory().post("/sign-in/", {"next": wanted})

    assert safe_next(asked, "/") == safe_next(sent, "/") == goes

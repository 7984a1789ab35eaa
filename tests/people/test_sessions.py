"""A session ends when nobody is there, when it is old, and at once when the rights behind it change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people import services
from sanwu.people.models import Account
from tests.people.conftest import DISTRICT, Clock

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]
PASSWORD = "correct horse battery"


@pytest.fixture
def account(add: Add) -> Account:
    return services.password_set(account=add(), password=PASSWORD, actor=LOCAL_OPERATOR)


@pytest.fixture
def signed_in(account: Account, client: Client, time: Clock) -> Client:
    enter(client)
    return client


def enter(client: Client) -> None:
    assert client.post("/sign-in/", {"username": "wang", "password": PASSWORD}).content == b"welcome"


def is_in(client: Client) -> bool:
    return client.get("/home/").status_code == 200


def test_it_ends_after_half_an_hour_without_a_request(signed_in: Client, time: Clock) -> None:
    time.forward(minutes=30)
    assert is_in(signed_in)

    time.forward(minutes=30, seconds=1)
    assert not is_in(signed_in)
    assert not Session.objects.exists()


def test_it_goes_on_while_somebody_works_but_not_beyond_twelve_hours(signed_in: Client, time: Clock) -> None:
    for _ in range(36):
        time.forward(minutes=20)
        assert is_in(signed_in)

    time.forward(seconds=1)
    assert not is_in(signed_in)


def test_a_page_that_asks_by_itself_does_not_keep_it_open(signed_in: Client, time: Clock) -> None:
    for _ in range(3):
        time.forward(minutes=10)
        assert signed_in.get("/home/", headers={"X-Unattended": "1"}).status_code == 200

    time.forward(seconds=1)
    assert not is_in(signed_in)


def test_a_clock_set_back_ends_it(signed_in: Client, time: Clock) -> None:
    time.forward(hours=-5)

    assert not is_in(signed_in)


def test_who_was_signed_out_is_told_why(signed_in: Client, time: Clock) -> None:
    time.forward(hours=1)

    answer = signed_in.get("/home/")

    assert "为了安全已自动退出" in str(list(answer.wsgi_request._messages))


def test_reading_pages_within_a_minute_writes_nothing(signed_in: Client, time: Clock) -> None:
    time.forward(seconds=59)
    with CaptureQueriesContext(connection) as asked:
        assert is_in(signed_in)

    assert not [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]


def change_password(account: Account) -> None:
    services.password_set(account=account, password="another horse battery", actor=LOCAL_OPERATOR)


def give_post(account: Account) -> None:
    services.post_add(account=account, role="auditor", division=DISTRICT, actor=LOCAL_OPERATOR)


def end_post(account: Account) -> None:
    services.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)


def close_account(account: Account) -> None:
    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)


@pytest.mark.parametrize("change", [change_password, give_post, end_post, close_account])
def test_it_ends_at_once_after(signed_in: Client, account: Account, change: Callable[[Account], None]) -> None:
    assert is_in(signed_in)

    change(account)

    assert not is_in(signed_in)


@pytest.mark.parametrize("change", [change_password, give_post, end_post, close_account])
def test_who_is_signed_out_by_a_change_is_told_so_once(
    signed_in: Client, account: Account, change: Callable[[Account], None]
) -> None:
    change(account)

    told = str(list(signed_in.get("/home/").wsgi_request._messages))  # reading them takes them off, as the page does
    assert "岗位或账号有变动，请重新登录" in told
    assert "没有操作" not in told
    assert not [*signed_in.get("/public/").wsgi_request._messages][1:]


def test_a_stranger_is_not_told_of_any_change(client: Client, db: None) -> None:
    assert not list(client.get("/home/").wsgi_request._messages)


def test_a_change_of_one_account_leaves_the_others_alone(signed_in: Client, add: Add) -> None:
    change_password(add("li"))

    assert is_in(signed_in)


def test_signing_in_makes_a_new_session_also_for_who_was_signed_in(signed_in: Client) -> None:
    key = signed_in.session.session_key
    before = signed_in.session["began"]

    enter(signed_in)

    assert signed_in.session.session_key != key
    assert signed_in.session["began"] >= before
    assert Session.objects.count() == 1


def test_a_session_key_planted_before_signing_in_is_worth_nothing_after(account: Account, client: Client) -> None:
    client.cookies["sanwu_session"] = "planted"

    enter(client)

    assert client.session.session_key != "planted"
    assert not is_in(planted_client("planted"))


def planted_client(key: str) -> Client:
    client = Client()
    client.cookies["sanwu_session"] = key
    return client


def test_the_session_cookie_is_out_of_reach_of_scripts(signed_in: Client) -> None:
    enter(signed_in)
    cookie: Any = signed_in.cookies["sanwu_session"]

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"

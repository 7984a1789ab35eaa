"""Signing in with two factors, binding a phone, recovery codes; and who is led to it."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people import factors
from sanwu.people.models import Account
from sanwu.people.services import link_issue, password_set
from tests.people.conftest import Clock

Cast = Callable[[str], Account]
Browser = Callable[[str], Client]
PASSWORD = "correct horse battery"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands still, and goes on when a test says so."""
    stopped = Clock(clock.now())
    monkeypatch.setattr(clock, "now", lambda: stopped.now)
    return stopped


def code_of(account: Account, salt: str) -> str:
    step = int(clock.now().timestamp()) // 30
    return pyotp.TOTP(factors.secret(account, salt)).generate_otp(step)


@pytest.fixture
def bound(cast: Cast, time: Clock) -> Account:
    """The official with a password and a phone."""
    account = cast("official")
    password_set(account=account, password=PASSWORD, actor=LOCAL_OPERATOR)
    account.factor_salt, account.factor_since = factors.new_salt(), clock.now()
    account.save()
    return account


def sign_in_half(browser: Client) -> Any:
    return browser.post("/sign-in/", {"username": "official", "password": PASSWORD, "next": "/campaigns/"})


def test_the_password_alone_lets_nobody_in(stranger: Client, bound: Account) -> None:
    answer = sign_in_half(stranger)

    assert answer.headers["Location"] == "/sign-in/code/"
    assert stranger.get("/account/").status_code == 302
    assert "_auth_user_id" not in stranger.session


def test_password_and_code_lead_to_where_one_wanted_to_go(stranger: Client, bound: Account) -> None:
    sign_in_half(stranger)

    answer = stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)})

    assert answer.headers["Location"] == "/campaigns/"
    assert stranger.get("/account/").status_code == 200


def test_a_code_is_not_taken_twice(stranger: Client, bound: Account) -> None:
    sign_in_half(stranger)
    code = code_of(bound, bound.factor_salt)
    stranger.post("/sign-in/code/", {"code": code})
    other = Client()
    sign_in_half(other)

    answer = other.post("/sign-in/code/", {"code": code})

    assert answer.status_code == 422
    assert other.get("/account/").status_code == 302


def test_the_code_page_without_the_password_leads_to_the_beginning(stranger: Client, bound: Account) -> None:
    assert stranger.get("/sign-in/code/").headers["Location"] == "/sign-in/"
    assert (
        stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)}).headers["Location"] == "/sign-in/"
    )


def test_after_five_minutes_one_begins_anew(stranger: Client, bound: Account, time: Clock) -> None:
    sign_in_half(stranger)
    time.forward(seconds=301)

    assert (
        stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)}).headers["Location"] == "/sign-in/"
    )


def test_a_password_changed_meanwhile_ends_the_wait(stranger: Client, bound: Account) -> None:
    sign_in_half(stranger)
    password_set(account=bound, password="another good password", actor=LOCAL_OPERATOR)

    assert stranger.get("/sign-in/code/").status_code == 302


def test_wrong_codes_are_counted_like_wrong_passwords(stranger: Client, bound: Account) -> None:
    sign_in_half(stranger)
    answers = [stranger.post("/sign-in/code/", {"code": "000000"}).status_code for _try in range(10)]

    assert answers[0] == 422
    assert answers[-1] == 429
    assert stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)}).status_code == 429


def test_a_link_is_not_enough_either(stranger: Client, bound: Account) -> None:
    path, _ = link_issue(account=bound, actor=LOCAL_OPERATOR)

    assert stranger.post(path).headers["Location"] == "/sign-in/code/"
    assert stranger.get("/account/").status_code == 302


def test_a_phone_is_bound_and_the_recovery_codes_are_shown_once(
    sign_in: Browser, cast: Cast, time: Clock, key: str
) -> None:
    browser = sign_in("official")
    page = browser.get("/account/second-factor/").content.decode()
    assert "<svg" in page
    assert "style=" not in page
    salt = browser.session["factor_draft"]
    form = {"client_key": key, "code": code_of(cast("official"), salt)}

    answer = browser.post("/account/second-factor/", form)

    assert len(re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", answer.content.decode())) == 10
    assert browser.get("/account/").status_code == 200, "this session goes on"
    assert cast("official").factor_since or Account.objects.get(username="official").factor_since


def test_the_salt_of_a_phone_that_is_not_bound_yet_stands_in_no_row(sign_in: Browser) -> None:
    browser = sign_in("official")
    browser.get("/account/second-factor/")

    assert Account.objects.get(username="official").factor_salt == ""


def test_a_wrong_code_says_what_to_do(sign_in: Browser, key: str) -> None:
    browser = sign_in("official")
    answer = browser.post("/account/second-factor/", {"client_key": key, "code": "000000"})

    assert answer.status_code == 422
    assert "手机时间准确" in answer.content.decode()


def test_an_administrator_without_a_phone_is_led_to_bind_one(sign_in: Browser, settings: Any) -> None:
    settings.SANWU_SECOND_FACTOR = "administrators"
    browser = sign_in("audit")

    for page in ("/", "/journal/"):
        assert browser.get(page).headers["Location"] == "/account/second-factor/"
    assert browser.post("/journal/verify/").headers["Location"] == "/account/second-factor/"
    for page in ("/account/", "/account/password/", "/account/second-factor/"):
        assert browser.get(page).status_code == 200
    assert browser.get("/journal/", headers={"hx-request": "true"}).headers["HX-Redirect"] == "/account/second-factor/"


def test_who_is_not_obliged_is_not_led_anywhere(sign_in: Browser, settings: Any) -> None:
    settings.SANWU_SECOND_FACTOR = "administrators"

    assert sign_in("official").get("/").status_code == 200


def test_the_first_start_of_an_office_tells_the_command_and_sets_nothing_up_by_web(stranger: Client, db: None) -> None:
    page = stranger.get("/sign-in/").content.decode()

    assert "sanwu setup" in page
    assert '<form method="post" action="/sign-in/"' not in page


def test_a_lost_password_is_replaced_after_link_and_code_but_not_after_the_link_alone(
    stranger: Client, bound: Account
) -> None:
    path, _ = link_issue(account=bound, actor=LOCAL_OPERATOR)
    assert stranger.post(path).headers["Location"] == "/sign-in/code/"
    assert stranger.get("/account/password/").status_code == 302

    answer = stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)})

    assert answer.headers["Location"] == "/account/password/"
    assert "现在的密码" not in stranger.get("/account/password/").content.decode()


def test_a_password_given_after_an_unused_link_does_not_count_as_a_link(stranger: Client, bound: Account) -> None:
    path, _ = link_issue(account=bound, actor=LOCAL_OPERATOR)
    stranger.post(path)
    sign_in_half(stranger)
    stranger.post("/sign-in/code/", {"code": code_of(bound, bound.factor_salt)})

    assert "现在的密码" in stranger.get("/account/password/").content.decode()

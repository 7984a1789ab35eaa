"""Signing in with a password: ten tries, one answer, and no way to lock out an office."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people import services
from sanwu.people.models import Account
from tests.people.conftest import Clock

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def answer_of_the_web(settings: Any) -> None:
    settings.AXES_LOCKOUT_CALLABLE = None  # the page for people is tested with the pages


@pytest.fixture
def account(add: Add) -> Account:
    return services.password_set(account=add(), password=PASSWORD, actor=LOCAL_OPERATOR)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was hashed."""
    asked: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        asked.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return asked


def attempt(username: str = "wang", password: str = "wrong", source: str = "10.0.0.8") -> int:
    return Client(REMOTE_ADDR=source).post("/sign-in/", {"username": username, "password": password}).status_code


def test_the_right_password_opens_in_any_spelling_of_the_name(account: Account) -> None:
    assert attempt(password=PASSWORD) == attempt(" ＷＡＮＧ ", PASSWORD) == 200


@pytest.mark.parametrize("username", ["wang", "nobody", "linked", "closed", "", "x" * 60, "a\0b"])
def test_every_failed_try_gets_the_same_answer_and_costs_one_hash(
    add: Add, account: Account, hashes: list[str], username: str
) -> None:
    add("linked")  # has no password
    closed = services.password_set(account=add("closed"), password=PASSWORD, actor=LOCAL_OPERATOR)
    services.account_deactivate(account=closed, actor=LOCAL_OPERATOR)
    hashes.clear()

    answer = Client().post("/sign-in/", {"username": username, "password": "wrong"})

    assert (answer.status_code, answer.content) == (422, b"wrong")
    assert len(hashes) == 1


def test_a_closed_account_stays_closed_to_its_right_password(add: Add) -> None:
    closed = services.password_set(account=add("closed"), password=PASSWORD, actor=LOCAL_OPERATOR)
    services.account_deactivate(account=closed, actor=LOCAL_OPERATOR)

    assert attempt("closed", PASSWORD) == 422


def test_an_account_without_password_opens_to_none(add: Add) -> None:
    add("linked")

    assert {attempt("linked", password) for password in ("", "!", "None", "wrong")} == {422}


@pytest.mark.parametrize("username", ["wang", "nobody"])
def test_after_ten_tries_even_the_right_password_waits(account: Account, username: str) -> None:
    answers = [attempt(username) for _ in range(10)]

    assert answers == [422] * 9 + [429]
    assert attempt(username, PASSWORD) == 429


def test_spelling_the_name_differently_gives_no_further_tries(account: Account) -> None:
    spellings = ["wang", "WANG", " wang", "ｗａｎｇ", "Wang "] * 2

    assert [attempt(name) for name in spellings][-1] == 429


def test_another_browser_gives_no_further_tries(account: Account) -> None:
    for number in range(10):
        Client(REMOTE_ADDR="10.0.0.8", HTTP_USER_AGENT=f"browser {number}").post(
            "/sign-in/", {"username": "wang", "password": "wrong"}
        )

    assert attempt(password=PASSWORD) == 429


def test_the_wait_is_fifteen_minutes_and_trying_on_does_not_prolong_it(
    account: Account, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: time.now)
    for _ in range(10):
        attempt()
    for _ in range(14):
        time.forward(minutes=1)
        assert attempt() == 429

    time.forward(minutes=1, seconds=1)

    assert attempt(password=PASSWORD) == 200


def test_one_desk_does_not_lock_out_a_colleague_in_the_same_office(add: Add, account: Account) -> None:
    services.password_set(account=add("li"), password=PASSWORD, actor=LOCAL_OPERATOR)
    for _ in range(11):
        attempt("wang")

    assert attempt("li", PASSWORD) == 200


def test_somebody_elsewhere_does_not_lock_out_the_person_at_her_own_desk(account: Account) -> None:
    for _ in range(11):
        attempt(source="203.0.113.9")

    assert attempt(password=PASSWORD, source="10.0.0.8") == 200


def test_getting_in_clears_the_count(account: Account) -> None:
    for _ in range(9):
        attempt()
    assert attempt(password=PASSWORD) == 200

    assert [attempt() for _ in range(9)] == [422] * 9


def test_the_tried_password_is_kept_nowhere(account: Account) -> None:
    from axes.models import AccessAttempt

    attempt(password="a-secret-typed-wrong")

    kept = str(list(AccessAttempt.objects.values()))
    assert "a-secret-typed-wrong" not in kept
    assert "csrf" not in kept


def test_there_is_no_default_password_and_no_account_at_the_start(db: None) -> None:
    assert not Account.objects.exists()

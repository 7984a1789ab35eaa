"""Signing in by password and by one-time link, as a browser does it."""

from collections.abc import Callable

import pytest
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people.models import Account, SignInLink
from sanwu.people.services import link_issue, password_set, post_add
from tests.web.conftest import CITY

PASSWORD = "柳浪闻莺-long-2031"


@pytest.fixture
def official(cast: Callable[[str], Account]) -> Account:
    return password_set(account=cast("official"), password=PASSWORD, actor=LOCAL_OPERATOR)


def test_a_person_signs_in_with_account_and_password(stranger: Client, official: Account) -> None:
    answer = stranger.post("/sign-in/", {"username": "official", "password": PASSWORD}, follow=True)

    assert answer.redirect_chain == [("/", 302)]
    assert "林晓岚" in answer.content.decode()


@pytest.mark.parametrize(("username", "password"), [("official", "wrong-password"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    stranger: Client, official: Account, username: str, password: str
) -> None:
    answer = stranger.post("/sign-in/", {"username": username, "password": password})

    assert answer.status_code == 422
    assert "账号或密码不正确" in answer.content.decode()
    assert password not in answer.content.decode()


def test_after_signing_in_a_person_comes_back_to_the_page_that_was_asked_for(
    stranger: Client, official: Account
) -> None:
    asked = stranger.get("/divisions/?q=望澜")
    page = stranger.get(asked.headers["Location"])

    assert 'name="next" value="/divisions/?q=' in page.content.decode()
    answer = stranger.post("/sign-in/", {"username": "official", "password": PASSWORD, "next": "/divisions/"})
    assert answer.headers["Location"] == "/divisions/"


@pytest.mark.parametrize("trap", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(stranger: Client, official: Account, trap: str) -> None:
    answer = stranger.post("/sign-in/", {"username": "official", "password": PASSWORD, "next": trap})

    assert answer.headers["Location"] == "/"


def test_too_many_wrong_tries_pause_signing_in_and_say_for_how_long(stranger: Client, official: Account) -> None:
    for _ in range(10):
        answer = stranger.post("/sign-in/", {"username": "official", "password": "wrong-password"})
    assert answer.status_code == 429
    assert "暂停登录 15 分钟" in answer.content.decode()

    assert stranger.post("/sign-in/", {"username": "official", "password": PASSWORD}).status_code == 429


def test_opening_a_link_does_not_use_it_up_but_the_button_does(
    stranger: Client, cast: Callable[[str], Account]
) -> None:
    path, _ = link_issue(account=cast("official"), actor=LOCAL_OPERATOR)
    for _ in range(3):  # a mail program or a chat shows a preview
        assert "确认登录" in stranger.get(path).content.decode()
    assert SignInLink.objects.get().used_at is None

    answer = stranger.post(path)
    assert answer.headers["Location"] == "/account/password/"
    assert SignInLink.objects.get().used_at is not None

    again = Client().post(path, headers={"accept-language": "zh-CN"})
    assert again.status_code == 403
    assert "已经用过" in again.content.decode()


def test_a_lost_password_is_replaced_after_a_link_and_the_old_one_is_not_asked_for(
    stranger: Client, official: Account
) -> None:
    path, _ = link_issue(account=official, actor=LOCAL_OPERATOR)
    assert stranger.post(path).headers["Location"] == "/account/password/"
    page = stranger.get("/account/password/").content.decode()
    assert "现在的密码" not in page
    assert "请先设置新密码" in page

    new = "听雨青石桥-long-2032"
    sent = {"client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f20", "new": new, "again": new}
    assert stranger.post("/account/password/", sent).headers["Location"] == "/account/"
    assert Account.objects.get(pk=official.pk).check_password(new)

    assert "现在的密码" in stranger.get("/account/password/").content.decode()  # once
    again = sent | {"client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f21", "new": PASSWORD, "again": PASSWORD}
    assert stranger.post("/account/password/", again).status_code == 422
    assert Account.objects.get(pk=official.pk).check_password(new)


def test_a_link_of_one_session_opens_no_other_one(stranger: Client, official: Account) -> None:
    stranger.post("/sign-in/", {"username": "official", "password": PASSWORD})
    path, _ = link_issue(account=official, actor=LOCAL_OPERATOR)
    Client().post(path)

    assert "现在的密码" in stranger.get("/account/password/").content.decode()


def test_who_was_given_another_post_reads_on_the_sign_in_page_why_she_is_out(
    stranger: Client, official: Account
) -> None:
    stranger.post("/sign-in/", {"username": "official", "password": PASSWORD})
    post_add(account=official, role="auditor", division=CITY, actor=LOCAL_OPERATOR)

    answer = stranger.get("/", follow=True)

    assert answer.redirect_chain == [("/sign-in/?next=%2F", 302)]
    assert "您的岗位或账号有变动，请重新登录" in answer.content.decode()
    assert "有变动" not in stranger.get("/sign-in/").content.decode()


def test_a_link_that_never_was_gets_a_page_that_says_what_to_do(stranger: Client, db: None) -> None:
    answer = stranger.post("/sign-in/never-issued/")

    assert answer.status_code == 403
    assert "请联系安全管理员" in answer.content.decode()


def test_signing_out_needs_a_form_and_ends_the_session(sign_in: Callable[[str], Client]) -> None:
    official = sign_in("official")
    assert official.get("/sign-out/").status_code == 405

    assert official.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert official.get("/").status_code == 302


def test_a_first_password_needs_no_old_one_and_a_new_one_does(
    sign_in: Callable[[str], Client], cast: Callable[[str], Account]
) -> None:
    official = sign_in("official")
    assert "现在的密码" not in official.get("/account/password/").content.decode()
    sent = {"client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f10", "new": PASSWORD, "again": PASSWORD}
    assert official.post("/account/password/", sent).headers["Location"] == "/account/"
    assert cast("official").__class__.objects.get(username="official").check_password(PASSWORD)

    page = official.get("/account/password/").content.decode()
    assert "现在的密码" in page
    wrong = sent | {
        "client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f11",
        "current": "wrong",
        "new": "另一个足够长的密码",
        "again": "另一个足够长的密码",
    }
    answer = official.post("/account/password/", wrong)
    assert answer.status_code == 422
    assert "现在的密码不正确" in answer.content.decode()


def test_two_different_new_passwords_are_sent_back(sign_in: Callable[[str], Client]) -> None:
    sent = {"client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f12", "new": PASSWORD, "again": PASSWORD + "！"}
    answer = sign_in("official").post("/account/password/", sent)

    assert answer.status_code == 422
    assert "两次输入的新密码不一样" in answer.content.decode()


def test_a_short_password_is_refused_with_the_rule(sign_in: Callable[[str], Client]) -> None:
    sent = {"client_key": "0b0e8f0e-5a30-4d36-8f52-2d3a4a4e4f13", "new": "短", "again": "短"}
    answer = sign_in("official").post("/account/password/", sent)

    assert answer.status_code == 422
    assert "10 个字符" in answer.content.decode()


def test_the_account_page_lists_the_posts_that_hold(sign_in: Callable[[str], Client]) -> None:
    page = sign_in("official").get("/account/").content.decode()

    assert "区领导小组办公室" in page
    assert "望澜区" in page

"""Access tokens on a person's own page: shown once, ended by a click, never another person's."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base.actor import Actor
from sanwu.people.models import AccessToken, Account
from sanwu.people.tokens import token_issue

pytestmark = pytest.mark.django_db


def form(**given: Any) -> dict[str, Any]:
    return {
        "client_key": str(uuid4()),
        "title": "区数据中台",
        "abilities": ["view_ledger"],
        "division": "",
        "days": "30",
    } | given


def test_a_new_token_works_and_is_shown_once(sign_in: Any) -> None:
    client: Client = sign_in("official")

    answer = client.post("/account/tokens/", form())
    secret = answer.context["secret"]

    assert secret in answer.content.decode()
    assert secret not in client.get("/account/tokens/").content.decode()
    assert Client().get("/api/v1/campaigns", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_the_same_form_twice_makes_one_token(sign_in: Any) -> None:
    client: Client = sign_in("official")
    data = form()

    client.post("/account/tokens/", data)
    again = client.post("/account/tokens/", data)

    assert "只显示一次" in again.content.decode()
    assert AccessToken.objects.count() == 1


def test_bad_input_is_told_and_kept(sign_in: Any) -> None:
    answer = sign_in("official").post("/account/tokens/", form(days="900", division="123"))

    assert answer.status_code == 422
    assert "区数据中台" in answer.content.decode()
    assert not AccessToken.objects.exists()


def test_a_token_is_revoked_by_its_owner_only(sign_in: Any) -> None:
    owner = sign_in("official")
    account = Account.objects.get(username="official")
    _, token = token_issue(account=account, title="对接", actor=_actor(account))

    assert sign_in("street").post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert owner.post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def _actor(account: Account) -> Any:

    return Actor(name=account.name, account_id=account.pk)

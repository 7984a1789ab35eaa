"""Access tokens: shown once, never wider than the account, ended by time, by hand and with the account."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.campaigns.models import Campaign
from sanwu.people.models import AccessToken, Account
from sanwu.people.services import account_deactivate, post_end
from sanwu.people.tokens import MOST, bearer_of, narrow, token_issue, token_revoke, tokens_of
from sanwu.records.models import Act
from tests import worlds
from tests.api.conftest import Program

Make = Callable[..., Program]
Add = Callable[..., Account]


def of(account: Account) -> Actor:
    return Actor(name=account.name, account_id=account.pk)


def test_only_the_hash_is_kept_and_the_journal_does_not_know_the_token(account: Add) -> None:
    secret, token = token_issue(account=account(), title="台账对接", actor=LOCAL_OPERATOR)

    assert secret not in str(AccessToken.objects.filter(pk=token.pk).values())
    assert secret not in str(list(Act.objects.values()))
    assert len(secret) > 40


def test_without_a_token_nothing_is_answered(campaign: Campaign) -> None:
    answer = Program("").get("campaigns")

    assert (answer.status_code, answer.json()["code"]) == (401, "no_token")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["x", "sanwu_", "sanwu_unknown", "Sanwu_x", "sanwu_" + "é" * 43])
def test_an_unknown_token_is_answered_like_none(campaign: Campaign, secret: str) -> None:
    assert bearer_of(secret, clock.now()) is None


def test_a_revoked_token_ends_at_once(program: Make) -> None:
    caller = program()
    assert caller.token is not None
    assert caller.get("campaigns").status_code == 200

    token_revoke(token=caller.token, actor=LOCAL_OPERATOR)

    assert caller.get("campaigns").status_code == 401


def test_a_token_ends_by_itself(account: Add) -> None:
    secret, _ = token_issue(account=account(), title="台账对接", actor=LOCAL_OPERATOR, days=1)

    assert bearer_of(secret, clock.now() + timedelta(hours=23)) is not None
    assert bearer_of(secret, clock.now() + timedelta(hours=25)) is None


def test_a_token_ends_with_its_account(program: Make) -> None:
    caller = program()
    assert caller.token is not None

    account_deactivate(account=caller.token.account, actor=LOCAL_OPERATOR)

    assert caller.get("campaigns").status_code == 401


def test_a_token_reaches_no_further_than_the_posts_of_the_day(program: Make) -> None:
    caller = program()
    assert caller.token is not None

    post_end(post=caller.token.account.posts.get(), actor=LOCAL_OPERATOR)

    assert caller.get("campaigns").status_code == 403


def test_a_token_for_a_part_of_the_territory_reads_that_part_only(program: Make, campaign: Campaign) -> None:
    caller = program("city_reviewer", worlds.CITY)
    assert caller.token is not None
    narrowed = Program(
        *token_issue(account=caller.token.account, title="西江", division=worlds.WEST, actor=LOCAL_OPERATOR)
    )

    found = narrowed.every(f"campaigns/{campaign.pk}/compounds")

    assert {row["division_code"] for row in found} == {worlds.WEST_RIVER}


def test_a_narrowed_token_of_a_post_on_single_objects_gives_nothing() -> None:
    held = Scope(1, (Grant("partner_unit", frozenset({Ability.VIEW_LEDGER}), objects=frozenset({("compound", 5)})),))

    assert not narrow(held, frozenset({"view_ledger"}), worlds.EAST).may(Ability.VIEW_LEDGER)
    assert narrow(held, frozenset({"view_ledger"}), "").objects(Ability.VIEW_LEDGER, "compound") == {5}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "bad_title"),
        ({"title": "长" * 61}, "bad_title"),
        ({"days": 0}, "bad_days"),
        ({"days": 367}, "bad_days"),
        ({"abilities": []}, "bad_abilities"),
        ({"abilities": ["manage_accounts"]}, "bad_abilities"),
        ({"division": "999999999999"}, "unknown_division"),
    ],
)
def test_a_token_that_says_too_little_or_asks_too_much_is_refused(
    account: Add, given: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        token_issue(**{"account": account(), "title": "对接", "actor": LOCAL_OPERATOR} | given)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_a_person_gives_tokens_for_herself_only(account: Add) -> None:
    mine, other = account(), account("street_officer", worlds.RIVER)

    token_issue(account=mine, title="对接", actor=of(mine))
    with pytest.raises(Refused):
        token_issue(account=other, title="对接", actor=of(mine))


def test_nobody_else_ends_a_token_but_who_manages_accounts(account: Add) -> None:
    mine, other = account(), account("street_officer", worlds.RIVER)
    security = account("security_admin", worlds.CITY)
    _, token = token_issue(account=mine, title="对接", actor=of(mine))

    with pytest.raises(Refused):
        token_revoke(token=token, actor=of(other))
    assert token_revoke(token=token, actor=of(security)).revoked_at is not None


def test_an_account_has_a_limited_number_of_live_tokens(account: Add) -> None:
    mine = account()
    for number in range(MOST):
        token_issue(account=mine, title=f"程序{number}", actor=of(mine))

    with pytest.raises(Refused, match="先撤销"):
        token_issue(account=mine, title="又一个", actor=of(mine))
    last = tokens_of(mine).first()
    assert last is not None
    token_revoke(token=last, actor=of(mine))
    token_issue(account=mine, title="又一个", actor=of(mine))


def test_the_description_names_every_operation_and_needs_no_token(client: object, db: None) -> None:
    described = client.get("/api/v1/openapi.json").json()  # type: ignore[attr-defined]

    assert "/api/v1/campaigns/{number}/compounds" in described["paths"]
    assert described["components"]["securitySchemes"]

"""account list | post | end-post | deactivate | reset-factor"""

import pytest

from sanwu.base import clock
from sanwu.people.models import Account
from sanwu.records.models import Act
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture(autouse=True)
def people(sanwu: Run, tree: None) -> None:
    for name, role, code in (
        ("wang", "street_officer", "990101001"),
        ("guard", "security_admin", "990101"),
        ("he", "city_reviewer", "9901"),
    ):
        assert sanwu("account", "add", name, "--role", role, "--division", code).code == 0


def test_the_list_has_everybody_with_posts(sanwu: Run) -> None:
    listed = sanwu("account", "list", "--json").data

    assert [one["username"] for one in listed] == ["wang", "guard", "he"]
    assert listed[0]["posts"][0]["role"] == "street_officer"
    assert listed[0]["active"] is True
    assert "滨河街道办事处 街道（镇）经办人 990101001000" in sanwu("account", "list").out


def test_the_list_of_a_division_and_of_who_manages_one(sanwu: Run) -> None:
    assert [one["username"] for one in sanwu("account", "list", "--division", "990101001", "--json").data] == ["wang"]
    assert [one["username"] for one in sanwu("account", "list", "--as", "guard", "--json").data] == ["wang", "guard"]
    assert sanwu("account", "list", "--as", "wang", "--json").data == []


def test_a_post_is_added_for_some_days_and_ended(sanwu: Run) -> None:
    answer = sanwu("account", "post", "wang", "--role", "auditor", "--division", "9901", "--from", "2030-01-01",
                   "--to", "2030-02-01", "--remit", "物业", "--json")  # fmt: skip

    assert (answer.data["valid_from"], answer.data["valid_to"], answer.data["remit"]) == (
        "2030-01-01",
        "2030-02-01",
        "物业",
    )
    ended = sanwu("account", "end-post", "wang", answer.data["id"], "--on", "2030-01-10", "--json")
    assert ended.data["valid_to"] == "2030-01-10"


def test_a_post_of_somebody_else_is_not_ended_by_its_number(sanwu: Run) -> None:
    post = Account.objects.get(username="he").posts.get()

    assert sanwu("account", "end-post", "wang", post.pk).code == 2
    post.refresh_from_db()
    assert post.valid_to is None


@pytest.mark.parametrize(
    "command",
    [
        ["post", "he", "--role", "auditor", "--division", "9901"],
        ["post", "guard", "--role", "auditor", "--division", "990101"],
        ["deactivate", "he"],
        ["deactivate", "guard"],
        ["reset-factor", "he", "--reason", "试试"],
    ],
)
def test_an_account_does_not_reach_beyond_its_own_place_nor_itself(sanwu: Run, command: list[str]) -> None:
    before = Act.objects.count()

    assert sanwu("account", *command, "--as", "guard").code == 3
    assert Act.objects.count() == before


def test_an_account_is_closed(sanwu: Run) -> None:
    assert sanwu("account", "deactivate", "wang", "--as", "guard").code == 0

    assert not Account.objects.get(username="wang").is_active
    assert sanwu("account", "deactivate", "wang").code == 2, "it cannot be named any more"


def test_a_lost_phone_is_unbound_with_a_reason(sanwu: Run) -> None:
    assert sanwu("account", "reset-factor", "wang", "--reason", "手机丢失").code == 3, "none is bound"
    Account.objects.filter(username="wang").update(factor_since=clock.now(), factor_salt="a" * 32)

    assert sanwu("account", "reset-factor", "wang", "--reason", " ").code == 2
    assert sanwu("account", "reset-factor", "wang", "--reason", "手机丢失").code == 0
    assert Account.objects.get(username="wang").factor_since is None
    assert Act.objects.get(verb="factor.reset").after["reason"] == "手机丢失"

"""setup: the first people of an office, all or none, once."""

import json
from pathlib import Path

import pytest

from sanwu.people.enums import Role
from sanwu.people.models import Account, SignInLink
from sanwu.records.models import Act
from sanwu.territory.models import Division
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db
PEOPLE = {"system": "li=李明", "security": "wang=王敏", "audit": "zhao=赵实", "official": "lin=林晓岚"}


def words(**changes: str | None) -> list[str]:
    said = PEOPLE | {"area": "990101"} | changes
    return [
        word for option, value in said.items() if value is not None for word in (f"--{option.replace('_', '-')}", value)
    ]


def test_an_office_begins_with_three_administrators_and_an_official(sanwu: Run, divisions: Path) -> None:
    answer = sanwu("setup", *words(), "--divisions", divisions, "--edition", "2022-10-01", "--json")

    assert answer.code == 0, answer.err
    assert answer.data["area"] == "990101000000"
    assert answer.data["divisions"]["created"] == 5
    made = {one["role"]: one for one in answer.data["accounts"]}
    assert set(made) == {"system_admin", "security_admin", "audit_admin", "district_official"}
    assert all(one["url"].startswith("http://127.0.0.1:8000/sign-in/") for one in made.values())
    assert SignInLink.objects.filter(used_at=None).count() == Account.objects.count() == 4
    assert not any(account.has_usable_password() for account in Account.objects.all())
    assert Act.objects.count() == 1, "one act"


def test_the_links_are_printed_for_people(sanwu: Run, tree: None) -> None:
    answer = sanwu("setup", *words())

    assert answer.out.count("http://127.0.0.1:8000/sign-in/") == 4
    assert "云州省晴川市东江区" in answer.out
    assert all(name in answer.out for name in ("李明", "王敏", "赵实", "林晓岚", "系统管理员", "审计管理员"))


def test_a_file_may_say_it_all_and_an_option_goes_before_it(sanwu: Run, divisions: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    said = {
        "area": "9901", "divisions": [str(divisions)], "edition": "2022-10-01", "official_role": "city_reviewer",
        "organisation": "晴川市住建局",
        **{role: {"username": text.split("=")[0], "name": text.split("=")[1]} for role, text in PEOPLE.items()},
    }  # fmt: skip
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")

    answer = sanwu("setup", "--answers", path, "--official", "he=何清", "--json")

    assert answer.code == 0, answer.err
    post = Account.objects.get(username="he").posts.get()
    assert (post.role, post.division_id, post.organisation.name) == (Role.CITY_REVIEWER, "990100000000", "晴川市住建局")


def test_a_second_time_is_refused_and_changes_nothing(sanwu: Run, tree: None) -> None:
    assert sanwu("setup", *words()).code == 0
    before = Act.objects.count()

    answer = sanwu("setup", *words(), "--json")

    assert answer.code == 3
    assert answer.data["error"]["code"] == "already_set_up"
    assert Account.objects.count() == 4
    assert Act.objects.count() == before


def test_the_demo_city_is_in_nobodys_way(sanwu: Run, tree: None) -> None:
    from sanwu.base.actor import LOCAL_OPERATOR
    from sanwu.people.services import account_add

    account_add(username="demo", name="示例", role="auditor", division="990101000000", actor=LOCAL_OPERATOR, demo=True)

    assert sanwu("setup", *words()).code == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"official": "li=林晓岚"}, "same_person_twice"),
        ({"audit": "zhao=李明"}, "same_person_twice"),
        ({"audit": "ＬＩ=赵实"}, "same_person_twice"),
        ({"audit": None}, "no_person"),
        ({"audit": "zhao"}, "bad_person"),
        ({"audit": "z=赵实"}, "bad_username"),
        ({"official_role": "auditor"}, "bad_first_role"),
        ({"official_role": "system_admin"}, "bad_first_role"),
        ({"area": "980101"}, "unknown_division"),
        ({"area": None}, "no_area"),
        ({"divisions": "/no/such/list.csv"}, "no_edition"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(
    sanwu: Run, tree: None, changes: dict[str, str | None], code: str
) -> None:
    before = Act.objects.count()

    answer = sanwu("setup", *words(**changes), "--json")

    assert answer.code == 2
    assert answer.data["error"]["code"] == code
    assert not Account.objects.exists()
    assert Act.objects.count() == before


def test_divisions_go_with_the_people_or_not_at_all(sanwu: Run, divisions: Path) -> None:
    answer = sanwu("setup", *words(official="li=李明"), "--divisions", divisions, "--edition", "2022-10-01")

    assert answer.code == 2
    assert not Division.objects.exists()


@pytest.mark.parametrize("text", ["[]", "{", '{"areas": "990101"}'])
def test_a_file_that_is_no_answers_is_refused(sanwu: Run, tree: None, tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.json"
    path.write_text(text)

    assert sanwu("setup", "--answers", path, "--json").data["error"]["code"] == "bad_answers"

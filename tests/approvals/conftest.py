"""A district that reports and a city that answers, with real accounts in real posts."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sanwu.approvals.enums import Kind, Verb
from sanwu.approvals.holders import Holder
from sanwu.approvals.models import Case
from sanwu.approvals.services import open_case, take_step
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.scope import Ability, Scope
from sanwu.people.models import Account, Post
from sanwu.people.selectors import scope_and_actor
from sanwu.territory.models import Division, Organisation

CITY, DISTRICT, STREET, ELSEWHERE = "990100000000", "990101000000", "990101001000", "990102000000"
TREE = [
    ("990000000000", "云州省", "province", None),
    (CITY, "晴川市", "city", "990000000000"),
    (DISTRICT, "东江区", "county", CITY),
    (STREET, "滨河街道", "street", DISTRICT),
    (ELSEWHERE, "西江区", "county", CITY),
]
REVIEWER = Holder(CITY, Ability.REVIEW_LIST, body="市住建部门")
REPORTER = Holder(DISTRICT, Ability.SUBMIT_LIST, body="区领导小组")


@dataclass(frozen=True)
class Person:
    account: Account
    scope: Scope
    actor: Actor


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )

    def person(username: str, role: str, division: str) -> Person:
        account = Account.objects.create(username=username, name=username, stamp="s", created_at=clock.now())
        body, _ = Organisation.objects.get_or_create(name=division, kind="leading_group", division_id=division)
        Post.objects.create(account=account, organisation=body, role=role, division_id=division)
        return Person(account, *scope_and_actor(account, clock.today()))

    return {
        "district": person("district", "district_official", DISTRICT),
        "district2": person("district2", "district_official", DISTRICT),
        "city": person("city", "city_reviewer", CITY),
        "city2": person("city2", "city_reviewer", CITY),
        "street": person("street", "street_officer", STREET),
        "elsewhere": person("elsewhere", "district_official", ELSEWHERE),
        "auditor": person("auditor", "auditor", CITY),
    }


@pytest.fixture
def case(people: dict[str, Person]) -> Case:
    return opened(people["district"])


def opened(by: Person, kind: Kind = Kind.LIST, client_key: str | None = None) -> Case:
    return open_case(
        kind=kind, object_type="list", object_id="1", campaign_id=1, division=DISTRICT, title="东江区第 1 版名单",
        holder=REVIEWER, opposite=REPORTER, actor=by.actor, client_key=client_key,
    )  # fmt: skip


Take = Callable[..., Case]


def take(case: Case, verb: Verb, by: Person, reason: str = "按规定办理", **more: object) -> Case:
    case.refresh_from_db()
    return take_step(
        case=case, verb=verb, actor=by.actor, scope=by.scope, reason=reason,
        **{"expected_version": case.version} | more,
    )  # type: ignore[arg-type] # fmt: skip

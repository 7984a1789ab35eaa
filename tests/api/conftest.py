"""A small ledger, and programs with the tokens of its people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds.identity import Identity
from sanwu.decisions.services import refresh
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people.models import AccessToken, Account
from sanwu.people.services import account_add
from sanwu.people.tokens import token_issue
from sanwu.records.services import act
from tests import worlds

PLACES = (worlds.RAIN, worlds.LAKE, worlds.PINE, worlds.WEST_RIVER, worlds.FAR_EAST)


@pytest.fixture
def campaign(db: None) -> Campaign:
    """Three compounds in each place, the first with 30 households, then 60 and an unknown number."""
    worlds.plant_tree()
    campaign = worlds.open_campaign()
    far = worlds.open_campaign(worlds.OTHER_CITY, "邻市行动")
    rows = [
        NewFacts(Identity(f"{code[-6:]}号院{n}", code, number=f"{code}-{n}"), facts, None)
        for code in PLACES
        for n, facts in enumerate(({"household_count": 30}, {"household_count": 60, "floor_area_m2": "9999.5"}, {}))
    ]
    with act(verb="ledger.import", actor=LOCAL_OPERATOR) as entry:
        origin = Origin("import", "底数表.xlsx", None, LOCAL_OPERATOR, worlds.PROVINCE)
        made = record_changes(entry=entry, origin=origin, created=Created(rows)).created
    for pk, row in zip(made, rows, strict=True):
        target = far if row.identity.division_code == worlds.FAR_EAST else campaign
        enter_compounds(
            campaign=target, compounds=[(pk, row.identity.division_code)], entered_by="import", actor=LOCAL_OPERATOR
        )
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return campaign


@pytest.fixture
def account(campaign: Campaign) -> Callable[..., Account]:
    def add(role: str = "district_official", division: str = worlds.EAST, **given: Any) -> Account:
        name = f"{role}-{division}"
        return account_add(username=name, name="林晓岚", role=role, division=division, actor=LOCAL_OPERATOR, **given)

    return add


class Program:
    """What calls the API with a token."""

    def __init__(self, secret: str, token: AccessToken | None = None) -> None:
        self.client, self.token = Client(), token
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers)

    def post(self, path: str, data: Any, **headers: str) -> Any:
        return self.client.post(f"/api/v1/{path}", data, "application/json", headers=self.headers | headers)

    def every(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All pages of a list."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            answer = self.get(path, **query, after=after)
            assert answer.status_code == 200, answer.content
            found += answer.json()["items"]
            after = answer.json()["next"]
            if not after:
                return found


@pytest.fixture
def program(account: Callable[..., Account]) -> Callable[..., Program]:
    def of(role: str = "district_official", division: str = worlds.EAST, **given: Any) -> Program:
        who = account(role, division)
        return Program(*token_issue(account=who, title="台账对接", actor=LOCAL_OPERATOR, **given))

    return of

"""A small part of two cities, and people in it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people import services
from sanwu.people.models import Account
from sanwu.territory.models import Division

CITY, DISTRICT, OTHER_DISTRICT, OTHER_CITY = "990100000000", "990101000000", "990102000000", "990200000000"
STREET, COMMUNITY = "990101001000", "990101001001"
PROVINCE = "990000000000"


@pytest.fixture
def places(db: None) -> None:
    for code, name, level, parent in (
        (PROVINCE, "测试省", "province", None),
        (CITY, "甲市", "city", PROVINCE),
        (OTHER_CITY, "乙市", "city", PROVINCE),
        (DISTRICT, "东区", "county", CITY),
        (OTHER_DISTRICT, "西区", "county", CITY),
        (STREET, "春风街道", "street", DISTRICT),
        (COMMUNITY, "柳荫社区", "community", STREET),
    ):
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)


@pytest.fixture
def add(places: None) -> Callable[..., Account]:
    """add("wang", role=…, division=…): a person made by the local operator."""

    def make(username: str = "wang", **given: Any) -> Account:
        wanted = {"name": "王敏", "role": "street_officer", "division": STREET, "actor": LOCAL_OPERATOR} | given
        return services.account_add(username=username, **wanted)

    return make


class Clock:
    """Time stands still, and goes on when a test says so."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    @property
    def today(self) -> date:
        return self.now.date()

    def forward(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock(clock.now())
    monkeypatch.setattr(clock, "now", lambda: stopped.now)
    monkeypatch.setattr(clock, "today", lambda: stopped.today)
    return stopped


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """The real hash costs a third of a second each; what is tested is when it is asked, not how it is made."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

"""A small fictional district with a campaign, an imported office workbook, and the standing people of the house."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.people import services
from sanwu.people.models import Account
from sanwu.territory.models import Division

PROVINCE, CITY, DISTRICT, OTHER_DISTRICT = "990000000000", "990100000000", "990101000000", "990102000000"
STREET_A, STREET_B, COMMUNITY = "990101001000", "990101002000", "990101001001"
PLACES = (
    (PROVINCE, "测试省", "province", None),
    (CITY, "澜溪市", "city", PROVINCE),
    (DISTRICT, "望澜区", "county", CITY),
    (OTHER_DISTRICT, "临川区", "county", CITY),
    (STREET_A, "青石桥街道", "street", DISTRICT),
    (STREET_B, "东渡街道", "street", DISTRICT),
    (COMMUNITY, "听雨社区", "community", STREET_A),
)
# username: (name, role, division)
CAST = {
    "official": ("林晓岚", "district_official", DISTRICT),
    "street": ("周立", "street_officer", STREET_A),
    "neighbour": ("许安", "district_official", OTHER_DISTRICT),
    "reviewer": ("何清", "city_reviewer", CITY),
    "auditor": ("贾实", "auditor", CITY),
    "department": ("唐敏", "department", DISTRICT),
    "system": ("系统甲", "system_admin", CITY),
    "security": ("安全乙", "security_admin", CITY),
    "audit": ("审计丙", "audit_admin", CITY),
}


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """The real password hash costs a third of a second each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def places(db: None) -> None:
    for code, name, level, parent in PLACES:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)


@pytest.fixture
def cast(places: None) -> Callable[[str], Account]:
    """cast("official"): one of the standing people, made when first asked for."""
    made: dict[str, Account] = {}

    def person(username: str) -> Account:
        if username not in made:
            name, role, division = CAST[username]
            made[username] = services.account_add(
                username=username, name=name, role=role, division=division, actor=LOCAL_OPERATOR
            )
        return made[username]

    return person


@pytest.fixture
def sign_in(cast: Callable[[str], Account]) -> Callable[[str], Client]:
    """sign_in("official"): a Chinese browser in which that person has signed in."""

    def open_browser(username: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(cast(username), backend="sanwu.people.backends.AccountBackend")
        return client

    return open_browser


@pytest.fixture
def stranger() -> Client:
    """A Chinese browser in which nobody has signed in."""
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def campaign(places: None) -> Campaign:
    """The Haikou scheme adopted by the test district; no compounds yet."""
    version = scheme_load(path=django_settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    return campaign_open(scheme_version=version, division=DISTRICT, name="春季整治", actor=LOCAL_OPERATOR)

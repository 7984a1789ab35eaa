"""A small fictional district with a campaign, some compounds in its ledger, and the standing people of the house."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people import services
from sanwu.people.models import Account
from sanwu.records.services import act
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


def known(**facts: Any) -> dict[str, Any]:
    """Facts of a compound without any management, but for what is said."""
    bare = {
        "has_property_provider": False,
        "has_governing_unit": False,
        "human_protection": False,
        "physical_protection": False,
    }
    return {name: value for name, value in (bare | facts).items() if value is not None}


# name, street, facts: what "three-no" and "merge" come to stands behind each
COMPOUNDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("听雨里老院", STREET_A, known(household_count=49, floor_area_m2="3980.50", built_year=1986)),  # yes, merge
    ("砚湖一村", STREET_A, known(household_count=120, floor_area_m2="12000.00")),  # yes, keep
    ("柳浪新苑", STREET_A, known(has_governing_unit=None, household_count=51)),  # unknown
    ("听雨花园", STREET_A, known(has_property_provider=True, property_arrangement="firm")),  # no
    ("渡口二村", STREET_B, known(has_property_provider=None, household_count=1124)),  # unknown
    ("老船厂家属院", STREET_B, known(has_property_provider=True, household_count=96)),  # no
)


def enter(campaign: Campaign, compounds: Any) -> list[Compound]:
    """Bring compounds into the ledger and the campaign as an import does, and judge them."""
    rows = [
        NewFacts(Identity(name, street, number=f"WL-{place:04}"), facts, place + 5)
        for place, (name, street, facts) in enumerate(compounds, 1)
    ]
    with act(verb="ledger.import", actor=LOCAL_OPERATOR, object_type="campaign", object_id=str(campaign.pk)) as entry:
        origin = Origin("import", "摸底表.xlsx", None, LOCAL_OPERATOR, campaign.division_id)
        ids = record_changes(entry=entry, origin=origin, created=Created(rows)).created
        pairs = zip(ids, (row.identity.division_code for row in rows), strict=True)
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=LOCAL_OPERATOR)
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return list(Compound.objects.filter(pk__in=list(ids)).order_by("pk"))


@pytest.fixture
def ledger(campaign: Campaign) -> dict[str, Compound]:
    """The compounds of the campaign by name."""
    return {compound.name: compound for compound in enter(campaign, COMPOUNDS)}


@pytest.fixture
def key() -> str:
    """A client key as a page draws it."""
    return str(uuid4())


@contextmanager
def at_most(queries: int) -> Iterator[None]:
    """A page asks the database a bounded number of questions, however long its list is."""
    with CaptureQueriesContext(connection) as asked:
        yield
    said = "\n".join(query["sql"][:160] for query in asked.captured_queries)
    assert len(asked) <= queries, f"{len(asked)} queries:\n{said}"

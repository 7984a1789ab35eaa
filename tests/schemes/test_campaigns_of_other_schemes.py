"""A campaign under each of these schemes opens, gets its duties and judges; its pages work without rules for compounds."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.selectors import counts
from sanwu.decisions.services import refresh
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people import services
from sanwu.records.services import act
from sanwu.territory.models import Division
from tests.worlds import EAST, LAKE, RAIN, RIVER, TREE

# scheme: where it is opened, by whom it is looked at, one duty of each place it is about
DESKS = {
    "street-petitions": (RIVER, "street_officer", {RIVER: "receive_daily", RAIN: "zero_report", LAKE: "zero_report"}),
    "chengdu-yards": (EAST, "district_official", {EAST: "decide_list", RIVER: "apply_list", RAIN: "round_monthly"}),
    "street-petitions-2022": (RIVER, "street_officer", {RIVER: "yearly_report", RAIN: "screen_disputes"}),
}
PAGES = (
    "campaigns/{0}/", "campaigns/{0}/scheme/", "campaigns/{0}/ledger/", "ledger/",
    "campaigns/{0}/screen/", "campaigns/{0}/map/", "campaigns/{0}/missing/", "campaigns/{0}/upload/", "campaigns/overview/",
    "campaigns/", "duties/", "duties/calendar/", "inbox/", "compounds/{1}/", "compounds/{1}/files/", "",
)  # fmt: skip


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(params=DESKS)
def desk(request: pytest.FixtureRequest, db: None) -> Campaign:
    """The scheme adopted, with two compounds of which little is known, its duties and its verdicts."""
    for code, name, level, parent in TREE:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)
    version = scheme_load(path=django_settings.SANWU_SCHEMES / request.param, actor=LOCAL_OPERATOR)
    place = DESKS[request.param][0]
    campaign = campaign_open(scheme_version=version, division=place, name="试行", actor=LOCAL_OPERATOR)
    enter(campaign)
    generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return campaign


def enter(campaign: Campaign) -> None:
    rows = [
        NewFacts(Identity("听雨里老院", RIVER, number="QC-1"), {"household_count": 49}, 2),
        NewFacts(Identity("砚湖一村", RIVER, number="QC-2"), {"has_property_provider": True}, 3),
    ]
    with act(verb="ledger.import", actor=LOCAL_OPERATOR, object_type="campaign", object_id=str(campaign.pk)) as entry:
        origin = Origin("import", "摸底表.xlsx", None, LOCAL_OPERATOR, campaign.division_id)
        ids = record_changes(entry=entry, origin=origin, created=Created(rows)).created
        pairs = zip(ids, (row.identity.division_code for row in rows), strict=True)
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=LOCAL_OPERATOR)


def wanted(campaign: Campaign) -> Iterator[tuple[str, str]]:
    yield from DESKS[campaign.scheme_version.scheme_id][2].items()


def test_every_place_gets_its_duties(desk: Campaign) -> None:
    rows = set(Duty.objects.filter(campaign=desk).values_list("division_code", "duty"))
    assert set(wanted(desk)) <= rows
    assert {duty for _, duty in rows} <= set(loaded(desk.scheme_version).duties)


def test_what_has_no_date_is_never_overdue(desk: Campaign) -> None:
    undated = [duty.id for duty in loaded(desk.scheme_version).duties.values() if duty.due is not None]
    assert not Duty.objects.filter(campaign=desk, duty__in=undated, due_on__lt=clock.today()).exists()


def test_every_page_of_the_campaign_opens(desk: Campaign) -> None:
    role = DESKS[desk.scheme_version.scheme_id][1]
    person = services.account_add(
        username="jingban", name="周立", role=role, division=desk.division_id, actor=LOCAL_OPERATOR
    )
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(person, backend="sanwu.people.backends.AccountBackend")
    compound = Compound.objects.order_by("pk").first()
    assert compound is not None
    answers = {page: browser.get("/" + page.format(desk.pk, compound.pk)).status_code for page in PAGES}
    assert {page: code for page, code in answers.items() if code not in (200, 302)} == {}


def test_compounds_are_judged_where_the_scheme_has_rules_for_them(desk: Campaign) -> None:
    scheme = loaded(desk.scheme_version)
    judged = counts(desk)
    assert set(judged["conditions"]) == set(scheme.conditions)
    for outcomes in judged["conditions"].values():
        assert sum(outcomes.values()) == 2


def test_the_reader_shows_what_streets_and_communities_are_asked(desk: Campaign) -> None:
    reviewer = services.account_add(
        username="fuhe", name="何清", role="city_reviewer", division=desk.division_id, actor=LOCAL_OPERATOR
    )
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(reviewer, backend="sanwu.people.backends.AccountBackend")
    page = browser.get(f"/campaigns/{desk.pk}/scheme/").content.decode()
    for assessment in loaded(desk.scheme_version).assessments.values():
        assert assessment.title in page
        for member in assessment.members.values():
            assert member.question is None or member.question in page

"""A campaign under each of these schemes opens, gets duties and judges, with no line of Python that knows the scheme."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.selectors import verdicts_of
from sanwu.decisions.services import refresh
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people.services import account_add
from sanwu.records.services import act
from tests.source import ROOT
from tests.worlds import EAST, RIVER, open_campaign, plant_tree

BARE = {
    "has_property_provider": False, "has_governing_unit": False, "human_protection": False, "has_gate_guard": False,
    "physical_protection": False, "technical_protection": False,
}  # fmt: skip
Verdicts = dict[str, tuple[str, set[str]]]
# scheme -> facts of one compound, the verdicts that must be stored with what is missing
JUDGED: dict[str, list[tuple[dict[str, Any], Verdicts]]] = {
    "district-safety-2020": [
        (BARE | {"ready_for_property_firm": False, "isolated_building": True},
         {"three_no": ("yes", set()), "property_class": ("self_service_covenant", set()),
          "entrance_control": ("unknown", {"guard_unsuitable"})}),
        ({"camera_coverage_rate": "94.9"}, {"cameras_cover": ("no", set()), "acceptance_suggestion": ("not_yet", set())}),
    ],
    "luohe-2020": [
        (BARE | {"party_members_managed": 3}, {"three_no": ("yes", set()), "party_organisation": ("own_branch", set())}),
        (BARE | {"party_members_managed": 2, "party_org_ripe": True}, {"party_organisation": ("joint", set())}),
        ({"lamp_lit_rate": "99.0"}, {"infrastructure_met": ("no", set()), "acceptance_suggestion": ("not_yet", set())}),
    ],
    "fancheng-light": [
        (BARE | {"rubbish_pit_open_count": 1},
         {"one_have": ("no", set()), "two_sealed": ("no", set()), "works": ("light_works", set())}),
        (BARE | {"owning_unit_state": "active"},
         {"management_mode": ("unknown", {"owning_unit_accepts", "ready_for_property_firm", "owners_body"})}),
    ],
}  # fmt: skip
# scheme -> duties of a place or of all compounds that must be there
DUTIES = {
    "district-safety-2020": {("street_plan", RIVER), ("compound_plan", RIVER), ("found_group", EAST)},
    "luohe-2020": {("first_visit", EAST), ("found_party_organisation", RIVER), ("evaluate_effect", EAST)},
    "fancheng-light": {("report_list", RIVER), ("treat", RIVER), ("accept", EAST)},
}
DAY = date(2020, 6, 1)


@pytest.fixture(params=list(JUDGED))
def campaign(request: pytest.FixtureRequest, db: None) -> Campaign:
    plant_tree()
    return open_campaign(EAST, scheme=ROOT / "schemes" / request.param)


def enter(campaign: Campaign) -> list[Compound]:
    rows = [
        NewFacts(Identity(f"小区{number}", RIVER, number=f"XQ-{number}"), facts, number)
        for number, (facts, _) in enumerate(JUDGED[campaign.scheme_version.scheme_id], 1)
    ]
    with act(verb="ledger.import", actor=LOCAL_OPERATOR, object_type="campaign", object_id=str(campaign.pk)) as entry:
        origin = Origin("import", "摸底表.xlsx", None, LOCAL_OPERATOR, campaign.division_id)
        ids = record_changes(entry=entry, origin=origin, created=Created(rows)).created
        pairs = zip(ids, (row.identity.division_code for row in rows), strict=True)
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=LOCAL_OPERATOR)
    return list(Compound.objects.filter(pk__in=list(ids)).order_by("pk"))


def test_its_compounds_are_judged_and_each_unknown_names_its_facts(campaign: Campaign) -> None:
    compounds = enter(campaign)
    refresh(campaign=campaign, on=DAY, actor=LOCAL_OPERATOR)

    for compound, (_, wanted) in zip(compounds, JUDGED[campaign.scheme_version.scheme_id], strict=True):
        stored = verdicts_of(campaign, compound)
        assert {
            rule: (stored[rule].outcome, set(filter(None, stored[rule].missing.split(",")))) for rule in wanted
        } == wanted


def test_its_duties_reach_every_level_and_undated_ones_have_no_day(campaign: Campaign) -> None:
    enter(campaign)
    refresh(campaign=campaign, on=DAY, actor=LOCAL_OPERATOR)
    generate(campaign=campaign, on=DAY, actor=LOCAL_OPERATOR)

    rows = Duty.objects.filter(campaign=campaign)
    assert set(rows.values_list("duty", "division_code")) >= DUTIES[campaign.scheme_version.scheme_id]
    duties = loaded(campaign.scheme_version).duties
    undated = [name for name, duty in duties.items() if type(duty.due).__name__ == "ToBeSet"]
    assert undated
    assert not rows.filter(duty__in=undated, due_on__isnull=False).exists()


def test_an_official_reads_its_text_and_sees_its_board(campaign: Campaign, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    enter(campaign)
    refresh(campaign=campaign, on=DAY, actor=LOCAL_OPERATOR)
    official = account_add(
        username="jingban", name="周立", role="district_official", division=EAST, actor=LOCAL_OPERATOR
    )
    browser = Client(headers={"accept-language": "zh-CN"})
    browser.force_login(official, backend="sanwu.people.backends.AccountBackend")

    scheme = loaded(campaign.scheme_version)
    text = browser.get(f"/campaigns/{campaign.pk}/scheme/").content.decode()
    board = browser.get(f"/campaigns/{campaign.pk}/").content.decode()
    assert [rule.title for rule in scheme.conditions.values() if rule.title not in text] == []
    assert [phase.title for phase in scheme.phases.values() if phase.title not in board] == []

"""The worker keeps duties in step with what verdicts, facts and imports say."""

from datetime import timedelta
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.publishing import scheme_publish
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.models import Compound
from sanwu.decisions.publishing_migrating import campaign_migrate
from sanwu.decisions.services import refresh
from sanwu.duties.models import Duty, Fulfilment
from sanwu.exchange import duties as following
from sanwu.exchange.duties import DutiesFollow, applying_of, bring_in_step
from sanwu.exchange.tasks import FollowUp
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.policy.completeness import survey_facts
from tests.exchange.conftest import Bring
from tests.worlds import EAST, WEST

pytestmark = pytest.mark.django_db
SHEET = "小区名称,所属区,有无物业,有无主管部门,有无人防,有无物防,有无技防"


def test_a_worker_makes_the_duties_of_a_new_campaign(campaign: Campaign) -> None:
    FollowUp()()

    assert {row.division_code for row in Duty.objects.filter(duty="report_list")} == {EAST, WEST}


def test_nothing_is_asked_again_until_something_happens(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    follow = DutiesFollow()
    assert follow() == 1
    assert follow() == 0

    monkeypatch.setattr(following, "REST", timedelta(0))
    follow.took = timedelta(0)
    assert follow() == 1, "what it wrote itself is looked at once more"
    assert follow() == 0, "and then the journal does not move on"

    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert follow() == 1, "a new day may begin a new period"


def test_a_busy_office_is_followed_with_a_rest(campaign: Campaign, bring: Bring) -> None:
    follow = DutiesFollow()
    follow()
    bring(SHEET, "听雨里,东江区,无,无,无,无,无")
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)

    assert follow() == 0
    follow.last, follow.took = clock.now() - following.REST, timedelta(0)
    assert follow() == 1


def test_a_campaign_whose_verdicts_are_behind_is_judged_first(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无")
    Campaign.objects.filter(pk=campaign.pk).update(name="改名")
    campaign.judged.delete()

    assert DutiesFollow()() == 0
    assert not Duty.objects.exists()


def test_only_compounds_for_which_the_condition_holds_are_expected(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无", "桂花里,东江区,有,无,无,无,无", "渡口里,东江区,无,,,,")

    FollowUp()()

    row = Duty.objects.get(duty="remediate", division_code=EAST)
    assert row.expected == 1, "no property firm, no governing unit, no protection: one of the three"
    assert list(applying_of(campaign)["three_no"]) == [{"compound_id": Compound.objects.get(name="听雨里").pk}]


def test_a_ledger_is_there_from_the_first_compound_of_the_district(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无")

    FollowUp()()

    assert Duty.objects.get(duty="build_ledger", division_code=EAST).done_on == clock.today()
    assert Duty.objects.get(duty="build_ledger", division_code=WEST).done_on is None


def test_a_compound_is_surveyed_when_its_file_is_complete(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无", "桂花里,东江区,有,无,无,无,无")
    complete: dict[str, Any] = dict.fromkeys(survey_facts(loaded(campaign.scheme_version)), 1)
    surveyed = clock.today() - timedelta(days=4)
    LedgerEntry.objects.filter(compound__name="听雨里").update(facts=complete | {"survey_date": surveyed.isoformat()})

    through = bring_in_step(campaign, clock.today())

    done = Fulfilment.objects.get(duty__duty="survey")
    assert (done.object_id, done.on) == (Compound.objects.get(name="听雨里").pk, surveyed)
    row = Duty.objects.get(duty="survey")
    assert (row.expected, row.done, row.done_on) == (2, 1, None)
    assert bring_in_step(campaign, clock.today(), through) == through
    assert Fulfilment.objects.filter(duty__duty="survey").count() == 1


def test_what_the_facts_of_a_compound_show_is_done_without_a_word(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无", "桂花里,东江区,有,无,无,无,无")
    rain, laurel = Compound.objects.get(name="听雨里"), Compound.objects.get(name="桂花里")
    since = clock.today() - timedelta(days=9)
    know(rain, responsible_unit="区住建局", has_responsible_person=True)
    know(
        laurel,
        responsible_unit="区住建局",
        current_management_mode="community",
        management_mode_since=since.isoformat(),
    )

    through = bring_in_step(campaign, clock.today())

    named = Fulfilment.objects.get(duty__duty="name_responsible")
    assert (named.object_id, named.on) == (rain.pk, clock.today()), "no person is named for the other yet"
    assert "责任人" in named.evidence
    decided = Fulfilment.objects.get(duty__duty="decide_mode")
    assert (decided.object_id, decided.on) == (laurel.pk, since)
    know(laurel, has_responsible_person=True)
    bring_in_step(campaign, clock.today(), through)
    assert Duty.objects.get(duty="name_responsible").done_on == clock.today()


def test_a_compound_is_on_the_map_once_its_place_is_known(campaign: Campaign, bring: Bring) -> None:
    bring(SHEET, "听雨里,东江区,无,无,无,无,无")
    bring_in_step(campaign, clock.today())
    assert not Fulfilment.objects.filter(duty__duty="map_registration").exists()

    bring("小区名称,所属区,经度,纬度", "听雨里,东江区,110.33,20.03")
    bring_in_step(campaign, clock.today())

    assert Fulfilment.objects.filter(duty__duty="map_registration").count() == 1


def test_what_another_version_asks_for_is_seen_in_what_was_known_before(campaign: Campaign, bring: Bring) -> None:
    bring("小区名称,所属区,经度,纬度", "听雨里,东江区,110.33,20.03")
    follow = FollowUp()
    follow()
    assert Duty.objects.get(duty="map_registration", division_code=EAST).done == 1

    files = SchemeVersion.objects.get(pk=campaign.scheme_version_id).files
    more = "  - {id: map_check, title: 复核位置, by: district_leading_group, object: compound, due: to_be_set, done_when: mapped, clause: A-27}\n"
    second = scheme_publish(
        files=files | {
            "scheme.yaml": files["scheme.yaml"].replace("version: 1", "version: 2", 1),
            "duties.yaml": files["duties.yaml"] + more,
        },
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    campaign_migrate(campaign=campaign, to=second, reason="新文件", actor=LOCAL_OPERATOR, on=clock.today())
    follow.duties.last = clock.now() - timedelta(days=1)
    follow()

    assert Duty.objects.get(duty="map_check", division_code=EAST).done == 1


def know(compound: Compound, **facts: Any) -> None:
    for fact, value in facts.items():
        correct_fact(compound=compound, fact=fact, value=value, source="责任清单", actor=LOCAL_OPERATOR)

"""What a new version would change for running campaigns: told before it is published, exactly as judging would say."""

from collections import Counter
from datetime import date

import pytest

from sanwu.base.errors import BadInput
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.publishing import scheme_publish
from sanwu.campaigns.services import campaign_open
from sanwu.decisions.models import Verdict
from sanwu.decisions.publishing import Effect, campaigns_on, effect_of
from sanwu.decisions.publishing_migrating import campaign_migrate
from sanwu.decisions.selectors import behind
from sanwu.decisions.services import refresh
from sanwu.decisions.whatif import KEPT
from sanwu.exchange.tasks import FollowUp
from sanwu.records.models import Act
from tests.decisions.conftest import COUNTY, OFFICER, OTHER_COUNTY, SCHEME, STREET, UNMANAGED, Enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What an earlier test has read does not stand in the way."""
    KEPT.forget()


TODAY = date(2026, 3, 1)
SECOND = SCHEME.replace("version: 1", "version: 2")
STRICTER = SECOND.replace("at_most: 50", "at_most: 80")
ESTIMATE = """
estimates:
  works: {title: 改造估算, rate: %s, fact: floor_area_m2, when: {decision: merge, is: [keep]}, clause: X-3}
"""


@pytest.fixture
def compounds(enter: Enter) -> list[int]:
    rows = [
        ("四十九户", STREET, {"household_count": 49}), ("六十户", STREET, {"household_count": 60}),
        ("八十户", "990101002000", {"household_count": 80}), ("八十一户", COUNTY, {"household_count": 81}),
        ("未知", OTHER_COUNTY, {}),
    ]  # fmt: skip
    return [enter(name, division=code, floor_area_m2="20000.00", **facts, **UNMANAGED).pk for name, code, facts in rows]


def effect(campaign: Campaign, text: str) -> Effect:
    files = {**campaign.scheme_version.files, "scheme.yaml": text}
    return effect_of(files=files, campaigns=[campaign], on=TODAY)[0]


def shifts(found: Effect) -> list[tuple[str, str, str, int]]:
    return [(s.title, s.before_title, s.after_title, s.compounds) for s in found.classes.shifts]


def test_it_says_which_compounds_change_class_and_where(campaign: Campaign, compounds: list[int]) -> None:
    found = effect(campaign, STRICTER)

    assert shifts(found) == [("是否并入", "单独管理", "并入", 2)]
    assert (found.classes.compounds, found.classes.changed) == (5, 2)
    assert dict(found.classes.streets) == {STREET: 1, "990101002000": 1}
    assert [(pk, code) for pk, code, _ in found.classes.page(0, 10)] == [
        (compounds[1], STREET), (compounds[2], "990101002000"),
    ]  # fmt: skip
    assert found.classes.page(1, 1)[0][2] == list(found.classes.shifts)


def test_it_says_what_judging_under_the_new_version_then_says(campaign: Campaign, compounds: list[int]) -> None:
    refresh(campaign=campaign, on=TODAY, actor=OFFICER)
    before = {(v.compound_id, v.rule): v.outcome for v in Verdict.objects.filter(current=True)}
    foreseen = effect(campaign, STRICTER)
    version = scheme_publish(files={**campaign.scheme_version.files, "scheme.yaml": STRICTER}, actor=OFFICER)

    campaign_migrate(campaign=campaign, to=version, reason="市里新文件", actor=OFFICER, on=TODAY)
    campaign.refresh_from_db()
    refresh(campaign=campaign, on=TODAY, actor=OFFICER)

    after = {(v.compound_id, v.rule): v.outcome for v in Verdict.objects.filter(current=True)}
    really = Counter(
        (rule, before[pk, rule], after[pk, rule]) for pk, rule in after if before[pk, rule] != after[pk, rule]
    )
    assert really == {(s.rule, s.before, s.after): s.compounds for s in foreseen.classes.shifts}


def test_the_same_rules_under_another_title_change_nobody(campaign: Campaign, compounds: list[int]) -> None:
    found = effect(campaign, SECOND.replace("试验整治方案", "整治方案"))
    assert found.nothing
    assert found.classes.compounds == 5


def test_nothing_is_written(campaign: Campaign, compounds: list[int]) -> None:
    before = Act.objects.count(), Verdict.objects.count()
    effect(campaign, STRICTER)
    assert (Act.objects.count(), Verdict.objects.count()) == before


def test_rules_that_one_version_alone_has_are_told_apart(campaign: Campaign, compounds: list[int]) -> None:
    shorter = effect(campaign, SECOND[: SECOND.index("decisions:")])
    assert shifts(shorter) == []
    assert {(s.rule, s.before, s.after, s.compounds) for s in shorter.classes.dropped} == {
        ("merge", "keep", None, 3), ("merge", "merge", None, 1), ("merge", "unknown", None, 1),
    }  # fmt: skip
    longer = effect(campaign, SECOND + ESTIMATE % 300)
    assert not longer.classes.dropped
    assert not longer.classes.new


def test_what_it_costs_is_told_where_the_scheme_says_it(campaign: Campaign, compounds: list[int]) -> None:
    assert effect(campaign, STRICTER).classes.costs == ()

    declared = effect(campaign, STRICTER + ESTIMATE % 300)
    (cost,) = declared.classes.costs
    assert (cost.title, cost.before, cost.difference) == ("改造估算", None, None)
    assert cost.after is not None
    assert (cost.after.yuan, cost.after.unknown) == (300 * 20000, 1), "one is kept, one is not known"


def test_costs_of_both_versions_are_compared(campaign: Campaign, compounds: list[int]) -> None:
    files = {**campaign.scheme_version.files, "scheme.yaml": SECOND + ESTIMATE % 300}
    version = scheme_publish(files=files, actor=OFFICER)
    other = campaign_open(scheme_version=version, division=campaign.division_id, name="另一轮", actor=OFFICER)
    campaign.scheme_version = version
    third = STRICTER.replace("version: 2", "version: 3") + ESTIMATE % "400.5"

    (cost,) = effect(campaign, third).classes.costs

    assert cost.difference == 20000 * 400.5 - 3 * 20000 * 300
    assert campaigns_on("made-2020", version.digest) == [campaign]
    assert campaigns_on("made-2020", "") == [campaign, other]


def test_files_that_do_not_load_are_refused(campaign: Campaign) -> None:
    with pytest.raises(BadInput, match="colour"):
        effect(campaign, STRICTER + "colour: red\n")


def test_campaigns_of_other_schemes_and_closed_ones_are_not_asked(campaign: Campaign) -> None:
    assert campaigns_on("made-2020") == [campaign]
    assert campaigns_on("made-2020", campaign.scheme_version.digest) == []
    assert campaigns_on("another") == []
    Campaign.objects.update(closed_on=TODAY)
    assert campaigns_on("made-2020") == []


def test_what_entered_since_is_counted(campaign: Campaign, compounds: list[int], enter: Enter) -> None:
    assert effect(campaign, STRICTER).classes.changed == 2
    enter("七十户", household_count=70, floor_area_m2="20000.00", **UNMANAGED)
    assert effect(campaign, STRICTER).classes.changed == 3


def test_the_worker_judges_anew_once_a_campaign_has_moved(campaign: Campaign, compounds: list[int]) -> None:
    follow = FollowUp()
    assert follow() == 1
    assert follow() == 0
    version = scheme_publish(files={**campaign.scheme_version.files, "scheme.yaml": STRICTER}, actor=OFFICER)
    campaign_migrate(campaign=campaign, to=version, reason="市里新文件", actor=OFFICER, on=TODAY)

    assert follow() == 1

    pinned = Verdict.objects.filter(compound=compounds[1], rule="merge").order_by("id")
    assert [(v.outcome, v.run.scheme_version.version) for v in pinned] == [("keep", "1"), ("merge", "2")]


def test_whoever_began_to_judge_before_the_campaign_moved_judges_by_its_version_now(
    campaign: Campaign, compounds: list[int], enter: Enter
) -> None:
    refresh(campaign=campaign, on=TODAY, actor=OFFICER)
    version = scheme_publish(files={**campaign.scheme_version.files, "scheme.yaml": STRICTER}, actor=OFFICER)
    campaign_migrate(campaign=Campaign.objects.get(), to=version, reason="市里新文件", actor=OFFICER, on=TODAY)
    enter("七十户", household_count=70, floor_area_m2="20000.00", **UNMANAGED)

    run = refresh(campaign=campaign, on=TODAY, actor=OFFICER)  # as it was read before

    assert run is not None
    assert run.scheme_version == version
    assert Act.objects.latest("number").scheme_version.startswith("made-2020 2 ")
    said = Verdict.objects.filter(current=True, rule="merge").order_by("compound_id").values_list("outcome", flat=True)
    assert list(said) == ["merge", "merge", "merge", "keep", "unknown", "merge"]
    assert not behind(Campaign.objects.get())

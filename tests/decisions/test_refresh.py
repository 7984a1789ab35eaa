"""Verdicts follow the facts: computed for what changed, stored where they differ, appended and never edited."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds, leave_campaign, scheme_load
from sanwu.compounds.identity import DIVISION
from sanwu.compounds.models import Compound
from sanwu.decisions import services
from sanwu.decisions.models import JudgedThrough, Verdict, VerdictRun
from sanwu.decisions.selectors import behind, campaigns_behind, history, run_digests, verdicts_of, verify_verdicts
from sanwu.decisions.services import refresh
from sanwu.exchange.journal import digesters
from sanwu.ledger.models import ChangeSet
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.decisions.conftest import CITY, COUNTY, OFFICER, SCHEME, STREET, UNMANAGED, Change, Enter, write_scheme

DAY = date(2024, 3, 1)
DIGESTERS = digesters()


def judge(campaign: Campaign, **more: Any) -> VerdictRun | None:
    return refresh(campaign=campaign, on=DAY, actor=OFFICER, **more)


def said(campaign: Campaign, compound: Compound) -> dict[str, tuple[str, int | None, str]]:
    return {rule: (v.outcome, v.row, v.missing) for rule, v in verdicts_of(campaign, compound).items()}


def test_each_rule_has_an_outcome_with_row_and_what_is_missing(campaign: Campaign, enter: Enter) -> None:
    small, large = (
        enter("小院", household_count=50, **UNMANAGED),
        enter("大院", floor_area_m2="12000.00", household_count=51, **UNMANAGED),
    )
    managed, unknown = enter("有管", has_property_provider=True), enter("不明", has_property_provider=False)

    judge(campaign)

    assert said(campaign, small) == {"unmanaged": ("yes", None, ""), "merge": ("merge", 0, "")}
    assert said(campaign, large) == {"unmanaged": ("yes", None, ""), "merge": ("keep", 1, "")}
    assert said(campaign, managed) == {"unmanaged": ("no", None, ""), "merge": ("not_applicable", None, "")}
    assert said(campaign, unknown)["unmanaged"] == ("unknown", None, "has_governing_unit")
    assert said(campaign, unknown)["merge"][0] == "unknown"
    assert "has_governing_unit" in said(campaign, unknown)["merge"][2]


def test_a_run_is_journalled_with_its_digest(campaign: Campaign, enter: Enter) -> None:
    enter("小院", household_count=50, **UNMANAGED)

    run = judge(campaign)

    assert run is not None
    entry = Act.objects.latest("number")
    assert entry.verb == "verdicts.refresh"
    assert entry.digests == [{"kind": "decisions.run", "id": str(run.pk), "digest": run.digest}]
    assert run_digests([str(run.pk)]) == {str(run.pk): run.digest}
    assert (run.verdicts, run.judged_on, run.through) == (2, DAY, ChangeSet.objects.latest("id").pk)


def test_judging_again_writes_nothing(campaign: Campaign, enter: Enter) -> None:
    enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)
    before = (Act.objects.count(), VerdictRun.objects.count(), list(Verdict.objects.values_list("pk", flat=True)))

    assert judge(campaign) is None
    assert judge(campaign, anew=True) is None

    assert before == (
        Act.objects.count(), VerdictRun.objects.count(), list(Verdict.objects.values_list("pk", flat=True)),
    )  # fmt: skip


def test_a_changed_fact_appends_the_verdicts_that_differ_and_no_others(
    campaign: Campaign, enter: Enter, change: Change
) -> None:
    compound, other = (
        enter("小院", household_count=50, floor_area_m2="20000.00", **UNMANAGED),
        enter("别院", **UNMANAGED),
    )
    judge(campaign)
    first = verdicts_of(campaign, compound)["merge"]
    before = verdicts_of(campaign, other)

    change(compound, {"household_count": 51})
    run = judge(campaign)

    assert run is not None
    assert run.verdicts == 1
    now = verdicts_of(campaign, compound)["merge"]
    assert (now.outcome, now.revision) == ("keep", ChangeSet.objects.latest("id").pk)
    assert [(v.outcome, v.current) for v in history(campaign, compound) if v.rule == "merge"] == [
        ("keep", True), ("merge", False),
    ]  # fmt: skip
    assert Verdict.objects.get(pk=first.pk).outcome == "merge", "the earlier verdict is not edited"
    assert verdicts_of(campaign, other) == before


def test_a_fact_that_no_rule_reads_changes_nothing(campaign: Campaign, enter: Enter, change: Change) -> None:
    compound = enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)

    change(compound, {"lamp_count": 7})

    assert behind(campaign)
    assert judge(campaign) is None
    assert not behind(campaign)


def test_a_compound_that_leaves_keeps_its_verdicts_as_history(campaign: Campaign, enter: Enter) -> None:
    compound, stays = enter("小院", household_count=50, **UNMANAGED), enter("别院")
    judge(campaign)

    leave_campaign(campaign=campaign, compounds=[compound.pk], actor=OFFICER, reason="划出")
    judge(campaign)

    assert verdicts_of(campaign, compound) == {}
    assert len(history(campaign, compound)) == 2
    assert set(verdicts_of(campaign, stays)) == {"unmanaged", "merge"}
    assert verify_verdicts() is None


def test_a_compound_that_comes_back_is_judged_again(campaign: Campaign, enter: Enter) -> None:
    compound = enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)
    leave_campaign(campaign=campaign, compounds=[compound.pk], actor=OFFICER, reason="划出")
    judge(campaign)

    enter_compounds(campaign=campaign, compounds=[(compound.pk, COUNTY)], entered_by="hand", actor=OFFICER)
    assert behind(campaign)
    judge(campaign)

    assert said(campaign, compound)["merge"][0] == "merge"
    assert len(history(campaign, compound)) == 4
    assert verify_verdicts() is None


def test_a_compound_that_moves_is_counted_elsewhere_without_a_new_verdict(
    campaign: Campaign, enter: Enter, change: Change
) -> None:
    compound = enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)

    change(compound, {DIVISION: STREET}, old={DIVISION: COUNTY})
    run = judge(campaign)
    assert run is not None
    assert run.verdicts == 0

    assert {v.division_code for v in verdicts_of(campaign, compound).values()} == {STREET}
    assert Verdict.objects.count() == 2
    assert verify(DIGESTERS, [verify_verdicts]).ok


def test_another_version_of_the_scheme_judges_everything_anew(campaign: Campaign, enter: Enter, tmp_path: Path) -> None:
    compound, other = enter("小院", household_count=60, floor_area_m2="20000.00", **UNMANAGED), enter("别院")
    judge(campaign)
    stricter = SCHEME.replace("version: 1", "version: 2").replace("at_most: 50", "at_most: 80")
    campaign.scheme_version = scheme_load(path=write_scheme(tmp_path / "v2" / "made-2020", stricter), actor=OFFICER)
    campaign.save()

    assert behind(campaign)
    run = judge(campaign)

    assert run is not None
    assert (run.verdicts, run.scheme_version) == (1, campaign.scheme_version)
    assert said(campaign, compound)["merge"] == ("merge", 0, "")
    assert verdicts_of(campaign, other)["merge"].run.scheme_version != campaign.scheme_version
    assert not behind(campaign)


def test_a_rule_that_the_new_version_dropped_has_no_current_verdict(
    campaign: Campaign, enter: Enter, tmp_path: Path
) -> None:
    compound = enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)
    shorter = SCHEME.replace("version: 1", "version: 2")
    shorter = shorter[: shorter.index("decisions:")]
    campaign.scheme_version = scheme_load(path=write_scheme(tmp_path / "v2" / "made-2020", shorter), actor=OFFICER)
    campaign.save()

    judge(campaign)

    assert set(verdicts_of(campaign, compound)) == {"unmanaged"}
    assert len(history(campaign, compound)) == 2
    assert verify_verdicts() is None


def test_two_campaigns_judge_the_same_facts_each_by_itself(campaign: Campaign, enter: Enter, change: Change) -> None:
    compound = enter("小院", household_count=50, **UNMANAGED)
    second = campaign_open(scheme_version=campaign.scheme_version, division=CITY, name="第二轮", actor=OFFICER)
    enter_compounds(campaign=second, compounds=[(compound.pk, COUNTY)], entered_by="hand", actor=OFFICER)
    judge(campaign)

    assert behind(second)
    assert verdicts_of(second, compound) == {}
    judge(second)
    change(compound, {"household_count": 51, "floor_area_m2": "20000.00"})

    assert set(campaigns_behind()) == {campaign, second}
    judge(campaign)
    assert (said(campaign, compound)["merge"][0], said(second, compound)["merge"][0]) == ("keep", "merge")
    assert campaigns_behind() == [second]


def test_an_empty_campaign_is_not_behind(campaign: Campaign) -> None:
    assert not behind(campaign)
    assert judge(campaign) is None


def test_what_is_written_while_judging_is_judged_too(
    campaign: Campaign, enter: Enter, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    compound = enter("小院", household_count=50, floor_area_m2="20000.00", **UNMANAGED)
    truly = services.judge_campaign
    meanwhile = [lambda: change(compound, {"household_count": 51})]

    def judged_slowly(*args: Any) -> Any:
        found = truly(*args)
        while meanwhile:
            meanwhile.pop()()
        return found

    monkeypatch.setattr(services, "judge_campaign", judged_slowly)
    judge(campaign)

    assert said(campaign, compound)["merge"][0] == "keep"
    assert not behind(campaign)


def test_the_day_of_judging_is_kept(campaign: Campaign, enter: Enter) -> None:
    enter("小院")
    judge(campaign)

    assert JudgedThrough.objects.get(campaign=campaign).judged_on == DAY
    assert VerdictRun.objects.get().judged_at <= clock.now()


@pytest.mark.parametrize(
    "edit",
    [
        lambda c: Verdict.objects.filter(compound=c, rule="merge").update(outcome="keep"),
        lambda c: Verdict.objects.filter(compound=c, rule="merge").update(row=1),
        lambda c: Verdict.objects.filter(compound=c, rule="merge").update(revision=1),
        lambda c: Verdict.objects.filter(compound=c, rule="merge").update(missing="x"),
        lambda c: Verdict.objects.filter(compound=c, rule="merge").delete(),
        lambda c: VerdictRun.objects.filter(verdict_rows__compound=c).update(judged_on="2020-01-01"),
        lambda c: Verdict.objects.filter(compound=c, rule="merge").update(current=False),
    ],
    ids=["outcome", "row", "revision", "missing", "deleted", "the day", "no longer current"],
)
def test_an_edited_verdict_is_found(campaign: Campaign, enter: Enter, edit: Any) -> None:
    enter("别院")
    compound = enter("小院", household_count=50, **UNMANAGED)
    judge(campaign)
    assert verify(DIGESTERS, [verify_verdicts]).ok

    edit(compound)

    assert not verify(DIGESTERS, [verify_verdicts]).ok


def test_an_earlier_verdict_made_current_again_is_found(campaign: Campaign, enter: Enter, change: Change) -> None:
    compound = enter("小院", household_count=50, floor_area_m2="20000.00", **UNMANAGED)
    judge(campaign)
    change(compound, {"household_count": 51})
    judge(campaign)

    Verdict.objects.filter(compound=compound, rule="merge", outcome="keep").update(current=False)
    Verdict.objects.filter(compound=compound, rule="merge", outcome="merge").update(current=True)

    assert verify_verdicts() is not None

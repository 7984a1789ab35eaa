"""From the district's list to its filing: what is composed, frozen, reviewed, returned, corrected and filed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from sanwu.approvals.enums import Kind, State
from sanwu.approvals.models import Case
from sanwu.approvals.selectors import returned_to, waiting_for
from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.filed import FILING_DIGESTERS, differences, places_of, rows_reviewed, versions_visible_to
from sanwu.decisions.filing import list_submit, list_withdraw, newest_version
from sanwu.decisions.filing_closing import list_file
from sanwu.decisions.filing_composing import compose
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_reviewing import list_decide, list_review
from sanwu.decisions.models import ListRow, ListVersion
from sanwu.decisions.selectors import explanation
from sanwu.duties.models import Duty
from sanwu.exchange.journal import digesters, state_checks
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.decisions.filing_world import World, build
from tests.worlds import CITY, EAST, PINE, RIVER, WEST


@pytest.fixture
def world(db: None) -> World:
    return build()


def submit(world: World, who: str = "district", **more: Any) -> ListVersion:
    return list_submit(campaign=world.campaign, division=more.pop("division", EAST), **world[who].does, **more)


def review(
    world: World, version: ListVersion, decision: RowDecision, *names: str, reason: str = "", who: str = "city"
) -> None:
    rows = [world.row(version, name).pk for name in names] or None
    list_review(version=version, decision=decision, rows=rows, reason=reason, **world[who].does)


def decide(
    world: World, version: ListVersion, decision: RowDecision, reason: str = "", who: str = "city"
) -> ListVersion:
    case = Case.objects.get(pk=version.case_id)
    return list_decide(
        version=version, decision=decision, reason=reason, expected_version=case.version, **world[who].does
    )


def file(world: World, version: ListVersion, number: str = "备〔2026〕1号", who: str = "city", **more: Any) -> None:
    case = Case.objects.get(pk=version.case_id)
    list_file(
        version=version, number=number, filed_on=more.pop("filed_on", clock.today()), expected_version=case.version,
        **world[who].does, **more,
    )  # fmt: skip


def accepted(world: World, who: str = "city") -> ListVersion:
    version = submit(world)
    review(world, version, RowDecision.ACCEPT)
    return decide(world, version, RowDecision.ACCEPT, who=who)


# --- Composing and handing in ----------------------------------------------------------------------------------------


def test_a_list_holds_what_is_listed_and_what_is_still_to_be_verified(world: World) -> None:
    found = compose(world.campaign, EAST)

    assert [(row.name, row.outcome, row.missing) for row in found.rows] == [
        ("砚湖一村", "yes", ""), ("听雨里", "yes", ""), ("待核小院", "unknown", "has_governing_unit"), ("松风园", "yes", ""),
    ]  # fmt: skip
    assert found.unknown == 1
    assert found.rows[1].place == "滨河街道砚湖社区"
    assert found.rows[1].decisions["merge"] == "merge"


def test_what_is_still_to_be_verified_can_be_left_for_later(world: World) -> None:
    assert compose(world.campaign, EAST, with_unknown=False).unknown == 0


def test_a_submitted_list_is_frozen_with_the_post_that_signs(world: World) -> None:
    version = submit(world)
    world.learn("听雨里", household_count=400)

    row = world.row(version, "听雨里")
    assert row.facts["household_count"] == 40
    assert (version.number, version.total, version.unknown, version.post) == (
        1,
        4,
        1,
        "990101000000 单位 区领导小组办公室",
    )
    assert version.body == "990101000000 单位", "the organisation here that is the leading group of the plan"
    assert version.case.state == State.SUBMITTED


def test_the_working_of_a_frozen_row_follows_from_its_own_facts(world: World) -> None:
    version = submit(world)
    world.learn("听雨里", has_property_provider=True)

    row = world.row(version, "听雨里")
    assert explanation(version.scheme_version, row.facts, clock.today()).conditions["three_no"].outcome == "yes"


def test_the_journal_holds_one_entry_and_verifies_the_rows(world: World) -> None:
    version = submit(world)
    assert Act.objects.first().verb == "list.submit"  # type: ignore[union-attr]
    assert verify(digesters(), state_checks()).ok

    ListRow.objects.filter(version=version, name="听雨里").update(name="听雨里改")
    found = verify({**digesters(), **FILING_DIGESTERS})
    assert not found.ok
    assert found.first_bad == Act.objects.first().number  # type: ignore[union-attr]


def test_a_list_after_its_day_is_late_and_one_in_time_is_not(world: World) -> None:
    assert submit(world).late  # the plan's date of 2016 stands, since nobody moved it

    assert (
        submit(world, "west", division=WEST).due_on
        == loaded(world.campaign.scheme_version).duties["report_list"].due.date
    )  # type: ignore[union-attr]


def test_a_date_moved_by_the_areas_own_document_is_the_one_that_counts(db: None) -> None:
    day = (clock.today() + timedelta(days=3)).isoformat()
    world = build({"report_list": {"date": day, "source": "本市通知"}})
    version = submit(world)

    assert not version.late
    assert version.due_on.isoformat() == day  # type: ignore[union-attr]


def test_the_duty_to_report_is_fulfilled_by_the_list(world: World) -> None:
    submit(world)

    duty = Duty.objects.get(campaign=world.campaign, duty="report_list", division_code=EAST)
    assert duty.done_on == clock.today()
    assert not Duty.objects.get(campaign=world.campaign, duty="report_list", division_code=WEST).done_on


@pytest.mark.parametrize("who", ["street", "city", "west", "auditor"])
def test_only_the_district_hands_in_its_list(world: World, who: str) -> None:
    with pytest.raises(Refused, match="没有上报东江区名单的权限"):
        submit(world, who)


def test_a_street_reports_no_list_of_its_own(world: World) -> None:
    with pytest.raises(BadInput, match="不单独上报"):
        submit(world, division=RIVER)


def test_what_was_seen_is_what_is_signed(world: World) -> None:
    seen = compose(world.campaign, EAST).digest
    world.learn("松风园", household_count=81)

    with pytest.raises(Stale, match="名单的内容有变化"):
        submit(world, seen=seen)
    assert submit(world, seen=compose(world.campaign, EAST).digest).number == 1


def test_the_same_form_sent_twice_is_one_version(world: World) -> None:
    key = str(uuid4())

    assert submit(world, client_key=key).pk == submit(world, client_key=key).pk
    assert ListVersion.objects.count() == 1


def test_no_second_list_while_one_is_under_review(world: World) -> None:
    submit(world)

    with pytest.raises(Refused, match="第 1 版名单还在复核"):
        submit(world)


def test_a_withdrawn_list_is_followed_by_the_next_version_on_the_same_way(world: World) -> None:
    first = submit(world)
    list_withdraw(version=first, reason="漏了一个小区", expected_version=1, **world["district2"].does)
    second = submit(world)

    assert (second.number, second.case_id, second.previous_id) == (2, first.case_id, first.pk)
    assert not second.supplement


# --- Review ----------------------------------------------------------------------------------------------------------


def test_rows_are_reviewed_one_by_one_or_together(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.RETURN, "待核小院", reason="主管部门没有写明")
    review(world, version, RowDecision.ACCEPT)

    said = {row.name: row.said for row in rows_reviewed(version)}
    assert said == {"砚湖一村": "accept", "听雨里": "accept", "待核小院": "return", "松风园": "accept"}


def test_the_newest_opinion_on_a_row_counts_and_the_earlier_ones_stay(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.RETURN, "松风园", reason="户数有误")
    review(world, version, RowDecision.ACCEPT, "松风园")

    assert rows_reviewed(version).get(name="松风园").said == "accept"
    assert version.reviews.count() == 2


@pytest.mark.parametrize("decision", [RowDecision.RETURN, RowDecision.REJECT])
def test_returning_and_rejecting_rows_demand_a_reason(world: World, decision: RowDecision) -> None:
    version = submit(world)

    with pytest.raises(BadInput, match="写明理由"):
        review(world, version, decision, "松风园")


@pytest.mark.parametrize("who", ["district", "street", "west", "auditor"])
def test_only_who_reviews_gives_opinions(world: World, who: str) -> None:
    version = submit(world)

    with pytest.raises(Refused, match="不由您复核"):
        review(world, version, RowDecision.ACCEPT, who=who)


def test_rows_of_another_list_are_refused(world: World) -> None:
    version, other = submit(world), submit(world, "west", division=WEST)
    foreign = [ListRow.objects.get(version=other).pk]

    with pytest.raises(BadInput, match="不在这一版名单里"):
        list_review(version=version, decision=RowDecision.ACCEPT, rows=foreign, **world["city"].does)


def test_a_list_with_open_rows_is_not_accepted(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.ACCEPT, "松风园")

    with pytest.raises(Refused, match="还有 3 行没有复核意见"):
        decide(world, version, RowDecision.ACCEPT)


def test_a_list_with_returned_rows_goes_back_as_a_whole(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.RETURN, "松风园", reason="户数有误")
    review(world, version, RowDecision.ACCEPT)

    with pytest.raises(Refused, match="有 1 行要退回"):
        decide(world, version, RowDecision.ACCEPT)
    assert decide(world, version, RowDecision.RETURN).case.state == State.RETURNED


def test_returned_rows_go_down_to_their_streets(world: World) -> None:
    version = submit(world)
    review(world, version, RowDecision.RETURN, "松风园", "待核小院", reason="请到现场核实")
    review(world, version, RowDecision.RETURN, "听雨里", reason="户数有误")
    decide(world, version, RowDecision.RETURN)

    today = clock.today()
    corrections = Case.objects.filter(kind=Kind.CORRECTION)
    assert {case.division_code for case in corrections} == {RIVER, PINE}
    mine = returned_to(world["pine"].scope, world["pine"].account.pk, today)
    assert [case.title for case in mine] == ["云州省晴川市东江区第 1 版名单退回的 2 个小区"]
    assert [case.kind for case in returned_to(world["district"].scope, world["district"].account.pk, today)] == [
        Kind.LIST
    ]
    assert not waiting_for(world["city"].scope, today)


def test_the_next_version_marks_what_changed_and_keeps_what_was_accepted(world: World) -> None:
    first = submit(world)
    review(world, first, RowDecision.RETURN, "待核小院", reason="主管部门没有写明")
    review(world, first, RowDecision.ACCEPT)
    decide(world, first, RowDecision.RETURN)
    world.learn("待核小院", has_governing_unit=False)
    second = submit(world)

    assert {row.name: (row.change, row.carried) for row in second.rows.all()} == {
        "砚湖一村": ("", "accept"), "听雨里": ("", "accept"), "松风园": ("", "accept"), "待核小院": ("changed", ""),
    }  # fmt: skip
    found = differences(second)
    assert [(old.outcome, new.outcome) for old, new in found.changed] == [("unknown", "yes")]
    assert (found.added, found.removed) == ([], [])
    assert (second.changed, second.unknown) == (1, 0)
    assert not Case.objects.filter(kind=Kind.CORRECTION, closed_at=None)


def test_a_row_that_was_struck_off_stays_off_until_something_changes(world: World) -> None:
    first = submit(world)
    review(world, first, RowDecision.REJECT, "松风园", reason="已列入棚改")
    review(world, first, RowDecision.RETURN, "待核小院", reason="请核实")
    review(world, first, RowDecision.ACCEPT)
    decide(world, first, RowDecision.RETURN)
    second = submit(world)
    assert "松风园" not in {row.name for row in second.rows.all()}
    assert [row.name for row in compose(world.campaign, EAST, previous=second).struck] == ["松风园"]

    list_withdraw(version=second, reason="再核", expected_version=second.case.version, **world["district"].does)
    world.learn("松风园", household_count=85)
    assert "松风园" in {row.name for row in submit(world).rows.all()}


def test_a_replaced_version_is_not_reviewed_any_more(world: World) -> None:
    first = submit(world)
    decide(world, first, RowDecision.RETURN, "整体重核")
    submit(world)

    with pytest.raises(Stale, match="不在复核中"):
        review(world, first, RowDecision.ACCEPT)
    with pytest.raises(Stale, match="已有新的一版"):
        decide(world, first, RowDecision.ACCEPT)


def test_two_reviewers_do_not_decide_over_each_other(world: World) -> None:
    version = submit(world)
    decide(world, version, RowDecision.RETURN, "整体重核")

    with pytest.raises(Stale):
        list_decide(
            version=version, decision=RowDecision.REJECT, reason="不予", expected_version=1, **world["city2"].does
        )


# --- Filing ----------------------------------------------------------------------------------------------------------


def test_an_accepted_list_is_filed_under_its_number(world: World) -> None:
    version = accepted(world)
    file(world, version)

    assert version.filing.number == "备〔2026〕1号"
    assert (version.filing.accepted, version.filing.rejected) == (4, 0)
    assert Case.objects.get(pk=version.case_id).state == State.FILED
    assert verify(digesters(), state_checks()).ok


def test_the_duties_of_review_and_filing_are_fulfilled(world: World) -> None:
    file(world, accepted(world))
    done = Duty.objects.filter(campaign=world.campaign).exclude(done_on=None)
    assert set(done.values_list("duty", "division_code")) == {("report_list", EAST), ("review_list", EAST)}

    other = submit(world, "west", division=WEST)
    review(world, other, RowDecision.ACCEPT)
    decide(world, other, RowDecision.ACCEPT)
    file(world, other, "备〔2026〕2号")
    assert Duty.objects.get(campaign=world.campaign, duty="file_list").done_on == clock.today()
    assert Duty.objects.get(campaign=world.campaign, duty="file_list").division_code == CITY


def test_a_list_that_was_not_accepted_is_not_filed(world: World) -> None:
    with pytest.raises(Refused, match="不能“备案”"):
        file(world, submit(world))


@pytest.mark.parametrize(
    ("number", "days", "words"),
    [("", 0, "请填写备案号"), ("备1", 1, "不能晚于今天"), ("备1", -1, "不能早于上报的那一天")],
)
def test_a_filing_has_a_number_and_a_possible_day(world: World, number: str, days: int, words: str) -> None:
    version = accepted(world)

    with pytest.raises(BadInput, match=words):
        file(world, version, number, filed_on=clock.today() + timedelta(days=days))


def test_a_filed_list_never_changes_and_a_supplement_is_a_new_version(world: World) -> None:
    first = accepted(world)
    file(world, first)
    with pytest.raises(Refused, match="完全一样"):
        submit(world)
    before = list(first.rows.values_list("name", "facts"))
    world.learn("有人管的小区", has_property_provider=False)
    second = submit(world)

    assert second.supplement
    assert second.case_id != first.case_id
    assert [row.name for row in differences(second).added] == ["有人管的小区"]
    assert list(first.rows.values_list("name", "facts")) == before


# --- Who sees what ---------------------------------------------------------------------------------------------------


def test_lists_are_seen_where_they_belong(world: World) -> None:
    submit(world)
    seen = {name for name, person in world.people.items() if versions_visible_to(person.scope).exists()}

    assert seen == {"district", "district2", "city", "city2", "auditor"}


def test_the_city_sees_every_district_and_a_district_itself(world: World) -> None:
    version = submit(world)

    assert [(p.division.code, p.version) for p in places_of(world.campaign, world["city"].scope)] == [
        (EAST, version), (WEST, None),
    ]  # fmt: skip
    assert [p.division.code for p in places_of(world.campaign, world["west"].scope)] == [WEST]
    assert newest_version(world.campaign, EAST) == version

"""A campaign moves to another version of its scheme, and back: what is done stays, what is open follows."""

from datetime import date, timedelta

import pytest

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.campaigns.models import Campaign, CampaignMigration, SchemeVersion
from sanwu.campaigns.publishing import scheme_publish, scheme_withdraw
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.services import campaign_open
from sanwu.decisions import publishing_migrating
from sanwu.decisions.publishing_duties import duty_shifts
from sanwu.decisions.publishing_migrating import campaign_migrate, migration_undo
from sanwu.duties.digests import verify_duties
from sanwu.duties.models import Duty
from sanwu.duties.selectors import rule_of
from sanwu.duties.services import fulfil, fulfil_many, generate
from sanwu.exchange.journal import digesters
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.duties.conftest import OPENED, SCHEME
from tests.worlds import EAST, RAIN, WEST

pytestmark = pytest.mark.django_db

SECOND = SCHEME.replace("version: 1", "version: 2")
LATER = SECOND.replace("due: 2026-03-20", "due: 2026-03-27")
WITHOUT = "\n".join(
    line for line in SECOND.splitlines() if not line.startswith(("  rules:", "  monthly:", "  survey:"))
)
MORE = SECOND + "  inspect: {title: 督查, by: housing, due: 2026-06-30, done_when: declared, clause: X-8}\n"
OTHERS = SECOND.replace(
    "rules: {title: 制定资金办法, by: housing", "rules: {title: 制定资金办法, by: planning"
).replace("  fire:", "  planning: {title: 市规划部门, level: city, kind: planning, clause: X-1}\n  fire:")


def publish(campaign: Campaign, text: str) -> SchemeVersion:
    files = {**campaign.scheme_version.files, "scheme.yaml": text}
    return scheme_publish(files=files, actor=LOCAL_OPERATOR)


def move(campaign: Campaign, text: str, **more: object) -> CampaignMigration:
    moved = campaign_migrate(
        campaign=campaign, to=publish(campaign, text), reason="市政府新文件", actor=LOCAL_OPERATOR, on=OPENED, **more
    )
    assert moved is not None
    campaign.refresh_from_db()
    return moved


def back(campaign: Campaign, moved: CampaignMigration) -> None:
    migration_undo(migration=moved, actor=LOCAL_OPERATOR, on=OPENED)
    campaign.refresh_from_db()


def rows(campaign: Campaign) -> list[tuple[object, ...]]:
    """Everything that a duty says but how often it was written."""
    fields = [field.attname for field in Duty._meta.concrete_fields if field.attname != "version"]
    return list(Duty.objects.filter(campaign=campaign).order_by("id").values_list(*fields))


def dates(campaign: Campaign, duty: str) -> set[date | None]:
    return set(Duty.objects.filter(campaign=campaign, duty=duty).values_list("due_on", flat=True))


def shifts(campaign: Campaign, text: str) -> set[tuple[str, str, date | None, date | None, int]]:
    scheme = publish(campaign, text)
    return {(s.duty, s.kind, s.before, s.after, s.rows) for s in duty_shifts(campaign, loaded(scheme), OPENED)}


def moved_by_a_week(places: int) -> set[tuple[str, str, date | None, date | None, int]]:
    """The report, and the review that is counted from it."""
    return {
        ("report", "moved", date(2026, 3, 20), date(2026, 3, 27), places),
        ("review", "moved", date(2026, 3, 27), date(2026, 4, 3), places),
    }


def report_done(campaign: Campaign, division: str) -> None:
    fulfil(
        event="list_submitted", campaign_id=campaign.pk, object_type="division", object_id=0, division_code=division,
        on=OPENED, evidence="第 1 版", actor=LOCAL_OPERATOR,
    )  # fmt: skip


# --- what would move ---------------------------------------------------------------------------------------------------


def test_it_says_which_dates_move(generated: Campaign) -> None:
    assert shifts(generated, LATER) == moved_by_a_week(2)


def test_what_is_done_does_not_move(generated: Campaign) -> None:
    report_done(generated, EAST)
    assert shifts(generated, LATER) == moved_by_a_week(1)


def test_it_says_what_is_new_and_what_is_gone(generated: Campaign) -> None:
    assert shifts(generated, MORE) == {("inspect", "new", None, date(2026, 6, 30), 1)}
    gone = shifts(generated, WITHOUT.replace("version: 2", "version: 3"))
    assert {(duty, kind) for duty, kind, *_ in gone} == {("rules", "gone"), ("monthly", "gone"), ("survey", "gone")}


def test_a_version_that_asks_for_the_same_moves_nothing(generated: Campaign) -> None:
    assert shifts(generated, SECOND) == set()


def test_it_says_so_before_the_duties_of_a_campaign_were_ever_made(campaign: Campaign) -> None:
    assert shifts(campaign, LATER) == moved_by_a_week(2)
    assert not Duty.objects.exists()


def test_another_body_is_told(generated: Campaign) -> None:
    assert shifts(generated, OTHERS) == {("rules", "body", None, None, 1)}


# --- doing it ----------------------------------------------------------------------------------------------------------


def test_open_duties_follow_and_done_ones_stay(generated: Campaign) -> None:
    report_done(generated, EAST)
    moved = move(generated, LATER)

    assert generated.scheme_version == moved.to_version
    found = dict(Duty.objects.filter(duty="report").values_list("division_code", "due_on"))
    assert found == {EAST: date(2026, 3, 20), WEST: date(2026, 3, 27)}


def test_what_is_announced_is_what_happens(generated: Campaign) -> None:
    announced = shifts(generated, WITHOUT)
    before = {(row.duty, row.division_code, row.period) for row in Duty.objects.all()}
    move(generated, WITHOUT)
    after = {(row.duty, row.division_code, row.period) for row in Duty.objects.all()}
    assert len(before - after) == sum(rows for *_, rows in announced)
    assert not after - before


def test_the_duty_of_another_body_changes_hands(generated: Campaign) -> None:
    move(generated, OTHERS)
    assert Duty.objects.get(duty="rules").body == "planning"


def test_a_duty_that_was_done_and_is_gone_is_still_told_in_its_words(generated: Campaign) -> None:
    fulfil(
        event="declared", campaign_id=generated.pk, object_type="division", object_id=0,
        division_code=generated.division_id, on=OPENED, evidence="文件", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    move(generated, WITHOUT)

    row = Duty.objects.select_related("campaign__scheme_version").get(duty="rules")
    assert row.done_on == OPENED
    assert rule_of(row).title == "制定资金办法"
    generate(campaign=generated, on=OPENED + timedelta(days=40), actor=LOCAL_OPERATOR)
    assert Duty.objects.get(duty="rules").done_on == OPENED


def test_what_is_begun_and_gone_stays_without_a_date(generated: Campaign) -> None:
    compound = generated.entries.filter(division_code=RAIN).earliest("compound_id").compound_id
    fulfil_many(
        event="survey_finished", campaign_id=generated.pk, object_type="compound", objects=[(compound, RAIN)],
        on=OPENED, evidence="表", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    before = rows(generated)
    moved = move(generated, WITHOUT)

    begun = Duty.objects.get(duty="survey")
    assert (begun.division_code, begun.done, begun.due_on) == (RAIN, 1, None)
    assert verify(digesters(), [verify_duties]).ok
    back(generated, moved)
    assert rows(generated) == before


@pytest.mark.parametrize("text", [LATER, WITHOUT, MORE, OTHERS], ids=["later", "without", "more", "others"])
def test_undoing_brings_everything_back(generated: Campaign, text: str) -> None:
    first = generated.scheme_version
    before = rows(generated)
    moved = move(generated, text)
    assert rows(generated) != before

    back(generated, moved)

    assert (generated.scheme_version, rows(generated)) == (first, before)
    moved.refresh_from_db()
    assert moved.undone_at is not None
    assert [act.verb for act in Act.objects.order_by("-number")[:1]] == ["campaign.migrate_undo"]


def test_whoever_began_to_keep_the_duties_before_the_move_asks_for_what_is_asked_now(generated: Campaign) -> None:
    before = Campaign.objects.select_related("scheme_version").get(pk=generated.pk)
    move(generated, WITHOUT)

    generate(campaign=before, on=OPENED + timedelta(days=70), actor=LOCAL_OPERATOR)

    assert not Duty.objects.filter(duty="monthly").exists()
    assert Duty.objects.filter(duty="zero", begins_on__gt=OPENED + timedelta(days=60)).exists()
    assert Act.objects.latest("number").scheme_version.startswith("made-2026 2 ")


def test_many_rows_go_and_come_back_piece_by_piece(generated: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing_migrating, "BATCH", 1)
    before = rows(generated)
    moved = move(generated, WITHOUT)
    assert len(moved.dropped) > 1
    assert not Duty.objects.filter(pk__in=[said["id"] for said in moved.dropped]).exists()

    back(generated, moved)
    assert rows(generated) == before


def test_dates_of_its_own_that_the_new_version_does_not_allow_go_and_come_back(campaign: Campaign) -> None:
    own = {"report": {"date": "2026-03-25", "source": "区文件"}, "both": {"date": "2026-03-26", "source": "区文件"}}
    with_own = campaign_open(
        scheme_version=campaign.scheme_version, division=EAST, name="本区行动", redating=own, actor=LOCAL_OPERATOR
    )
    follows = SECOND.replace("due: 2026-03-20", "recurs: {every: month}")
    moved = move(with_own, follows)
    assert set(with_own.redating) == {"both"}
    assert Act.objects.get(verb="campaign.migrate").after["lost_dates"] == ["report"]

    back(with_own, moved)
    assert with_own.redating == own


# --- refusals ----------------------------------------------------------------------------------------------------------


def test_moving_to_where_it_is_writes_nothing(generated: Campaign) -> None:
    before = rows(generated)
    again = campaign_migrate(
        campaign=generated, to=generated.scheme_version, reason="再来", actor=LOCAL_OPERATOR, on=OPENED
    )
    assert again is None
    assert rows(generated) == before
    assert not CampaignMigration.objects.exists()


def test_the_same_form_sent_twice_moves_once(generated: Campaign) -> None:
    first = move(generated, LATER, client_key="m")
    again = campaign_migrate(
        campaign=generated, to=first.to_version, reason="市政府新文件", actor=LOCAL_OPERATOR, on=OPENED, client_key="m"
    )
    assert again == first
    assert CampaignMigration.objects.count() == 1


def test_another_scheme_is_refused(generated: Campaign) -> None:
    with pytest.raises(BadInput, match="另一个方案"):
        move(generated, SECOND.replace("id: made-2026", "id: other-2026"))


def test_a_withdrawn_version_is_refused(generated: Campaign) -> None:
    version = scheme_withdraw(version=publish(generated, LATER), reason="有误", actor=LOCAL_OPERATOR)
    with pytest.raises(Refused, match="已经撤回"):
        campaign_migrate(campaign=generated, to=version, reason="文件", actor=LOCAL_OPERATOR, on=OPENED)


def test_a_version_that_is_withdrawn_after_it_was_looked_at_is_refused(generated: Campaign) -> None:
    seen = publish(generated, LATER)
    scheme_withdraw(version=SchemeVersion.objects.get(pk=seen.pk), reason="有误", actor=LOCAL_OPERATOR)
    with pytest.raises(Refused, match="已经撤回（有误）"):
        campaign_migrate(campaign=generated, to=seen, reason="新文件", actor=LOCAL_OPERATOR, on=OPENED)


def test_it_does_not_go_back_to_where_another_of_its_name_runs_now(generated: Campaign) -> None:
    first = generated.scheme_version
    moved = move(generated, LATER)
    other = campaign_open(
        scheme_version=first, division=generated.division_id, name="另一次行动", redating=generated.redating,
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    Campaign.objects.filter(pk=other.pk).update(name=generated.name)

    with pytest.raises(Refused, match="已有同名行动") as refusal:
        back(generated, moved)
    assert refusal.value.code == "campaign_exists"
    generated.refresh_from_db()
    assert generated.scheme_version == moved.to_version


def test_a_closed_campaign_keeps_its_version(generated: Campaign) -> None:
    Campaign.objects.update(closed_on=OPENED)
    with pytest.raises(Refused, match="已结束"):
        move(generated, LATER)


def under_way(campaign: Campaign) -> None:
    """A list that somebody reviews just now."""
    Case.objects.create(
        kind="list", object_type="list", object_id="1", campaign_id=campaign.pk, division_code=EAST, title="名单",
        state="submitted", asking={}, answering={}, opened_at=clock.now(),
    )  # fmt: skip


def test_a_list_under_way_goes_on_where_its_steps_stay(generated: Campaign) -> None:
    under_way(generated)
    back(generated, move(generated, LATER))
    assert generated.scheme_version.version == "1"


def test_a_version_that_changes_the_steps_of_lists_waits_for_the_list_under_way(generated: Campaign) -> None:
    under_way(generated)
    other = SECOND.replace("done_when: list_reviewed", "done_when: declared")
    with pytest.raises(Refused, match="名单正在上报或复核"):
        move(generated, other)
    assert not CampaignMigration.objects.exists()


def test_a_campaign_that_moved_meanwhile_is_not_moved_by_who_saw_it_before(generated: Campaign) -> None:
    seen = generated.scheme_version_id
    move(generated, LATER)
    with pytest.raises(Stale):
        move(generated, MORE.replace("version: 2", "version: 3"), seen=seen)


@pytest.mark.parametrize("reason", ["", "长" * 201, "a\x00b"])
def test_a_reason_is_needed(generated: Campaign, reason: str) -> None:
    with pytest.raises(BadInput):
        campaign_migrate(
            campaign=generated, to=publish(generated, LATER), reason=reason, actor=LOCAL_OPERATOR, on=OPENED
        )


def test_only_the_newest_move_is_undone_and_only_once(generated: Campaign) -> None:
    first = move(generated, LATER)
    second = move(generated, MORE.replace("version: 2", "version: 3"))
    with pytest.raises(Refused, match="最近的一次"):
        back(generated, first)

    back(generated, second)
    with pytest.raises(Refused, match="已经撤销"):
        back(generated, second)
    back(generated, first)
    assert generated.scheme_version.version == "1"


def test_who_edits_what_a_move_left_behind_is_found(generated: Campaign) -> None:
    move(generated, WITHOUT)
    assert verify(digesters()).ok

    CampaignMigration.objects.update(dropped=[])

    assert not verify(digesters()).ok

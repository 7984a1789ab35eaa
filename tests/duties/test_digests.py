"""The journal finds a record of a duty that was edited, and a duty marked as done without one."""

from datetime import date

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.duties.days import set_day
from sanwu.duties.declaring import declare, undo
from sanwu.duties.models import CalendarDay, Duty, Fulfilment
from sanwu.duties.services import fulfil_many
from sanwu.exchange.journal import digesters, state_checks
from sanwu.records.selectors import verify
from tests.duties.conftest import OPENED
from tests.worlds import EAST

pytestmark = pytest.mark.django_db


def reason() -> str | None:
    return verify(digesters(), state_checks()).reason


@pytest.fixture
def worked(generated: Campaign) -> Campaign:
    """Two compounds surveyed, one statement made and one taken back."""
    fulfil_many(
        event="survey_finished", campaign_id=generated.pk, object_type="compound",
        objects=Compound.objects.values_list("pk", "division_id"), on=OPENED, evidence="普查", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    for evidence in ("文件一", "文件二"):
        row = Duty.objects.get(duty="both", division_code=EAST)
        declare(
            duty=row, scope=everywhere(), on=OPENED, evidence=evidence, actor=LOCAL_OPERATOR, expected_version=row.version
        )  # fmt: skip
        if evidence == "文件一":
            made = Fulfilment.objects.get(evidence=evidence)
            undo(duty=row, fulfilment_id=made.pk, scope=everywhere(), reason="写错了", actor=LOCAL_OPERATOR)
    return generated


def test_what_the_verbs_wrote_is_sound(worked: Campaign) -> None:
    assert reason() is None


@pytest.mark.parametrize(
    "change", [{"evidence": "改过"}, {"on": date(2026, 1, 1)}, {"actor_name": "别人"}, {"object_id": 10**9}]
)
def test_an_edited_record_is_found(worked: Campaign, change: dict[str, object]) -> None:
    first = Fulfilment.objects.order_by("pk")[0]
    Fulfilment.objects.filter(pk=first.pk).update(**change)

    assert reason() is not None


def test_a_deleted_record_is_found(worked: Campaign) -> None:
    Fulfilment.objects.filter(evidence="文件二").delete()

    assert reason() is not None


def test_done_without_a_record_is_found(worked: Campaign) -> None:
    row = Duty.objects.get(duty="report", division_code=EAST)
    Duty.objects.filter(pk=row.pk).update(done_on=OPENED)

    assert reason() == f"应办事项 {row.pk} 的办结情况与办结记录不一致，可能被改动过。"


@pytest.mark.parametrize("change", [{"done_on": None}, {"done_on": date(2026, 1, 1)}, {"done": 0}, {"done": 7}])
def test_a_duty_that_says_something_else_than_its_records_is_found(worked: Campaign, change: dict[str, object]) -> None:
    row = Duty.objects.get(duty="both", division_code=EAST)
    assert row.done_on == OPENED
    Duty.objects.filter(pk=row.pk).update(**change)

    assert reason() == f"应办事项 {row.pk} 的办结情况与办结记录不一致，可能被改动过。"


def test_a_day_slipped_into_the_calendar_is_found(worked: Campaign) -> None:
    set_day(day=date(2026, 9, 15), working=False, source="停工通知", actor=LOCAL_OPERATOR, scope=everywhere())
    assert reason() is None

    CalendarDay.objects.create(date=date(2026, 9, 16), working=False, source="无")
    assert reason() is not None

"""The demo city shows duties in every state that an official will meet."""

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.demo.services import build, remove
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.selectors import due_counts
from sanwu.inbox.selectors import my_work
from sanwu.people.selectors import account_named, scope_of

pytestmark = pytest.mark.django_db


def test_some_are_done_some_late_some_due_this_week_and_all_goes_again() -> None:
    build(compounds=120, seed=1, actor=LOCAL_OPERATOR)
    today = clock.today()

    counts = due_counts(everywhere(), today)
    lively = (DutyState.OVERDUE, DutyState.SOON, DutyState.OPEN, DutyState.UNDATED, DutyState.DONE, DutyState.LATE)
    assert {state: counts[state] for state in lively if not counts[state]} == {}

    official = account_named("demo-district")
    work = my_work(scope_of(official, today), official.pk, today)
    assert work.overdue
    assert work.soon
    assert [case.title for case in work.waiting] == ["选定若干个试点小区"]
    granted = Duty.objects.get(duty="submit_cost", division_code__startswith="990101")
    assert granted.due_on is not None
    assert granted.limit is not None
    assert granted.limit < today < granted.due_on

    remove(actor=LOCAL_OPERATOR)
    assert not Duty.objects.exists()
    assert not Fulfilment.objects.exists()

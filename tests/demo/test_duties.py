"""The demo city shows duties in every state that an official will meet."""

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Refused
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.selectors import counts
from sanwu.demo.services import build, remove
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.selectors import due_counts
from sanwu.exchange.duties import applying_of
from sanwu.inbox.selectors import my_work
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.people.selectors import account_named, scope_and_actor, scope_of
from sanwu.territory.models import Division
from sanwu.web.desk.happened import happened

pytestmark = pytest.mark.django_db


def test_some_are_done_some_late_some_due_this_week_and_all_goes_again() -> None:
    build(compounds=120, seed=1, actor=LOCAL_OPERATOR)
    today = clock.today()

    states = due_counts(everywhere(), today)
    lively = (DutyState.OVERDUE, DutyState.SOON, DutyState.OPEN, DutyState.UNDATED, DutyState.DONE, DutyState.LATE)
    assert {state: states[state] for state in lively if not states[state]} == {}

    official = account_named("demo-district")
    work = my_work(scope_of(official, today), official.pk, today)
    assert work.overdue
    assert work.soon
    assert [case.title for case in work.waiting] == ["选定若干个试点小区"]
    granted = Duty.objects.get(duty="submit_cost", division_code__startswith="990101")
    assert granted.due_on is not None
    assert granted.limit is not None
    assert granted.limit < today < granted.due_on

    campaign = Campaign.objects.get()
    objects = set(applying_of(campaign)["three_no"].values_list("compound_id", flat=True))
    for worked in ("accept", "fill_gaps", "look_back_1"):
        single = set(Duty.objects.filter(duty=worked, object_id__gt=0).values_list("object_id", flat=True))
        assert single, worked
        assert single <= objects, "nobody works in a compound that is no object of the plan"
    for district in Division.objects.filter(level="county", demo=True):
        accepted = happened(campaign, everywhere(), district.code, today).tallies["acceptance_passed"]
        assert accepted.total == counts(campaign, under=district.code)["conditions"]["three_no"]["yes"]

    remove(actor=LOCAL_OPERATOR)
    assert not Duty.objects.exists()
    assert not Fulfilment.objects.exists()


def test_the_department_whom_the_scheme_asks_answers_by_hand_and_nobody_else() -> None:
    build(compounds=60, seed=1, actor=LOCAL_OPERATOR)
    asked = "basic_facilities_severely_missing"
    waiting = Compound.objects.filter(division__code__startswith="990101").exclude(ledger__facts__has_key=asked).first()
    assert waiting is not None

    for person in ("demo-district", "demo-street", "demo-city"):
        scope, actor = scope_and_actor(account_named(person), clock.today())
        with pytest.raises(Refused, match="由区住建部门判定"):
            correct_fact(compound=waiting, fact=asked, value="是", source="现场看过", actor=actor, scope=scope)
    scope, actor = scope_and_actor(account_named("demo-department"), clock.today())
    correct_fact(compound=waiting, fact=asked, value="是", source="区住建局现场认定意见", actor=actor, scope=scope)

    assert LedgerEntry.objects.get(compound=waiting).facts[asked] is True

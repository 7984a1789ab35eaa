"""A question that is kept in words tells the present, in the same values as the question itself."""

import gc
import weakref
from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Q
from django.utils import timezone

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.decisions.among import Among
from sanwu.records.models import Act
from sanwu.records.services import act
from sanwu.records.sql import LATER, select, selecting
from sanwu.territory.models import Division
from tests.people.conftest import COMMUNITY, DISTRICT, STREET

pytestmark = pytest.mark.django_db
NAMES = ("code", "name", "level", "valid_to", "demo", "parent__name")
ACT = ("number", "uid", "at", "after", "result", "client_key")


@pytest.fixture
def divisions() -> None:
    Division.objects.create(code=DISTRICT, name="春风区", level="county", demo=True)
    Division.objects.create(code=STREET, name="春风街道", level="street", parent_id=DISTRICT, valid_to=date(2026, 5, 1))


def values(rows: list[dict[str, Any]]) -> list[Any]:
    return [(name, type(value), value) for row in rows for name, value in row.items()]


def test_dates_truths_and_texts_come_as_the_question_itself_brings_them(divisions: None) -> None:
    rows = Division.objects.order_by("code")

    assert values(select(selecting(rows, NAMES))) == values(list(rows.values(*NAMES)))


def test_so_do_moments_and_what_is_kept_as_json() -> None:
    with act(verb="fact.correct", actor=LOCAL_OPERATOR, object_type="compound", object_id="12") as entry:
        entry.after = {"household_count": [50, None]}
    rows = Act.objects.order_by("number")

    found = select(selecting(rows, ACT))
    assert values(found) == values(list(rows.values(*ACT)))
    assert timezone.is_aware(found[0]["at"])


def test_asked_again_it_tells_what_changed_since(divisions: None) -> None:
    asked = selecting(Division.objects.filter(level="street"), ["name"])
    assert select(asked) == [{"name": "春风街道"}]

    Division.objects.filter(code=STREET).update(name="秋水街道")

    assert select(asked) == [{"name": "秋水街道"}]


def test_a_question_that_nothing_can_answer_is_not_asked(divisions: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert select(selecting(Division.objects.none(), NAMES)) == []
        assert select(selecting(Division.objects.filter(code__in=[]), NAMES)) == []


def test_what_is_given_later_is_given_anew_each_time(divisions: None) -> None:
    asked = selecting(
        Division.objects.filter(Q(parent_id=DISTRICT) | Q(Among("code", LATER))).order_by("code"), ["code"]
    )

    def found(*codes: str) -> list[str]:
        return [row["code"] for row in select(asked, Among.value(codes))]

    assert found() == [STREET]
    assert found(DISTRICT, COMMUNITY) == [DISTRICT, STREET]
    assert found("' OR 1=1 --") == [STREET]


def test_what_is_kept_holds_no_connection_of_the_thread_that_asked_first() -> None:
    kept: list[Any] = []

    def ask() -> None:
        kept.append(weakref.ref(connections[DEFAULT_DB_ALIAS]))
        kept.append(selecting(Act.objects.all(), ACT))
        kept.append(selecting(Division.objects.all(), NAMES))

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    gc.collect()

    connection, *asked = kept
    assert None not in asked
    assert connection() is None

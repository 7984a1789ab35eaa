"""One verb, one transaction, one entry."""

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Busy, Refused
from sanwu.records.models import Act
from sanwu.records.services import act
from tests import processes

pytestmark = pytest.mark.django_db

OFFICER = Actor(name="张三", account_id=7, post="街道办 经办人", division="990101001000")


def test_an_act_leaves_one_entry_that_says_who_did_what_to_what() -> None:
    with act(
        verb="fact.correct",
        actor=OFFICER,
        object_type="compound",
        object_id="12",
        object_name="东风小区",
        division="990101001002",
    ) as entry:
        entry.before, entry.after = {"household_count": 49}, {"household_count": 50}
        entry.digest("ledger.batch", 3, "ab" * 32)
        entry.result = {"batch": 3}

    written = Act.objects.get()
    assert (written.number, written.uid) == (1, entry.uid)
    assert (written.actor_id, written.actor_name, written.post) == (7, "张三", "街道办 经办人")
    assert (written.verb, written.object_type, written.object_id, written.object_name) == (
        "fact.correct", "compound", "12", "东风小区",
    )  # fmt: skip
    assert written.division_code == "990101001002"
    assert (written.before, written.after) == ({"household_count": 49}, {"household_count": 50})
    assert written.digests == [{"kind": "ledger.batch", "id": "3", "digest": "ab" * 32}]
    assert written.result == {"batch": 3}


def test_an_entry_without_a_division_belongs_to_that_of_the_post() -> None:
    with act(verb="scheme.load", actor=OFFICER):
        pass
    with act(verb="scheme.load", actor=LOCAL_OPERATOR):
        pass

    assert list(Act.objects.order_by("number").values_list("division_code", flat=True)) == ["990101001000", ""]


def test_inner_verbs_become_steps_of_the_same_entry() -> None:
    with act(verb="import.run", actor=OFFICER) as outer:
        with act(verb="compound.add", actor=OFFICER, object_id="1") as inner:
            inner.after = {"name": "甲小区"}
            inner.digest("ledger.batch", 1, "cd" * 32)
            with act(verb="ledger.record", actor=OFFICER):
                pass
        outer.after = {"rows": 1}

    written = Act.objects.get()
    assert inner.uid == outer.uid
    assert [step["verb"] for step in written.steps] == ["compound.add", "ledger.record"]
    assert written.steps[0]["after"] == {"name": "甲小区"}
    assert written.after == {"rows": 1}
    assert [bound["id"] for bound in written.digests] == ["1"]


def test_an_inner_verb_that_failed_and_was_caught_leaves_no_step_and_no_row() -> None:
    def inner() -> None:
        with act(verb="inner", actor=OFFICER) as entry:
            entry.digest("ledger.batch", 1, "cd" * 32)
            Act.objects.create(
                number=99, uid=OTHER, at=clock.now(), actor_name="x", verb="x", previous_hash="", hash=""
            )
            raise Refused("不行")

    with act(verb="outer", actor=OFFICER), pytest.raises(Refused):
        inner()

    written = Act.objects.get()
    assert (written.verb, written.steps, written.digests) == ("outer", [], [])


OTHER = "00000000-0000-4000-8000-000000000000"


def test_a_verb_that_fails_leaves_nothing() -> None:
    def outer() -> None:
        with act(verb="outer", actor=OFFICER, client_key="k"):
            with act(verb="inner", actor=OFFICER):
                pass
            raise Refused("不行")

    with pytest.raises(Refused):
        outer()

    assert not Act.objects.exists()
    with act(verb="outer", actor=OFFICER, client_key="k") as again:
        assert not again.repeated


def test_numbers_follow_each_other_and_each_entry_holds_the_hash_before_it() -> None:
    for _ in range(3):
        with act(verb="x", actor=OFFICER):
            pass

    first, second, third = Act.objects.order_by("number")
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)


def test_the_same_client_key_brings_the_first_answer_and_writes_nothing() -> None:
    with act(
        verb="campaign.open", actor=OFFICER, object_type="campaign", client_key="form-1", request={"name": "甲"}
    ) as entry:
        entry.object_id = "5"
        entry.result = {"id": 5}

    with act(
        verb="campaign.open", actor=OFFICER, object_type="campaign", client_key="form-1", request={"name": "甲"}
    ) as again:
        assert again.repeated
        assert (again.result, again.uid, again.object_id) == ({"id": 5}, entry.uid, "5")

    assert Act.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"verb": "campaign.close"},
        {"object_type": "compound"},
        {"object_id": "6"},
        {"request": {"name": "乙"}},
        {"actor": Actor(name="李四", account_id=8)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_client_key_is_refused_for_anything_else(other: dict[str, object]) -> None:
    first = {
        "verb": "campaign.open", "actor": OFFICER, "object_type": "campaign", "object_id": "5",
        "request": {"name": "甲"}, "client_key": "form-1",
    }  # fmt: skip
    with act(**first):
        pass

    with pytest.raises(Refused, match="提交标识"), act(**(first | other)):
        pytest.fail("the verb ran")
    assert Act.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 65, "a\0b"])
def test_a_client_key_of_impossible_shape_is_refused(key: str) -> None:
    with pytest.raises(BadInput), act(verb="x", actor=OFFICER, client_key=key):
        pytest.fail("the verb ran")


def test_a_repeated_act_may_not_go_on_writing() -> None:
    with act(verb="x", actor=OFFICER, client_key="k"):
        pass

    def again() -> None:
        with act(verb="x", actor=OFFICER, client_key="k"), act(verb="inner", actor=OFFICER):
            pytest.fail("the inner verb ran")

    with pytest.raises(RuntimeError, match="writes nothing"):
        again()


def test_the_journal_takes_no_float() -> None:
    with pytest.raises(TypeError, match="float"), act(verb="x", actor=OFFICER) as entry:
        entry.after = {"areas": [{"floor_area_m2": 1.5}]}


def test_a_clock_that_went_back_is_reported_and_changes_no_order(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with act(verb="first", actor=OFFICER):
        pass
    earlier = clock.now() - timedelta(days=1)
    monkeypatch.setattr("sanwu.records.services.clock.now", lambda: earlier)

    with caplog.at_level(logging.WARNING), act(verb="second", actor=OFFICER):
        pass

    assert "clock went back" in caplog.text
    assert list(Act.objects.order_by("number").values_list("verb", flat=True)) == ["first", "second"]


@pytest.mark.parametrize("words", ["database is locked", "database or disk is full", "disk I/O error"])
def test_a_locked_database_or_full_disk_is_said_as_busy(words: str) -> None:
    with pytest.raises(Busy, match="没有保存"), act(verb="x", actor=OFFICER):
        raise OperationalError(words)


def test_any_other_database_fault_is_not_hidden() -> None:
    with pytest.raises(OperationalError, match="no such table"), act(verb="x", actor=OFFICER):
        raise OperationalError("no such table: y")


# --- Several at once --------------------------------------------------------------------------------------------------

SUBMIT_TWICE = """
import sys, time
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.records.services import act
sys.stdin.readline()  # all begin together
for number in range(20):
    with act(verb="organisation.add", actor=LOCAL_OPERATOR, client_key=f"form-{number}") as entry:
        if not entry.repeated:
            with act(verb="effect", actor=LOCAL_OPERATOR):
                entry.result = {"by": sys.argv[1]}
    print(entry.result["by"])
"""


def test_a_form_sent_by_several_at_once_has_one_effect_and_one_answer(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)

    senders = [processes.start(own_office, SUBMIT_TWICE, name) for name in "abc"]
    answers = [sender.communicate("go\n", timeout=120) for sender in senders]

    assert [sender.returncode for sender in senders] == [0, 0, 0], answers
    assert answers[0][0] == answers[1][0] == answers[2][0]
    count = "from sanwu.records.models import Act; from sanwu.records.selectors import verify\n"
    assert processes.run(own_office, count + "print(Act.objects.count(), verify({}).ok)").split() == ["20", "True"]

"""Tampering is found, and the first bad entry is named."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.records.models import Act
from sanwu.records.rules import GENESIS, entry_hash
from sanwu.records.selectors import Head, head, verify
from sanwu.records.services import act

pytestmark = pytest.mark.django_db

# Stands for the rows that acts make: id -> digest as it can be computed now.
ROWS = {str(number): f"{number:064x}" for number in range(1, 100)}


def rows_now(ids: Any) -> dict[str, str]:
    return {i: ROWS[i] for i in ids if i in ROWS}


@pytest.fixture
def entries() -> int:
    """Twelve entries; every second one made a row."""
    write(12)
    return 12


def write(count: int) -> None:
    for number in range(1, count + 1):
        with act(verb="step", actor=LOCAL_OPERATOR, object_id=str(number), object_name=f"第{number}个") as entry:
            entry.after = {"n": number, "text": "“引号” – é"}
            if number % 2 == 0:
                entry.digest("rows", number, ROWS[str(number)])


def found() -> tuple[bool, int | None]:
    answer = verify({"rows": rows_now})
    assert (answer.reason is None) == answer.ok
    return answer.ok, answer.first_bad


def test_an_untouched_journal_is_sound(entries: int) -> None:
    assert verify({"rows": rows_now}) == verify({"rows": rows_now}, anchor=head())
    assert found() == (True, None)
    assert verify({"rows": rows_now}).entries == entries


def test_an_empty_journal_is_sound_and_its_head_is_zero() -> None:
    assert found() == (True, None)
    assert head() == Head(0, GENESIS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_name", "别人"), ("verb", "other"), ("object_id", "77"), ("after", {"n": 0}), ("before", {}),
        ("digests", []), ("steps", [{}]), ("post", "x"), ("division_code", "990100000000"), ("result", 1),
        ("client_key", "k"), ("uid", uuid4()), ("actor_id", 3), ("scheme_version", "x"), ("hash", "0" * 64),
        ("previous_hash", "0" * 64), ("request_digest", "0" * 64),
    ],
)  # fmt: skip
def test_an_edited_field_is_found(entries: int, field: str, value: object) -> None:
    Act.objects.filter(number=6).update(**{field: value})

    assert found() == (False, 6)


def test_a_time_moved_by_a_microsecond_is_found(entries: int) -> None:
    moved = Act.objects.get(number=4)
    Act.objects.filter(number=4).update(at=moved.at.replace(microsecond=(moved.at.microsecond + 1) % 1_000_000))

    assert found() == (False, 4)


def test_a_deleted_entry_is_found(entries: int) -> None:
    Act.objects.filter(number=5).delete()

    assert found() == (False, 5)


def test_entries_cut_out_of_the_middle_and_closed_up_are_found(entries: int) -> None:
    Act.objects.filter(number__in=[5, 6]).delete()
    for number in range(7, 13):  # renumbered, so that no gap shows
        Act.objects.filter(number=number).update(number=number - 2)

    assert found() == (False, 5)


def test_a_deleted_first_entry_is_found(entries: int) -> None:
    Act.objects.filter(number=1).delete()

    assert found() == (False, 1)


def test_two_swapped_entries_are_found(entries: int) -> None:
    Act.objects.filter(number=3).update(number=1000)
    Act.objects.filter(number=8).update(number=3)
    Act.objects.filter(number=1000).update(number=8)

    assert found() == (False, 3)


def test_an_entry_slipped_in_is_found_even_when_its_own_hash_is_right(entries: int) -> None:
    for number in range(12, 6, -1):
        Act.objects.filter(number=number).update(number=F("number") + 1)
    fields = Act.objects.filter(number=6).values().get()
    fields |= {"id": None, "number": 7, "uid": uuid4(), "previous_hash": fields["hash"], "actor_name": "别人"}
    Act.objects.create(**(fields | {"hash": entry_hash(fields)}))

    assert found() == (False, 8)


def test_a_row_behind_an_entry_that_was_edited_or_deleted_is_found(
    entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROWS, "8", "f" * 64)
    assert found() == (False, 8)

    monkeypatch.delitem(ROWS, "4")
    assert found() == (False, 4)


def test_the_earlier_of_an_edited_row_and_an_edited_entry_is_named(
    entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROWS, "4", "f" * 64)
    Act.objects.filter(number=9).update(verb="other")
    assert found() == (False, 4)

    Act.objects.filter(number=2).update(verb="other")
    assert found() == (False, 2)


def test_rows_that_nobody_can_check_are_not_called_sound(entries: int) -> None:
    answer = verify({})

    assert (answer.ok, answer.first_bad) == (False, 2)
    assert "rows" in (answer.reason or "")


def test_rows_that_the_removal_of_the_demo_took_away_are_not_missed(
    entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with act(verb="demo.remove", actor=LOCAL_OPERATOR) as entry:
        entry.retire("rows", 4)
    monkeypatch.delitem(ROWS, "4")
    assert found() == (True, None)

    monkeypatch.delitem(ROWS, "6")
    assert found() == (False, 6)


def test_no_other_act_may_take_rows_away(entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with act(verb="other", actor=LOCAL_OPERATOR) as entry:
        entry.retire("rows", 4)
    monkeypatch.delitem(ROWS, "4")

    assert found() == (False, 4)


def test_a_state_that_does_not_follow_from_its_history_is_reported(entries: int) -> None:
    answer = verify({"rows": rows_now}, [lambda: None, lambda: "小区 3 的现有数据与变更记录不符。"])

    assert (answer.ok, answer.first_bad, answer.reason) == (False, None, "小区 3 的现有数据与变更记录不符。")


def test_a_cut_tail_is_found_by_a_published_head_only(entries: int) -> None:
    published = head()
    Act.objects.filter(number__gt=9).delete()

    assert found() == (True, None)
    cut = verify({"rows": rows_now}, anchor=published)
    assert (cut.ok, cut.first_bad) == (False, 12)


def test_a_rewritten_chain_is_found_by_a_published_head_only(entries: int) -> None:
    published = head()
    Act.objects.filter(number=5).update(actor_name="别人")
    previous = Act.objects.get(number=4).hash
    for number in range(5, 13):
        Act.objects.filter(number=number).update(previous_hash=previous)
        previous = entry_hash(Act.objects.filter(number=number).values().get())
        Act.objects.filter(number=number).update(hash=previous)

    assert found() == (True, None)
    assert verify({"rows": rows_now}, anchor=published).first_bad == 12


def test_entries_beyond_one_chunk_are_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanwu.records.selectors.CHUNK", 5)
    write(12)
    assert found() == (True, None)

    Act.objects.filter(number=11).update(verb="other")
    assert found() == (False, 11)


FIELDS = ["actor_name", "verb", "object_type", "object_id", "object_name", "post", "division_code", "scheme_version"]


def touch(data: st.DataObject, first: int) -> None:
    """Edit or delete entry `first`, or swap it with a later one."""
    kind = data.draw(st.sampled_from(["edit", "delete", "swap"]))
    if kind == "edit":
        field = data.draw(st.sampled_from(FIELDS))
        text = data.draw(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10))
        if getattr(Act.objects.get(number=first), field) == text:
            text += "x"
        Act.objects.filter(number=first).update(**{field: text})
    elif kind == "delete":
        Act.objects.filter(number=first).delete()
    else:
        second = data.draw(st.integers(first + 1, 10))
        Act.objects.filter(number=first).update(number=1000)
        Act.objects.filter(number=second).update(number=first)
        Act.objects.filter(number=1000).update(number=second)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), first=st.integers(1, 9))
def test_any_tampering_before_the_last_entry_is_found_at_its_place(
    ten_entries: None, data: st.DataObject, first: int
) -> None:
    with transaction.atomic():
        touch(data, first)
        assert found() == (False, first)
        transaction.set_rollback(True)
    assert found() == (True, None)


@pytest.fixture
def ten_entries() -> None:
    write(10)

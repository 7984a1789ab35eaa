"""Events that the facts of a compound show."""

from datetime import date

from sanwu.policy.recognising import Recogniser
from tests.policy.small import FACTS, loaded, scheme

RULES = """\
recognised:
  mode_decided: {title: 已定模式, when: {all: [{households: {at_least: 50}}, {guarded: {is: yes}}]}, on: seen}
"""


MORE = FACTS + "  seen: {title: 日期, type: date, group: main, collected_by: survey}\n"


def happened(**facts: object) -> list[tuple[str, date | None]]:
    return list(Recogniser(scheme(RULES, facts=MORE), frozenset({"mode_decided"})).happened(facts))  # type: ignore[arg-type]


def test_an_event_has_happened_when_its_condition_holds() -> None:
    assert happened(households=50, guarded=True, seen="2020-05-20") == [("mode_decided", date(2020, 5, 20))]
    assert happened(households=50, guarded=True) == [("mode_decided", None)]


def test_what_is_unknown_shows_nothing() -> None:
    assert happened(guarded=True) == []
    assert happened(households=49, guarded=True) == []


def test_events_that_nobody_waits_for_are_not_looked_at() -> None:
    assert Recogniser(scheme(RULES, facts=MORE), frozenset()).events == []


def test_it_is_read_from_facts_alone() -> None:
    other = "recognised: {mode_decided: {title: 已定模式, when: {condition: lack}}}"
    assert [problem.code for problem in loaded(other).problems] == ["predicate_shape"]

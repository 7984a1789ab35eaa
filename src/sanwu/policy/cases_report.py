"""Worked cases as people read them: file by file, each sentence with what came out and its clause."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sanwu.policy.model_cases import Case, CaseFile
from sanwu.policy.model_dates import TO_BE_SET
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import OUTCOME_TITLES, Outcome
from sanwu.policy.values import day_text
from sanwu.policy.wording import outcome_title

_VOTES = {"passed": "通过", "rejected": "不通过", "no_quorum": "参加的不够，表决无效", "unknown": "待核实"}
_DATES = {"due": "期限", "target": "目标", "limit": "最后期限", "estimated": "估算", "standing": "状态"}
_STANDINGS = {
    "not_due": "未到期",
    "due_soon": "临近到期",
    "amber": "已过目标、未过期限",
    "overdue": "逾期",
    "unset": "没有日期，不算逾期",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """One case that was run: where it stands, its sentence, what must come out in words, and whether it did."""

    file: str
    heading: str
    title: str
    says: str
    passed: bool


def says(scheme: Scheme, file: CaseFile, case: Case) -> str:
    """What a case expects, in words with its clauses: 并入：待核实，缺建筑面积〔A-46〕."""
    clauses = "、".join(case.clause or file.clause)
    return "；".join(_parts(scheme, case)) + (f"〔{clauses}〕" if clauses else "")


def report(ran: Sequence[Ran]) -> Iterator[str]:
    """Lines for a terminal: a heading per file, then each case with a mark."""
    for heading, cases in groupby(ran, key=lambda case: f"{case.heading}（{case.file}）"):
        yield heading
        for case in cases:
            yield f"  {'√' if case.passed else '×'} {case.title}"
            yield f"      {case.says}"


def _parts(scheme: Scheme, case: Case) -> Iterator[str]:
    for key, values in case.expect.items():
        title, word = asked_words(scheme, case, key)
        yield f"{title}：{'、'.join(word(value) for value in values)}{_missing(scheme, case, key)}"


def asked_words(scheme: Scheme, case: Case, key: str) -> tuple[str, Callable[[str], str]]:
    """The title of what a case asks about, and how one of its answers is said."""
    rules: dict[str, Condition | Decision] = {**scheme.conditions, **scheme.decisions}
    if case.vote is not None:
        return "表决", lambda value: _VOTES.get(value, value)
    if case.due is not None and key == "law":
        return "适用", lambda value: _version(scheme, value)
    if case.due is not None:
        return _DATES.get(key, key), _date_word
    if key in rules:
        return rules[key].title, lambda value: _rule_word(rules[key], value)
    priced = scheme.estimates.get(key) or scheme.money.get(key)
    if priced is not None:
        return priced.title, lambda value: _amount(value, " 元")
    if key in scheme.measures:
        return scheme.measures[key].title, lambda value: _amount(value, scheme.measures[key].unit)
    entry = scheme.assessments.get(key) or scheme.eligibility.get(key) or scheme.targets.get(key)
    return (key if entry is None else entry.title), _outcome


def _rule_word(rule: Condition | Decision, value: str) -> str:
    known = [*Outcome, *getattr(rule, "outcomes", ())]
    return outcome_title(rule, value) if value in known else value


def _outcome(value: str) -> str:
    return OUTCOME_TITLES[Outcome(value)] if value in [*Outcome] else value


def _amount(value: str, unit: str) -> str:
    return "不详" if value == Outcome.UNKNOWN else value + unit


def _version(scheme: Scheme, name: str) -> str:
    found = [family.versions[name].title for family in scheme.law.values() if name in family.versions]
    return f"《{found[0]}》" if found else name


def _missing(scheme: Scheme, case: Case, key: str) -> str:
    """What must be named as missing: facts by their title, members of an assessment by theirs."""
    titles = asked_titles(scheme, key)
    names = [f"“{titles.get(one, one)}”" for one in case.missing.get(key, ())]
    return f"，缺{'、'.join(names)}" if names else ""


def asked_titles(scheme: Scheme, key: str) -> dict[str, str]:
    """The titles of what may be missing for one question: facts, and the members of an assessment."""
    titles = {name: fact.title for name, fact in scheme.dictionary.facts.items()}
    if key in scheme.assessments:
        titles |= {member.asks: member.title for member in scheme.assessments[key].members.values()}
    return titles


def _date_word(value: str) -> str:
    if value == TO_BE_SET:
        return "待定"
    if value in ("yes", "no"):
        return "是" if value == "yes" else "否"
    return _STANDINGS.get(value) or _day(value)


def _day(value: str) -> str:
    try:
        return day_text(date.fromisoformat(value))
    except ValueError:
        return value

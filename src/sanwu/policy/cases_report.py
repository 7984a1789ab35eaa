"""Worked cases as people read them: file by file, each sentence with what came out and its clause."""

from collections.abc import Iterator, Sequence
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
    rules: dict[str, Condition | Decision] = {**scheme.conditions, **scheme.decisions}
    for key, values in case.expect.items():
        if case.vote is not None:
            yield f"表决：{_of(_VOTES, values)}"
        elif case.due is not None and key == "law":
            yield f"适用：{'、'.join(_version(scheme, value) for value in values)}"
        elif case.due is not None:
            yield f"{_DATES.get(key, key)}：{'、'.join(_date_word(value) for value in values)}"
        elif key in rules:
            known = [*Outcome, *getattr(rules[key], "outcomes", ())]
            words = [outcome_title(rules[key], value) if value in known else value for value in values]
            yield f"{rules[key].title}：{'、'.join(words)}{_missing(scheme, case, key)}"
        elif key in scheme.assessments:
            words = [OUTCOME_TITLES.get(Outcome(value), value) if value in [*Outcome] else value for value in values]
            yield f"{scheme.assessments[key].title}：{'、'.join(words)}{_unanswered(scheme, case, key)}"
        elif (priced := scheme.estimates.get(key) or scheme.money.get(key)) is not None:
            yield f"{priced.title}：{'、'.join('不详' if value == Outcome.UNKNOWN else f'{value} 元' for value in values)}"
        elif (asked := scheme.eligibility.get(key) or scheme.targets.get(key)) is not None:
            yield f"{asked.title}：{'、'.join(OUTCOME_TITLES[Outcome(v)] if v in [*Outcome] else v for v in values)}"
        elif key in scheme.measures:
            unit = scheme.measures[key].unit
            yield f"{scheme.measures[key].title}：{'、'.join('不详' if v == Outcome.UNKNOWN else v + unit for v in values)}"
        else:
            yield f"{key}：{'、'.join(values)}"


def _version(scheme: Scheme, name: str) -> str:
    found = [family.versions[name].title for family in scheme.law.values() if name in family.versions]
    return f"《{found[0]}》" if found else name


def _unanswered(scheme: Scheme, case: Case, name: str) -> str:
    titles = {member.asks: member.title for member in scheme.assessments[name].members.values()}
    names = [f"“{titles.get(one, one)}”" for one in case.missing.get(name, ())]
    return f"，缺{'、'.join(names)}" if names else ""


def _missing(scheme: Scheme, case: Case, rule: str) -> str:
    facts = scheme.dictionary.facts
    names = [f"“{facts[fact].title if fact in facts else fact}”" for fact in case.missing.get(rule, ())]
    return f"，缺{'、'.join(names)}" if names else ""


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


def _of(words: dict[str, str], values: tuple[str, ...]) -> str:
    return "、".join(words.get(value, value) for value in values)

"""Run the worked cases that a scheme ships. The format is described in `model_cases`."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from sanwu.policy.bundle import CASES
from sanwu.policy.calendar import ChineseCalendar, adjusted
from sanwu.policy.dates import Due, Given, duty_due, duty_turns, phase_end
from sanwu.policy.explain import explain
from sanwu.policy.load import Loaded
from sanwu.policy.model_cases import Case, CaseFile, CasePart
from sanwu.policy.model_dates import TO_BE_SET
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import allowed_text
from sanwu.policy.translate import problems_of
from sanwu.policy.values import Canonical, canonical
from sanwu.policy.votes import Part, Tally, count_vote, vote_rule
from sanwu.policy.yamltree import parse

# Cases without a day of their own are about rules only, which do not depend on it.
_ANY_DAY = date.min


@dataclass(frozen=True, slots=True)
class CaseFailure:
    """One case that did not come out as written, or could not be read."""

    file: str
    line: int
    title: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}《{self.title}》{self.reason}"


@dataclass(frozen=True, slots=True)
class CasesResult:
    """How the cases came out. cases = passed + failed."""

    cases: int
    passed: int
    failed: int
    failures: tuple[CaseFailure, ...]

    def as_json(self) -> dict[str, Any]:
        """{cases, passed, failed, failures: [{file, line, title, reason}]}."""
        return {**asdict(self), "failures": [asdict(failure) for failure in self.failures]}


class _NotSo(Exception):
    """A case does not come out; the text says what came out instead."""


def run_cases(loaded: Loaded) -> CasesResult:
    """Run every case of a loaded scheme. A file that cannot be read counts as one failed case."""
    if loaded.scheme is None:
        raise ValueError("方案没有通过检查，不能运行用例；请先改正方案里的错误。")
    count = 0
    failures: list[CaseFailure] = []
    for name in sorted(loaded.files):
        if name.startswith(f"{CASES}/"):
            for title, line, reasons in _run_file(loaded.scheme, name, loaded.files[name]):
                count += 1
                if reasons:
                    failures.append(CaseFailure(name, line, title, "；".join(reasons)))
    return CasesResult(count, count - len(failures), len(failures), tuple(failures))


def _run_file(scheme: Scheme, name: str, text: str) -> Iterator[tuple[str, int, list[str]]]:
    tree = parse(name, text)
    if tree.problems:
        yield name, tree.problems[0].line, [str(problem) for problem in tree.problems]
        return
    places = {path: (name, line) for path, line in tree.lines.items()}
    try:
        file = CaseFile.model_validate(tree.data)
    except ValidationError as error:
        found = problems_of(error, CaseFile, tree.data, name, places)
        yield name, found[0].line, [str(problem) for problem in found]
        return
    for number, case in enumerate(file.cases):
        yield case.title, tree.lines.get(("cases", number), 0), list(_differences(scheme, file, case))


def _differences(scheme: Scheme, file: CaseFile, case: Case) -> Iterator[str]:
    """Every way in which a case comes out differently from what is written."""
    try:
        if case.vote is not None:
            yield from _compare(case, {"vote": (_vote(scheme, case),)})
        elif case.due is not None:
            yield from _compare(case, _dates(scheme, case))
        else:
            yield from _judged(scheme, file, case)
    except (_NotSo, ValueError) as error:
        yield str(error)


def _compare(case: Case, actual: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for key, expected in case.expect.items():
        if key not in actual:
            yield f"expect 里不能写“{key}”。{allowed_text(key, actual)}"
        elif actual[key] != expected:
            yield f"{key} 应当是 {_words(expected)}，算出来是 {_words(actual[key])}"


def _words(values: tuple[str, ...]) -> str:
    return "、".join(values) if values else "（空）"


def _judged(scheme: Scheme, file: CaseFile, case: Case) -> Iterator[str]:
    written = {**file.facts, **case.facts}
    facts: dict[str, Canonical | None] = {}
    for name, text in written.items():
        fact = scheme.dictionary.facts.get(name)
        if fact is None:
            raise _NotSo(f"数据项字典里没有“{name}”。{allowed_text(name, scheme.dictionary.facts, 8)}")
        facts[name] = canonical(fact, text)
    explanation = explain(scheme, facts, case.on or _ANY_DAY)
    verdicts = {**explanation.conditions, **explanation.decisions}
    yield from _compare(case, {name: (verdict.outcome,) for name, verdict in verdicts.items()})
    for rule, expected in case.missing.items():
        if rule not in verdicts:
            yield f"missing 里的“{rule}”不是方案的规则。{allowed_text(rule, verdicts)}"
        elif set(verdicts[rule].missing) != set(expected):
            yield f"{rule} 应当指出缺 {_words(expected)}，算出来缺 {_words(verdicts[rule].missing)}"


def _vote(scheme: Scheme, case: Case) -> str:
    vote = case.vote
    if vote is None:
        raise _NotSo("没有写 vote。")
    families = [
        family
        for family in scheme.law.values()
        if vote.law in (None, family.family) and any(vote.matter in one.matters for one in family.versions.values())
    ]
    if len(families) != 1:
        known = [key for family in scheme.law.values() for one in family.versions.values() for key in one.matters]
        raise _NotSo(f"找不到（或不止一个）表决事项“{vote.matter}”。{allowed_text(vote.matter, dict.fromkeys(known))}")
    found = vote_rule(families[0], vote.matter, vote.held_on)
    if found is None:
        raise _NotSo(f"“{families[0].title}”没有 {vote.held_on} 适用于“{vote.matter}”的版本。")
    tally = Tally(_part(vote.all_), _part(vote.participating), _part(vote.agreeing), _part(vote.dissenting))
    return count_vote(found[1], tally).outcome.value


def _part(part: CasePart) -> Part:
    area = None if part.area is None else Fraction(part.area)
    return Part(area, None if part.heads is None else Fraction(part.heads))


def _dates(scheme: Scheme, case: Case) -> dict[str, tuple[str, ...]]:
    asked = case.due
    if asked is None:
        raise _NotSo("没有写 due。")
    calendar = adjusted(ChineseCalendar(), case.holidays, case.workdays)
    given = Given(calendar, case.on or _ANY_DAY, asked.events, asked.redated)
    for name, known in ((asked.duty, scheme.duties), (asked.phase, scheme.phases)):
        if name is not None and name not in known:
            raise _NotSo(f"方案里没有“{name}”。{allowed_text(name, known)}")
    if asked.between and asked.duty is not None:
        if scheme.duties[asked.duty].recurs is None:
            raise _NotSo(f"“{asked.duty}”不是周期性的任务。")
        since, until = asked.between
        turns = duty_turns(scheme, asked.duty, since, until, given)
        return {"due": tuple(turn.due.isoformat() for turn in turns)}
    if asked.duty is not None:
        return _due_words(duty_due(scheme, asked.duty, given))
    return _due_words(phase_end(scheme, str(asked.phase), given))


def _due_words(due: Due) -> dict[str, tuple[str, ...]]:
    def day(value: date | None) -> tuple[str, ...]:
        return (TO_BE_SET if value is None else value.isoformat(),)

    return {
        "due": day(due.limit),
        "target": day(due.target),
        "limit": day(due.limit),
        "estimated": ("yes" if due.estimated else "no",),
    }

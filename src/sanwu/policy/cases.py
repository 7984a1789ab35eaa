"""Run the worked cases that a scheme ships. The format is described in `model_cases`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from sanwu.policy.assessing import assess
from sanwu.policy.bundle import CASES
from sanwu.policy.calendar import ChineseCalendar, adjusted
from sanwu.policy.cases_report import Ran, asked_titles, asked_words, says
from sanwu.policy.costing import costs_of
from sanwu.policy.dates import Due, Given, duty_due, duty_turns, phase_end, standing
from sanwu.policy.eligible import ways_in
from sanwu.policy.explain import explain
from sanwu.policy.figures import figures_of
from sanwu.policy.load import Loaded
from sanwu.policy.model_cases import Case, CaseFile, CasePart, DueCase, VoteCase
from sanwu.policy.model_dates import TO_BE_SET
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_words import read_flag, read_number
from sanwu.policy.outcomes import Outcome
from sanwu.policy.predicates import values_compared
from sanwu.policy.problems import Problem, Step, allowed_text
from sanwu.policy.translate import problems_of
from sanwu.policy.unknown_facts import unknown_fact
from sanwu.policy.values import Canonical, canonical
from sanwu.policy.votes import Part, Tally, count_vote, vote_rule
from sanwu.policy.yamltree import parse

# A case without a day of its own is about rules only, which do not depend on it.
_ANY_DAY = date.min
Words = tuple[str, ...]
MAX_CASES = 500
# Cases times values compared with; many conditions leave room for fewer cases.
MAX_EFFORT = 40_000
Outcomes = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Failure:
    """One case that came out differently, or could not be read; `expected` and `actual` are sentences for people."""

    file: str
    line: int
    title: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}《{self.title}》应当：{self.expected}；实际：{self.actual}"


@dataclass(frozen=True, slots=True)
class CasesResult:
    """How the cases came out; cases = passed + failed. A file that cannot be read is one failed case.

    `problems` says more of what could not be read, in the form that the loader uses; `ran` holds every case that could
    be read, for `cases_report`.
    """

    cases: int
    passed: int
    failed: int
    failures: tuple[Failure, ...]
    problems: tuple[Problem, ...] = ()
    ran: tuple[Ran, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """{cases, passed, failed, failures: [{file, line, title, expected, actual}]}."""
        failures = [asdict(failure) for failure in self.failures]
        return {"cases": self.cases, "passed": self.passed, "failed": self.failed, "failures": failures}

    def __str__(self) -> str:
        head = f"用例 {self.cases} 个，算对 {self.passed} 个，算错 {self.failed} 个。"
        return "\n".join((head, *(f"  {failure}" for failure in self.failures)))


class _NotSo(Exception):
    """A case asks for something that does not exist; the text says what."""


def run_cases(loaded: Loaded) -> CasesResult:
    """Run every case of a loaded scheme. Never raises on any content; a scheme with problems has no cases to run."""
    count = 0
    failures: list[Failure] = []
    problems: list[Problem] = []
    ran: list[Ran] = []
    most = MAX_CASES
    if loaded.scheme is not None:
        most = min(MAX_CASES, MAX_EFFORT // max(1, values_compared(loaded.scheme)))
    for name in sorted(loaded.files):
        if loaded.scheme is None or not name.startswith(f"{CASES}/"):
            continue
        file, found, lines = _read(name, loaded.files[name])
        if file is not None and len(ran) + len(file.cases) > most:
            message = f"到这个文件为止，用例超过了 {most} 个，从这个文件起没有运行。"
            remedy = "请删去重复的用例；每种情况、每个界限各留一个就够了。"
            file, found = None, [Problem("too_many_cases", message, name, 0, "cases", remedy)]
        if file is None:
            count += 1
            problems += found
            told = "；".join(str(problem) for problem in found)
            failures.append(Failure(name, found[0].line, name, "用例文件可以读懂", told))
            if found[0].code == "too_many_cases":
                break
            continue
        for number, case in enumerate(file.cases):
            count += 1
            wrong = list(_differences(loaded.scheme, file, case))
            ran.append(Ran(name, file.title, case.title, says(loaded.scheme, file, case), not wrong))
            if wrong:
                expected, actual = ("；".join(part) for part in zip(*wrong, strict=True))
                failures.append(Failure(name, lines.get(number, 0), case.title, expected, actual))
    return CasesResult(count, count - len(failures), len(failures), tuple(failures), tuple(problems), tuple(ran))


def _read(name: str, text: str) -> tuple[CaseFile | None, list[Problem], dict[Step, int]]:
    """A file of cases, or why it could not be read, and the line of each case."""
    tree = parse(name, text)
    if tree.problems:
        return None, tree.problems, {}
    places = {path: (name, line) for path, line in tree.lines.items()}
    lines = {path[1]: line for path, line in tree.lines.items() if path[:1] == ("cases",) and len(path) == 2}
    try:
        return CaseFile.model_validate(tree.data), [], lines
    except ValidationError as error:
        return None, problems_of(error, CaseFile, tree.data, name, places), lines


def _differences(scheme: Scheme, file: CaseFile, case: Case) -> Iterator[tuple[str, str]]:
    """(expected, actual) for every way in which a case comes out differently from what is written."""
    try:
        if case.vote is not None:
            yield from _compared(scheme, case, {"vote": (_vote(scheme, case.vote),)})
        elif case.due is not None:
            yield from _compared(scheme, case, _dates(scheme, case, case.due))
        elif case.figures is not None:
            yield from _assessed(scheme, case, case.figures)
        else:
            yield from _judged(scheme, file, case)
    except (_NotSo, ValueError) as error:
        yield "可以计算", str(error)


def _compared(scheme: Scheme, case: Case, actual: Outcomes) -> Iterator[tuple[str, str]]:
    """What came out otherwise, by the titles of rules and outcomes: 并入：并入相邻小区 and 并入：单独整治."""
    for key, expected in case.expect.items():
        if key not in actual:
            yield f"{key} 可以计算", f"没有“{key}”。{allowed_text(key, actual)}"
        elif actual[key] != expected:
            title, word = asked_words(scheme, case, key)
            yield _otherwise(title, expected, actual[key], word)


def _lacking(scheme: Scheme, case: Case, actual: Outcomes) -> Iterator[tuple[str, str]]:
    """Where other facts are missing than the case names."""
    for key, names in case.missing.items():
        expected = tuple(sorted(names))
        if key not in actual:
            yield f"{key} 可以计算", f"没有“{key}”。{allowed_text(key, actual)}"
        elif actual[key] != expected:
            titles = asked_titles(scheme, key)
            said = tuple(titles.get(one, one) for one in expected), tuple(titles.get(one, one) for one in actual[key])
            yield _otherwise(f"{asked_words(scheme, case, key)[0]}，缺", *said, str)


def _otherwise(title: str, expected: Words, actual: Words, word: Callable[[str], str]) -> tuple[str, str]:
    """Both sides in words; where the words are the same, with what is written in the files as well."""
    said = _words(expected, word), _words(actual, word)
    if said[0] == said[1]:
        said = _words(expected, lambda one: f"{word(one)} {one}"), _words(actual, lambda one: f"{word(one)} {one}")
    return f"{title}：{said[0]}", f"{title}：{said[1]}"


def _words(values: Words, word: Callable[[str], str]) -> str:
    return "、".join(map(word, values)) if values else "（无）"


def _judged(scheme: Scheme, file: CaseFile, case: Case) -> Iterator[tuple[str, str]]:
    facts: dict[str, Canonical | None] = {}
    known = scheme.dictionary.facts
    for name, text in {**file.facts, **case.facts}.items():
        if name not in known:
            raise _NotSo(f"数据项字典里没有“{name}”。{unknown_fact(name, name, known)}")
        facts[name] = canonical(known[name], text)
    explanation = explain(scheme, facts, case.on or _ANY_DAY)
    verdicts = {**explanation.conditions, **explanation.decisions}
    outcomes = {name: (verdict.outcome,) for name, verdict in verdicts.items()}
    missing = {name: tuple(sorted(verdict.missing)) for name, verdict in verdicts.items()}
    if any(name in scheme.estimates or name in scheme.money for name in case.expect):
        outcomes = {name: (_sum_words(sum_),) for name, sum_ in costs_of(scheme, facts).items()} | outcomes
    if any(name in scheme.eligibility for name in case.expect):
        ways = ways_in(scheme, facts)
        outcomes = {name: (way.outcome.value,) for name, way in ways.items()} | outcomes
        missing = {name: tuple(sorted(way.missing)) for name, way in ways.items()} | missing
    if any(name in scheme.measures or name in scheme.targets for name in case.expect):
        figures = figures_of(scheme, facts)
        outcomes = {name: (words,) for name, (words, _) in figures.items()} | outcomes
        missing = {name: tuple(sorted(asked)) for name, (_, asked) in figures.items()} | missing
    yield from _compared(scheme, case, outcomes)
    yield from _lacking(scheme, case, missing)


def _sum_words(amount: Decimal | None) -> str:
    return Outcome.UNKNOWN.value if amount is None else f"{amount.normalize():f}"


def _assessed(scheme: Scheme, case: Case, written: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    asked = {member.asks: member for one in scheme.assessments.values() for member in one.members.values()}
    figures: dict[str, Decimal | bool | None] = {}
    for name, text in written.items():
        if name not in asked:
            raise _NotSo(f"没有一项评定用到“{name}”。{allowed_text(name, asked)}")
        read = read_flag if asked[name].measure is None else read_number
        figures[name] = None if text is None else read(text)
    found = {name: assess(one, figures) for name, one in scheme.assessments.items()}
    yield from _compared(scheme, case, {name: (one.outcome.value,) for name, one in found.items()})
    missing = {name: tuple(sorted(one.missing)) for name, one in found.items()}
    yield from _lacking(scheme, case, missing)


def _vote(scheme: Scheme, vote: VoteCase) -> str:
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


def _dates(scheme: Scheme, case: Case, asked: DueCase) -> Outcomes:
    for name, known in ((asked.duty, scheme.duties), (asked.phase, scheme.phases)):
        if name is not None and name not in known:
            raise _NotSo(f"方案里没有“{name}”。{allowed_text(name, known)}")
    calendar = adjusted(ChineseCalendar(), case.holidays, case.workdays)
    given = Given(calendar, case.on or _ANY_DAY, asked.events, asked.redated)
    if asked.duty is None:
        return _due_words(phase_end(scheme, str(asked.phase), given), case.on)
    if not asked.between:
        return _due_words(duty_due(scheme, asked.duty, given), case.on)
    if scheme.duties[asked.duty].recurs is None:
        raise _NotSo(f"“{asked.duty}”不是周期性的任务。")
    since, until = asked.between
    return {"due": tuple(turn.due.isoformat() for turn in duty_turns(scheme, asked.duty, since, until, given))}


def _due_words(due: Due, on: date | None) -> Outcomes:
    """A date's parts as words; how it stands can be asked only of a case that says on which day."""

    def day(value: date | None) -> tuple[str, ...]:
        return (TO_BE_SET if value is None else value.isoformat(),)

    light = {} if on is None else {"standing": (standing(due, on).value,)}
    law = {} if due.law is None else {"law": (due.law,)}
    return {
        "due": day(due.limit or due.target),
        "target": day(due.target),
        "limit": day(due.limit),
        "estimated": ("yes" if due.estimated else "no",),
        **light,
        **law,
    }

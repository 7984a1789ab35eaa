"""Cross references: everything that a scheme names must exist and fit."""

from collections.abc import Mapping
from typing import Any, get_args

from sanwu.policy.model_base import Part
from sanwu.policy.model_dates import After, Before, ByLaw, OnDate, Recurring, TargetAndLimit
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Event
from sanwu.policy.modules import check_modules
from sanwu.policy.problems import Path, Problem, allowed_text
from sanwu.policy.references_parts import check_parts
from sanwu.policy.references_petitions import check_shown_only
from sanwu.policy.references_rules import check_rules
from sanwu.policy.report import SECTION_TITLES, Report
from sanwu.policy.walk import references, walk

MAX_RULES = 200
MAX_PARTS = 2_000


def check_scheme(scheme: Scheme) -> list[Problem]:
    """All references of a scheme that has its dictionary and law packs attached."""
    report = Report(scheme._data, scheme._places, "scheme.yaml")
    if len(scheme.conditions) + len(scheme.decisions) > MAX_RULES:
        report.add("too_many_rules", f"条件和决策超过了 {MAX_RULES} 个。", "请拆成几个方案。", ("conditions",))
        return report.problems
    parts = sum(1 for _ in walk(scheme))
    if parts > MAX_PARTS:
        message = f"整个方案写了 {parts:,} 条内容，上限是 {MAX_PARTS:,} 条。"
        report.add("too_many_parts", message, "请合并相近的条目，或者拆成几个方案。", ())
        return report.problems
    sections = _sections(scheme)
    for path, part in walk(scheme):
        for at, section, word in references(part, path):
            report.known(word, sections[section], section, at)
        _check_part(report, scheme, path, part)
    check_rules(report, scheme)
    check_parts(report, scheme)
    check_shown_only(report, scheme)
    check_modules(report, scheme)
    for name in scheme.votes:
        _check_ballot(report, scheme, name)
    for section, needs in (
        ("bodies", {name: (body.parent,) for name, body in scheme.bodies.items()}),
        ("phases", {name: phase.after for name, phase in scheme.phases.items()}),
        ("duties", {name: (*duty.follows, *_starts(duty.due)) for name, duty in scheme.duties.items()}),
        ("items", {name: (item.parent,) for name, item in scheme.items.items()}),
        ("ladder", {name: (rung.after,) for name, rung in scheme.ladder.items()}),
    ):
        _check_circle(report, section, needs)
    return report.problems


def _sections(scheme: Scheme) -> dict[str, list[str]]:
    """For each section the words that may be used to refer to it."""
    steps = dict.fromkeys(step for workflow in scheme.workflows.values() for step in workflow.steps)
    law_events = [event for family in scheme.law.values() for event in family.events]
    return {
        "bodies": list(scheme.bodies),
        "phases": list(scheme.phases),
        "items": list(scheme.items),
        "facts": list(scheme.dictionary.facts),
        "measures": list(scheme.measures),
        "targets": list(scheme.targets),
        "duties": list(scheme.duties),
        "forms": list(scheme.forms),
        "checklists": list(scheme.acceptance.checklists),
        "item_groups": list(scheme.item_groups),
        "conditions": list(scheme.conditions),
        "decisions": list(scheme.decisions),
        "laws": list(scheme.law),
        "events": [*scheme.events, *scheme.duties, *scheme.phases, *steps, *law_events, *get_args(Event)],
        "money": list(scheme.money),
        "ladder": list(scheme.ladder),
        "workflows": list(scheme.workflows),
        "reports": list(scheme.reports),
        "results": list(scheme.acceptance.results),
    }


def _check_part(report: Report, scheme: Scheme, path: Path, part: Part) -> None:
    if isinstance(part, ByLaw):
        _check_by_law(report, scheme, path, part)
    elif isinstance(part, TargetAndLimit):
        for key, inner in (("target", part.target), ("limit", part.limit)):
            if isinstance(inner, (Recurring, TargetAndLimit)):
                report.add("bad_date", "target 和 limit 里只能写单个日期。", "请写成一个日期。", (*path, key))
        if isinstance(part.target, OnDate) and isinstance(part.limit, OnDate) and part.target.date > part.limit.date:
            report.add(
                "target_after_limit",
                "目标日期晚于最后期限。",
                "较早的写在 target，较晚的写在 limit。",
                (*path, "target"),
            )
    elif isinstance(part, Recurring):
        for key, bound in (("from", part.from_), ("until", part.until)):
            if isinstance(bound, (Recurring, TargetAndLimit)):
                report.add("bad_date", f"{key} 里只能写单个日期。", "请写成一个日期。", (*path, key))


def _check_by_law(report: Report, scheme: Scheme, path: Path, part: ByLaw) -> None:
    family = scheme.law.get(part.family)
    if family is None:
        report.known(part.family, scheme.law, "laws", (*path, "law"))
        return
    clocks = list(dict.fromkeys(key for version in family.versions.values() for key in version.clocks))
    if part.key not in clocks:
        report.add(
            "unknown_law_key",
            f"法规“{family.title}”里没有“{part.key}”这个期限。",
            allowed_text(part.key, clocks),
            (*path, "law"),
        )


def _check_ballot(report: Report, scheme: Scheme, name: str) -> None:
    ballot = scheme.votes[name]
    family = scheme.law.get(ballot.law)
    if family is not None:
        matters = list(dict.fromkeys(key for version in family.versions.values() for key in version.matters))
        if ballot.matter not in matters:
            report.add(
                "unknown_law_key",
                f"法规“{family.title}”里没有“{ballot.matter}”这个表决事项。",
                allowed_text(ballot.matter, matters),
                ("votes", name, "matter"),
            )
    decision = scheme.decisions.get(ballot.decision or "")
    if decision is not None and ballot.outcome is not None and ballot.outcome not in decision.outcomes:
        report.add(
            "unknown_outcome",
            f"决策“{decision.title}”没有“{ballot.outcome}”这种结果。",
            allowed_text(ballot.outcome, decision.outcomes),
            ("votes", name, "outcome"),
        )


def _starts(due: Any) -> tuple[str, ...]:
    """Duties that a date counts from."""
    if isinstance(due, TargetAndLimit):
        return (*_starts(due.target), *_starts(due.limit))
    if isinstance(due, After):
        return (due.after,)
    if isinstance(due, Before):
        return (due.before,)
    return (due.after,) if isinstance(due, ByLaw) and due.after else ()


def _check_circle(report: Report, section: str, needs: Mapping[str, tuple[str | None, ...]]) -> None:
    """No entry may come after itself."""
    settled: set[str] = set()
    for start in needs:
        trail: list[str] = []
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                settled.add(name)
                trail.pop()
                continue
            if name in trail:
                circle = " → ".join((*trail[trail.index(name) :], name))
                report.add(
                    "circle",
                    f"{SECTION_TITLES[section]}的先后关系绕成了一圈：{circle}。",
                    "请去掉其中一处。",
                    (section, name),
                )
                return
            if name in settled:
                continue
            trail.append(name)
            stack.append((name, True))
            stack.extend((other, False) for other in needs[name] if other is not None and other in needs)

"""Cross references: everything that a scheme, the dictionary or a law pack names must exist and fit."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic_core import PydanticCustomError

from sanwu.policy.bind import Binder
from sanwu.policy.model_base import Part
from sanwu.policy.model_dates import After, Before, ByLaw, OnDate, Recurring, TargetAndLimit
from sanwu.policy.model_facts import Derivation, Dictionary
from sanwu.policy.model_law import LawFamily
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Event
from sanwu.policy.overlap import overlaps
from sanwu.policy.predicates import other_predicates, rule_predicates
from sanwu.policy.problems import Path, Problem, allowed_text, path_text, refused
from sanwu.policy.ruleset import bind_rules, outcomes_of
from sanwu.policy.translate import Places, place_of
from sanwu.policy.values import canonical
from sanwu.policy.walk import references, walk

MAX_RULES = 200
MAX_TESTS = 300
SECTION_TITLES = {
    "bodies": "单位",
    "phases": "阶段",
    "items": "整治事项",
    "facts": "数据项",
    "measures": "指标",
    "targets": "目标",
    "duties": "任务",
    "forms": "调查表",
    "checklists": "验收清单",
    "item_groups": "事项分组",
    "conditions": "条件",
    "decisions": "决策",
    "laws": "法规",
    "events": "事件",
}


class Report:
    """Collects problems and finds their places."""

    def __init__(self, data: Any, places: Places, file: str) -> None:
        self.data, self.places, self.file = data, places, file
        self.problems: list[Problem] = []

    def add(self, code: str, message: str, remedy: str, path: Path) -> None:
        """Note a problem at a path."""
        file, line = place_of(path, self.data, self.places, self.file)
        self.problems.append(Problem(code, message, file, line, path_text(path), remedy))

    def add_fault(self, fault: PydanticCustomError, path: Path) -> None:
        """Note a refusal that carries the rest of its path."""
        context: Mapping[str, Any] = fault.context or {}
        self.add(str(context["code"]), str(context["message"]), str(context["remedy"]), (*path, *context["at"]))

    def known(self, word: str, allowed: Iterable[str], section: str, path: Path) -> None:
        """A word must be one of those defined in a section."""
        names = list(allowed)
        if word not in names:
            title = SECTION_TITLES.get(section, section)
            self.add("unknown_reference", f"没有名为“{word}”的{title}。", allowed_text(word, names, 12), path)


def check_dictionary(dictionary: Dictionary, data: Any, places: Places) -> list[Problem]:
    """Groups exist, no header word means two facts, derivations set what exists to values that fit."""
    report = Report(data, places, "facts.yaml")
    words: dict[str, str] = {}
    for name, fact in dictionary.facts.items():
        at: Path = ("facts", name)
        if fact.group not in dictionary.groups:
            report.add(
                "unknown_reference",
                f"没有名为“{fact.group}”的分组。",
                allowed_text(fact.group, dictionary.groups),
                (*at, "group"),
            )
        for word in dict.fromkeys((fact.title, *fact.synonyms)):
            if word in words:
                report.add(
                    "synonym_twice",
                    f"“{word}”既指“{words[word]}”又指“{name}”，表头就认不清了。",
                    "请从其中一个数据项里删去这个叫法。",
                    (*at, "synonyms"),
                )
            words[word] = name
    for name, derivation in dictionary.derivations.items():
        _check_derivation(report, dictionary, derivation, ("derivations", name))
    return report.problems


def _check_derivation(report: Report, dictionary: Dictionary, derivation: Derivation, at: Path) -> None:
    source = dictionary.facts.get(derivation.from_)
    if source is None:
        report.known(derivation.from_, dictionary.facts, "facts", (*at, "from"))
    elif source.type != "text":
        report.add(
            "operator_unfit",
            f"只能从文字推定，“{source.title}”不是文字。",
            "请换成类型为 text 的数据项。",
            (*at, "from"),
        )
    for number, row in enumerate(derivation.table):
        if row.otherwise and number < len(derivation.table) - 1:
            report.add(
                "otherwise_not_last",
                "otherwise 后面还有别的行，那些行永远轮不到。",
                "请把它移到最后一行。",
                (*at, "table", number),
            )
        for fact_id, text in row.set_.items():
            path: Path = (*at, "table", number, "set", fact_id)
            fact = dictionary.facts.get(fact_id)
            if fact is None:
                report.known(fact_id, dictionary.facts, "facts", path)
                continue
            try:
                canonical(fact, text)
            except ValueError as error:
                report.add("bad_value", str(error), "请改成这个数据项可以取的值。", path)


def check_law(family: LawFamily, name: str, data: Any, places: Places) -> list[Problem]:
    """The file bears the family's name, versions do not overlap, matters name rules that exist."""
    report = Report(data, places, name)
    if name != f"law/{family.family}.yaml":
        report.add(
            "family_differs",
            f"文件名是 {name}，里面的 family 却是“{family.family}”。",
            f"请把文件改名为 {family.family}.yaml。",
            ("family",),
        )
    previous = None
    for key, version in sorted(family.versions.items(), key=lambda item: item[1].from_):
        at: Path = ("versions", key)
        if version.until is not None and version.until < version.from_:
            report.add("bad_range", "失效日期早于施行日期。", "请检查 from 和 until。", (*at, "until"))
        if previous is not None and (previous.until is None or previous.until >= version.from_):
            report.add(
                "law_versions_overlap",
                f"版本“{previous.title}”和“{version.title}”的施行时间重叠。",
                "请给较早的版本写上 until，为后一版施行的前一天。",
                (*at, "from"),
            )
        previous = version
        for matter in version.matters.values():
            if matter.rule not in version.rules:
                report.add(
                    "unknown_reference",
                    f"没有名为“{matter.rule}”的表决规则。",
                    allowed_text(matter.rule, version.rules),
                    (*at, "matters", matter.id, "rule"),
                )
        for clock in version.clocks.values():
            if family.events and clock.from_ not in family.events:
                report.add(
                    "unknown_reference",
                    f"没有名为“{clock.from_}”的事件。",
                    allowed_text(clock.from_, family.events),
                    (*at, "clocks", clock.id, "from"),
                )
    return report.problems


def check_scheme(scheme: Scheme) -> list[Problem]:
    """All references of a scheme that has its dictionary and law packs attached."""
    report = Report(scheme._data, scheme._places, "scheme.yaml")
    if len(scheme.conditions) + len(scheme.decisions) > MAX_RULES:
        report.add("too_many_rules", f"条件和决策超过了 {MAX_RULES} 个。", "请拆成几个方案。", ("conditions",))
        return report.problems
    sections = _sections(scheme)
    for path, part in walk(scheme):
        for at, section, word in references(part, path):
            report.known(word, sections[section], section, at)
        _check_part(report, scheme, path, part)
    _check_rules(report, scheme)
    for section, needs in (
        ("bodies", {name: (body.parent,) for name, body in scheme.bodies.items()}),
        ("phases", {name: phase.after for name, phase in scheme.phases.items()}),
        ("duties", {name: (*duty.follows, *_starts(duty.due)) for name, duty in scheme.duties.items()}),
        ("items", {name: (item.parent,) for name, item in scheme.items.items()}),
    ):
        _check_circle(report, section, needs)
    return report.problems


def _sections(scheme: Scheme) -> dict[str, list[str]]:
    """For each section the words that may be used to refer to it."""
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
        "events": [*scheme.events, *scheme.duties, *scheme.phases, *law_events, *get_args(Event)],
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


def _check_rules(report: Report, scheme: Scheme) -> None:
    rules, faults = bind_rules(scheme)
    for path, fault in faults:
        report.add_fault(fault, path)
    for path, predicate in rule_predicates(scheme):
        tests = list(leaves(predicate))
        if len(tests) > MAX_TESTS:
            report.add(
                "too_many_tests", f"一个条件里写了 {len(tests)} 个比较，上限是 {MAX_TESTS} 个。", "请拆开。", path
            )
        for leaf in tests:
            if isinstance(leaf, Test) and leaf.judged_by is not None:
                report.known(leaf.judged_by, scheme.bodies, "bodies", (*path, *leaf.at[:-2], "judged_by"))
    binder = Binder(scheme.dictionary, outcomes_of(scheme))
    for path, predicate in other_predicates(scheme):
        try:
            binder.bind(predicate)
        except PydanticCustomError as fault:
            report.add_fault(fault, path)
    for ballot in scheme.votes.values():
        _check_ballot(report, scheme, ballot.id)
    if faults:
        return
    for name, decision in scheme.decisions.items():
        if decision.hit == "unique":
            for first, second, example in overlaps(rules, name, scheme.dictionary):
                report.add_fault(
                    refused(
                        "overlap",
                        f"各行应当互不重叠，第 {first + 1} 行和第 {second + 1} 行却会同时成立，例如：{example}。",
                        "请改写条件使它们互斥，或改用 hit: first。",
                    ),
                    ("decisions", name, "table", second),
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

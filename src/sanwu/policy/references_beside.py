"""Cross references inside what stands beside a scheme: the fact dictionary and the law packs."""

from collections.abc import Iterable
from typing import Any

from sanwu.policy.bundle import FACTS
from sanwu.policy.model_facts import Derivation, Dictionary
from sanwu.policy.model_law import LawFamily, LawVersion
from sanwu.policy.model_law_local import LocalVersion
from sanwu.policy.problems import Path, Problem, allowed_text
from sanwu.policy.report import Report
from sanwu.policy.translate import Places
from sanwu.policy.values import canonical


def check_dictionary(dictionary: Dictionary, data: Any, places: Places, file: str = FACTS) -> list[Problem]:
    """Groups exist, no header word means two facts, derivations set what exists to values that fit."""
    report = Report(data, places, file)
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
        if row.not_a_name and source is not None and source.text_beside is None:
            report.add(
                "beside_missing",
                f"“{source.title}”旁边没有存放原文的数据项，不是名称的写法没有地方可留。",
                "请在这个数据项上加 text_beside，或删去 not_a_name。",
                (*at, "table", number, "not_a_name"),
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


def check_spans(report: Report, versions: Iterable[LawVersion | LocalVersion]) -> None:
    """Each version ends after it begins, and before the next one begins."""
    previous: LawVersion | LocalVersion | None = None
    for version in sorted(versions, key=lambda one: one.from_):
        if version.until is not None and version.until < version.from_:
            at: Path = ("versions", version.id, "until")
            report.add("bad_range", "失效日期早于施行日期。", "请检查 from 和 until。", at)
        if previous is not None and (previous.until is None or previous.until >= version.from_):
            report.add(
                "law_versions_overlap",
                f"版本“{previous.title}”和“{version.title}”的施行时间重叠。",
                "请给较早的版本写上 until，为后一版施行的前一天。",
                ("versions", version.id, "from"),
            )
        previous = version


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
    check_spans(report, family.versions.values())
    for key, version in family.versions.items():
        at: Path = ("versions", key)
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

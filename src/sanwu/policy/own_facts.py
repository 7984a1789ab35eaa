"""Facts of a scheme's own: `facts.local.yaml` in its folder adds to the shared dictionary, and never changes it."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from sanwu.policy.bundle import EXTENDS, OWN_FACTS
from sanwu.policy.model_facts import Dictionary, Fact, OwnFacts
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.operands import TYPE_TITLES
from sanwu.policy.problems import Problem
from sanwu.policy.references_beside import check_dictionary
from sanwu.policy.report import Report
from sanwu.policy.translate import Places
from sanwu.policy.yamltree import parse


def names_own(files: Iterable[str]) -> list[str]:
    """The files with facts of their own: those of the schemes that are extended, then the scheme's."""
    found = [name for name in files if name.startswith(f"{EXTENDS}/") and name.endswith(f"/{OWN_FACTS}")]
    return [*sorted(found), *(name for name in files if name == OWN_FACTS)]


def brought_by(scheme: Scheme, files: Mapping[str, str]) -> set[str]:
    """The facts that a loaded scheme has from files of its own."""
    tree = [parse(name, files[name]).data for name in names_own(files)]
    named = {str(key) for data in tree if isinstance(data, dict) for key in _names(data.get("facts"))}
    return named & scheme.dictionary.facts.keys()


def _names(section: Any) -> list[Any]:
    return list(section) if isinstance(section, dict) else [entry["id"] for entry in section or ()]


def laid_over(
    dictionary: Dictionary, own: OwnFacts, name: str, data: Any, places: Places, above: Container[str] = ()
) -> tuple[Dictionary, list[Problem]]:
    """The shared dictionary with the scheme's own facts added. A fact that is shared meanwhile counts as it is shared; one
    that is counted otherwise under the same name is refused, as the ledger keeps one value for both. `above` are the facts
    of the dictionary that come from the schemes that are extended."""
    report = Report(data, places, name)
    for key, fact in own.facts.items():
        shared = dictionary.facts.get(key)
        there = "被沿用的方案里" if key in above else "共用的字典里"
        if shared is not None and (why := difference(fact, shared, "这个文件里", there)):
            where, which = ("被沿用的方案里", "那里") if key in above else ("共用的数据项字典里", "共用")
            message = f"{where}已有“{key}”（{shared.title}），{why}。"
            remedy = f"意思相同的，请删去这里的一条，直接用{which}的；意思不同的，请另起一个标识。"
            report.add("fact_retyped", message, remedy, ("facts", key))
    facts = {**own.facts, **dictionary.facts}
    joined = dictionary.model_copy(
        update={
            "groups": {**own.groups, **dictionary.groups},
            "facts": {key: facts[key] for key in (*dictionary.facts, *own.facts)},
        }
    )
    problems = report.problems or check_dictionary(joined, data, places, name)
    return (dictionary if problems else joined), problems


def kind_text(fact: Fact) -> str:
    """How a fact is counted: 小数，2 位，m²."""
    said = [TYPE_TITLES[fact.type]]
    if fact.type == "decimal":
        said.append(f"{fact.scale} 位小数")
    if fact.unit_text:
        said.append(fact.unit_text)
    return "，".join(said)


def difference(theirs: Fact, ours: Fact, there: str = "那边", here: str = "这里") -> str:
    """Why a value of theirs is no value of ours, in Chinese; "" where it is."""
    if theirs.type != ours.type:
        return f"类型不同：{there}属于{kind_text(theirs)}，{here}属于{kind_text(ours)}"
    if theirs.unit_text != ours.unit_text:
        return f"单位不同：{there}是 {theirs.unit_text or '无'}，{here}是 {ours.unit_text or '无'}"
    if theirs.places != ours.places:
        return f"小数位数不同：{there} {theirs.places} 位，{here} {ours.places} 位"
    if absent := [choice.title for key, choice in theirs.choices.items() if key not in ours.choices]:
        return f"{here}没有选项：{'、'.join(absent[:5])}"
    return ""

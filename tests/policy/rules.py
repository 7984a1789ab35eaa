"""Generated schemes: any predicates over a few facts, any tables, and rows of facts with unknowns among them."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from sanwu.policy.load import load_files
from sanwu.policy.model import Scheme
from sanwu.policy.values import Canonical

FACTS = """
version: 1
groups: {main: 基本}
facts:
  a: {title: 甲, type: boolean, group: main, collected_by: survey}
  b: {title: 乙, type: boolean, group: main, collected_by: survey}
  n: {title: 户数, type: integer, unit: 户, group: main, collected_by: survey}
  d: {title: 面积, type: decimal, scale: 2, unit: m², group: main, collected_by: survey}
  c: {title: 管理方, type: choice, choices: {x: 子, y: 丑, z: 寅}, group: main, collected_by: survey}
  t: {title: 名称, type: text, group: main, collected_by: survey}
  w: {title: 日期, type: date, group: main, collected_by: survey}
"""
Facts = dict[str, Canonical | None]

counts = st.integers(0, 4)
areas = st.integers(0, 400).map(lambda number: f"{number // 100}.{number % 100:02}")
finer_areas = st.one_of(areas, st.sampled_from(["0.001", "1.005", "2", "3.9999"]))
words = st.sampled_from(["x", "xy", "街道", "'quoted'"])
days = st.sampled_from(["2019-12-31", "2020-01-01", "2020-01-02"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "a": st.booleans(), "b": st.booleans(), "n": counts, "d": areas, "c": st.sampled_from("xyz"), "t": words, "w": days,
}  # fmt: skip
OPERANDS: Mapping[str, st.SearchStrategy[Any]] = {
    "a": st.sampled_from(["yes", "no"]), "b": st.sampled_from(["yes", "no"]),
    "n": st.one_of(counts.map(str), st.sampled_from(["1.5", "2.001"])), "d": finer_areas,
    "c": st.sampled_from("xyz"), "t": words, "w": days,
}  # fmt: skip
SINGLE = {"n": ["below", "at_most", "above", "at_least"], "t": ["contains"]}
SINGLE = {fact: ["is", "is_not", *SINGLE.get("n" if fact in "ndw" else fact, [])] for fact in VALUES}


@st.composite
def tests(draw: st.DrawFn) -> dict[str, Any]:
    """One comparison that fits its fact."""
    fact = draw(st.sampled_from(sorted(VALUES)))
    kinds = [*SINGLE[fact], "known"]
    kinds += ["one_of", "none_of"] if fact not in "ab" else []
    kinds += ["between"] if fact in "ndw" else []
    operator = draw(st.sampled_from(kinds))
    if operator == "known":
        return {fact: {operator: draw(st.sampled_from(["yes", "no"]))}}
    if operator in ("one_of", "none_of"):
        return {fact: {operator: draw(st.lists(OPERANDS[fact], min_size=1, max_size=3, unique=True))}}
    if operator == "between":
        pair = draw(st.lists(OPERANDS[fact], min_size=2, max_size=2, unique=True))
        return {fact: {operator: sorted(pair, key=lambda text: text if fact == "w" else float(text))}}
    return {fact: {operator: draw(OPERANDS[fact])}}


def predicates(references: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Trees of all / any / not over comparisons, and over references to earlier rules."""
    leaf = st.one_of(tests(), st.sampled_from(references)) if references else tests()
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=6,
    )


@st.composite
def conditions(draw: st.DrawFn, references: list[dict[str, Any]]) -> dict[str, Any]:
    size = draw(st.integers(1, 3))
    holds = draw(st.sampled_from(["all", "any", *({"at_least": str(number)} for number in range(1, size + 1))]))
    members = {f"m{number}": {"title": "成员", "when": draw(predicates(references))} for number in range(size)}
    entry = {"title": "条件", "polarity": "deficit", "holds_when": holds, "members": members}
    if references and draw(st.booleans()):
        entry["applies_to"] = draw(predicates(references))
    return entry


@st.composite
def decisions(draw: st.DrawFn, references: list[dict[str, Any]], hits: list[str]) -> dict[str, Any]:
    table: list[dict[str, Any]] = [
        {"when": draw(predicates(references)), "then": draw(st.sampled_from("pq"))}
        for _ in range(draw(st.integers(1, 3)))
    ]
    if draw(st.booleans()):
        table.append({"otherwise": draw(st.sampled_from("pqr"))})
    entry = {
        "title": "决策",
        "hit": draw(st.sampled_from(hits)),
        "outcomes": dict.fromkeys("pqr", "结果"),
        "table": table,
    }
    if references and draw(st.booleans()):
        entry["applies_to"] = draw(predicates(references))
    return entry


@st.composite
def rule_texts(draw: st.DrawFn, hits: tuple[str, ...] = ("first", "unique")) -> str:
    """A scheme.yaml of a few rules, later ones referring to earlier ones."""
    found: dict[str, dict[str, Any]] = {"conditions": {}, "decisions": {}}
    references: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            found["conditions"][f"k{number}"] = draw(conditions(references))
            references.append({"condition": f"k{number}", "is": draw(st.sampled_from(["yes", "no"]))})
        else:
            found["decisions"][f"k{number}"] = draw(decisions(references, list(hits)))
            references.append({"decision": f"k{number}", "is": draw(st.sampled_from([["p"], ["p", "not_applicable"]]))})
    return json.dumps({"id": "made", "version": "1", "title": "生成", **found}, ensure_ascii=False)


@st.composite
def schemes(draw: st.DrawFn, hits: tuple[str, ...] = ("first", "unique")) -> Scheme:
    """A generated scheme that loads; one with an overlap that the loader can prove is drawn again as `first`."""
    text = draw(rule_texts(hits))
    loaded = load_files({"scheme.yaml": text, "facts.yaml": FACTS})
    if loaded.scheme is None:
        assert {problem.code for problem in loaded.problems} == {"overlap"}, [str(one) for one in loaded.problems]
        loaded = load_files({"scheme.yaml": text.replace('"hit": "unique"', '"hit": "first"'), "facts.yaml": FACTS})
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def facts(unknown: bool = True) -> st.SearchStrategy[Facts]:
    """Canonical facts of one compound, any of them unknown if allowed."""
    return st.fixed_dictionaries(
        {fact: st.one_of(st.none(), values) if unknown else values for fact, values in VALUES.items()}
    )

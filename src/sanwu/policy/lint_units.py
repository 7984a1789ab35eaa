"""Findings about units: what is written in hectares and compared in square metres is wrong ten thousand times."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from sanwu.policy.findings import Notebook
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_oversight import Score
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

_NUMBER = r"(\d[\d,，]*(?:\.\d+)?|[一二三四五六七八九十两])\s*"
_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)} | {"两": "2"}
# Money is given per square metre or household, so its fact must be counted in these.
_PER = {"m2": "m²", "m2_month": "m²", "household": "户"}


def check_units(notebook: Notebook) -> None:
    """Words beside a threshold, criteria on a fact and money per unit speak of the fact's own unit."""
    scheme = notebook.scheme
    facts = scheme.dictionary.facts
    parts = dict(walk(scheme))
    for path, predicate in predicates(scheme):
        words = _words(parts, path)
        for leaf in leaves(predicate):
            if isinstance(leaf, Test) and facts[leaf.fact].numeric and leaf.operator != "known":
                _check_words(notebook, (*path, *leaf.at), facts[leaf.fact], leaf, words)
    for name, checklist in scheme.acceptance.checklists.items():
        for key, criterion in checklist.criteria.items():
            path = ("acceptance", "checklists", name, "criteria", key)
            if criterion.fact is not None and criterion.unit is not None:
                _check_unit(notebook, (*path, "unit"), facts[criterion.fact], criterion.unit)
    for path, part in parts.items():
        _check_share(notebook, path, part)
    for name, line in scheme.money.items():
        unit = _PER.get(line.per or "")
        if line.fact is not None and unit is not None:
            _check_unit(notebook, ("money", name, "per"), facts[line.fact], unit)


def _check_share(notebook: Notebook, path: Path, part: Part) -> None:
    """A measure in per cent is bounded by 95, not by 0.95."""
    measure = notebook.scheme.measures.get(str(getattr(part, "measure", "")))
    if measure is None or measure.unit != "%" or isinstance(part, Score):
        return
    for key in ("at_least", "at_most", "above", "below", "is_"):
        bound = getattr(part, key, None)
        if isinstance(bound, Decimal) and 0 < bound < 1:
            message = f"“{measure.title}”的单位是 %，界限写的却是 {_plain(bound)}。"
            remedy = f"百分之 {_plain(bound * 100)} 请写 {_plain(bound * 100)}。"
            notebook.add("unit_mismatch", (*path, key.rstrip("_")), message, remedy)


def _words(parts: dict[Path, Part], path: Path) -> str:
    """The sentences of the entry that a predicate stands in; a row without a title of its own has its note."""
    around = next(path[:length] for length in range(len(path) - 1, -1, -1) if path[:length] in parts)
    part = parts[around]
    named = ("title", "text", "note") if isinstance(part, Entry) else ("title", "note")
    return "；".join(str(word) for key in named if (word := getattr(part, key, None)))


def _check_words(notebook: Notebook, path: Path, fact: Fact, test: Test, words: str) -> None:
    """A number that stands in the words with one unit and in the rule with another."""
    compared = {Decimal(text) for text in test.operands}
    if fact.unit == "%" and any(0 < number < 1 for number in compared):
        message = f"“{fact.title}”的单位是 %，这里比较的却是 {'、'.join(test.operands)}。"
        notebook.add("unit_mismatch", path, message, "百分之九十五请写 95，不写 0.95。")
        return
    for written, unit, factor in _measured(fact, words):
        if factor != 1 and written in compared and written * factor not in compared:
            message = f"文字写的是 {written} {unit}，条件却拿 {written} {fact.unit_text} 去比“{fact.title}”。"
            remedy = f"请换算成 {fact.unit_text}：{written} {unit} 是 {_plain(written * factor)} {fact.unit_text}。"
            notebook.add("unit_mismatch", path, message, remedy)
            return


def _measured(fact: Fact, words: str) -> Iterator[tuple[Decimal, str, Decimal]]:
    """Numbers in words that are followed by a unit which the fact knows: number, unit, factor."""
    if not fact.unit_factors:
        return
    factors = {**fact.unit_factors, fact.unit_text: Decimal(1)}
    units = "|".join(re.escape(unit) for unit in sorted(factors, key=len, reverse=True))
    for found in re.finditer(f"{_NUMBER}({units})", words):
        text = _NUMERALS.get(found[1], re.sub("[,，]", "", found[1]))
        try:
            yield Decimal(text), found[2], factors[found[2]]
        except InvalidOperation:
            continue


def _check_unit(notebook: Notebook, path: Path, fact: Fact, unit: str) -> None:
    if unit == fact.unit_text or fact.unit_factors.get(unit) == 1:
        return
    factor = fact.unit_factors.get(unit)
    message = f"这里的单位是“{unit}”，“{fact.title}”的单位是“{fact.unit_text or '没有单位'}”。"
    known = f"1 {unit} 是 {_plain(factor)} {fact.unit_text}。" if factor else "请核对单位，或换一个数据项。"
    notebook.add("unit_mismatch", path, message, f"请换算成数据项的单位；{known}" if factor else known)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"

"""Findings about units: what is written in hectares and compared in square metres is wrong ten thousand times."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from sanwu.policy.findings import Notebook
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.model_oversight import Score
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

Units = Mapping[str, Decimal | None]
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
    """A number that stands in the words with one unit and in the rule with another: the very same number, or the one that
    it is in another unit of the fact (9999 m² written as 0.9999)."""
    compared = {Decimal(text) for text in test.operands}
    if fact.unit == "%" and any(0 < number < 1 for number in compared):
        message = f"“{fact.title}”的单位是 %，这里比较的却是 {'、'.join(test.operands)}。"
        notebook.add("unit_mismatch", path, message, "百分之九十五请写 95，不写 0.95。")
        return
    units = _units(notebook.scheme.dictionary, fact)
    said = list(_measured(units, words))
    fits = {written * factor for written, _, factor in said if factor is not None}
    for number in sorted(compared - fits):
        for written, unit, factor in said:
            if factor is None and written == number:
                message = f"文字写的是 {written} {unit}，条件比的却是“{fact.title}”，单位是 {fact.unit_text}。"
                notebook.add("unit_mismatch", path, message, "请换一个单位相同的数据项，或换算以后再比。")
                return
            if factor is not None and (other := _other_unit(number, written * factor, units)):
                message = (
                    f"文字写的是 {written} {unit}，条件却拿 {_plain(number)} {fact.unit_text} 去比“{fact.title}”。"
                )
                right = f"{_plain(written * factor)} {fact.unit_text}"
                same = f"{written} {unit} 是 {right}" if factor != 1 else f"{_plain(number)} 像是按{other}写的"
                remedy = f"请换算成 {fact.unit_text}：{same}，条件里写 {_plain(written * factor)}。"
                notebook.add("unit_mismatch", path, message, remedy)
                return


def _other_unit(number: Decimal, meant: Decimal, units: Units) -> str:
    """The unit in which this number would be what is meant, "" where there is none."""
    found = (unit for unit, factor in units.items() if factor not in (None, 1) and number * factor == meant)
    return next(found, "")


def _units(dictionary: Dictionary, fact: Fact) -> Units:
    """Every unit that the dictionary knows, with the factor to this fact's own; None where they are not comparable."""
    if not fact.unit_text:
        return {}
    found: dict[str, Decimal | None] = {}
    for other in dictionary.facts.values():
        same = other.unit_text == fact.unit_text
        for unit, factor in ((other.unit_text, Decimal(1)), *other.unit_factors.items()):
            if unit and (same or unit not in found):
                found[unit] = factor if same else None
    return {**found, **fact.unit_factors, fact.unit_text: Decimal(1)}


def _measured(units: Units, words: str) -> Iterator[tuple[Decimal, str, Decimal | None]]:
    """Numbers in words that are followed by a unit: number, unit, factor to the unit of the fact."""
    if not units:
        return
    known = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    for found in re.finditer(f"{_NUMBER}({known})", words):
        text = _NUMERALS.get(found[1], re.sub("[,，]", "", found[1]))
        try:
            yield Decimal(text), found[2], units[found[2]]
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

"""Findings about numbers: without clause or source, and subsidies that do not decline as promised."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from sanwu.policy.findings import Notebook
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_money import Acknowledged, MoneyLine
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk


def check_numbers(notebook: Notebook) -> None:
    """Every number can say where it is from; every subsidy that promises to decline does."""
    _check_clauses(notebook)
    for name, line in notebook.scheme.money.items():
        _check_subsidy(notebook, name, line)


def _check_clauses(notebook: Notebook) -> None:
    """A number is covered by the clause or source of its own entry or of an entry around it."""
    scheme = notebook.scheme
    covered: dict[Path, bool] = {(): False}
    owners: dict[Path, tuple[Path, Part]] = {}
    bare: dict[Path, Part] = {}
    thresholds = _thresholds(scheme)
    for path, part in walk(scheme):
        if isinstance(part, (Scheme, Acknowledged)) or path[0] == "issued_on":
            continue
        around = next(path[:length] for length in range(len(path) - 1, -1, -1) if path[:length] in covered)
        covered[path] = covered[around] or bool(getattr(part, "clause", ()) or getattr(part, "source", None))
        owners[path] = (path, part) if isinstance(part, Entry) else owners.get(around, (path, part))
        if not covered[path] and (_has_number(part) or path in thresholds):
            owner, entry = owners[path]
            bare[owner] = entry
    for path, part in bare.items():
        title = getattr(part, "title", None) or str(path[-1])
        message = f"“{title}”里有数字或日期，却没有写出处。"
        notebook.add(
            "number_without_clause", path, message, "请用 clause 写明条款编号，方案以外的数字用 source 写明来源。"
        )


def _thresholds(scheme: Scheme) -> set[Path]:
    """Paths of members, rows and entries whose condition compares a number or a date."""
    facts = scheme.dictionary.facts
    return {
        path[:-1]
        for path, predicate in predicates(scheme)
        for leaf in leaves(predicate)
        if isinstance(leaf, Test) and leaf.operator != "known"
        if facts[leaf.fact].numeric or facts[leaf.fact].type == "date"
    }


def _has_number(part: Part) -> bool:
    """Whether a number or a day was written directly in this part."""
    values = [getattr(part, name) for name in part.model_fields_set]
    return any(isinstance(value, (int, Decimal, Fraction, date)) and not isinstance(value, bool) for value in values)


def _check_subsidy(notebook: Notebook, name: str, line: MoneyLine) -> None:
    path: Path = ("money", name)
    if line.declines and not line.rates:
        message = f"“{line.title}”应当逐年递减，却没有写各年的标准。"
        notebook.add(
            "subsidy_without_rates", path, message, "请在 rates 里写明各年的标准；方案没有写的，说明由谁来定。"
        )
    rates = sorted(line.rates, key=lambda rate: rate.year)
    for earlier, later in pairwise(rates):
        if (line.declines or line.kind == "subsidy") and (later.rate >= earlier.rate or later.year == earlier.year):
            message = f"“{line.title}”没有逐年递减：{earlier.year} 年 {earlier.rate}，{later.year} 年 {later.rate}。"
            notebook.add("subsidy_not_declining", (*path, "rates"), message, "请核对各年的标准。")
            return

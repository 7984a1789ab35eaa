"""Findings about numbers: without clause or source, and points that do not add up."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from sanwu.policy.findings import Notebook
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_money import Acknowledged
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

_FULL_MARKS = Decimal(100)


def check_numbers(notebook: Notebook) -> None:
    """Every number can say where it is from; points add up."""
    _check_clauses(notebook)
    _check_points(notebook)


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


def _check_points(notebook: Notebook) -> None:
    """Points add up to full marks wherever every line has its own."""
    scheme = notebook.scheme
    for name, sheet in scheme.evaluation.items():
        wanted = sheet.full_marks if sheet.full_marks is not None else _FULL_MARKS
        marks = [score.points for score in sheet.scores.values() if not score.veto]
        _check_sum(notebook, ("evaluation", name, "scores"), sheet.title, marks, wanted)
    for name, report in scheme.reports.items():
        marks = [line.points for line in report.lines.values()]
        _check_sum(notebook, ("reports", name, "lines"), report.title, marks, _FULL_MARKS)


def _check_sum(notebook: Notebook, path: Path, title: str, marks: list[Decimal | None], wanted: Decimal) -> None:
    points = [mark for mark in marks if mark is not None]
    if points and len(points) == len(marks) and sum(points) != wanted:
        message = f"“{title}”的分值加起来是 {sum(points)} 分，不是 {wanted} 分。"
        remedy = "请核对各行的分值；满分不是 100 分的，写 full_marks。"
        notebook.add("points_not_whole", path, message, remedy)

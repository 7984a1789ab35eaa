"""Findings about classes: a plan that divides compounds should say where one class ends and the next begins."""

from collections.abc import Iterator

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_rules import Decision, Row
from sanwu.policy.model_scheme import Scheme


def check_classes(notebook: Notebook) -> None:
    """Every decision table whose rows are judged by people alone, or by figures that are only examples."""
    for name, decision in notebook.scheme.decisions.items():
        _check_classes(notebook, name, decision)


def _check_classes(notebook: Notebook, name: str, decision: Decision) -> None:
    """A plan that divides compounds into classes should say where one ends and the next begins."""
    asked = [number for number, row in enumerate(decision.table) if row.when and _by_judgement(notebook.scheme, row)]
    if asked:
        rows = "、".join(str(number + 1) for number in asked)
        message = f"判定表“{decision.title}”的第 {rows} 行没有写界限，全靠人判断，各地的结果会不一样。"
        remedy = "定下界限后请写进条件；方案没有定的，在 acknowledged 里写明由谁判断。"
        notebook.add("class_without_threshold", ("decisions", name), message, remedy)
    examples = [
        number
        for number, row in enumerate(decision.table)
        if row.when and row.status == "example" and any(_numeric(notebook.scheme, row))
    ]
    if examples:
        rows = "、".join(str(number + 1) for number in examples)
        message = f"判定表“{decision.title}”的第 {rows} 行的界限是示例数值，不是方案写的。"
        remedy = "采用前请换成本地的界限并写明来源；暂时沿用的，写明理由。"
        notebook.add("example_threshold", ("decisions", name), message, remedy)


def _by_judgement(scheme: Scheme, row: Row) -> bool:
    """Whether nothing but somebody's judgement decides a row."""
    facts = scheme.dictionary.facts
    found = list(leaves(row.when)) if row.when else []
    return all(
        isinstance(leaf, Test) and (leaf.judged_by is not None or facts[leaf.fact].collected_by == "judgement")
        for leaf in found
    )


def _numeric(scheme: Scheme, row: Row) -> Iterator[Test]:
    for leaf in leaves(row.when) if row.when else ():
        if isinstance(leaf, Test) and leaf.operator != "known" and scheme.dictionary.facts[leaf.fact].numeric:
            yield leaf

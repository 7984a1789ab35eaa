"""Findings about rules: rows never reached, rows that cross, gaps, classes without thresholds, conditions nobody asks."""

from collections.abc import Iterator

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import RuleIs, Test, leaves
from sanwu.policy.model_rules import Decision, Row
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.overlap import survey
from sanwu.policy.predicates import predicates
from sanwu.policy.ruleset import RuleSet, rules_of
from sanwu.policy.walk import references, walk


def check_rules(notebook: Notebook) -> None:
    """All decision tables of a scheme, and the conditions they ask."""
    scheme = notebook.scheme
    rules = rules_of(scheme)
    for name, decision in scheme.decisions.items():
        _check_table(notebook, rules, name)
        _check_classes(notebook, name, decision)
    _check_conditions(notebook)


def _check_table(notebook: Notebook, rules: RuleSet, name: str) -> None:
    decision = notebook.scheme.decisions[name]
    found = survey(rules, name, notebook.scheme.dictionary)
    for number in found.unreached:
        message = f"判定表“{decision.title}”的第 {number + 1} 行永远轮不到，前面的行已经包括了它。"
        remedy = "请删去这一行，或改写前面的条件。"
        notebook.add("unreachable_row", ("decisions", name, "table", number), message, remedy)
    if decision.hit == "unique" and not found.tried:
        message = f"判定表“{decision.title}”要求各行互不重叠，但条件太多，不能事先全部核对。"
        remedy = "请简化条件，或改用 hit: first；运行时如有重叠会显示为待核实。"
        notebook.add("overlap_unchecked", ("decisions", name), message, remedy)
    if found.gap is not None:
        message = f"判定表“{decision.title}”没有覆盖所有情况，例如：{found.gap}。"
        notebook.add("table_gap", ("decisions", name, "table"), message, "请加上 otherwise，或补上缺少的行。")
    crossings = [
        (first, second, words)
        for first, second, words in found.crossings
        if decision.table[first].outcome != decision.table[second].outcome
    ]
    if crossings:
        first, second, words = crossings[0]
        more = f"（这样的共有 {len(crossings)} 对）" if len(crossings) > 1 else ""
        message = (
            f"判定表“{decision.title}”的第 {first + 1} 行和第 {second + 1} 行会同时成立、结果不同{more}，"
            f"由先写的决定，例如：{words}。"
        )
        remedy = "请确认先后就是方案的意思；不是的，请改写条件。"
        notebook.add("overlapping_rows", ("decisions", name, "table", second), message, remedy)


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


def _check_conditions(notebook: Notebook) -> None:
    """A condition that no decision, goal or duty asks is suspicious – unless the scheme decides nothing at all."""
    scheme = notebook.scheme
    asked = {word for path, part in walk(scheme) for _, where, word in references(part, path) if where == "conditions"}
    for _, predicate in predicates(scheme):
        asked |= {leaf.rule for leaf in leaves(predicate) if isinstance(leaf, RuleIs) and leaf.kind == "condition"}
    for name, condition in scheme.conditions.items():
        if scheme.decisions and name not in asked:
            message = f"条件“{condition.title}”没有一个决策、目标或任务用到。"
            notebook.add("condition_unused", ("conditions", name), message, "请写明用在哪里，或删去这个条件。")

"""Findings about rules: rows never reached, rows that cross, gaps, conditions nobody asks."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import RuleIs, leaves
from sanwu.policy.overlap import survey
from sanwu.policy.predicates import predicates
from sanwu.policy.ruleset import RuleSet, rules_of
from sanwu.policy.walk import references, walk


def check_rules(notebook: Notebook) -> None:
    """All decision tables of a scheme, and the conditions they ask."""
    scheme = notebook.scheme
    rules = rules_of(scheme)
    for name in scheme.decisions:
        _check_table(notebook, rules, name)
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

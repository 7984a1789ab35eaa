"""Findings about rules: thresholds nobody collects, answers nobody uses, rows never reached, gaps."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.overlap import countable, uncovered, unreached
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.ruleset import RuleSet, rules_of

# Known without a form: what says which compound it is, and what the platform works out itself.
_GIVEN = ("identity", "computed")
# Answers that somebody gives only because a rule asks.
_ASKED_FOR_A_RULE = ("judgement", "vote")


def check_rules(notebook: Notebook) -> None:
    """All rules of a scheme, and the forms that feed them."""
    _check_facts(notebook)
    rules = rules_of(notebook.scheme)
    for name in notebook.scheme.decisions:
        _check_table(notebook, rules, name)


def _check_facts(notebook: Notebook) -> None:
    scheme = notebook.scheme
    facts = scheme.dictionary.facts
    collected = _collected(scheme)
    used: dict[str, Path] = {}
    for path, predicate in predicates(scheme):
        for leaf in leaves(predicate):
            if isinstance(leaf, Test):
                used.setdefault(leaf.fact, (*path, *leaf.at))
    for fact, path in used.items():
        if fact not in collected and facts[fact].collected_by not in _GIVEN:
            message = f"规则要用“{facts[fact].title}”，却没有一张表采集它。"
            notebook.add("fact_not_collected", path, message, f"请把 {fact} 加进一张调查表。")
    for name, form in scheme.forms.items():
        for fact in form.fields:
            if facts[fact].collected_by in _ASKED_FOR_A_RULE and fact not in used:
                message = f"表“{form.title}”要填“{facts[fact].title}”，却没有一条规则用到它。"
                notebook.add("fact_unused", ("forms", name), message, "请从表里删去，不要让基层填没有用的内容。")


def _collected(scheme: Scheme) -> set[str]:
    """Facts that some form asks for, and those that follow from them by derivation."""
    asked = {fact for form in scheme.forms.values() for fact in form.fields}
    for derivation in scheme.dictionary.derivations.values():
        if derivation.from_ in asked:
            asked |= {fact for row in derivation.table for fact in row.set_}
    return asked


def _check_table(notebook: Notebook, rules: RuleSet, name: str) -> None:
    decision = notebook.scheme.decisions[name]
    dictionary = notebook.scheme.dictionary
    for number in unreached(rules, name, dictionary):
        message = f"判定表“{decision.title}”的第 {number + 1} 行永远轮不到，前面的行已经包括了它。"
        remedy = "请删去这一行，或改写前面的条件。"
        notebook.add("unreachable_row", ("decisions", name, "table", number), message, remedy)
    if decision.hit == "unique" and not countable(rules, name, dictionary):
        message = f"判定表“{decision.title}”要求各行互不重叠，但条件太多，不能事先全部核对。"
        remedy = "请简化条件，或改用 hit: first；运行时如有重叠会显示为待核实。"
        notebook.add("overlap_unchecked", ("decisions", name), message, remedy)
    example = uncovered(rules, name, dictionary)
    if example is not None:
        message = f"判定表“{decision.title}”没有覆盖所有情况，例如：{example}。"
        notebook.add("table_gap", ("decisions", name, "table"), message, "请加上 otherwise，或补上缺少的行。")

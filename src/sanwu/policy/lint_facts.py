"""Findings about facts and forms: thresholds nobody collects, answers nobody uses, forms that reach nobody."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import references, walk

# Known without a form: what says which compound it is, and what the platform works out itself.
_GIVEN = ("identity", "computed")
# Answers that somebody gives only because a rule asks.
_ASKED_FOR_A_RULE = ("judgement", "vote")
# Sections whose facts must be known beforehand; acceptance, works and reports bring their own figures.
_RECKONED = ("estimates", "money", "party", "eligibility")
_SHOWN = 6


def check_facts(notebook: Notebook) -> None:
    """What rules and estimates need is collected; what is collected is needed; every form reaches somebody."""
    scheme = notebook.scheme
    needed, used = _needed(scheme), _used(scheme)
    facts = scheme.dictionary.facts
    collected = _collected(scheme)
    for fact, path in needed.items():
        if fact not in collected and facts[fact].collected_by not in _GIVEN:
            message = f"规则要用“{facts[fact].title}”，却没有一张表采集它。"
            notebook.add("fact_not_collected", path, message, f"请把 {fact} 加进一张调查表。")
    for name, form in scheme.forms.items():
        idle = [fact for fact in form.fields if facts[fact].collected_by in _ASKED_FOR_A_RULE and fact not in used]
        for fact in idle:
            message = f"表“{form.title}”要填“{facts[fact].title}”，却没有一条规则用到它。"
            notebook.add("fact_unused", ("forms", name), message, "请从表里删去，不要让基层填没有用的内容。")
        for key, section in form.sections.items():
            asked = dict.fromkeys((*section.required, *section.optional))
            _check_section(notebook, name, key, [fact for fact in asked if fact not in used and fact not in idle])
    filled = {word for path, part in walk(scheme) for _, where, word in references(part, path) if where == "forms"}
    for name, form in scheme.forms.items():
        if scheme.duties and name not in filled:
            message = f"没有一个任务要填表“{form.title}”，这张表发不到任何人手里。"
            notebook.add("form_unused", ("forms", name), message, "请在要填它的任务里写上 forms，或删去这张表。")


def _check_section(notebook: Notebook, form: str, key: str, idle: list[str]) -> None:
    """Facts that nothing uses are asked for nothing, unless the plan itself wants them written down."""
    sheet = notebook.scheme.forms[form]
    section = sheet.sections[key]
    if not idle or sheet.clause or section.clause or section.source:
        return
    facts = notebook.scheme.dictionary.facts
    names = "、".join(facts[fact].title for fact in idle[:_SHOWN]) + ("等" if len(idle) > _SHOWN else "")
    message = f"表“{sheet.title}”的“{section.title}”有 {len(idle)} 项没有一处用到：{names}。"
    remedy = "请从表里删去；方案要求填写的，用 clause 写明是哪一条。"
    notebook.add("fact_unused", ("forms", form, "sections", key), message, remedy)


def _needed(scheme: Scheme) -> dict[str, Path]:
    """Facts that must be known before anything can be decided or reckoned, with the first place that needs each."""
    needed: dict[str, Path] = {}
    for path, rule in predicates(scheme):
        for leaf in leaves(rule):
            if isinstance(leaf, Test):
                needed.setdefault(leaf.fact, (*path, *leaf.at))
    for path, part in walk(scheme):
        if path and path[0] in _RECKONED:
            for at, section, word in references(part, path):
                if section == "facts":
                    needed.setdefault(word, at)
    return needed


def _used(scheme: Scheme) -> set[str]:
    """Facts that anything but a form speaks of."""
    used = {leaf.fact for _, rule in predicates(scheme) for leaf in leaves(rule) if isinstance(leaf, Test)}
    for path, part in walk(scheme):
        if path[:1] != ("forms",):
            used |= {word for _, where, word in references(part, path) if where == "facts"}
    derivations = scheme.dictionary.derivations.values()
    return used | {row.from_ for row in derivations if any(set(line.set_) & used for line in row.table)}


def _collected(scheme: Scheme) -> set[str]:
    """Facts that some form asks for, and those that follow from them by derivation."""
    asked = {fact for form in scheme.forms.values() for fact in form.fields}
    for derivation in scheme.dictionary.derivations.values():
        if derivation.from_ in asked:
            asked |= {fact for row in derivation.table for fact in row.set_}
    return asked

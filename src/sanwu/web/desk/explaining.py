""" "Why?": the working of a verdict as sentences and a tree, down to the fact and the clause, in the page's language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.decisions.overridden import in_force
from sanwu.policy.explain import Explanation, Leaf, PartTrace, Trace, Verdict
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.plan_text import Quote
from sanwu.web.ui.outcomes import Look, Text, outcome_look
from sanwu.web.ui.words import fact_text, joined, title_of

# (fact id) -> where it can be filled in or corrected; "" where this person may not.
Where = Callable[[str], str]
QUOTES_SHOWN = 3
# Inside the tree "yes" beside "has property management" would read as the fact itself.
HOLDS: dict[str, Text] = {"yes": gettext_lazy("成立"), "no": gettext_lazy("不成立")}

JOINTS: dict[str, Text] = {
    "all": gettext_lazy("同时满足"),
    "any": gettext_lazy("满足其中一项"),
    "not": gettext_lazy("不满足"),
}
# How far to trust what a rule says, where it is not the plan's own words.
STATUS: dict[str, Text] = {
    "law": gettext_lazy("法律规定"),
    "practice": gettext_lazy("通行做法，不是方案原文"),
    "example": gettext_lazy("示例，采用的地方应换成自己的标准"),
}
NUMBERS: dict[str, Text] = {
    "below": gettext_lazy("低于 %(value)s"),
    "at_most": gettext_lazy("不超过 %(value)s"),
    "above": gettext_lazy("超过 %(value)s"),
    "at_least": gettext_lazy("不低于 %(value)s"),
}
DATES: dict[str, Text] = {
    "below": gettext_lazy("早于 %(value)s"),
    "at_most": gettext_lazy("不晚于 %(value)s"),
    "above": gettext_lazy("晚于 %(value)s"),
    "at_least": gettext_lazy("不早于 %(value)s"),
}


@dataclass(frozen=True)
class Node:
    """One line of the tree."""

    look: Look
    title: str
    detail: str = ""
    status: Text = ""
    clauses: tuple[str, ...] = ()
    href: str = ""
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class VerdictView:
    """A verdict as the page shows it; `open` unfolds its working. `ruled` is what the rule itself says, where `look` is
    what somebody decided instead."""

    anchor: str
    title: str
    look: Look
    sentence: str
    clauses: tuple[str, ...]
    quotes: list[Quote]
    nodes: list[Node]
    open: bool
    status: Text = ""
    note: str = ""
    ruled: Look | None = None


def verdict_views(
    scheme: Scheme,
    explanation: Explanation,
    quotes: Mapping[str, Quote],
    where: Where,
    prefix: str,
    decided: Mapping[str, str] | None = None,
) -> list[VerdictView]:
    """All verdicts of one compound under one scheme, conditions first; the first is unfolded. `decided` is {rule: outcome}
    of what somebody decided otherwise."""
    teller = Teller(scheme, quotes, where, decided or {})
    verdicts = [*explanation.conditions.values(), *explanation.decisions.values()]
    return [teller.view(verdict, f"{prefix}-{verdict.rule}", number == 0) for number, verdict in enumerate(verdicts)]


def rule_of(scheme: Scheme, name: str) -> Condition | Decision:
    return scheme.conditions[name] if name in scheme.conditions else scheme.decisions[name]


def look_of(rule: Condition | Decision, outcome: str) -> Look:
    """How an outcome of a rule looks, in the words of its scheme."""
    if isinstance(rule, Condition):
        return outcome_look(outcome, rule.polarity)
    label = title_of(rule.outcomes[outcome]) if outcome in rule.outcomes else ""
    return outcome_look(outcome, "", label)


def holds_look(outcome: str, polarity: str = "") -> Look:
    """How a part of the working looks: it holds, does not hold, or is open."""
    return outcome_look(outcome, polarity, HOLDS.get(outcome, ""))


@dataclass(frozen=True)
class Teller:
    """Tells verdicts of one scheme."""

    scheme: Scheme
    quotes: Mapping[str, Quote]
    where: Where
    decided: Mapping[str, str] = field(default_factory=dict)

    def view(self, verdict: Verdict, anchor: str, unfolded: bool) -> VerdictView:
        rule = rule_of(self.scheme, verdict.rule)
        clauses = dict.fromkeys([*verdict.clause, *(clause for part in verdict.parts for clause in part.clause)])
        quoted = [self.quotes[clause] for clause in clauses if clause in self.quotes]
        nodes = [self._part(rule, verdict, part) for part in verdict.parts]
        stands = in_force(verdict.outcome, self.decided.get(verdict.rule))
        return VerdictView(
            anchor,
            title_of(rule),
            look_of(rule, stands),
            self.sentence(rule, verdict),
            verdict.clause,
            quoted[:QUOTES_SHOWN],
            nodes,
            unfolded,
            STATUS.get(rule.status, ""),
            rule.note or "",
            look_of(rule, verdict.outcome) if stands != verdict.outcome else None,
        )

    def sentence(self, rule: Condition | Decision, verdict: Verdict) -> str:
        """The verdict in one or two sentences: what decided, and what is missing."""
        if verdict.outcome == "not_applicable":
            return _("适用的前提不成立，不需要判定。")
        if verdict.overlap:
            rows = joined(str(number + 1) for number in verdict.overlap)
            return _("判定表第 %(rows)s 行同时成立，方案没有说以哪一行为准。") % {"rows": rows}
        said = self._members(rule, verdict) if isinstance(rule, Condition) else self._row(verdict)
        if verdict.missing:
            facts = joined(title_of(self._fact(name)) for name in verdict.missing)
            said += _("还缺：%(facts)s。") % {"facts": facts}
        return said

    def _members(self, rule: Condition, verdict: Verdict) -> str:
        found: dict[str, list[str]] = {}
        for part in verdict.parts:
            if part.part in rule.members:
                found.setdefault(part.outcome, []).append(title_of(rule.members[part.part]))
        patterns = (
            ("yes", _("%(what)s：成立。")),
            ("no", _("%(what)s：不成立。")),
            ("unknown", _("%(what)s：待核实。")),
        )
        return "".join(text % {"what": joined(found[outcome])} for outcome, text in patterns if outcome in found)

    def _row(self, verdict: Verdict) -> str:
        if verdict.row is None:
            return "" if verdict.missing else _("不论未填的数据项是什么，结论都一样。")
        part = next(part for part in verdict.parts if part.part == f"table[{verdict.row}]")
        if part.trace is None:
            return _("前面各行都不成立，按其余情况办理。")
        held = [leaf for leaf in _leaves(part.trace) if leaf.outcome == "yes"]
        reasons = joined(
            _("%(fact)s %(actual)s（%(expected)s）")
            % {"fact": title_of(self._fact(leaf.fact)), "actual": self.actual(leaf), "expected": self.expected(leaf)}
            for leaf in held
        )
        return _("%(reasons)s。") % {"reasons": reasons}

    def _part(self, rule: Condition | Decision, verdict: Verdict, part: PartTrace) -> Node:
        polarity = rule.polarity if isinstance(rule, Condition) and part.part in rule.members else ""
        decided = verdict.row is not None and part.part == f"table[{verdict.row}]"
        look = holds_look(part.outcome, polarity)
        if part.trace is None and not decided:
            look = Look("none", "dash", _("没有用到"))
        inner = part.trace if part.trace is not None and part.trace.rule is None else None
        return Node(
            look,
            self._part_title(rule, part),
            _("结论由这一行得出") if decided else "",
            STATUS.get(_status(rule, part), "") if _status(rule, part) != rule.status else "",
            part.clause,
            "",
            [] if inner is None else [self._trace(inner)],
        )

    def _part_title(self, rule: Condition | Decision, part: PartTrace) -> str:
        if part.part == "applies_to":
            return _("适用前提：%(rule)s") % {"rule": self._named_rules(part.trace)}
        if isinstance(rule, Condition):
            return title_of(rule.members[part.part])
        then = title_of(rule.outcomes[part.then]) if part.then in rule.outcomes else ""
        if part.trace is None:
            return _("其余情况 → %(then)s") % {"then": then}
        row = int(part.part.removeprefix("table[").removesuffix("]")) + 1
        return _("第 %(row)s 行 → %(then)s") % {"row": row, "then": then}

    def _named_rules(self, trace: Trace | None) -> str:
        if trace is None:
            return ""
        if trace.rule is not None:
            return title_of(rule_of(self.scheme, trace.rule))
        return joined(self._named_rules(part) for part in trace.parts)

    def _trace(self, trace: Trace) -> Node:
        look = holds_look(trace.outcome)
        if trace.leaf is not None:
            return self._leaf(trace.leaf, look)
        if trace.rule is not None:
            return Node(look, title_of(rule_of(self.scheme, trace.rule)))
        return Node(look, str(JOINTS[trace.kind]), children=[self._trace(part) for part in trace.parts])

    def _leaf(self, leaf: Leaf, look: Look) -> Node:
        unknown = leaf.actual is None
        title = title_of(self._fact(leaf.fact))
        detail = _("要求：%(expected)s；登记的是：%(actual)s") % {
            "expected": self.expected(leaf),
            "actual": self.actual(leaf),
        }
        if leaf.question:
            asked = (
                leaf.question
                if not leaf.judged_by
                else _("%(question)s（由%(body)s判定）")
                % {
                    "question": leaf.question,
                    "body": leaf.judged_by,
                }
            )
            detail = f"{asked} {detail}"
        return Node(look, title, detail, href=self.where(leaf.fact) if unknown else "")

    def _fact(self, name: str) -> Fact:
        return self.scheme.dictionary.facts[name]

    def actual(self, leaf: Leaf) -> str:
        return fact_text(self._fact(leaf.fact), leaf.actual)

    def expected(self, leaf: Leaf) -> str:
        """What the rule asks for: 低于 10,000 m², 是, 50 至 100."""
        fact = self._fact(leaf.fact)
        if leaf.operator == "known":
            return _("已填写") if leaf.expected else _("未填写")
        if leaf.operator in ("is", "one_of"):
            return joined(self._values(fact, leaf.expected))
        if leaf.operator in ("is_not", "none_of"):
            return _("不是 %(values)s") % {"values": joined(self._values(fact, leaf.expected))}
        if leaf.operator == "between":
            low, high = self._values(fact, leaf.expected)
            return _("%(low)s 至 %(high)s") % {"low": low, "high": high}
        if leaf.operator == "contains":
            return _("含“%(value)s”") % {"value": leaf.expected}
        words = DATES if fact.type == "date" else NUMBERS
        return str(words[leaf.operator]) % {"value": self._values(fact, leaf.expected)[0]}

    def _values(self, fact: Fact, expected: Any) -> list[str]:
        listed = expected if isinstance(expected, list) else [expected]
        return [fact_text(fact, value) for value in listed]


def _status(rule: Condition | Decision, part: PartTrace) -> str:
    """The status of a member or row of its own; that of the rule where none is stated."""
    if isinstance(rule, Condition):
        return rule.members[part.part].status if part.part in rule.members else rule.status
    if not part.part.startswith("table["):
        return rule.status
    return rule.table[int(part.part.removeprefix("table[").removesuffix("]"))].status or rule.status


def _leaves(trace: Trace) -> Iterable[Leaf]:
    if trace.leaf is not None:
        yield trace.leaf
    for part in trace.parts:
        yield from _leaves(part)

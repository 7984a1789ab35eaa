"""Predicates, dates and citations of a scheme in words for people, in the page's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_assessments import Assessment
from sanwu.policy.model_base import Entry
from sanwu.policy.model_dates import DateExpr
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_predicate import AllOf, AnyOf, Not, Predicate, RuleIs, Test
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.web.desk.explaining import DATES, JOINTS, NUMBERS, rule_of
from sanwu.web.desk.plan_text import Quote
from sanwu.web.desk.scheme_dates import date_text, day_said, span_text
from sanwu.web.desk.scheme_events import EVENTS
from sanwu.web.ui.outcomes import LABELS, Text
from sanwu.web.ui.words import joined, title_of, unit_of

# How far to trust an entry; every entry says it, the plan's own words too.
STATUS: dict[str, tuple[str, Text]] = {
    "plan": ("", gettext_lazy("方案")),
    "law": ("tag-law", gettext_lazy("法律")),
    "practice": ("tag-status", gettext_lazy("做法")),
    "example": ("tag-status", gettext_lazy("示例")),
}
LEVELS: dict[str, Text] = {
    "province": gettext_lazy("省"), "city": gettext_lazy("市"), "district": gettext_lazy("区"),
    "street": gettext_lazy("街道"), "community": gettext_lazy("社区"), "compound": gettext_lazy("小区"),
    "any": gettext_lazy("各级"), "campaign": gettext_lazy("整个行动"), "division": gettext_lazy("辖区"),
    "project": gettext_lazy("项目"), "case": gettext_lazy("事项"),
}  # fmt: skip
OBJECTS: dict[str, Text] = {
    "compound": gettext_lazy("小区"), "building": gettext_lazy("楼栋"), "block": gettext_lazy("片区"),
    "community": gettext_lazy("社区"), "street": gettext_lazy("街道"), "unit": gettext_lazy("单位"),
    "case": gettext_lazy("事项"), "problem": gettext_lazy("问题"), "item": gettext_lazy("整治项目"),
    "project": gettext_lazy("项目"), "dispute": gettext_lazy("纠纷"), "complaint": gettext_lazy("投诉"),
}  # fmt: skip


@dataclass(frozen=True)
class Cite:
    """Where an entry comes from: clauses, how far to trust it, what the writer noted beside it."""

    clauses: tuple[str, ...] = ()
    status: Text = ""
    css: str = ""
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Said:
    """A predicate in words: one comparison, or a joint with what it joins."""

    text: str
    children: list["Said"] = field(default_factory=list)


def cite(clauses: Iterable[str], status: str | None, note: str | None = None, source: str | None = None) -> Cite:
    css, label = STATUS[status or "plan"]
    return Cite(tuple(clauses), label, css, note or "", source or "")


def cite_of(entry: Entry) -> Cite:
    return cite(entry.clause, entry.status, entry.note, entry.source)


def quotes_for(quotes: Mapping[str, Quote], clauses: Iterable[str]) -> list[Quote]:
    """The plan's own sentences of these clauses."""
    return [quotes[clause] for clause in dict.fromkeys(clauses) if clause in quotes]


def needed_text(rule: Condition | Assessment) -> Text:
    """How many of its members must hold."""
    return {
        "all": _("下面各项都成立才算"), "any": _("下面任何一项成立就算"),
    }.get(str(rule.holds_when), _("下面至少 %(n)s 项成立才算") % {"n": rule.needed})  # fmt: skip


class Words:
    """Tells parts of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def body(self, name: str | None) -> str:
        """The title of a body; the short one where it has one."""
        if not name or name not in self.scheme.bodies:
            return name or ""
        body = self.scheme.bodies[name]
        return body.short or title_of(body) if title_of(body) == body.title else title_of(body)

    def bodies(self, names: Iterable[str]) -> str:
        return joined(self.body(name) for name in names)

    def fact(self, name: str) -> str:
        known = self.scheme.dictionary.facts.get(name)
        return title_of(known) if known else name

    def facts(self, names: Iterable[str]) -> str:
        return joined(self.fact(name) for name in names)

    def events(self, names: Iterable[str]) -> str:
        return joined(self.event(name) for name in names)

    def event(self, name: str) -> str:
        """An event of the format, of the scheme itself, of a law, or a duty that something follows."""
        if name in EVENTS:
            return str(EVENTS[name])
        for entries in (self.scheme.events, self.scheme.duties, self.scheme.phases):
            if name in entries:
                return title_of(entries[name])
        found = next((family.events[name] for family in self.scheme.law.values() if name in family.events), None)
        return title_of(found) if found else name

    def predicate(self, predicate: Predicate | None) -> Said | None:
        """A predicate as a tree of sentences."""
        if predicate is None:
            return None
        if isinstance(predicate, Test):
            return Said(self._test(predicate))
        if isinstance(predicate, RuleIs):
            rule = rule_of(self.scheme, predicate.rule)
            names = {name: title_of(choice) for name, choice in getattr(rule, "outcomes", {}).items()}
            values = joined(names.get(outcome) or str(LABELS[outcome]) for outcome in predicate.outcomes)
            return Said(_("%(what)s：%(value)s") % {"what": title_of(rule), "value": values})
        parts = [predicate.part] if isinstance(predicate, Not) else list(predicate.parts)
        joint = {AllOf: "all", AnyOf: "any", Not: "not"}[type(predicate)]
        return Said(str(JOINTS[joint]), [said for part in parts if (said := self.predicate(part))])

    def _test(self, test: Test) -> str:
        fact = self.scheme.dictionary.facts[test.fact]
        if test.question:
            what = _("%(question)s（由%(body)s判定）") % {"question": test.question, "body": self.body(test.judged_by)}
        else:
            what = title_of(fact)
        return _("%(what)s：%(value)s") % {"what": what, "value": self._expected(fact, test)}

    def _expected(self, fact: Fact, test: Test) -> str:
        operator = test.operator
        if operator == "known":
            return _("已填写") if test.operands[0] == "yes" else _("未填写")
        values = [_value(fact, text) for text in test.operands]
        if operator in ("is", "one_of"):
            return joined(values)
        if operator in ("is_not", "none_of"):
            return _("不是 %(values)s") % {"values": joined(values)}
        if operator == "between":
            return _("%(low)s 至 %(high)s") % {"low": values[0], "high": values[1]}
        if operator == "contains":
            return _("含“%(value)s”") % {"value": values[0]}
        return str((DATES if fact.type == "date" else NUMBERS)[operator]) % {"value": values[0]}

    def date(self, when: DateExpr | None) -> str:
        """When something is due, as the plan states it; "" where it states nothing."""
        return date_text(when, self.scheme, self.event)

    def span(self, starts: DateExpr | None, ends: DateExpr | None) -> str:
        """From when till when, as the plan states it."""
        return span_text(starts, ends, self.scheme, self.event)

    def day(self, when: DateExpr | None) -> str:
        """The day on which something was done, without "before"."""
        return day_said(when, self.scheme, self.event)


def _value(fact: Fact, text: str) -> str:
    if fact.type == "boolean":
        return str(LABELS["yes" if text == "yes" else "no"])
    if fact.type == "choice" and text in fact.choices:
        return title_of(fact.choices[text])
    if fact.numeric:
        return number_text(Decimal(text), unit_of(fact))
    return text

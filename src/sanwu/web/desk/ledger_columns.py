"""The columns of the ledger page: which there are, which are chosen, and what stands in each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.decisions.listing import COLUMNS
from sanwu.decisions.overridden import Overridden
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.paging import link
from sanwu.web.ui.words import fact_text, is_year, label_of, title_of

NAME = "name"
# Shown where nobody chose, after all rules; and the columns by which the list sorts.
DEFAULT_FACTS = ("household_count", "floor_area_m2", "built_year", "property_arrangement")
SORT_OF = {"household_count": "households", "floor_area_m2": "area", "built_year": "year"}
CHOSEN, COLUMN = "columns", "column"  # in the address: columns=a,b,c; from the form: column=a&column=b


@dataclass(frozen=True)
class Head:
    label: Text
    numeric: bool = False
    direction: str = ""
    href: str = ""


class Cell(NamedTuple):
    label: Text
    text: str = ""
    look: Look | None = None
    numeric: bool = False
    note: str = ""  # what the rule itself says, where somebody decided otherwise, and why


@dataclass(frozen=True)
class Box:
    """A column that can be chosen."""

    id: str
    label: str
    checked: bool


@dataclass(frozen=True)
class BoxGroup:
    title: str
    boxes: list[Box]
    open: bool


@dataclass(frozen=True)
class Columns:
    """The chosen columns of a scheme's ledger, in the order of the scheme: rules first, then facts."""

    scheme: Scheme
    rules: list[str]
    facts: list[str]
    chosen: bool

    @property
    def unlisted(self) -> list[str]:
        """Facts that the list does not bring with its rows."""
        return [name for name in self.facts if name not in COLUMNS]

    def groups(self) -> list[BoxGroup]:
        """All columns that there are."""
        dictionary = self.scheme.dictionary
        ticked = {*self.rules, *self.facts}
        rules = [Box(name, title_of(rule_of(self.scheme, name)), name in ticked) for name in _rules(self.scheme)]
        by_group: dict[str, list[Box]] = {}
        for name in _facts(self.scheme):
            fact = dictionary.facts[name]
            by_group.setdefault(fact.group, []).append(Box(name, title_of(fact), name in ticked))
        groups = [
            (_("认定结论"), rules),
            *((title_of(dictionary.groups[key]), found) for key, found in by_group.items()),
        ]
        return [BoxGroup(title, boxes, any(box.checked for box in boxes)) for title, boxes in groups]

    def heads(self, query: QueryDict, sort: str, descending: bool) -> list[Head]:
        """The headings; those by which the list sorts are links."""

        def head(label: Text, name: str = "", numeric: bool = False) -> Head:
            if not name:
                return Head(label, numeric)
            current = name == sort
            other_way = f"-{name}" if current and not descending else name
            direction = ("descending" if descending else "ascending") if current else ""
            return Head(label, numeric, direction, link(query, sort=other_way))

        facts = [self.scheme.dictionary.facts[name] for name in self.facts]
        return [
            head(_("小区"), NAME),
            *(head(title_of(rule_of(self.scheme, name))) for name in self.rules),
            *(head(label_of(fact), SORT_OF.get(fact.id, ""), fact.numeric) for fact in facts),
        ]

    def cells(
        self, row: Mapping[str, Any], known: Mapping[str, Any], overridden: Mapping[str, Overridden]
    ) -> list[Cell]:
        """One row: `row` is that of the list, `known` the compound's facts where some column asks for more, `overridden`
        what was decided otherwise than its rules."""
        verdicts = [self._verdict(name, row, overridden.get(name)) for name in self.rules]
        return verdicts + [
            self._listed(name, fact, label, row[name]) if name in COLUMNS else _stored(fact, label, known.get(name))
            for name, fact, label in self._labelled
        ]

    def _listed(self, name: str, fact: Fact, label: str, value: Any) -> Cell:
        if (name, value) not in self._known:
            self._known[name, value] = _listed(fact, label, value)
        return self._known[name, value]

    @cached_property
    def _known(self) -> dict[tuple[str, Any], Cell]:
        """The cells of what the list knows, by fact and value."""
        return {}

    @cached_property
    def _labelled(self) -> list[tuple[str, Fact, str]]:
        facts = self.scheme.dictionary.facts
        return [(name, facts[name], label_of(facts[name])) for name in self.facts]

    def _verdict(self, name: str, row: Mapping[str, Any], otherwise: Overridden | None) -> Cell:
        outcome, ruled = row["outcomes"].get(name), row["ruled"].get(name)
        if otherwise and ruled and outcome == otherwise.outcome:
            rule = rule_of(self.scheme, name)
            said = {"ruled": look_of(rule, ruled).label, "reason": otherwise.reason}
            note = _("改判，规则的结论是“%(ruled)s”。%(reason)s") % said
            return Cell(title_of(rule), look=look_of(rule, otherwise.outcome), note=note)
        if (name, outcome) not in self._plain:  # a page says the same few outcomes again and again
            rule = rule_of(self.scheme, name)
            look = look_of(rule, outcome) if outcome else None
            self._plain[name, outcome] = Cell(title_of(rule), look=look and replace(look, label=str(look.label)))
        return self._plain[name, outcome]

    @cached_property
    def _plain(self) -> dict[tuple[str, str | None], Cell]:
        """The cells that say what a rule says, by rule and outcome."""
        return {}


def read_columns(query: QueryDict, scheme: Scheme) -> Columns:
    """What the address chooses; names that are no column count as not given, and none at all means the usual ones."""
    if given := query.get(CHOSEN):
        wanted = set(given.split(","))
        rules = [name for name in _rules(scheme) if name in wanted]
        facts = [name for name in _facts(scheme) if name in wanted]
        if rules or facts:
            return Columns(scheme, rules, facts, True)
    usual = [name for name in DEFAULT_FACTS if name in scheme.dictionary.facts]
    return Columns(scheme, list(_rules(scheme)), usual, False)


def short_address(query: QueryDict) -> str | None:
    """The same question in its short form, where a form sent empty fields or ticked columns; None where it is short."""
    ticked: Sequence[str] = query.getlist(COLUMN)
    if not ticked and "" not in query.values():
        return None
    changes: dict[str, Any] = {name: "" for name, value in query.items() if not value}
    if ticked:
        changes |= {COLUMN: "", CHOSEN: ",".join(ticked)}
    return link(query, **changes)


def _rules(scheme: Scheme) -> Iterable[str]:
    return (*scheme.conditions, *scheme.decisions)


def _facts(scheme: Scheme) -> Iterator[str]:
    return (name for name, fact in scheme.dictionary.facts.items() if fact.collected_by != "identity")


def _listed(fact: Fact, label: str, value: Any) -> Cell:
    """A column of the list itself: a decimal stands there as its scaled integer."""
    if fact.numeric and value is not None:
        return _number(fact, label, Decimal(value).scaleb(-fact.places))
    return _stored(fact, label, value)


def _stored(fact: Fact, label: str, value: Any) -> Cell:
    """A value as it is kept among the compound's facts."""
    if value is None:
        return Cell(label, numeric=fact.numeric)
    if fact.numeric:
        return _number(fact, label, Decimal(value))
    return Cell(label, fact_text(fact, value))


def _number(fact: Fact, label: str, value: Decimal) -> Cell:
    return Cell(label, str(value) if is_year(fact) else number_text(value), numeric=True)

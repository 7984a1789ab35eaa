"""The filters of the ledger page: read from the address, offered as choices, shown as chips that can be taken off."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.codes import range_of
from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import rules_of
from sanwu.decisions.listing import CONCERNED, JUDGED, NOT_YET, UNKNOWN, Filters
from sanwu.decisions.stages import reports_lists
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.enums import Level
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.bars import RULE
from sanwu.web.desk.cards import area_of
from sanwu.web.ui.outcomes import LABELS, ORDER, Text
from sanwu.web.ui.paging import link
from sanwu.web.ui.words import joined, title_of

ARRANGEMENT = "property_arrangement"
LONGEST_SEARCH = 60
STAGES = {
    "listed": gettext_lazy("已列入上报名单"), "reviewing": gettext_lazy("名单还在审核"),
    "reviewed": gettext_lazy("名单已审核"), "filed": gettext_lazy("名单已备案"), "unfiled": gettext_lazy("已上报、还没有备案"),
    "unlisted": gettext_lazy("还没有上报"),
}  # fmt: skip
# What the map's legend leads to; nobody else asks for it.
EXACT = {"pending": gettext_lazy("已上报、还在审核"), "passed": gettext_lazy("审核通过、还没有备案")}
# What figures of the boards lead to; nobody else asks for it.
COUNTED = {CONCERNED: gettext_lazy("适用的"), NOT_YET: gettext_lazy("还没有达到（含待核实）")}
FILES = {"yes": gettext_lazy("填齐"), "no": gettext_lazy("还没有填齐")}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Choice:
    """One drop-down list; `help` says what it asks about, `clauses` where the plan says so."""

    name: str
    label: str
    options: list[Option]
    help: str = ""
    clauses: tuple[str, ...] = ()

    @property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)


@dataclass(frozen=True)
class Chip:
    label: str
    href: str


@dataclass(frozen=True)
class FilterForm:
    """The filter bar: `main` is always seen, `more` unfolds."""

    q: str
    main: list[Choice]
    more: list[Choice]
    chips: list[Chip]

    @property
    def explained(self) -> list[Choice]:
        """The choices that have an explanation."""
        return [choice for choice in (*self.main, *self.more) if choice.help]

    @property
    def more_open(self) -> bool:
        return any(choice.chosen for choice in self.more)


class Place(NamedTuple):
    """A division of the filter bar or of a row, as far as they show it; `above` names its parent."""

    code: str
    name: str
    level: str
    valid_to: date | None
    parent: str | None
    above: str | None

    @property
    def within_street(self) -> str:
        """Street and community, or as much of it as is known: what lies above is the same for the whole list."""
        return f"{self.above} {self.name}" if self.level == Level.COMMUNITY and self.above else self.name


@dataclass(frozen=True)
class Asked:
    """What the address asks for: `filters` for the list, and all that can be chosen but the divisions.

    The divisions come later, together with those of the rows, so that one query serves both. `base` is where the
    person works; `parent` is the chosen division or, without one, the base.
    """

    filters: Filters
    rules: list[Choice]
    others: list[Choice]
    base: str
    parent: str

    def places(self, scope: Scope, codes: Iterable[str]) -> list[Place]:
        """The divisions that the bar offers, and those of the rows (`codes`); one query."""
        wanted = Q(parent_id=self.parent) | Q(code__in={*codes, *self._way_down()})
        found = divisions_visible_to(scope).filter(wanted)
        rows = found.values_list("code", "name", "level", "valid_to", "parent_id", "parent__name")
        return [Place(*row) for row in rows]

    def form(self, query: QueryDict, places: Iterable[Place]) -> FilterForm:
        """The bar: of the divisions those right below the parent, and the way down to it."""
        way = self._way_down()
        offered = [place for place in places if place.valid_to is None]
        options = [
            Option(place.code, place.name, place.code == self.filters.division)
            for place in sorted(offered, key=lambda place: place.code)
            if place.parent == self.parent or place.code in way
        ]
        division = Choice("division", _("区划"), options)
        text = self.filters.text
        chips = [Chip(_("查找“%(text)s”") % {"text": text}, link(query, q=""))] if text else []
        chips += [
            Chip(
                _("%(name)s：%(value)s") % {"name": choice.label, "value": choice.chosen.label},
                link(query, **{choice.name: ""}),
            )
            for choice in (division, *self.rules, *self.others)
            if choice.chosen
        ]
        return FilterForm(text, [division, *self.rules[:1]], [*self.rules[1:], *self.others], chips)

    def _way_down(self) -> set[str]:
        """The codes between the base and the parent, and the parent, by their digits."""
        low, _high = range_of(self.base)
        return {code for digits in (2, 4, 6, 9, 12) if (code := self.parent[:digits].ljust(12, "0")) > low}


def read_filters(request: OfficeRequest, campaign: Campaign, scheme: Scheme) -> Asked:
    """Read the address; a value that is no choice counts as not given."""
    query = request.GET
    base = area_of(request, campaign)
    low, high = range_of(base)
    chosen, alone = query.get("division", ""), query.get("unplaced", "")
    inside = _is_code(chosen) and low < chosen < high
    rules = [*_conditions(query, scheme), *_decisions(query, scheme)]
    about = scheme.dictionary.facts.get(ARRANGEMENT)
    arrangement = Choice(
        "arrangement",
        _("物业管理方式"),
        list(_arrangements(query.get("arrangement", ""), about)),
        (about.help or "") if about else "",
    )
    missing = Choice(
        "missing",
        _("缺少的数据项"),
        list(_missing(query.get("missing", ""), campaign, scheme)),
        _("结论待核实，是因为还不知道这一项。"),
    )
    others = [arrangement, missing, *_ways(query, scheme)]
    if _is_code(alone) and low <= alone < high:
        others.append(Choice("unplaced", _("下级区划"), [Option(alone, _("还没有分到"), True)]))
    found = {choice.name: choice.chosen.value for choice in (*rules, *others) if choice.chosen}
    filters = Filters(
        text=" ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
        division=chosen if inside else "",
        outcomes={rule.name.removeprefix(RULE): found[rule.name] for rule in rules if rule.name in found},
        missing=found.get("missing", ""),
        arrangement=found.get("arrangement", ""),
        complete=found.get("complete", ""),
        stage=found.get("stage", ""),
        unplaced=found.get("unplaced", ""),
    )
    return Asked(filters, rules, others, base, chosen if inside else base)


def _is_code(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()


def _ways(query: QueryDict, scheme: Scheme) -> Iterator[Choice]:
    """How far a compound has come: its file, where the scheme asks for one, and the list that it stands on."""
    if survey_facts(scheme):
        told = _("摸底要求的数据项是不是全部有值。")
        yield _choice("complete", _("资料"), FILES, query, told)
    if reports_lists(scheme):
        told = _("按区里上报、市里审核和备案的名单。")
        chosen = query.get("stage", "")
        words = STAGES | ({chosen: EXACT[chosen]} if chosen in EXACT else {})
        yield _choice("stage", _("上报与备案"), words, query, told)


def _choice(name: str, label: str, words: Mapping[str, Text], query: QueryDict, told: str) -> Choice:
    chosen = query.get(name, "")
    return Choice(name, label, [Option(value, str(word), value == chosen) for value, word in words.items()], told)


def _conditions(query: QueryDict, scheme: Scheme) -> Iterator[Choice]:
    for condition in scheme.conditions.values():
        chosen = query.get(RULE + condition.id, "")
        options = [Option(outcome, str(LABELS[outcome]), outcome == chosen) for outcome in ORDER]
        options.append(_judged(chosen))
        options += [Option(chosen, str(COUNTED[chosen]), True)] if chosen in COUNTED else []
        members = [title_of(member) for member in condition.members.values()]
        told = joined(members) if len(members) > 1 else condition.note or ""
        yield Choice(RULE + condition.id, title_of(condition), options, told, condition.clause)


def _decisions(query: QueryDict, scheme: Scheme) -> Iterator[Choice]:
    for decision in scheme.decisions.values():
        chosen = query.get(RULE + decision.id, "")
        words = {name: title_of(outcome) for name, outcome in decision.outcomes.items()}
        words |= {name: str(LABELS[name]) for name in (UNKNOWN, "not_applicable")}
        options = [*(Option(name, word, name == chosen) for name, word in words.items()), _judged(chosen)]
        clauses = tuple(dict.fromkeys((*decision.clause, *(clause for row in decision.table for clause in row.clause))))
        told = joined(title_of(outcome) for outcome in decision.outcomes.values())
        yield Choice(RULE + decision.id, title_of(decision), options, told, clauses)


def _judged(chosen: str) -> Option:
    return Option(JUDGED, _("已有结论"), chosen == JUDGED)


def _missing(chosen: str, campaign: Campaign, scheme: Scheme) -> Iterator[Option]:
    """Facts that the rules of the scheme ask for."""
    for name in rules_of(campaign.scheme_version).facts:
        yield Option(name, title_of(scheme.dictionary.facts[name]), name == chosen)


def _arrangements(chosen: str, fact: Fact | None) -> Iterator[Option]:
    if fact is not None:
        for name, choice in fact.choices.items():
            yield Option(name, title_of(choice), name == chosen)
        yield Option(UNKNOWN, str(LABELS[UNKNOWN]), chosen == UNKNOWN)

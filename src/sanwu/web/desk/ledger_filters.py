"""The filters of the ledger page: read from the address, offered as choices, shown as chips that can be taken off."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.base.codes import range_of
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import rules_of
from sanwu.decisions.listing import UNKNOWN, Filters
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.bars import RULE
from sanwu.web.desk.cards import area_of
from sanwu.web.ui.outcomes import LABELS, ORDER
from sanwu.web.ui.paging import link
from sanwu.web.ui.words import title_of

ARRANGEMENT = "property_arrangement"
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Choice:
    """One drop-down list."""

    name: str
    label: str
    options: list[Option]

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
    filters: Filters

    @property
    def more_open(self) -> bool:
        return any(choice.chosen for choice in self.more)


def filter_form(request: OfficeRequest, campaign: Campaign, scheme: Scheme) -> FilterForm:
    """Read the address and offer what can be chosen in this campaign."""
    query = request.GET
    search = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
    division = Choice("division", _("区划"), list(_divisions(query.get("division", ""), request, campaign)))
    rules = [*_conditions(query, scheme), *_decisions(query, scheme)]
    missing = Choice("missing", _("缺少的数据项"), list(_missing(query.get("missing", ""), campaign, scheme)))
    arrangements = list(_arrangements(query.get("arrangement", ""), scheme.dictionary.facts.get(ARRANGEMENT)))
    arrangement = Choice("arrangement", _("物业管理方式"), arrangements)
    choices = [division, *rules, arrangement, missing]
    found = {choice.name: choice.chosen.value for choice in choices if choice.chosen}
    filters = Filters(
        text=search,
        division=found.get("division", ""),
        outcomes={rule.name.removeprefix(RULE): found[rule.name] for rule in rules if rule.name in found},
        missing=found.get("missing", ""),
        arrangement=found.get("arrangement", ""),
    )
    chips = [Chip(_("查找“%(text)s”") % {"text": search}, link(query, q=""))] if search else []
    chips += [
        Chip(
            _("%(name)s：%(value)s") % {"name": choice.label, "value": choice.chosen.label},
            link(query, **{choice.name: ""}),
        )
        for choice in choices
        if choice.chosen
    ]
    return FilterForm(search, [division, *rules[:1]], [*rules[1:], arrangement, missing], chips, filters)


def _divisions(chosen: str, request: OfficeRequest, campaign: Campaign) -> Iterator[Option]:
    """Those right below where the person works; once one is chosen, the way down to it and those right below it."""
    base = area_of(request, campaign)
    low, high = range_of(base)
    inside = len(chosen) == 12 and chosen.isascii() and chosen.isdigit() and low < chosen < high
    parent = chosen if inside else base
    on_the_way = [code for code in _prefixes(parent) if low < code]
    listed = divisions_visible_to(request.scope).filter(valid_to=None)
    for place in listed.filter(Q(parent_id=parent) | Q(code__in=on_the_way)).order_by("code"):
        yield Option(place.code, place.name, place.code == chosen)


def _prefixes(code: str) -> list[str]:
    """The codes above a code, and itself, by its digits."""
    return [code[:digits].ljust(12, "0") for digits in (2, 4, 6, 9, 12)]


def _conditions(query: QueryDict, scheme: Scheme) -> Iterator[Choice]:
    for condition in scheme.conditions.values():
        chosen = query.get(RULE + condition.id, "")
        options = [Option(outcome, str(LABELS[outcome]), outcome == chosen) for outcome in ORDER]
        yield Choice(RULE + condition.id, title_of(condition), options)


def _decisions(query: QueryDict, scheme: Scheme) -> Iterator[Choice]:
    for decision in scheme.decisions.values():
        chosen = query.get(RULE + decision.id, "")
        words = {name: title_of(outcome) for name, outcome in decision.outcomes.items()}
        words |= {name: str(LABELS[name]) for name in (UNKNOWN, "not_applicable")}
        yield Choice(
            RULE + decision.id, title_of(decision), [Option(name, word, name == chosen) for name, word in words.items()]
        )


def _missing(chosen: str, campaign: Campaign, scheme: Scheme) -> Iterator[Option]:
    """Facts that the rules of the scheme ask for."""
    for name in rules_of(campaign.scheme_version).facts:
        yield Option(name, title_of(scheme.dictionary.facts[name]), name == chosen)


def _arrangements(chosen: str, fact: Fact | None) -> Iterator[Option]:
    if fact is not None:
        for name, choice in fact.choices.items():
            yield Option(name, title_of(choice), name == chosen)
        yield Option(UNKNOWN, str(LABELS[UNKNOWN]), chosen == UNKNOWN)

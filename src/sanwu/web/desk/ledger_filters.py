"""The filters of the ledger page: read from the address, offered as choices, shown as chips that can be taken off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.base.codes import range_of
from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions.among import Among
from sanwu.decisions.listing import Filters
from sanwu.people.access import OfficeRequest
from sanwu.records.sql import LATER, Selection, select, selecting
from sanwu.territory.enums import Level
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.bars import RULE
from sanwu.web.desk.cards import area_of
from sanwu.web.desk.filter_choices import Choice, Option, offered
from sanwu.web.ui.paging import link

LONGEST_SEARCH = 60
KEPT = 200  # questions for places, in words that hold no row


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
    def answers(self) -> list[tuple[str, str]]:
        """What is chosen of those that unfold."""
        return [(choice.name, choice.chosen.value) for choice in self.more if choice.chosen]

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
        asked = _places_asked(scope, self.parent, frozenset(self._way_down()))
        return [Place(*row.values()) for row in select(asked, Among.value(codes))]

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


@lru_cache(KEPT)
def _places_asked(scope: Scope, parent: str, way: frozenset[str]) -> Selection | None:
    """The divisions right below the parent, on the way down to it, and those that are named when it is asked."""
    wanted = Q(parent_id=parent) | Q(code__in=sorted(way)) | Q(Among("code", LATER))
    names = ("code", "name", "level", "valid_to", "parent_id", "parent__name")
    return selecting(divisions_visible_to(scope).filter(wanted), names)


def read_filters(request: OfficeRequest, campaign: Campaign) -> Asked:
    """Read the address; a value that is no choice counts as not given."""
    query = request.GET
    base = area_of(request, campaign)
    low, high = range_of(base)
    chosen, alone = query.get("division", ""), query.get("unplaced", "")
    inside = _is_code(chosen) and low < chosen < high
    can = offered(campaign.scheme_version)
    rules, others = _answered(can.rules, query), _answered(can.others, query)
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


def _answered(choices: Iterable[Choice], query: QueryDict) -> list[Choice]:
    given = query.get
    return [choice.answered(answer) if (answer := given(choice.name)) else choice for choice in choices]

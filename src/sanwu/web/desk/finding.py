"""What a few letters mean: compounds by name, other name, pinyin initials, number or address; places; campaigns.

Only what the person may see is looked at. The best matches come first, and a very common word is not read to its end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from sanwu.base.codes import range_of
from sanwu.base.scope import Scope
from sanwu.base.text import match_name
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import other_names
from sanwu.decisions.searching import compounds_found
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.ui.words import joined

LONGEST = 60
PLACES = 6
CAMPAIGNS_READ = 50


@dataclass(frozen=True)
class Hit:
    """One thing found: `about` says where it lies, `also` by which other name or number it was found."""

    title: str
    about: str
    also: str
    href: str


class Listed(NamedTuple):
    """A campaign, as far as a search reads it."""

    id: int
    name: str
    division_id: str


def asked(text: str) -> str:
    """What was typed, as it is looked for."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def find_compounds(scope: Scope, text: str, most: int) -> list[Hit]:
    """The best matches first; three queries, and one that says how large the area is."""
    return compound_hits(compounds_found(scope, text)[:most], text)


def compound_hits(compounds: QuerySet[Compound], text: str = "") -> list[Hit]:
    """Compounds as results; two queries."""
    found = list(compounds.values_list("pk", "name", "address", "division__parent__name", "division__name"))
    numbers, aliases, old = other_names([row[0] for row in found])
    words = [compared for word in text.split() if (compared := match_name(word))]
    hits = []
    for pk, name, address, above, place in found:
        others = (*aliases.get(pk, ()), *old.get(pk, ()), address)
        matched = [other for other in others if any(word in match_name(other) for word in words)]
        also = joined(dict.fromkeys(filter(None, (numbers.get(pk), *matched))))
        hits.append(Hit(name, f"{above or ''}{place}", also, reverse("compound", args=[pk])))
    return hits


def find_campaigns(campaigns: Iterable[Listed], text: str) -> list[Hit]:
    """Campaigns whose name holds every word."""
    words = [match_name(word) for word in text.split()]
    return [
        Hit(campaign.name, "", "", reverse("campaign", args=[campaign.id]))
        for campaign in campaigns
        if all(word in match_name(campaign.name) for word in words)
    ]


def find_places(scope: Scope, campaigns: Iterable[Listed], text: str) -> list[Hit]:
    """Open divisions by name or by the beginning of their code; each leads to its part of the newest ledger there."""
    wanted = Q(name__contains=text)
    if text.isascii() and text.isdigit() and len(text) > 1:
        wanted |= Q(code__startswith=text)
    open_ones = divisions_visible_to(scope).filter(wanted, valid_to=None)
    found = open_ones.order_by("code").values_list("code", "name", "parent__name")[:PLACES]
    listed = list(campaigns)
    return [Hit(name, above or "", code, _place_href(code, listed)) for code, name, above in found]


def _place_href(code: str, campaigns: Iterable[Listed]) -> str:
    for campaign in campaigns:
        low, high = range_of(campaign.division_id)
        if low < code < high:
            return reverse("campaign_ledger", args=[campaign.id]) + f"?division={code}"
        if low == code:
            return reverse("campaign_ledger", args=[campaign.id])
    return reverse("divisions") + f"?under={code}"


def newest_campaigns(scope: Scope) -> list[Listed]:
    """Visible campaigns, newest first, as far as they are looked at here."""
    rows = campaigns_visible_to(scope).order_by("-id").values_list(*Listed._fields)
    return [Listed(*row) for row in rows[:CAMPAIGNS_READ]]

"""What a few letters mean: compounds by name, other name, pinyin initials, number or address; places; campaigns.

Only what the person may see is looked at. The best matches come first, and a very common word is not read to its end.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import match_name
from sanwu.campaigns.models import Campaign
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import Compound, OtherName
from sanwu.compounds.selectors import compounds_visible_to, search
from sanwu.decisions.unindexed import Unindexed
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.cards import campaigns_of

LONGEST = 60
SMALL = 5000  # compounds of an area that is read by its division
POOL = 500  # so many matches are put in order; a word that more compounds hold is too common to be meant
PLACES = 6
CAMPAIGNS_READ = 50


@dataclass(frozen=True)
class Hit:
    """One thing found: `about` says where it lies, `also` by which other name or number it was found."""

    title: str
    about: str
    also: str
    href: str


def asked(text: str) -> str:
    """What was typed, as it is looked for."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


def find_compounds(scope: Scope, text: str, most: int) -> list[Hit]:
    """The best matches: the number itself, then the name itself, names that begin with it, names that hold it."""
    name = match_name(text)
    numbered = OtherName.objects.filter(compound=OuterRef("pk"), kind=OtherNameKind.NUMBER, text__iexact=text)
    rank = Case(
        When(Exists(numbered), then=0),
        When(match_name=name, then=1),
        When(match_name__startswith=name, then=2),
        When(match_name__contains=name, then=3),
        default=Value(4),
        output_field=IntegerField(),
    )
    found = compounds_visible_to(scope).filter(pk__in=_pool(scope, text)).annotate(rank=rank)
    return compound_hits(found.order_by("rank", "match_name", "pk")[:most], text)


def _pool(scope: Scope, text: str) -> list[int]:
    """Ids of the first matches. A small area is read by its division; a large one from end to end, which costs a
    quarter of walking the index of divisions."""
    here = compounds_visible_to(scope)
    if here.order_by().values("pk")[: SMALL + 1].count() > SMALL:
        walked = in_ranges(scope, Ability.VIEW_LEDGER, "division_walked", objects=("compound", "id"))
        here = Compound.objects.alias(division_walked=Unindexed("division_id")).filter(walked)
    return list(here.filter(search(text)).order_by().values_list("pk", flat=True)[:POOL])


def compound_hits(compounds: QuerySet[Compound], text: str = "") -> list[Hit]:
    """Compounds as results; two queries."""
    names = Prefetch("other_names", queryset=OtherName.objects.order_by("id"))
    return [_compound(row, text) for row in compounds.select_related("division__parent").prefetch_related(names)]


def _compound(row: Compound, text: str) -> Hit:
    others = list(row.other_names.all())
    words = [match_name(word) for word in text.split()]
    number = next((other.text for other in others if other.kind == OtherNameKind.NUMBER), "")
    matched = [
        other.text
        for other in others
        if other.text != number and any(word in match_name(other.text) for word in words if word)
    ]
    if row.address and any(word in match_name(row.address) for word in words if word):
        matched.append(row.address)
    above = row.division.parent
    place = f"{above.name if above else ''}{row.division.name}"
    return Hit(row.name, place, "、".join(filter(None, (number, *matched))), reverse("compound", args=[row.pk]))


def find_campaigns(campaigns: Iterable[Campaign], text: str) -> list[Hit]:
    """Campaigns whose name holds every word."""
    words = [match_name(word) for word in text.split()]
    return [
        Hit(campaign.name, "", "", reverse("campaign", args=[campaign.pk]))
        for campaign in campaigns
        if all(word in match_name(campaign.name) for word in words)
    ]


def find_places(scope: Scope, campaigns: Iterable[Campaign], text: str) -> list[Hit]:
    """Open divisions by name or by the beginning of their code; each leads to its part of the newest ledger there."""
    wanted = Q(name__contains=text)
    if text.isascii() and text.isdigit() and len(text) > 1:
        wanted |= Q(code__startswith=text)
    open_ones = divisions_visible_to(scope).filter(wanted, valid_to=None)
    found = open_ones.select_related("parent").order_by("code")[:PLACES]
    listed = list(campaigns)
    return [
        Hit(place.name, place.parent.name if place.parent else "", place.code, _place_href(place, listed))
        for place in found
    ]


def _place_href(place: Division, campaigns: Iterable[Campaign]) -> str:
    for campaign in campaigns:
        low, high = range_of(campaign.division_id)
        if low < place.code < high:
            return reverse("campaign_ledger", args=[campaign.pk]) + f"?division={place.code}"
        if low == place.code:
            return reverse("campaign_ledger", args=[campaign.pk])
    return reverse("divisions") + f"?under={place.code}"


def newest_campaigns(scope: Scope) -> list[Campaign]:
    """Visible campaigns, newest first, as far as they are looked at here."""
    return list(campaigns_of(scope).order_by("-id")[:CAMPAIGNS_READ])

"""Compounds that hold some words, the best matches first, within a scope; a very common word is not read to its end."""

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from sanwu.base.scope import Ability, Scope
from sanwu.base.text import match_name
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import Compound, OtherName
from sanwu.compounds.selectors import compounds_visible_to, search
from sanwu.decisions.among import Among
from sanwu.decisions.unindexed import Unindexed
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import planned_by_values

SMALL = 30_000  # compounds of an area that is read by its division
POOL = 500  # so many matches are put in order; a word that more compounds hold is too common to be meant


def compounds_found(scope: Scope, text: str) -> QuerySet[Compound]:
    """The best matches first: the number itself, then the name itself, names that begin with it, names that hold it."""
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
    found = compounds_visible_to(scope).filter(Among("pk", _pool(scope, text))).annotate(rank=rank)
    return found.order_by("rank", "match_name", "pk")


def _pool(scope: Scope, text: str) -> list[int]:
    """Ids of the first matches. SQLite reads a small area by its division, and a large one from end to end, which costs a
    quarter of walking the index of divisions; PostgreSQL chooses by the words and the area. The words are looked for
    first, because few compounds hold them."""
    held = in_ranges(scope, Ability.VIEW_LEDGER, "division_id", objects=("compound", "id"))
    found = Compound.objects.filter(search(text), withdrawn_at__isnull=True).order_by().values_list("pk", flat=True)
    # withdrawn ones are counted too: the index alone answers
    if connection.vendor == "sqlite" and Compound.objects.filter(held).order_by()[SMALL : SMALL + 1].exists():
        held = in_ranges(scope, Ability.VIEW_LEDGER, "division_walked", objects=("compound", "id"))
        found = found.alias(division_walked=Unindexed("division_id"))
    with planned_by_values():
        return list(found.filter(held)[:POOL])

"""A post, turned into what it lets its holder see and do, where, and how much of it there is."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.people.selectors import accounts_visible_to, scope_of_post
from sanwu.web.desk.people import NOW, PostLine
from sanwu.web.ui.abilities import ABILITIES, LOOKING
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class Because:
    """One post and what follows from it. `low` and `high` are the half-open range of codes; "" without a subtree."""

    line: PostLine
    holds: bool
    place: str
    low: str
    high: str
    looks: list[Text]
    does: list[Text]
    counts: list[tuple[Text, int]]
    objects: int


def because_of(line: PostLine, place: str) -> Because:
    """What follows from a post; `place` is the full name of its division."""
    scope = scope_of_post(line.post)
    abilities = {ability for grant in scope.grants for ability in grant.abilities}
    ranges = [(grant.low, grant.high) for grant in scope.grants if grant.low]
    low, high = ranges[0] if ranges else ("", "")
    return Because(
        line=line,
        holds=line.state == NOW,
        place=place,
        low=low,
        high=high,
        looks=[ABILITIES[ability] for ability in Ability if ability in abilities & LOOKING],
        does=[ABILITIES[ability] for ability in Ability if ability in abilities - LOOKING],
        counts=_counts(scope, abilities),
        objects=sum(len(grant.objects) for grant in scope.grants),
    )


def _counts(scope: Scope, abilities: set[Ability]) -> list[tuple[Text, int]]:
    """How much it is; for abilities that the post does not give nothing is asked."""
    found: list[tuple[Text, int]] = []
    if Ability.VIEW_LEDGER in abilities:
        found.append((_("小区"), compounds_visible_to(scope).count()))
        found.append((_("行动"), campaigns_visible_to(scope).count()))
    if Ability.MANAGE_ACCOUNTS in abilities:
        found.append((_("账号"), accounts_visible_to(scope).count()))
    return found

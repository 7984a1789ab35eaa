"""A scope as a database filter, for every app's `visible_to`."""

from django.db.models import Q

from sanwu.base.scope import Ability, Scope

NOTHING = Q(pk__in=[])


def in_ranges(
    scope: Scope, ability: Ability, field: str = "division_code", objects: tuple[str, str] | None = None
) -> Q:
    """Rows whose `field` (a 12-digit code) lies where `ability` is held; fail-closed: no grant, no row.

    `objects` is (kind, lookup), for example ("compound", "compound_id"): rows on which a post without a subtree holds
    the ability are added. Ranges, not prefixes: an index on `field` serves them on both engines.
    """
    wanted = NOTHING
    for low, high in scope.ranges(ability):
        wanted |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    if objects is not None:
        kind, lookup = objects
        if held := scope.objects(ability, kind):
            wanted |= Q(**{f"{lookup}__in": sorted(held)})
    return wanted

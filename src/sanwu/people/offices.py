"""Which organisations of the installation stand in a division, and what their people are there for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sanwu.base.scope import Ability
from sanwu.people.models import Post
from sanwu.people.rules import ABILITIES_OF_ROLE, valid_on
from sanwu.territory.models import Organisation


@dataclass
class Office:
    """An organisation in its division: its full name and kind, what its posts may do there, and their remits."""

    name: str
    kind: str
    abilities: set[Ability] = field(default_factory=set)
    remits: set[str] = field(default_factory=set)


def offices_of(division: str, on: date) -> list[Office]:
    """The organisations of a division (12-digit code) that exist on a day, with the posts that hold then."""
    here = Organisation.objects.filter(division_id=division).order_by("id")
    found = {one.pk: Office(one.name, one.kind) for one in here if valid_on(one.valid_from, one.valid_to, on)}
    for post in _held(found, division, on):
        office = found[post.organisation_id]
        office.abilities |= ABILITIES_OF_ROLE.get(post.role, frozenset())
        if post.remit:
            office.remits.add(post.remit)
    return list(found.values())


def _held(organisations: Iterable[int], division: str, on: date) -> Iterable[Post]:
    posts = Post.objects.filter(organisation__in=list(organisations), division_id=division, account__is_active=True)
    return (post for post in posts if valid_on(post.valid_from, post.valid_to, on))

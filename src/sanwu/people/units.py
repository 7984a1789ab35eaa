"""Units as the security administrator keeps them: renamed, or merged with the people who work in them."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability, Scope
from sanwu.people import checks
from sanwu.people.models import Account, Post
from sanwu.people.parts import end_sessions, locked
from sanwu.people.rules import overlap
from sanwu.records.scoping import in_ranges
from sanwu.records.services import act
from sanwu.territory.models import Organisation
from sanwu.territory.organisations import organisation_rename, organisation_take_in

__all__ = ["organisations_visible_to", "unit_merge", "unit_rename"]


def organisations_visible_to(scope: Scope) -> QuerySet[Organisation]:
    """Organisations, closed ones too, where MANAGE_ACCOUNTS is held."""
    return Organisation.objects.filter(in_ranges(scope, Ability.MANAGE_ACCOUNTS, "division_id"))


def unit_rename(
    *, organisation: Organisation, name: str, expected_name: str | None, actor: Actor, client_key: str | None = None
) -> Organisation:
    """Another name; posts, cases and history stay with the unit."""
    checks.manages(actor, [organisation.division_id], clock.today())
    return organisation_rename(
        organisation=organisation, name=name, expected_name=expected_name, actor=actor, client_key=client_key
    )


def unit_merge(
    *,
    organisation: Organisation,
    into: Organisation,
    on: date,
    reason: str,
    actor: Actor,
    client_key: str | None = None,
) -> int:
    """From `on` the unit is part of another: its posts end there and go on in the successor, with the same people,
    roles and divisions. How many posts moved. Nobody moves his own post (two administrators, where it is theirs)."""
    with act(
        verb="unit.merge", actor=actor, object_type="organisation", object_id=str(organisation.pk),
        object_name=organisation.name, division=organisation.division_id, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return int(entry.result["posts"])
        checks.manages(actor, [organisation.division_id, into.division_id], clock.today())
        why = checks.reason_given(reason)
        if on < clock.today():
            raise BadInput(_("并入日期不能早于今天。"), "merged_in_the_past")
        organisation_take_in(organisation=organisation, into=into, on=on, actor=actor)
        moved = _move_posts(organisation, into, on, actor)
        entry.after = {"into": into.name, "on": on.isoformat(), "posts": moved, "reason": why}
        entry.result = {"posts": moved}
    return moved


def _move_posts(organisation: Organisation, into: Organisation, on: date, actor: Actor) -> int:
    """Posts that go on after `on`; those of covers after those that they cover. Who holds the same post in the successor
    already keeps that one, for the days of both."""
    open_posts = list(
        Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), organisation=organisation).order_by("pk")
    )
    people = Account.objects.filter(pk__in={post.account_id for post in open_posts}).order_by("pk")
    for account in people:
        checks.not_oneself(actor, account)
        end_sessions(locked(account))
    following: dict[int, Post] = {}
    for post in sorted(open_posts, key=lambda post: post.covers_id is not None):
        begins = max(on, post.valid_from or on)
        moved = Post(
            account_id=post.account_id, organisation=into, role=post.role, division_id=post.division_id,
            objects_held=post.objects_held, remit=post.remit, valid_from=begins, valid_to=post.valid_to,
            covers=following.get(post.covers_id or 0),
        )  # fmt: skip
        following[post.pk] = _joined(moved)
        post.valid_to = begins
        post.save(update_fields=["valid_to"])
    return len(open_posts)


def _joined(post: Post) -> Post:
    """The post kept as its own, or as part of the same one held on common days, which then holds for the days of both."""
    alike = Post.objects.filter(
        account_id=post.account_id, organisation=post.organisation, role=post.role, division_id=post.division_id,
        objects_held=post.objects_held, remit=post.remit, covers=post.covers,
    )  # fmt: skip
    for held in alike.order_by("pk"):
        if overlap((held.valid_from, held.valid_to), (post.valid_from, post.valid_to)):
            held.valid_from = held.valid_from and post.valid_from and min(held.valid_from, post.valid_from)
            held.valid_to = held.valid_to and post.valid_to and max(held.valid_to, post.valid_to)
            held.save(update_fields=["valid_from", "valid_to"])
            return held
    post.save(force_insert=True)
    return post

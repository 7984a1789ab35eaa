"""Compounds taken out of the ledger by hand – entered by mistake, or the same as another – and brought back (design §2).

Nothing that was recorded of a compound is rewritten. It leaves its open campaigns, so that every list and count follows;
the way back restores the entries as they were. Verdicts follow at once: a compound that left has none that are current.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.text import tidy
from sanwu.campaigns.models import Campaign
from sanwu.compounds.identity import MERGED, WITHDRAWN
from sanwu.compounds.models import Compound, Removal, RemovalKind
from sanwu.compounds.selectors import identities
from sanwu.compounds.sql import hold_numbers
from sanwu.decisions.moving import (
    MERGE,
    leave_campaigns,
    names_given_back,
    names_taken,
    return_to_campaigns,
    take_places,
)
from sanwu.decisions.services import refresh
from sanwu.ledger.by_hand import number_must_be_free
from sanwu.ledger.services import Changed, Origin, record_changes
from sanwu.records.entries import Entry
from sanwu.records.services import act

LONGEST_REASON = 200


def compound_withdraw(
    *, compound: Compound, reason: str, actor: Actor, expected_version: int, client_key: str | None = None
) -> Removal:
    """Take a compound out that was entered by mistake. Refused while others are merged into it."""
    reason = _reason(reason)
    with _acting("compound.withdraw", compound, actor, client_key, {"reason": reason}) as entry:
        if entry.repeated:
            return Removal.objects.get(pk=entry.result["removal"])
        _stands(compound, expected_version)
        if absorbed := Compound.objects.filter(merged_into=compound).order_by("pk").first():
            raise Refused(
                _("“%(name)s”已并入这个小区。请先取消合并，再撤回这个小区。") % {"name": absorbed.name}, "has_merged"
            )
        left = leave_campaigns(compound, actor, reason)
        _record(entry, "withdrawal", reason, actor, [(compound, {WITHDRAWN: (None, True)})])
        removal = _remember(compound, RemovalKind.WITHDRAWN, reason, actor, left=left)
        entry.after = {"reason": reason, "campaigns": left}
        entry.result = {"removal": removal.pk}
    _judge(left, actor)
    return removal


def compound_restore(*, removal: Removal, reason: str, actor: Actor, client_key: str | None = None) -> Compound:
    """Bring a withdrawn compound back, into the campaigns that it left and that are still open."""
    return _undo(removal, RemovalKind.WITHDRAWN, "compound.restore", reason, actor, client_key)


def compound_merge(
    *,
    compound: Compound,
    into: Compound,
    reason: str,
    actor: Actor,
    expected_version: int,
    expected_into: int,
    client_key: str | None = None,
) -> Removal:
    """Say that `compound` is the same as `into`, which stands for both from now on and can be found by both names.

    Facts are not mixed: those of `into` hold, those of `compound` stay with it. Refused where one of them is withdrawn or
    merged already, or where `into` lies outside a campaign that `compound` is in.
    """
    reason = _reason(reason)
    if compound.pk == into.pk:
        raise BadInput(_("这是同一条记录，不能与自己合并。"), "same_compound")
    request = {"into": into.pk, "reason": reason}
    with _acting("compound.merge", compound, actor, client_key, request) as entry:
        if entry.repeated:
            return Removal.objects.get(pk=entry.result["removal"])
        _stands(compound, expected_version)
        _stands(into, expected_into)
        left = leave_campaigns(compound, actor, reason)
        brought = take_places(into, left, compound, actor)
        both = dict(identities([compound.pk, into.pk]))
        named, names = names_taken(both[compound.pk], both[into.pk])
        changed: list[tuple[Compound, Mapping[str, Any]]] = [(compound, {MERGED: (None, into.pk)})]
        if names:
            changed.append((into, names))
        _record(entry, MERGE, reason, actor, changed)
        removal = _remember(
            compound, RemovalKind.MERGED, reason, actor, into=into, left=left, brought=brought, named=named
        )
        entry.after = {"into": into.pk, "name": into.name, "reason": reason, "campaigns": left, "named": named}
        entry.result = {"removal": removal.pk}
    _judge(left, actor)
    return removal


def compound_unmerge(*, removal: Removal, reason: str, actor: Actor, client_key: str | None = None) -> Compound:
    """Take a merging back: both compounds stand for themselves again, each with its own facts and campaigns."""
    return _undo(removal, RemovalKind.MERGED, "compound.unmerge", reason, actor, client_key)


def _undo(removal: Removal, kind: str, verb: str, reason: str, actor: Actor, client_key: str | None) -> Compound:
    reason = _reason(reason)
    compound = removal.compound
    with _acting(verb, compound, actor, client_key, {"removal": removal.pk, "reason": reason}) as entry:
        if entry.repeated:
            return compound
        removal.refresh_from_db()
        if removal.kind != kind or removal.undone_at is not None:
            raise Stale(_("“%(name)s”已经恢复过了，请刷新页面。") % {"name": compound.name}, "undone_already")
        identity = dict(identities([compound.pk]))[compound.pk]
        number_must_be_free(identity, compound.pk)
        key, old = (MERGED, removal.into_id) if kind == RemovalKind.MERGED else (WITHDRAWN, True)
        changed: list[tuple[Compound, Mapping[str, Any]]] = [(compound, {key: (old, None)})]
        if removal.into is not None and (names := names_given_back(removal)):
            changed.append((removal.into, names))
        _record(entry, "restoration", reason, actor, changed)
        back = return_to_campaigns(compound, removal, actor)
        removal.undone_at, removal.undone_reason, removal.undone_by = clock.now(), reason, actor.name[:100]
        removal.save(update_fields=["undone_at", "undone_reason", "undone_by"])
        entry.before = {"reason": removal.reason, "into": removal.into_id}
        entry.after = {"reason": reason, "campaigns": back}
        entry.result = {"compound": compound.pk}
    _judge([*back, *removal.brought], actor)
    return Compound.objects.get(pk=compound.pk)


def _acting(verb: str, compound: Compound, actor: Actor, client_key: str | None, request: Any) -> Any:
    return act(
        verb=verb, actor=actor, object_type="compound", object_id=str(compound.pk), object_name=compound.name,
        division=compound.division_id, client_key=client_key, request=request,
    )  # fmt: skip


def _stands(compound: Compound, expected_version: int) -> None:
    """Under the writers' lock: the compound is as the person saw it, and stands for itself."""
    hold_numbers()
    compound.refresh_from_db()
    if compound.version != expected_version:
        raise Stale(_("“%(name)s”刚被别人改过，请看过最新内容后再试。") % {"name": compound.name}, "stale_compound")
    if compound.withdrawn_at is not None or compound.merged_into_id is not None:
        raise Refused(_("“%(name)s”已经撤回或并入别的小区。") % {"name": compound.name}, "not_standing")


def _record(
    entry: Entry, kind: str, reason: str, actor: Actor, changed: Iterable[tuple[Compound, Mapping[str, Any]]]
) -> None:
    sets = [Changed(compound.pk, None, changes) for compound, changes in changed]
    division = Compound.objects.values_list("division_id", flat=True).get(pk=sets[0].compound_id)
    record_changes(entry=entry, origin=Origin(kind, reason, None, actor, division), changed=sets)


def _remember(compound: Compound, kind: str, reason: str, actor: Actor, **more: Any) -> Removal:
    return Removal.objects.create(
        compound=compound, kind=kind, division_code=compound.division_id, reason=reason, at=clock.now(),
        actor_id=actor.account_id, actor_name=actor.name[:100], **more,
    )  # fmt: skip


def _judge(campaigns: Iterable[int], actor: Actor) -> None:
    for campaign in Campaign.objects.filter(pk__in=set(campaigns)).select_related("scheme_version"):
        refresh(campaign=campaign, on=clock.today(), actor=actor)


def _reason(reason: str) -> str:
    found = tidy(reason)
    if not found:
        raise BadInput(_("请写明原因，别人以后要看得懂。"), "reason")
    if len(found) > LONGEST_REASON:
        raise BadInput(_("原因最多 %(most)s 个字。") % {"most": LONGEST_REASON}, "reason")
    return found

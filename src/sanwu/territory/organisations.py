"""A body gets another name, or is taken in by another. Its row, its number and its history stay."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.records.services import act
from sanwu.territory.digests import bind_organisation
from sanwu.territory.models import Organisation

__all__ = ["organisation_rename", "organisation_take_in"]


def organisation_rename(
    *,
    organisation: Organisation,
    name: str,
    expected_name: str | None = None,
    actor: Actor,
    client_key: str | None = None,
) -> Organisation:
    """Another name for the same body; the journal knows the old ones. Stale where it is no longer called `expected_name`."""
    name = " ".join(name.split())
    if not 0 < len(name) <= 100 or "\0" in name:
        raise BadInput(_("单位名称应为 1 到 100 个字。"), "bad_organisation_name")
    with act(
        verb="organisation.rename", actor=actor, object_type="organisation", object_id=str(organisation.pk),
        object_name=name, division=organisation.division_id, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return organisation
        held = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if expected_name is not None and held.name != expected_name:
            raise Stale(
                _("在您填写的时候，这个单位已改名为“%(name)s”。请核对后再提交一次。") % {"name": held.name}, "stale_name"
            )  # fmt: skip
        alike = Organisation.objects.filter(division=held.division_id, kind=held.kind, name=name).exclude(pk=held.pk)
        if alike.exists():
            raise Refused(
                _("这个区划里已有同类单位叫“%(name)s”。两个单位合并请用“并入”。") % {"name": name}, "name_taken"
            )
        if held.name == name:
            raise Refused(_("名称没有变化，无需保存。"), "same_name")
        entry.before, entry.after = {"name": held.name}, {"name": name}
        held.name = name
        held.save(update_fields=["name"])
        bind_organisation(entry, held)
    return held


def organisation_take_in(*, organisation: Organisation, into: Organisation, on: date, actor: Actor) -> Organisation:
    """Close a body from `on`; `into` is its successor. Who works in it is moved by `people.units.unit_merge`."""
    with act(
        verb="organisation.merge", actor=actor, object_type="organisation", object_id=str(organisation.pk),
        object_name=organisation.name, division=organisation.division_id,
    ) as entry:  # fmt: skip
        held = {found.pk: found for found in _both(organisation, into)}
        own, other = held[organisation.pk], held[into.pk]
        if own.pk == other.pk:
            raise BadInput(_("单位不能并入自己。请选择另一个单位。"), "same_organisation")
        for found in (own, other):
            if found.successor_id is not None or (found.valid_to is not None and found.valid_to <= on):
                raise Refused(_("“%(name)s”已经并入其他单位或撤销。") % {"name": found.name}, "closed_organisation")
        own.valid_to, own.successor = on, other
        own.save(update_fields=["valid_to", "successor"])
        bind_organisation(entry, own)
        entry.after = {"successor": other.pk, "name": other.name, "valid_to": on.isoformat()}
    return own


def _both(one: Organisation, other: Organisation) -> list[Organisation]:
    """Both rows, held in the order of their numbers."""
    return list(Organisation.objects.select_for_update().filter(Q(pk=one.pk) | Q(pk=other.pk)).order_by("pk"))

"""Verbs of the administrative tree."""

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput
from sanwu.records.services import act
from sanwu.territory.boundaries import import_boundaries
from sanwu.territory.digests import bind_organisation
from sanwu.territory.divisions import import_divisions, rows_outside
from sanwu.territory.enums import OrganisationKind
from sanwu.territory.models import Organisation
from sanwu.territory.selectors import division as division_of
from sanwu.territory.succeeding import successor_confirm

__all__ = ["import_boundaries", "import_divisions", "organisation_ensure", "rows_outside", "successor_confirm"]


def organisation_ensure(
    *,
    name: str,
    kind: str,
    division: str,
    actor: Actor,
    parent: Organisation | None = None,
    demo: bool = False,
    client_key: str | None = None,
) -> Organisation:
    """The organisation of this name and kind in a division, made (and journalled) when there is none yet."""
    if kind not in OrganisationKind.values:
        raise BadInput(f"没有“{kind}”这类组织。可以用：{'、'.join(OrganisationKind.values)}。", "bad_organisation_kind")
    name = name.strip()
    if not 0 < len(name) <= 100 or "\0" in name:
        raise BadInput("组织名称应为 1 到 100 个字。", "bad_organisation_name")
    place = division_of(division)
    if found := Organisation.objects.filter(division=place, kind=kind, name=name).first():
        return found
    with act(
        verb="organisation.add", actor=actor, object_type="organisation", object_name=name, division=place.code,
        client_key=client_key,
    ) as entry:  # fmt: skip
        made, _ = Organisation.objects.get_or_create(
            division=place, kind=kind, name=name, defaults={"parent": parent, "demo": demo}
        )
        bind_organisation(entry, made)
        entry.object_id = str(made.pk)
        entry.after = {"name": name, "kind": kind, "division": place.code, "parent": parent.pk if parent else None}
        entry.result = {"id": made.pk}
    return made

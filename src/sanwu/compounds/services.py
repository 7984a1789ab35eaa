"""Writing compounds in bulk. The ledger calls these inside its own act, so that identity and its change sets are one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from sanwu.compounds import sql
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.identity import Identity, compared_name, found_by, name_key
from sanwu.compounds.models import Compound, OtherName

COLUMNS = (
    "id", "name", "match_name", "kind", "division_id", "address", "longitude", "latitude", "datum", "search_text",
    "merged_into_id", "created_at", "withdrawn_at", "demo", "version",
)  # fmt: skip
# Made from the identity; the same order in inserts and updates.
DERIVED = (
    "name", "match_name", "kind", "division_id", "address", "longitude", "latitude", "datum", "search_text", "withdrawn_at",
    "merged_into_id",
)  # fmt: skip


class Prepared:
    """New compounds made ready before the transaction, so that the lock is held for writing only.

    In the order of `identities`: what a search looks in, the name as compared, and the key that lists sort by.
    """

    def __init__(self, identities: Sequence[Identity]) -> None:
        self.identities = identities
        self.searched = [found_by(identity) for identity in identities]
        self.compared = [compared_name(identity.name) for identity in identities]
        self.keys = [name_key(identity.name) for identity in identities]

    def __len__(self) -> int:
        return len(self.identities)


def create_compounds(*, prepared: Prepared, created_at: datetime, demo: bool = False) -> range:
    """Insert new compounds with their numbers and aliases; their ids, in the given order. Inside the caller's act."""
    if not prepared:
        return range(0)
    first = sql.reserve_ids(Compound, len(prepared))
    moment = sql.constant(Compound, "created_at", created_at)
    sql.insert_rows(
        Compound,
        COLUMNS,
        (
            (
                first + place, identity.name, compared, identity.kind, identity.division_code, identity.address,
                *(identity.point or (None, None)), identity.datum, searched, None, moment, None, demo, 1,
            )
            for place, (identity, compared, searched) in enumerate(
                zip(prepared.identities, prepared.compared, prepared.searched, strict=True)
            )
        ),
    )  # fmt: skip
    names = [
        (first + place, str(kind), text)
        for place, identity in enumerate(prepared.identities)
        for kind, text in _other_names(identity)
    ]
    if names:
        start = sql.reserve_ids(OtherName, len(names))
        sql.insert_rows(
            OtherName, ("id", "compound_id", "kind", "text"), ((start + n, *row) for n, row in enumerate(names))
        )
    return range(first, first + len(prepared))


def rewrite_identities(*, identities: Mapping[int, Identity], at: datetime) -> None:
    """Bring the rows of existing compounds in step with their changed identity. Inside the caller's act."""
    moment = sql.constant(Compound, "withdrawn_at", at)
    sql.update_rows(
        Compound,
        DERIVED,
        "id",
        (
            (
                identity.name, compared_name(identity.name), identity.kind, identity.division_code, identity.address,
                *(identity.point or (None, None)), identity.datum, found_by(identity), moment if identity.withdrawn else None,
                identity.merged_into, pk,
            )
            for pk, identity in identities.items()
        ),
    )  # fmt: skip
    _rewrite_other_names(identities)
    ids = list(identities)
    for start in range(0, len(ids), 1000):
        Compound.objects.filter(pk__in=ids[start : start + 1000]).update(version=F("version") + 1)


def _rewrite_other_names(identities: Mapping[int, Identity]) -> None:
    kinds = list(OtherNameKind)
    ids = list(identities)
    present: set[tuple[int, str, str]] = set()
    for start in range(0, len(ids), 1000):
        rows = OtherName.objects.filter(compound_id__in=ids[start : start + 1000], kind__in=kinds)
        present.update(rows.values_list("compound_id", "kind", "text"))
    wanted = {(pk, str(kind), text) for pk, identity in identities.items() for kind, text in _other_names(identity)}
    key = ("compound_id", "kind", "text")
    sql.delete_rows(OtherName, key, sorted(present - wanted))
    if missing := sorted(wanted - present):
        first = sql.reserve_ids(OtherName, len(missing))
        sql.insert_rows(OtherName, ("id", *key), ((first + n, *row) for n, row in enumerate(missing)))


def _other_names(identity: Identity) -> list[tuple[OtherNameKind, str]]:
    found = [(OtherNameKind.ALIAS, alias) for alias in dict.fromkeys(identity.aliases)]
    found += [(OtherNameKind.OLD_NUMBER, number) for number in dict.fromkeys(identity.old_numbers)]
    if identity.number:
        found.append((OtherNameKind.NUMBER, identity.number))
    return found

"""Whether divisions and bodies are still what the last act made of them: divisions by province (the first two digits of
the codes), each body by itself."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models.functions import Substr

from sanwu.base.digest import digest
from sanwu.records.entries import Entry
from sanwu.territory.models import Division, Organisation

PROVINCES = "territory.divisions"
ORGANISATIONS = "territory.organisations"
WHICH = ""  # the id under which the list of provinces itself is bound
_COLUMNS = ("code", "name", "parent_id", "level", "valid_from", "valid_to")
_OF_ORGANISATION = ("pk", "name", "kind", "division_id", "parent_id", "valid_from", "valid_to", "successor_id", "demo")
CHUNK = 500


def bind_divisions(entry: Entry, codes: Iterable[str]) -> None:
    """Bind the divisions of the provinces in which an act has made, changed or removed these."""
    provinces = sorted({code[:2] for code in codes})
    for province in [WHICH, *provinces] if provinces else []:
        entry.state(PROVINCES, province, partial(_digest, province))


def division_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that the divisions of each of these provinces have now."""
    return {province: _digest(province) for province in ids}


def bind_organisation(entry: Entry, organisation: Organisation) -> None:
    """Bind a body as it is when the act that made or changed it ends."""
    key = str(organisation.pk)
    entry.state(ORGANISATIONS, key, lambda: organisation_digests([key])[key])


def organisation_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these bodies has now; one that is gone is left out."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = Organisation.objects.filter(pk__in=[int(i) for i in ids[start : start + CHUNK]]).order_by()
        for row in rows.values_list(*_OF_ORGANISATION):
            found[str(row[0])] = digest([value.isoformat() if hasattr(value, "isoformat") else value for value in row])
    return found


def _digest(province: str) -> str:
    total = hashlib.sha256()
    if province == WHICH:
        found = Division.objects.order_by().values_list(Substr("code", 1, 2), flat=True).distinct()
        total.update(",".join(sorted(found)).encode())
        return total.hexdigest()
    rows = Division.objects.filter(code__gte=province, code__lt=province + ":").order_by("code")
    for row in rows.values_list(*_COLUMNS).iterator(chunk_size=5000):
        total.update("\t".join("" if value is None else str(value) for value in row).encode() + b"\n")
    return total.hexdigest()

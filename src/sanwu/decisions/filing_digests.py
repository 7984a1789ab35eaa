"""What a list, an opinion, a sample, a filing and an override say, as one digest each: bound by the journal, so that
editing a row later is found."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from sanwu.base.digest import digest, digest_rows
from sanwu.decisions.models import ListFiling, ListRow, ListVersion, RowReview, SiteSample, VerdictOverride

_WHO = ("actor_id", "actor_name", "post")
_HEAD = (
    "campaign_id", "scheme_version_id", "division_code", "division_name", "number", "previous_id", "supplement", "case_id",
    "condition", "with_unknown", "total", "unknown", "added", "changed", "removed", "late", "body", "recipients", *_WHO,
)  # fmt: skip
_ROW = (
    "position", "compound_id", "division_code", "place", "name", "number", "address", "facts", "rule_outcome", "outcome",
    "missing", "override", "decisions", "revision", "change", "carried", "content",
)  # fmt: skip


def list_digest(version: ListVersion) -> str:
    """SHA-256 over the head of a version and its rows in order."""
    rows = ListRow.objects.filter(version=version).order_by("position").values_list(*_ROW)
    head = [*_fields(version, _HEAD), version.composed_on.isoformat(), version.due_on and version.due_on.isoformat()]
    return digest_rows([head, *(list(row) for row in rows.iterator(chunk_size=2000))])


def review_digest(review: RowReview) -> str:
    """Over the opinion and the rows that it is about."""
    rows = sorted(review.reviewed.values_list("row_id", "decision"))
    return digest([*_fields(review, ("version_id", "decision", "reason", *_WHO)), [list(row) for row in rows]])


def sample_digest(sample: SiteSample) -> str:
    """Over the draw and what was drawn."""
    return digest(_fields(sample, ("version_id", "seed", "size", "share", "strata", "drawn", *_WHO)))


def filing_digest(filing: ListFiling) -> str:
    """Over the filing."""
    names = ("version_id", "number", "body", "office", "opinion", "accepted", "rejected", *_WHO)
    return digest([*_fields(filing, names), filing.filed_on.isoformat()])


def override_digest(override: VerdictOverride) -> str:
    """Over the decision and the working it was made against."""
    names = (
        "campaign_id", "compound_id", "division_code", "rule", "rule_outcome", "outcome", "reason", "clause", "body", "trace",
        "revision", *_WHO,
    )  # fmt: skip
    return digest(_fields(override, names))


def _fields(row: Model, names: Sequence[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _digester(model: Any, digest_of: Callable[[Any], str]) -> Callable[[Sequence[str]], dict[str, str]]:
    def found(ids: Sequence[str]) -> dict[str, str]:
        rows = model.objects.filter(pk__in=[int(i) for i in ids])
        return {str(row.pk): digest_of(row) for row in rows}

    return found


# By kind, as the journal names them; a row that is gone is left out of the answer.
FILING_DIGESTERS: Mapping[str, Callable[[Sequence[str]], dict[str, str]]] = {
    "decisions.list": _digester(ListVersion, list_digest),
    "decisions.review": _digester(RowReview, review_digest),
    "decisions.sample": _digester(SiteSample, sample_digest),
    "decisions.filing": _digester(ListFiling, filing_digest),
    "decisions.override": _digester(VerdictOverride, override_digest),
}

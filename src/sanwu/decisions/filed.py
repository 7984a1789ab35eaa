"""Questions about lists: which may be seen, where each division stands, what a version says and what was said of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from sanwu.approvals.enums import State
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing_composing import decisions_of
from sanwu.decisions.filing_digests import FILING_DIGESTERS
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_terms import due_of, reporting_divisions, terms_of
from sanwu.decisions.models import ListRow, ListVersion, ReviewedRow, RowReview
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division

__all__ = [
    "FILING_DIGESTERS",
    "Differences",
    "Place",
    "decisions_of",
    "differences",
    "due_of",
    "is_replaced",
    "places_of",
    "reasons_of",
    "returned_rows",
    "rows_reviewed",
    "state_of",
    "successor_of",
    "supplement_to",
    "terms_of",
    "version_for",
    "versions_visible_to",
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One division that reports: the version that stands and, beside a filed one, the supplement that is on its way.

    What stands is the version filed last; before any was filed, the one handed in last (None: nothing yet).
    """

    division: Division
    version: ListVersion | None
    supplement: ListVersion | None = None

    @property
    def newest(self) -> ListVersion | None:
        """The version handed in last: the one that the next follows."""
        return self.supplement or self.version


@dataclass(frozen=True)
class Differences:
    """What a version says otherwise than the one before: rows that came, rows that say something else (before, now),
    rows that are gone."""

    added: list[ListRow]
    changed: list[tuple[ListRow, ListRow]]
    removed: list[ListRow]

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.added or self.changed or self.removed)


def versions_visible_to(scope: Scope, ability: Ability = Ability.VIEW_DUTIES) -> QuerySet[ListVersion]:
    """Lists of divisions where the ability is held, newest first."""
    return ListVersion.objects.filter(in_ranges(scope, ability)).select_related("case", "campaign", "filing")


def version_for(scope: Scope, version_id: int, ability: Ability = Ability.VIEW_DUTIES) -> ListVersion:
    """The version, fetched and permitted in one step; ListVersion.DoesNotExist for a foreign one as for none."""
    found = versions_visible_to(scope, ability).select_related("campaign__scheme_version", "campaign__division")
    return found.defer("campaign__scheme_version__files").get(pk=version_id)


def places_of(campaign: Campaign, scope: Scope) -> list[Place]:
    """The divisions that report in a campaign, as far as the scope may see them, with what stands there."""
    stands: dict[str, ListVersion] = {}
    supplements: dict[str, ListVersion] = {}
    for version in versions_visible_to(scope).filter(campaign=campaign).order_by("number"):
        code = version.division_code
        if not hasattr(version, "filing") and code in stands and hasattr(stands[code], "filing"):
            supplements[code] = version
        else:
            stands[code] = version
            supplements.pop(code, None)
    return [
        Place(division, stands.get(division.code), supplements.get(division.code))
        for division in reporting_divisions(campaign, terms_of(campaign))
        if scope.may(Ability.VIEW_DUTIES, division.code)
    ]


def rows_reviewed(version: ListVersion) -> QuerySet[ListRow]:
    """The rows of a version with `said`: what the review says of each now, "" where nothing was said yet."""
    newest = ReviewedRow.objects.filter(row=OuterRef("pk")).order_by("-id").values("decision")[:1]
    return ListRow.objects.filter(version=version).annotate(
        said=Coalesce(Subquery(newest), NullIf("carried", Value("")), Value(""))
    )


def newest_opinion(version: ListVersion) -> int:
    """The newest opinion on rows of a version; 0 where there is none. A page carries it, so that nobody overrules unseen."""
    newest = RowReview.objects.filter(version=version).order_by("-id").values_list("pk", flat=True).first()
    return newest or 0


def reasons_of(rows: Iterable[ListRow]) -> dict[int, RowReview]:
    """{row: the newest opinion on it}."""
    opinions = ReviewedRow.objects.filter(row__in=[row.pk for row in rows]).select_related("review").order_by("id")
    return {opinion.row_id: opinion.review for opinion in opinions}


def differences(version: ListVersion) -> Differences:
    """Compared with the version before; nothing where there is none."""
    if version.previous_id is None:
        return Differences([], [], [])
    before = {row.compound_id: row for row in ListRow.objects.filter(version=version.previous_id).order_by("position")}
    now = list(ListRow.objects.filter(version=version).order_by("position"))
    here = {row.compound_id for row in now}
    return Differences(
        [row for row in now if row.compound_id not in before],
        [(before[row.compound_id], row) for row in now if row.change == "changed" and row.compound_id in before],
        [row for pk, row in before.items() if pk not in here],
    )


def successor_of(version: ListVersion) -> ListVersion | None:
    """What took a version's place: the next one handed in; that of a filed version is the next one that was filed."""
    later = ListVersion.objects.filter(
        campaign=version.campaign_id, division_code=version.division_code, number__gt=version.number
    )
    if hasattr(version, "filing"):
        later = later.filter(filing__isnull=False)
    return later.order_by("number").first()


def supplement_to(version: ListVersion) -> ListVersion | None:
    """The newest version handed in after the one that is filed and stands; None where there is none, or it is not."""
    if not hasattr(version, "filing") or successor_of(version) is not None:
        return None
    later = ListVersion.objects.filter(
        campaign=version.campaign_id, division_code=version.division_code, number__gt=version.number
    )
    return later.select_related("case").order_by("-number").first()


def is_replaced(version: ListVersion) -> bool:
    """Whether a later version took the place of this one."""
    return successor_of(version) is not None


def state_of(version: ListVersion, replaced: bool) -> str:
    """Where a version stands: that of its case, or "replaced" when a later one took its place on the same way."""
    if hasattr(version, "filing"):
        return State.FILED
    return "replaced" if replaced else version.case.state


def returned_rows(version_id: int, scope: Scope, division: str) -> list[ListRow]:
    """The rows of a version that were returned and lie in a street, for whoever may see its compounds, with the version's
    campaign and scheme."""
    low, high = range_of(division)
    here = in_ranges(scope, Ability.VIEW_LEDGER)
    rows = ListRow.objects.filter(here, version=version_id, division_code__gte=low, division_code__lt=high)
    rows = rows.select_related("version__campaign__scheme_version").defer("version__campaign__scheme_version__files")
    said = decisions_of(found := list(rows.order_by("position")))
    return [row for row in found if said.get(row.pk) == RowDecision.RETURN]

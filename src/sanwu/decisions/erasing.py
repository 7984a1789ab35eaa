"""Taking the verdicts of the demo away. Real verdicts are superseded, never deleted."""

from collections.abc import Sequence

from sanwu.decisions.models import (
    FileState,
    JudgedThrough,
    ListFiling,
    ListVersion,
    RowReview,
    SiteSample,
    Verdict,
    VerdictOverride,
    VerdictRun,
)


def erase_verdicts(campaigns: Sequence[int]) -> list[int]:
    """Delete all verdicts of these campaigns; the runs that are gone, for the journal. Inside the caller's act."""
    runs = list(VerdictRun.objects.filter(campaign_id__in=campaigns).values_list("pk", flat=True))
    Verdict.objects.filter(campaign_id__in=campaigns).delete()
    FileState.objects.filter(campaign_id__in=campaigns).delete()
    JudgedThrough.objects.filter(campaign_id__in=campaigns).delete()
    VerdictRun.objects.filter(pk__in=runs).delete()
    return runs


def erase_lists(campaigns: Sequence[int]) -> list[tuple[str, int]]:
    """Delete lists, opinions, samples, filings and overrides of these campaigns; (kind, id) of what is gone, for the
    journal. Their cases go with `approvals.erasing`, after this. Inside the caller's act."""
    versions = ListVersion.objects.filter(campaign_id__in=campaigns)
    gone: list[tuple[str, int]] = []
    for kind, rows in (
        ("decisions.filing", ListFiling.objects.filter(version__in=versions)),
        ("decisions.sample", SiteSample.objects.filter(version__in=versions)),
        ("decisions.review", RowReview.objects.filter(version__in=versions)),
        ("decisions.override", VerdictOverride.objects.filter(campaign_id__in=campaigns)),
    ):
        gone += [(kind, pk) for pk in rows.values_list("pk", flat=True)]
        rows.delete()
    newest_first = list(versions.order_by("-id").values_list("pk", flat=True))
    for pk in newest_first:  # a version holds the one before it
        ListVersion.objects.filter(pk=pk).delete()
    return gone + [("decisions.list", pk) for pk in newest_first]

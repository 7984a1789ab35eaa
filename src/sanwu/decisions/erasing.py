"""Taking the verdicts of the demo away. Real verdicts are superseded, never deleted."""

from collections.abc import Sequence

from sanwu.decisions.models import JudgedThrough, Verdict, VerdictRun


def erase_verdicts(campaigns: Sequence[int]) -> list[int]:
    """Delete all verdicts of these campaigns; the runs that are gone, for the journal. Inside the caller's act."""
    runs = list(VerdictRun.objects.filter(campaign_id__in=campaigns).values_list("pk", flat=True))
    Verdict.objects.filter(campaign_id__in=campaigns).delete()
    JudgedThrough.objects.filter(campaign_id__in=campaigns).delete()
    VerdictRun.objects.filter(pk__in=runs).delete()
    return runs

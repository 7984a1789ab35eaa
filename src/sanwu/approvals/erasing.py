"""Taking the cases of the demo away. Real cases are closed, never deleted."""

from collections.abc import Sequence

from sanwu.approvals.models import Case, Step


def erase_cases(campaigns: Sequence[int]) -> list[int]:
    """Delete all cases of these campaigns; the steps that are gone, for the journal. Inside the caller's act."""
    steps = Step.objects.filter(case__campaign_id__in=campaigns)
    gone = list(steps.values_list("pk", flat=True))
    steps.delete()
    Case.objects.filter(campaign_id__in=campaigns).delete()
    return gone

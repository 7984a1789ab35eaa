"""Taking the sums of the demo's campaigns away; they follow from the ledger and are made again for others as needed."""

from collections.abc import Sequence

from sanwu.indicators.models import DaySum, DivisionSum, FoldedCompound, FoldedEarlier, FoldedThrough


def erase_sums(campaigns: Sequence[int]) -> None:
    """Delete what was folded of these campaigns. Inside the caller's act, before their compounds."""
    FoldedEarlier.objects.filter(campaign_id__in=campaigns).delete()
    FoldedCompound.objects.filter(campaign_id__in=campaigns).delete()
    DivisionSum.objects.filter(campaign_id__in=campaigns).delete()
    DaySum.objects.filter(campaign_id__in=campaigns).delete()
    FoldedThrough.objects.filter(campaign_id__in=campaigns).delete()

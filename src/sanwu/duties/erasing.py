"""Taking the duties of the demo away. Real ones stay with their campaign."""

from collections.abc import Sequence

from sanwu.duties.models import Duty, Fulfilment, Happening


def erase_duties(campaigns: Sequence[int]) -> list[str]:
    """Delete all duties of these campaigns; the batches of records that are gone, for the journal. Inside the caller's
    act, before the campaigns."""
    records = Fulfilment.objects.filter(duty__campaign__in=campaigns)
    gone = [str(batch) for batch in records.order_by().values_list("batch", flat=True).distinct()]
    records.filter(undoes__isnull=False).delete()
    records.delete()
    Happening.objects.filter(campaign__in=campaigns).delete()
    Duty.objects.filter(campaign__in=campaigns).delete()
    return gone

"""Taking the facts of the demo away. Real changes are appended to, never deleted."""

from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry


def erase_ledger() -> list[int]:
    """Delete the facts and change sets of demo compounds; the batches that are gone, for the journal.

    Inside the caller's act. A batch lies wholly in one campaign's area, so none is left half.
    """
    batches = list(
        ChangeSet.objects.filter(compound__division__demo=True)
        .order_by("batch_id").values_list("batch_id", flat=True).distinct()
    )  # fmt: skip
    FactValue.objects.filter(compound__division__demo=True).delete()
    LedgerEntry.objects.filter(compound__division__demo=True).delete()
    ChangeSet.objects.filter(compound__division__demo=True).delete()
    ChangeBatch.objects.filter(pk__in=batches).delete()
    return batches

"""Taking the compounds of the demo away. Real compounds are withdrawn or merged, never deleted."""

from sanwu.compounds.models import Compound, OtherName


def erase_compounds() -> None:
    """Delete every compound of a demo division with its other names. Inside the caller's act, after the ledger's rows."""
    OtherName.objects.filter(compound__division__demo=True).delete()
    Compound.objects.filter(division__demo=True, merged_into__isnull=False).update(merged_into=None)
    Compound.objects.filter(division__demo=True).delete()

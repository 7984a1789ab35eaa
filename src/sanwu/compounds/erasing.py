"""Taking the compounds of the demo away. Real compounds are withdrawn or merged, never deleted."""

from sanwu.compounds.digests import BUILDING, ENTRANCE
from sanwu.compounds.models import Building, Compound, Entrance, OtherName


def erase_compounds() -> list[tuple[str, int]]:
    """Delete every compound of a demo division with its other names and parts; (kind, id) of what the journal had bound.
    Inside the caller's act, after the ledger's rows."""
    buildings = Building.objects.filter(compound__division__demo=True).values_list("pk", flat=True)
    entrances = Entrance.objects.filter(compound__division__demo=True).values_list("pk", flat=True)
    gone = [(BUILDING, pk) for pk in buildings] + [(ENTRANCE, pk) for pk in entrances]
    OtherName.objects.filter(compound__division__demo=True).delete()
    Compound.objects.filter(division__demo=True, merged_into__isnull=False).update(merged_into=None)
    Compound.objects.filter(division__demo=True).delete()
    return gone

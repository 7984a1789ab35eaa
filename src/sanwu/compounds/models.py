"""小区, its buildings and entrances, and what was decided about two of them being the same."""

from sanwu.compounds.models_buildings import Building, Entrance, EntranceKind
from sanwu.compounds.models_compounds import Compound, OtherName
from sanwu.compounds.models_removals import Distinct, Removal, RemovalKind

__all__ = ["Building", "Compound", "Distinct", "Entrance", "EntranceKind", "OtherName", "Removal", "RemovalKind"]

"""What became of divisions that an edition closed: a town re-coded under the same parent, and communities left behind.

A new name under the same code is a renaming, which the import does by itself. A code that vanishes while another appears
beside it may be the same town: names suggest it, a person confirms it. Communities keep their place below the closed town
until a list names them anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division
from sanwu.territory.rules import own_name, stem_of


@dataclass(frozen=True)
class Closed:
    """A closed division: the successor that was confirmed, or the one that names suggest, and why."""

    division: Division
    successor: Division | None
    suggested: Division | None
    reason: str
    stranded: int  # open divisions right below it


def closed_divisions(scope: Scope, under: str = "") -> list[Closed]:
    """Closed divisions where VIEW_DIVISIONS is held, by code, each with what probably took its place."""
    gone = Division.objects.filter(in_ranges(scope, Ability.VIEW_DIVISIONS, "code"), demo=False).exclude(valid_to=None)
    if under:
        low, high = range_of(under)
        gone = gone.filter(code__gte=low, code__lt=high)
    rows = list(gone.select_related("successor", "parent").order_by("code"))
    appeared = _appeared(rows)
    below: dict[str, int] = {}
    for parent in Division.objects.filter(parent__in=rows, valid_to=None).values_list("parent_id", flat=True):
        below[str(parent)] = below.get(str(parent), 0) + 1
    found = []
    for row in rows:
        suggested, reason = (None, "") if row.successor else _suggest(row, appeared)
        found.append(Closed(row, row.successor, suggested, reason, below.get(row.code, 0)))
    return found


def stranded(scope: Scope, under: str = "") -> QuerySet[Division]:
    """Open divisions below a closed one: no list has said yet where they belong."""
    found = Division.objects.filter(in_ranges(scope, Ability.VIEW_DIVISIONS, "code"), valid_to=None, demo=False)
    if under:
        low, high = range_of(under)
        found = found.filter(code__gte=low, code__lt=high)
    return found.exclude(parent=None).exclude(parent__valid_to=None).select_related("parent").order_by("code")


def _appeared(gone: Iterable[Division]) -> list[Division]:
    """Open divisions that came with an edition below the same parents, and follow nobody yet."""
    parents = {row.parent_id for row in gone}
    return list(
        Division.objects.filter(parent__in=parents, valid_to=None, predecessors=None).exclude(valid_from=None).order_by("code")
    )  # fmt: skip


def _suggest(gone: Division, appeared: Iterable[Division]) -> tuple[Division | None, str]:
    """The one division of the same parent and level that came when this one went and is called alike."""
    near = [
        new
        for new in appeared
        if (new.parent_id, new.level, new.valid_from) == (gone.parent_id, gone.level, gone.valid_to)
    ]
    above = gone.parent.name if gone.parent else ""

    def own(division: Division) -> str:
        return own_name(division.name, above)

    same = [new for new in near if own(new) == own(gone)]
    if len(same) == 1:
        return same[0], "同一上级下同名、换了代码"
    stem = stem_of(own(gone), gone.level)[0]
    alike = [new for new in near if stem_of(own(new), new.level)[0] == stem]
    if len(alike) == 1:
        return alike[0], f"同一上级下名称同为“{stem}”，类别不同"
    return None, ""

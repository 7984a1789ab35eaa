"""Marking the demo city, and taking it away; nothing else is ever deleted here."""

from collections.abc import Sequence

from django.db.models import ProtectedError

from sanwu.base.actor import Actor
from sanwu.base.errors import Refused
from sanwu.records.entries import Entry
from sanwu.records.services import act
from sanwu.territory.digests import ORGANISATIONS, bind_divisions
from sanwu.territory.models import Division, Organisation

CHUNK = 500


def mark_as_demo(*, codes: Sequence[str], actor: Actor) -> None:
    """Say of divisions that they are the demo's, so that an edition never closes them and `demo remove` finds them."""
    with act(verb="divisions.mark_demo", actor=actor, object_type="demo") as entry:
        for start in range(0, len(codes), CHUNK):
            Division.objects.filter(code__in=codes[start : start + CHUNK]).update(demo=True)
        entry.after = {"divisions": len(codes)}


def erase_demo_divisions(entry: Entry) -> None:
    """Delete the demo's organisations and divisions, lowest first. Inside the caller's act.

    Refused while something of an office still stands in them; the sentence says what.
    """
    try:
        bodies = Organisation.objects.filter(division__demo=True)
        for pk in bodies.values_list("pk", flat=True):
            entry.retire(ORGANISATIONS, pk)
        bodies.delete()
        while leaves := list(
            Division.objects.filter(demo=True, children=None).values_list("code", flat=True)[:CHUNK]
        ):  # fmt: skip
            Division.objects.filter(code__in=leaves).delete()
            bind_divisions(entry, leaves)
    except ProtectedError as error:
        held = "、".join(sorted({str(thing) for thing in error.protected_objects})[:5])
        raise Refused(
            f"示例区划里还有本单位自己的内容（{held}），请先处理这些内容，再删除示例城市。", "demo_in_use"
        ) from error

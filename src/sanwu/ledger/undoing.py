"""Taking a batch back: inverse change sets are appended; what it made is withdrawn, nothing is deleted."""

from typing import NamedTuple

from sanwu.base.errors import Refused
from sanwu.compounds import sql as bulk
from sanwu.compounds.identity import NAME, WITHDRAWN
from sanwu.compounds.models import Compound
from sanwu.ledger.changing import Changed, apply_changes
from sanwu.ledger.dictionary import known_facts
from sanwu.ledger.models import ChangeBatch, ChangeSet
from sanwu.ledger.rules import inverse, withdrawal
from sanwu.ledger.writing import Batch, Origin
from sanwu.records.entries import Entry

SHOWN = 5


class Undone(NamedTuple):
    """The batch that takes back, the compounds withdrawn, and how many others have their earlier facts again."""

    batch: ChangeBatch
    withdrawn: list[int]
    restored: int


def undo_batch(*, batch: ChangeBatch, origin: Origin, entry: Entry) -> Undone:
    """Append the inverse of every change set of a batch, inside the caller's act.

    Refused, naming the compounds, where a later change set stands on one of them.
    """
    bulk.hold_numbers()
    sets = list(ChangeSet.objects.filter(batch=batch).order_by("id").values_list("id", "compound_id", "changes"))
    _refuse_if_built_upon(batch)
    changed: list[Changed] = []
    withdrawn: list[int] = []
    for _, compound, changes in sets:
        if NAME in changes and changes[NAME][0] is None:
            withdrawn.append(compound)
            changed.append(Changed(compound, None, {**withdrawal(changes), WITHDRAWN: (None, True)}))
        else:
            changed.append(Changed(compound, None, inverse(changes)))
    taking_back = Batch(entry=entry, origin=origin, change_sets=len(changed))
    apply_changes(taking_back, changed, known_facts(), start=0)
    return Undone(taking_back.close(), withdrawn, len(changed) - len(withdrawn))


def _refuse_if_built_upon(batch: ChangeBatch) -> None:
    """A later batch on one of the same compounds would lose its ground."""
    mine = ChangeSet.objects.filter(batch=batch)
    last = mine.order_by("-id").values_list("id", flat=True).first()
    if last is None:
        raise Refused("这次导入没有写入任何数据，无需撤销。", "nothing_to_undo")
    later = ChangeSet.objects.filter(id__gt=last, compound_id__in=mine.values("compound_id")).exclude(batch=batch)
    compounds = list(later.order_by("compound_id").values_list("compound_id", flat=True).distinct()[: SHOWN + 1])
    if compounds:
        names = list(Compound.objects.filter(pk__in=compounds[:SHOWN]).order_by("pk").values_list("name", flat=True))
        more = "等" if len(compounds) > SHOWN else ""
        raise Refused(
            f"不能撤销：{'、'.join(names)}{more}在这次导入之后又有修改。请先撤销或更正后来的修改，再撤销这次导入。",
            "built_upon",
        )

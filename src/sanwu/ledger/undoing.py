"""Taking a batch back: inverse change sets are appended; what it made is withdrawn, nothing is deleted."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from sanwu.base.errors import Refused
from sanwu.compounds import sql as bulk
from sanwu.compounds.identity import NAME, WITHDRAWN
from sanwu.compounds.models import Compound
from sanwu.ledger.changing import Changed, apply_changes
from sanwu.ledger.dictionary import known_facts
from sanwu.ledger.indexing import complete_index
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
    _refuse_if_built_upon(sets)
    changed: list[Changed] = []
    withdrawn: list[int] = []
    for _id, compound, changes in sets:
        if _made_it(changes):
            withdrawn.append(compound)
            changed.append(Changed(compound, None, {**withdrawal(changes), WITHDRAWN: (None, True)}))
        else:
            changed.append(Changed(compound, None, inverse(changes)))
    taking_back = Batch(entry=entry, origin=origin, change_sets=len(changed))
    apply_changes(taking_back, changed, complete_index(known_facts()), start=0)
    return Undone(taking_back.close(), withdrawn, len(changed) - len(withdrawn))


def _made_it(changes: Mapping[str, Any]) -> bool:
    """Whether a change set is the one that made its compound."""
    return NAME in changes and changes[NAME][0] is None


def _refuse_if_built_upon(sets: Sequence[tuple[int, int, Mapping[str, Any]]]) -> None:
    """A later change would lose its ground: any change of a compound that is to be withdrawn, else one of the same fact.

    A later change that was taken back itself does not stand in the way.
    """
    if not sets:
        raise Refused(_("这次导入没有写入任何数据，无需撤销。"), "nothing_to_undo")
    later = _net_changes({compound for _id, compound, _changes in sets}, after=sets[-1][0])
    stopped = [
        compound
        for _id, compound, changes in sets
        if later.get(compound) and (_made_it(changes) or not later[compound].isdisjoint(changes))
    ]
    if stopped:
        named = Compound.objects.filter(pk__in=stopped[:SHOWN]).order_by("pk").values_list("name", flat=True)
        raise Refused(
            _(
                "不能撤销：%(count)s 个小区在这次导入之后又有修改（%(names)s）。"
                "请先撤销或更正后来的修改，再撤销这次导入。"
            )
            % {"count": len(stopped), "names": "、".join(named) + ("等" if len(stopped) > SHOWN else "")},
            "built_upon",
        )


def _net_changes(compounds: set[int], after: int) -> dict[int, set[str]]:
    """{compound: facts that differ now from what they were right after the change set `after`}."""
    net: dict[tuple[int, str], list[Any]] = {}
    rows = ChangeSet.objects.filter(id__gt=after).order_by("id").values_list("compound_id", "changes")
    for compound, changes in rows.iterator(chunk_size=2000):
        if compound in compounds:
            for fact, (old, new) in changes.items():
                net.setdefault((compound, fact), [old, new])[1] = new
    found: dict[int, set[str]] = {}
    for (compound, fact), (old, new) in net.items():
        if old != new:
            found.setdefault(compound, set()).add(fact)
    return found

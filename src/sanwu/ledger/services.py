"""Verbs of the ledger: record changes from a source, correct one fact by hand, take a batch back."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Stale
from sanwu.base.scope import Scope
from sanwu.compounds import sql as bulk
from sanwu.compounds.models import Compound
from sanwu.compounds.services import create_compounds
from sanwu.ledger.answering import check_answering
from sanwu.ledger.changing import Changed, apply_changes
from sanwu.ledger.dictionary import known_deriver, known_facts
from sanwu.ledger.following import follow
from sanwu.ledger.indexing import complete_index
from sanwu.ledger.models import ChangeBatch, LedgerEntry
from sanwu.ledger.observed import check_observed
from sanwu.ledger.undoing import undo_batch
from sanwu.ledger.writing import Batch, Created, NewFacts, Origin, enter_new
from sanwu.policy.values import canonical, display
from sanwu.records.entries import Entry
from sanwu.records.services import act

__all__ = ["Changed", "Created", "NewFacts", "Origin", "StaleFact", "correct_fact", "record_changes", "undo_batch"]


class StaleFact(Stale):
    """Somebody changed the compound after the form was opened. Both versions are there to be shown, as people read them."""

    def __init__(self, message: str, *, revision: int, current: str, yours: str) -> None:
        super().__init__(message, "stale_fact")
        self.revision = revision
        self.current = current
        self.yours = yours


class Recorded(NamedTuple):
    """What was written: the batch, and the ids of the new compounds in the order they were given."""

    batch: ChangeBatch
    created: range


def record_changes(
    *, entry: Entry, origin: Origin, created: Created | None = None, changed: Sequence[Changed] = (), demo: bool = False
) -> Recorded:
    """Write one batch inside the caller's act: new compounds with their facts, then changes of existing ones.

    The caller has compared with the ledger as it stands (`ledger.sql.head` says so); old values are taken as given.
    """
    check_observed(origin.observed_on)
    bulk.hold_numbers()
    known = complete_index(known_facts())
    new = len(created.rows) if created else 0
    batch = Batch(entry=entry, origin=origin, change_sets=new + len(changed))
    ids = range(0)
    if created:
        ids = create_compounds(prepared=created.prepared, created_at=batch.row.recorded_at, demo=demo)
        enter_new(batch, ids, created, known)
    apply_changes(batch, changed, known, start=new)
    return Recorded(batch.close(), ids)


def correct_fact(
    *,
    compound: Compound,
    fact: str,
    value: Any,
    source: str,
    actor: Actor,
    observed_on: date | None = None,
    expected_revision: int | None = None,
    client_key: str | None = None,
    scope: Scope | None = None,
) -> ChangeBatch:
    """Set one fact of one compound by hand; None or blank text makes it unknown. `value` is canonical or as typed.

    A fact that others are derived from takes them along. Refused to a person (`scope`) without a post of the body that a
    scheme names for a qualitative fact; BadInput for an unknown fact, a value that does not fit it or a missing source;
    StaleFact when the compound changed after `expected_revision`.
    """
    about = known_facts().get(fact)
    if about is None or about.collected_by == "identity":
        raise BadInput(_("没有“%(fact)s”这个数据项，无法更正。") % {"fact": fact}, "unknown_fact")
    if not source.strip():
        raise BadInput(_("请填写依据，例如文件名、现场核查日期。"), "source_missing")
    try:
        new = canonical(about, value)
    except ValueError as error:
        raise BadInput(str(error), "bad_value") from None
    stated = {fact: new}
    if isinstance(new, str) and not (deriver := known_deriver()).is_name(fact, new):
        stated = {fact: None, dict(deriver.names)[fact]: new}
    check_answering([about], [compound.pk], scope)
    with act(
        verb="fact.correct", actor=actor, object_type="compound", object_id=str(compound.pk), object_name=compound.name,
        division=compound.division_id, client_key=client_key,
        request={"fact": fact, "value": new, "source": source, "observed_on": observed_on and observed_on.isoformat()},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return ChangeBatch.objects.get(pk=entry.result["batch"])
        bulk.hold_numbers()
        row = LedgerEntry.objects.get(compound=compound)
        old = row.facts.get(fact)
        if expected_revision is not None and row.revision != expected_revision:
            raise StaleFact(
                _("这个小区的数据刚被别人改过，请看过最新内容后再决定是否提交。"),
                revision=row.revision, current=display(about, old), yours=display(about, new),
            )  # fmt: skip
        changes = follow(known_deriver(), row.facts, stated).changes
        for name, said in stated.items():
            if name == fact or said is not None:
                changes.setdefault(name, (row.facts.get(name), said))
        origin = Origin("correction", source.strip(), observed_on, actor, compound.division_id)
        batch = record_changes(entry=entry, origin=origin, changed=[Changed(compound.pk, None, changes)]).batch
        entry.before = {name: before for name, (before, _) in changes.items()}
        entry.after = {name: after for name, (_, after) in changes.items()}
        entry.result = {"batch": batch.pk}
    return batch

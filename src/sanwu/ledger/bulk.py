"""Correcting one fact of many compounds in one act, and taking a correction back in one act."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.codes import pad, significant
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.compounds import sql as numbers
from sanwu.compounds.models import Compound
from sanwu.ledger.answering import check_answering
from sanwu.ledger.dictionary import known_deriver, known_facts
from sanwu.ledger.following import follow
from sanwu.ledger.models import ChangeBatch, ChangeSet, LedgerEntry
from sanwu.ledger.services import Changed, Origin, record_changes, undo_batch
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import canonical
from sanwu.records.models import Act
from sanwu.records.scoping import in_ranges
from sanwu.records.services import act

MOST = 1000  # compounds in one act: more are an import
SHOWN = 5
CORRECTION = "correction"
UNDO = "facts.correct_undo"


def correct_many(
    *,
    revisions: Mapping[int, int],
    fact: str,
    value: Any,
    source: str,
    actor: Actor,
    observed_on: date | None = None,
    client_key: str | None = None,
    scope: Scope | None = None,
) -> ChangeBatch:
    """Set one fact of several compounds ({compound: revision that was looked at}) to the same value, for one reason.

    None or blank text makes it unknown. Compounds that have the value already are left alone. BadInput for an unknown
    fact, a value that does not fit, a missing source, none or more than MOST compounds; Stale, naming them, where some
    changed meanwhile (then none is changed); Refused where nothing would change, or where a scheme leaves the fact to a
    body for which this person (`scope`) does not stand.
    """
    about = _known(fact)
    if not source.strip():
        raise BadInput(_("请填写依据，例如文件名、现场核查日期。"), "source_missing")
    if not 0 < len(revisions) <= MOST:
        raise BadInput(_("请选择 1 到 %(most)s 个小区。更多的请用表格导入。") % {"most": MOST}, "bad_selection")
    try:
        new = canonical(about, value)
    except ValueError as error:
        raise BadInput(str(error), "bad_value") from None
    stated = {fact: new}
    if isinstance(new, str) and not (deriver := known_deriver()).is_name(fact, new):
        stated = {fact: None, dict(deriver.names)[fact]: new}
    check_answering([about], list(revisions), scope)
    division = _common(LedgerEntry.objects.filter(pk__in=revisions).values_list("division_code", flat=True))
    with act(
        verb="facts.correct", actor=actor, object_type="fact", object_id=fact,
        object_name=_("%(fact)s（%(count)s 个小区）") % {"fact": about.title, "count": len(revisions)},
        division=division, client_key=client_key,
        request={
            "compounds": sorted(revisions), "value": new, "source": source,
            "observed_on": observed_on and observed_on.isoformat(),
        },
    ) as entry:  # fmt: skip
        if entry.repeated:
            return ChangeBatch.objects.get(pk=entry.result["batch"])
        numbers.hold_numbers()
        changed = _changed(revisions, stated)
        origin = Origin(CORRECTION, source.strip(), observed_on, actor, division)
        batch = record_changes(entry=entry, origin=origin, changed=changed).batch
        entry.after = {**stated, "compounds": len(changed)}
        entry.result = {"batch": batch.pk}
    return batch


def undo_correction(*, batch: ChangeBatch, actor: Actor, client_key: str | None = None) -> ChangeBatch:
    """Take a correction by hand back, of one compound or of many.

    Refused where it was taken back already, where it is none, and, naming the compounds, where later changes stand on it.
    """
    with act(
        verb=UNDO, actor=actor, object_type="batch", object_id=str(batch.pk), object_name=batch.source,
        division=batch.division_code, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return ChangeBatch.objects.get(pk=entry.result["batch"])
        if batch.kind != CORRECTION:
            raise Refused(_("这里只能撤销手工更正；撤销导入请到导入的页面。"), "no_correction")
        if undone(batch):
            raise Refused(_("这次更正已经撤销过了。"), "undone_already")
        source = _("撤销更正（%(source)s）") % {"source": batch.source}
        taken = undo_batch(batch=batch, origin=Origin("undo", source, None, actor, batch.division_code), entry=entry)
        entry.result = {"batch": taken.batch.pk}
    return taken.batch


def undone(batch: ChangeBatch) -> bool:
    """Whether a correction was taken back."""
    return Act.objects.filter(verb=UNDO, object_type="batch", object_id=str(batch.pk)).exists()


def corrections_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[ChangeBatch]:
    """Corrections by hand of compounds that all lie where `ability` is held."""
    return ChangeBatch.objects.filter(in_ranges(scope, ability), kind=CORRECTION)


def changes_of(batch: ChangeBatch, most: int) -> list[ChangeSet]:
    """The first change sets of a batch, with their compounds."""
    return list(ChangeSet.objects.filter(batch=batch).select_related("compound").order_by("id")[:most])


def _known(fact: str) -> Fact:
    about = known_facts().get(fact)
    if about is None or about.collected_by == "identity":
        raise BadInput(_("没有“%(fact)s”这个数据项，无法更正。") % {"fact": fact}, "unknown_fact")
    return about


def _changed(revisions: Mapping[int, int], stated: Mapping[str, Any]) -> list[Changed]:
    """What changes on each compound, what follows from the stated facts included."""
    deriver = known_deriver()
    rows = LedgerEntry.objects.filter(pk__in=revisions).order_by("pk").values_list("pk", "revision", "facts")
    stale: list[int] = []
    changed: list[Changed] = []
    for compound, revision, facts in rows:
        if revision != revisions[compound]:
            stale.append(compound)
        elif changes := follow(deriver, facts, stated).changes:
            changed.append(Changed(compound, None, changes))
    if stale:
        names = list(Compound.objects.filter(pk__in=stale[:SHOWN]).order_by("pk").values_list("name", flat=True))
        raise Stale(
            _("%(count)s 个小区的数据刚被别人改过（%(names)s），一个都没有改动。请看过最新内容后再提交。")
            % {"count": len(stale), "names": "、".join(names) + ("等" if len(stale) > SHOWN else "")},
            "stale_facts",
        )
    if not changed:
        raise Refused(_("选中的小区本来就是这个值，不需要更正。"), "nothing_to_change")
    return changed


def _common(codes: Iterable[str]) -> str:
    """The smallest division that holds all of these; "" where no province does."""
    listed = [significant(code) for code in set(codes)]
    for digits in (12, 9, 6, 4, 2):
        heads = {code[:digits] for code in listed}
        if len(heads) == 1 and (head := heads.pop()):
            return pad(head)
    return ""

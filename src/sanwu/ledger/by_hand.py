"""A compound entered by hand, and its identity edited: written as change sets like everything an import writes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.selectors import label_of
from sanwu.campaigns.services import enter_compounds
from sanwu.compounds import sql as bulk
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.identity import COUNTY_DIGITS, DIVISION, Identity, identity_changes
from sanwu.compounds.models import Compound, OtherName
from sanwu.compounds.selectors import identities
from sanwu.ledger.answering import check_answering_in
from sanwu.ledger.dictionary import known_deriver, known_facts
from sanwu.ledger.services import Changed, Created, NewFacts, Origin, record_changes
from sanwu.policy.values import canonical
from sanwu.records.services import act
from sanwu.territory.models import Division


class StaleIdentity(Stale):
    """Somebody changed the compound's identity after the form was opened: `current` is what stands now, at `version`."""

    def __init__(self, message: str, current: Identity, version: int) -> None:
        super().__init__(message, "stale_identity")
        self.current, self.version = current, version


def compound_add(
    *,
    campaign: Campaign,
    identity: Identity,
    facts: Mapping[str, Any],
    source: str,
    actor: Actor,
    scope: Scope,
    observed_on: date | None = None,
    client_key: str | None = None,
) -> Compound:
    """A new compound in a campaign, with the facts known at once ({fact: value as typed}; blank ones are left out).

    Refused outside the scope or the campaign, and where the scheme leaves a fact to another body; BadInput, its code
    naming the field or fact, for what does not fit.
    """
    _may_be_there(scope, identity.division_code)
    source = _source(source)
    stated = _canonical(facts)
    known = known_facts()
    check_answering_in(campaign, [known[name] for name in stated], scope, identity.division_code)
    with act(
        verb="compound.add", actor=actor, object_type="compound", object_name=identity.name,
        division=identity.division_code, client_key=client_key, scheme_version=label_of(campaign.scheme_version),
        request={"campaign": campaign.pk, "identity": identity.values(), "facts": stated, "source": source},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Compound.objects.get(pk=entry.result["compound"])
        bulk.hold_numbers()
        number_must_be_free(identity)
        derived = known_deriver().derive(stated).values
        origin = Origin("addition", source, observed_on, actor, identity.division_code)
        recorded = record_changes(
            entry=entry, origin=origin, created=Created([NewFacts(identity, {**derived, **stated}, None)]),
            demo=campaign.demo,
        )  # fmt: skip
        pk = recorded.created[0]
        enter_compounds(
            campaign=campaign, compounds=[(pk, identity.division_code)], entered_by="hand", actor=actor,
        )  # fmt: skip
        entry.object_id = str(pk)
        entry.after = {**identity.values(), **stated, "source": source}
        entry.result = {"compound": pk}
    return Compound.objects.get(pk=pk)


def compound_edit(
    *,
    compound: Compound,
    identity: Identity,
    source: str,
    actor: Actor,
    scope: Scope,
    expected_version: int,
    observed_on: date | None = None,
    client_key: str | None = None,
) -> Compound:
    """Change what a compound is called, where it lies, by which number it is known. Nothing is written when nothing differs.

    Refused where the new division is outside the scope or outside an open campaign that the compound is in.
    """
    source = _source(source)
    with act(
        verb="compound.edit", actor=actor, object_type="compound", object_id=str(compound.pk), object_name=compound.name,
        division=compound.division_id, client_key=client_key,
        request={"identity": identity.values(), "source": source},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Compound.objects.get(pk=compound.pk)
        bulk.hold_numbers()
        present = Compound.objects.get(pk=compound.pk)
        before = dict(identities([compound.pk]))[compound.pk]
        if present.version != expected_version:
            raise StaleIdentity(
                _("这个小区的基本信息刚被别人改过，请看过最新内容后再决定是否提交。"), before, present.version
            )
        changes = identity_changes(before, identity)
        if not changes:
            raise BadInput(_("没有改动，不用保存。"), "nothing_changed")
        if DIVISION in changes:
            _may_be_there(scope, identity.division_code)
            _stays_in_campaigns(compound, identity.division_code)
        number_must_be_free(identity, compound.pk)
        origin = Origin("identity", source, observed_on, actor, identity.division_code)
        record_changes(entry=entry, origin=origin, changed=[Changed(compound.pk, None, changes)])
        entry.before = {key: old for key, (old, _new) in changes.items()}
        entry.after = {key: new for key, (_old, new) in changes.items()}
        entry.result = {"compound": compound.pk}
    return Compound.objects.get(pk=compound.pk)


def number_must_be_free(identity: Identity, own: int | None = None) -> None:
    """Refused where another compound of the county is known by this number."""
    if identity.number is None:
        return
    low, high = range_of(identity.division_code[:COUNTY_DIGITS].ljust(12, "0"))
    taken = OtherName.objects.filter(
        kind=OtherNameKind.NUMBER, text=identity.number, compound__withdrawn_at__isnull=True,
        compound__merged_into__isnull=True, compound__division_id__gte=low, compound__division_id__lt=high,
    ).exclude(compound_id=own or 0)  # fmt: skip
    if other := taken.select_related("compound").first():
        raise BadInput(
            _("编号“%(number)s”已经是“%(name)s”的编号。请核对；不填编号也可以保存。")
            % {"number": identity.number, "name": other.compound.name},
            "number",
        )


def _may_be_there(scope: Scope, division: str) -> None:
    if not Division.objects.filter(code=division, valid_to=None).exists():
        raise BadInput(_("请选择现行的区划。"), "division")
    if not scope.may(Ability.EDIT_COMPOUND, division):
        raise Refused(_("所选的区划不在您的管辖范围内。"), "division")


def _stays_in_campaigns(compound: Compound, division: str) -> None:
    entries = CampaignCompound.objects.filter(compound=compound, left_on=None, campaign__closed_on=None)
    for entry in entries.select_related("campaign"):
        low, high = range_of(entry.campaign.division_id)
        if not low <= division < high:
            raise Refused(
                _("小区在行动“%(campaign)s”里，不能移到行动范围以外。") % {"campaign": entry.campaign.name}, "division"
            )


def _source(source: str) -> str:
    if not source.strip():
        raise BadInput(_("请填写依据，例如文件名、现场核查日期。"), "source")
    return source.strip()


def _canonical(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are stored; blank ones are left out."""
    known = known_facts()
    found: dict[str, Any] = {}
    for name, value in facts.items():
        about = known.get(name)
        if about is None or about.collected_by == "identity":
            raise BadInput(_("没有“%(fact)s”这个数据项。") % {"fact": name}, name)
        try:
            stored = canonical(about, value)
        except ValueError as error:
            raise BadInput(str(error), name) from None
        if stored is not None:
            found[name] = stored
    return found

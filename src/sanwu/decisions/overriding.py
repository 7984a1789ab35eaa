"""Verbs over a verdict that the scheme lets somebody decide otherwise: with a reason, beside the rule's own outcome."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import label_of, loaded
from sanwu.campaigns.standing import standing_for
from sanwu.compounds.models import Compound
from sanwu.compounds.sql import hold_numbers
from sanwu.decisions.comparing import LONGEST_MISSING
from sanwu.decisions.filing_digests import override_digest
from sanwu.decisions.models import Verdict, VerdictOverride
from sanwu.decisions.overridden import overrides_of
from sanwu.decisions.overriding_rules import in_force
from sanwu.decisions.selectors import behind, explanation
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Body
from sanwu.policy.outcomes import Outcome
from sanwu.records.services import act

LONGEST_REASON = 500


def rule_of(scheme: Scheme, rule: str) -> Condition | Decision | None:
    """A condition or decision of a scheme by its id."""
    return scheme.conditions.get(rule) or scheme.decisions.get(rule)


def choices_of(rule: Condition | Decision) -> list[str]:
    """The outcomes that somebody may decide for: never "unknown"; a decision's own, or yes and no."""
    return list(rule.outcomes) if isinstance(rule, Decision) else [Outcome.YES.value, Outcome.NO.value]


def bodies_of(scheme: Scheme, rule: Condition | Decision) -> list[Body]:
    """The bodies that may decide otherwise, as the scheme names them."""
    return [scheme.bodies[name] for name in rule.override.by] if rule.override else []


def may_override(campaign: Campaign, rule: str, scope: Scope, division: str) -> Body | None:
    """As which body this person may decide otherwise on a rule in a division; None when she may not."""
    scheme = loaded(campaign.scheme_version)
    about = rule_of(scheme, rule)
    if about is None:
        return None
    return standing_for(bodies_of(scheme, about), scope, Ability.OVERRIDE_VERDICT, division)


def override(
    *,
    campaign: Campaign,
    compound: Compound,
    rule: str,
    outcome: str,
    reason: str,
    clause: str = "",
    scope: Scope,
    actor: Actor,
    expected_revision: int,
    client_key: str | None = None,
) -> VerdictOverride:
    """Decide a rule otherwise for one compound; an empty `outcome` takes an earlier decision back.

    The working that it stands against is frozen; lists, counts and maps go by the decision from now on. Refused to whom
    the scheme does not name and where it names nobody; BadInput for an outcome that the rule does not have or a missing reason; Stale when the compound's data changed
    after `expected_revision`.
    """
    scheme = loaded(campaign.scheme_version)
    about = rule_of(scheme, rule)
    if about is None or about.override is None:
        raise Refused(_("方案没有规定谁可以改判这一项。"), "no_override")
    with act(
        verb="verdict.override", actor=actor, object_type="compound", object_id=str(compound.pk),
        object_name=compound.name, division=compound.division_id, scheme_version=label_of(campaign.scheme_version),
        client_key=client_key, request={"rule": rule, "outcome": outcome, "reason": reason, "campaign": campaign.pk},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return VerdictOverride.objects.get(pk=entry.result["id"])
        body = standing_for(bodies_of(scheme, about), scope, Ability.OVERRIDE_VERDICT, compound.division_id)
        if body is None:
            names = "、".join(one.title for one in bodies_of(scheme, about))
            raise Refused(_("按方案，这一项只能由%(bodies)s改判。") % {"bodies": names}, "not_named")
        hold_numbers()  # sums and maps follow these decisions by their numbers
        verdict = _verdict(campaign, compound, rule, expected_revision)
        before = overrides_of(campaign, [compound.pk]).get(compound.pk, {}).get(rule)
        _fit(about, verdict.outcome, before.outcome if before else "", outcome)
        made = VerdictOverride(
            campaign=campaign, compound=compound, division_code=compound.division_id, rule=rule,
            rule_outcome=verdict.outcome, outcome=outcome, reason=_reason(reason, about.override.reason),
            clause=tidy(clause)[:100] or "、".join(about.override.clause or about.clause)[:100], body=body.title[:100],
            trace=_trace(campaign, compound, rule), revision=verdict.revision, at=clock.now(), actor_id=actor.account_id,
            actor_name=actor.name[:100], post=actor.post[:200], act_uid=entry.uid, digest="",
        )  # fmt: skip
        made.digest = override_digest(made)
        made.save(force_insert=True)
        Verdict.objects.filter(pk=verdict.pk).update(in_force=in_force(verdict.outcome, outcome))
        entry.digest("decisions.override", made.pk, made.digest)
        entry.before = {"rule": rule, "outcome": before.outcome if before else verdict.outcome}
        entry.after = {"rule": rule, "outcome": outcome or verdict.outcome, "reason": made.reason}
        entry.result = {"id": made.pk}
    return made


def _verdict(campaign: Campaign, compound: Compound, rule: str, expected_revision: int) -> Verdict:
    verdict = Verdict.objects.filter(campaign=campaign, compound=compound, rule=rule, current=True).first()
    if verdict is None:
        raise Refused(_("这个小区还没有认定结论，请等结论算好。"), "no_verdict")
    revision = LedgerEntry.objects.filter(compound=compound).values_list("revision", flat=True).first()
    if revision != expected_revision or _is_behind(campaign, compound, rule, verdict):
        raise Stale(_("这个小区的数据刚有变化。请看过最新的结论，再决定是否改判。"), "stale_verdict")
    return verdict


def _is_behind(campaign: Campaign, compound: Compound, rule: str, verdict: Verdict) -> bool:
    """Whether this compound's verdict would come out otherwise now. Others may be behind: they are not decided on here."""
    if not behind(campaign):
        return False
    facts = LedgerEntry.objects.values_list("facts", flat=True).get(compound=compound)
    found = explanation(campaign.scheme_version, facts, clock.today())
    now = found.conditions.get(rule) or found.decisions[rule]
    return (now.outcome, now.row, ",".join(now.missing)[:LONGEST_MISSING]) != (
        verdict.outcome, verdict.row, verdict.missing,
    )  # fmt: skip


def _fit(rule: Condition | Decision, ruled: str, standing: str, outcome: str) -> None:
    if not outcome:
        if not standing:
            raise Refused(_("这一项没有改判过，不用撤销。"), "nothing_to_take_back")
        return
    if outcome not in choices_of(rule):
        raise BadInput(_("请选择一个改判结果。"), "bad_outcome")
    if ruled == Outcome.NOT_APPLICABLE:
        raise Refused(_("这一项对这个小区不适用，不能改判。"), "not_applicable")
    if outcome == (standing or ruled):
        raise BadInput(_("改判结果和现在的结论一样。"), "same_outcome")


def _trace(campaign: Campaign, compound: Compound, rule: str) -> dict[str, Any]:
    """The working of the rule as it stood: facts, parts, clause; JSON without floats."""
    facts = LedgerEntry.objects.values_list("facts", flat=True).get(compound=compound)
    on = clock.today()
    found = explanation(campaign.scheme_version, facts, on)
    verdict = found.conditions.get(rule) or found.decisions[rule]
    return {
        "on": on.isoformat(), "outcome": verdict.outcome, "row": verdict.row, "missing": list(verdict.missing),
        "leaves": [asdict(leaf) for leaf in found.leaves if leaf.rule == rule],
    }  # fmt: skip


def _reason(reason: str, needed: bool) -> str:
    said = tidy(reason)
    if needed and not said:
        raise BadInput(_("请写明改判的理由。"), "reason_missing")
    if len(said) > LONGEST_REASON or forbidden_character(said):
        raise BadInput(_("理由请写在 %(limit)s 字以内。") % {"limit": LONGEST_REASON}, "reason_too_long")
    return said

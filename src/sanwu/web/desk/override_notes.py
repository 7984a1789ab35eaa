"""What was decided otherwise about a compound, beside the rule's own outcome, and where it may be decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.models import Compound
from sanwu.decisions.overridden import Overridden
from sanwu.decisions.overriding import may_override, rule_of
from sanwu.policy.explain import Explanation
from sanwu.policy.outcomes import Outcome
from sanwu.web.desk.explaining import look_of
from sanwu.web.ui.outcomes import Look
from sanwu.web.ui.words import title_of


@dataclass(frozen=True)
class OverrideNote:
    """One rule of one campaign: what stands and what the rule itself says (None where nothing was decided otherwise);
    `href` is where this person may decide, empty where she may not."""

    campaign: str
    rule: str
    stands: Look | None
    ruled: Look | None
    said: Overridden | None
    href: str


def override_notes(
    scope: Scope,
    compound: Compound,
    campaigns: Iterable[Campaign],
    workings: Mapping[int, Explanation],
    decided: Mapping[int, Mapping[str, Overridden]],
) -> list[OverrideNote]:
    """For every rule that the schemes let somebody decide otherwise, where there is something to show. `workings` are
    what the rules say, by scheme version; `decided` is what stands instead, by campaign and rule."""
    found: list[OverrideNote] = []
    may = scope.may(Ability.OVERRIDE_VERDICT, compound.division_id)
    for campaign in campaigns:
        scheme = loaded(campaign.scheme_version)
        rules = [r for r in (*scheme.conditions, *scheme.decisions) if (rule := rule_of(scheme, r)) and rule.override]
        standing = decided.get(campaign.pk, {})
        working = workings[campaign.scheme_version_id]
        verdicts = {**working.conditions, **working.decisions} if may else {}
        for name in rules:
            rule, said = rule_of(scheme, name), standing.get(name)
            applies = name in verdicts and verdicts[name].outcome != Outcome.NOT_APPLICABLE
            allowed = applies and may_override(campaign, name, scope, compound.division_id) is not None
            if rule is None or not (said or allowed):
                continue
            found.append(
                OverrideNote(
                    campaign.name,
                    title_of(rule),
                    look_of(rule, said.outcome) if said else None,
                    look_of(rule, said.rule_outcome) if said else None,
                    said,
                    reverse("override", args=[compound.pk, campaign.pk, name]) if allowed else "",
                )
            )
    return found

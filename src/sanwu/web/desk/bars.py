"""The outcomes of a rule as a stacked bar, every part of which leads to its rows in the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.policy.model_rules import Condition, Decision
from sanwu.web.ui.charts import Part
from sanwu.web.ui.outcomes import LABELS, ORDER, Text, outcome_look
from sanwu.web.ui.words import title_of

# Fills for the outcomes of a decision, which have an order but neither good nor bad.
SHADES = ("info", "info-2", "info-3", "info-4")
RULE = "rule-"  # the ledger's filter on a rule: ?rule-three_no=yes


@dataclass(frozen=True)
class Bar:
    title: str
    kind: Text
    parts: list[Part]


def ledger_href(campaign: Campaign, **filters: str) -> str:
    """The ledger of a campaign with some filters set."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return reverse("campaign_ledger", args=[campaign.pk]) + (f"?{query}" if query else "")


def condition_bar(
    campaign: Campaign, condition: Condition, found: Mapping[str, int], filters: Mapping[str, str] | None = None
) -> Bar:
    """Yes, no, unknown and not applicable, in the tones of the condition's polarity."""
    parts = [
        Part(
            LABELS[outcome],
            found.get(outcome, 0),
            outcome_look(outcome, condition.polarity).tone,
            ledger_href(campaign, **{RULE + condition.id: outcome}, **(filters or {})),
        )
        for outcome in ORDER
    ]
    return Bar(title_of(condition), _("构成条件"), parts)


def decision_bar(
    campaign: Campaign, decision: Decision, found: Mapping[str, int], filters: Mapping[str, str] | None = None
) -> Bar:
    """A decision's own outcomes, then unknown and not applicable."""
    looks = [
        (name, title_of(choice), SHADES[n % len(SHADES)]) for n, (name, choice) in enumerate(decision.outcomes.items())
    ]
    looks += [("unknown", str(LABELS["unknown"]), "wait"), ("not_applicable", str(LABELS["not_applicable"]), "none")]
    parts = [
        Part(
            label,
            found.get(name, 0),
            tone,
            ledger_href(campaign, **{RULE + decision.id: name}, **(filters or {})),
        )
        for name, label, tone in looks
    ]
    return Bar(title_of(decision), _("判定"), parts)

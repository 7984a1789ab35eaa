"""A campaign in short, for the home page and the list: where it stands, what its first rule says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.decisions.selectors import verdicts_visible_to
from sanwu.people.access import OfficeRequest
from sanwu.territory.selectors import full_names
from sanwu.web.desk.bars import Bar, condition_bar
from sanwu.web.desk.phases import PhaseLine, current_phase
from sanwu.web.ui.words import title_of


def campaigns_of(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Campaign]:
    """Visible campaigns, newest first, without the text of their schemes, which is large and kept in memory by digest."""
    return campaigns_visible_to(scope, ability).defer("scheme_version__files")


def campaign_here(scope: Scope, number: int, ability: Ability = Ability.VIEW_LEDGER) -> Campaign:
    """The campaign, fetched and permitted in one step."""
    return campaigns_of(scope, ability).get(pk=number)


def version_title(version: SchemeVersion) -> str:
    return f"{title_of(version)} v{version.version}"


@dataclass(frozen=True)
class Card:
    campaign: Campaign
    place: str
    scheme: str
    phase: PhaseLine | None
    bar: Bar | None
    may_import: bool


def campaign_cards(scope: Scope, campaigns: Iterable[Campaign]) -> list[Card]:
    """Cards of these campaigns, counted within the scope."""
    listed = list(campaigns)
    places = full_names([campaign.division_id for campaign in listed])
    firsts = {campaign.pk: next(iter(loaded(campaign.scheme_version).conditions.values()), None) for campaign in listed}
    found = _outcomes(scope, {pk: rule.id for pk, rule in firsts.items() if rule})
    return [
        Card(
            campaign,
            places[campaign.division_id],
            version_title(campaign.scheme_version),
            current_phase(campaign, clock.today()),
            condition_bar(campaign, rule, found[campaign.pk]) if rule and campaign.pk in found else None,
            may_import(scope, campaign),
        )
        for campaign in listed
        for rule in [firsts[campaign.pk]]
    ]


def _outcomes(scope: Scope, rules: Mapping[int, str]) -> dict[int, dict[str, int]]:
    """{campaign: {outcome: compounds}} of one rule for each campaign, in one query for all of them."""
    rows = (
        verdicts_visible_to(scope)
        .filter(campaign__in=rules, rule__in=set(rules.values()), current=True)
        .order_by()
        .values_list("campaign_id", "rule", "outcome")
        .annotate(n=Count("id"))
    )
    found: dict[int, dict[str, int]] = {}
    for campaign, rule, outcome, n in rows:
        if rules[campaign] == rule:
            found.setdefault(campaign, {})[outcome] = n
    return found


def may_import(scope: Scope, campaign: Campaign) -> bool:
    """Whether this person may import some part of the campaign's area."""
    low, high = range_of(campaign.division_id)
    return any(a < high and low < b for a, b in scope.ranges(Ability.IMPORT_LEDGER))


def area_of(request: OfficeRequest, campaign: Campaign) -> str:
    """The part of a campaign's area that this person works in: her own division where she does not see all of it."""
    own = request.actor.division
    low, high = range_of(campaign.division_id)
    sees_all = request.scope.may(Ability.VIEW_LEDGER, campaign.division_id)
    return own if not sees_all and low <= own < high else campaign.division_id

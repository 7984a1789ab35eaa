"""A campaign in short, for the home page and the list: where it stands, what its first rule says."""

from collections.abc import Iterable
from dataclasses import dataclass

from sanwu.base import clock
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.indicators.selectors import Figures, overview
from sanwu.people.access import OfficeRequest
from sanwu.territory.selectors import full_names
from sanwu.web.desk.bars import Bar, condition_bar
from sanwu.web.desk.phases import PhaseLine, current_phase
from sanwu.web.ui.words import title_of


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
    found = overview(listed, scope)
    return [
        Card(
            campaign,
            places[campaign.division_id],
            version_title(campaign.scheme_version),
            current_phase(campaign, clock.today()),
            _bar(campaign, found[campaign.pk]),
            may_import(scope, campaign),
        )
        for campaign in listed
    ]


def _bar(campaign: Campaign, figures: Figures) -> Bar | None:
    """The outcomes of the first rule; none before anything is judged."""
    rule = next(iter(loaded(campaign.scheme_version).conditions.values()), None)
    outcomes = figures.outcomes(rule.id) if rule else {}
    return condition_bar(campaign, rule, outcomes) if rule and outcomes else None


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

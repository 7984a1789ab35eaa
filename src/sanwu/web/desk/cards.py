"""A campaign in short, for the home page and the list: where it stands, what its first rule says."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.decisions.selectors import counts
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
    return [_card(scope, campaign, places[campaign.division_id]) for campaign in listed]


def _card(scope: Scope, campaign: Campaign, place: str) -> Card:
    scheme = loaded(campaign.scheme_version)
    first = next(iter(scheme.conditions), None)
    found = counts(campaign, scope=scope)["conditions"].get(first, {}) if first else {}
    return Card(
        campaign,
        place,
        version_title(campaign.scheme_version),
        current_phase(campaign, clock.today()),
        condition_bar(campaign, scheme.conditions[first], found) if first and sum(found.values()) else None,
        may_import(scope, campaign),
    )


def may_import(scope: Scope, campaign: Campaign) -> bool:
    """Whether this person may import some part of the campaign's area."""
    return campaigns_visible_to(scope, Ability.IMPORT_LEDGER).filter(pk=campaign.pk).exists()

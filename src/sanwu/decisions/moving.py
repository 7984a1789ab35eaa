"""What follows when a compound goes or comes back: its campaigns, and the names that a survivor takes over."""

from typing import Any

from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.text import match_name
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.campaigns.services import enter_compounds, leave_campaign
from sanwu.compounds.identity import ALIAS, OLD_NUMBER, Identity, identity_changes
from sanwu.compounds.models import Compound, Removal
from sanwu.compounds.selectors import identities

MERGE = "merge"


def leave_campaigns(compound: Compound, actor: Actor, reason: str) -> list[int]:
    """Out of every open campaign; their ids. A closed campaign keeps what it was closed with."""
    entries = CampaignCompound.objects.filter(compound=compound, left_on=None, campaign__closed_on=None)
    campaigns = [entry.campaign for entry in entries.select_related("campaign").order_by("campaign_id")]
    for campaign in campaigns:
        leave_campaign(campaign=campaign, compounds=[compound.pk], actor=actor, reason=reason)
    return [campaign.pk for campaign in campaigns]


def take_places(into: Compound, campaigns: list[int], compound: Compound, actor: Actor) -> list[int]:
    """The survivor takes the place in campaigns that it was not in; their ids."""
    present = CampaignCompound.objects.filter(compound=into, left_on=None).values_list("campaign_id", flat=True)
    wanted = [pk for pk in campaigns if pk not in set(present)]
    for campaign in Campaign.objects.filter(pk__in=wanted):
        enter_compounds(
            campaign=campaign, compounds=[(into.pk, into.division_id)], entered_by=MERGE, entered_ref=str(compound.pk),
            actor=actor,
        )  # fmt: skip
    return wanted


def return_to_campaigns(compound: Compound, removal: Removal, actor: Actor) -> list[int]:
    """Into the campaigns that it left, each entry as it was; and the survivor out of those that it entered for it."""
    back: list[int] = []
    for entry in CampaignCompound.objects.filter(
        compound=compound, campaign__in=removal.left, left_on__isnull=False, campaign__closed_on=None
    ).select_related("campaign"):
        low, high = range_of(entry.campaign.division_id)
        if low <= compound.division_id < high:
            enter_compounds(
                campaign=entry.campaign, compounds=[(compound.pk, compound.division_id)], entered_by=entry.entered_by,
                entered_ref=entry.entered_ref, on=entry.entered_on, actor=actor,
            )  # fmt: skip
            back.append(entry.campaign_id)
    guests = CampaignCompound.objects.filter(
        compound=removal.into_id or 0, campaign__in=removal.brought, left_on=None, campaign__closed_on=None,
        entered_by=MERGE, entered_ref=str(compound.pk),
    )  # fmt: skip
    for entry in guests.select_related("campaign"):
        leave_campaign(campaign=entry.campaign, compounds=[entry.compound_id], actor=actor, reason=_("取消合并"))
    return back


def names_taken(gone: Identity, into: Identity) -> tuple[dict[str, list[str]], dict[str, tuple[Any, Any]]]:
    """The names by which the survivor is found in future, and the changes that give them to it."""
    known = {match_name(name) for name in (into.name, *into.aliases)}
    aliases = [name for name in (gone.name, *gone.aliases) if match_name(name) not in known]
    numbers = [n for n in (gone.number, *gone.old_numbers) if n and n not in (into.number, *into.old_numbers)]
    after = into._replace(
        aliases=tuple(dict.fromkeys((*into.aliases, *aliases))),
        old_numbers=tuple(dict.fromkeys((*into.old_numbers, *numbers))),
    )
    return {ALIAS: aliases, OLD_NUMBER: numbers}, identity_changes(into, after)


def names_given_back(removal: Removal) -> dict[str, tuple[Any, Any]]:
    """The changes that take from the survivor what it got; names that it lost meanwhile are not looked for."""
    into = dict(identities([removal.into_id or 0]))[removal.into_id or 0]
    after = into._replace(
        aliases=tuple(name for name in into.aliases if name not in removal.named.get(ALIAS, ())),
        old_numbers=tuple(n for n in into.old_numbers if n not in removal.named.get(OLD_NUMBER, ())),
    )
    return identity_changes(into, after)

"""The ways from a campaign's ledger to work on single compounds, as far as a person may go them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class HandLink:
    href: str
    icon: str
    label: Text


def by_hand_links(scope: Scope, campaign: Campaign) -> list[HandLink]:
    """新增小区, 逐项补填, 疑似重复, 撤回的小区."""
    ways = (
        (Ability.EDIT_COMPOUND, reverse("compound_new", args=[campaign.pk]), "plus", _("新增小区")),
        (Ability.EXPORT_LEDGER, reverse("worklist", args=[campaign.pk]), "list", _("逐项补填")),
        (Ability.MERGE_COMPOUND, reverse("duplicates"), "search", _("疑似重复")),
        (Ability.EDIT_COMPOUND, reverse("compounds_withdrawn"), "undo", _("撤回的小区")),
    )
    return [HandLink(href, icon, label) for ability, href, icon, label in ways if scope.may(ability)]

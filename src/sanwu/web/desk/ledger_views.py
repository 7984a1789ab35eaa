"""我的视图: a person's own questions to a ledger, kept under a name."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for
from sanwu.people.access import OfficeRequest
from sanwu.people.saved_views import LEDGER, view_remove, view_save, views_of
from sanwu.web.desk.door import page
from sanwu.web.ui.paging import link, number_in


@dataclass(frozen=True)
class View:
    id: int
    name: str
    href: str
    current: bool


def ledger_views(request: OfficeRequest, campaign: Campaign) -> list[View]:
    """The person's views of this ledger; `current` is the one that the page shows."""
    here = link(request.GET)
    address = reverse("campaign_ledger", args=[campaign.pk])
    return [
        View(view.id, view.name, address + view.query, view.query == here)
        for view in views_of(request.user, LEDGER, campaign.pk)
    ]


@page(Ability.VIEW_LEDGER, methods=("POST",))
def ledger_view(request: OfficeRequest, number: int) -> HttpResponse:
    """Keep what the address asks for under a name, or forget one of the views."""
    campaign = campaign_for(request.scope, number)
    query = link(request.GET)
    back = redirect(reverse("campaign_ledger", args=[campaign.pk]) + query)
    forgotten = number_in(request.POST, "remove")
    if forgotten is not None:
        view_remove(account=request.user, view_id=forgotten)
        return back
    try:
        kept = view_save(
            account=request.user,
            list_name=LEDGER,
            object_id=campaign.pk,
            name=request.POST.get("name", ""),
            query=query,
        )
    except (BadInput, Refused) as wrong:
        messages.error(request, wrong.message)
    else:
        messages.success(request, _("已保存视图“%(name)s”，在“我的视图”里随时打开。") % {"name": kept.name})
    return back

"""查找: one box for everything – the page of results, and the quick list under the box."""

from django.http import HttpResponse
from django.shortcuts import render

from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.finding import asked, find_campaigns, find_compounds, find_places, newest_campaigns
from sanwu.web.desk.recent import recent_compounds
from sanwu.web.ui.paging import link

SHOWN = 50
QUICK = 8


@page(Ability.VIEW_LEDGER)
def search(request: OfficeRequest) -> HttpResponse:
    """All that is found, by kind; without words the compounds opened last, and how to search."""
    request.section = "search"  # type: ignore[attr-defined]  # no entry of the navigation is lit
    text = asked(request.GET.get("q", ""))
    if not text:
        return render(request, "desk/search.html", {"q": "", "recent": recent_compounds(request)})
    campaigns = newest_campaigns(request.scope)
    found = find_compounds(request.scope, text, SHOWN + 1)
    context = {
        "q": text,
        "compounds": found[:SHOWN],
        "more": len(found) > SHOWN,
        "places": find_places(request.scope, campaigns, text),
        "campaigns": find_campaigns(campaigns, text),
        "ledger": campaigns[0] if campaigns else None,
        "query": link(request.GET),
    }
    return render(request, "desk/search.html", context)


@page(Ability.VIEW_LEDGER)
def search_quick(request: OfficeRequest) -> HttpResponse:
    """The first few compounds while somebody types; before that the ones opened last."""
    text = asked(request.GET.get("q", ""))
    hits = find_compounds(request.scope, text, QUICK) if text else recent_compounds(request)
    return render(request, "desk/search_quick.html", {"q": text, "hits": hits})

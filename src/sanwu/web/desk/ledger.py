"""台账: the compounds of a campaign with their outcomes; found, filtered, sorted, paged by position, handed out."""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, loaded
from sanwu.decisions.listing import Page, ledger_list
from sanwu.decisions.overridden import overrides_of
from sanwu.decisions.selectors import behind
from sanwu.exchange.export_jobs import export_queue, too_many_at_once
from sanwu.exchange.services import export_ledger
from sanwu.ledger.bulk import MOST
from sanwu.ledger.selectors import entries_visible_to
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.by_hand_links import by_hand_links
from sanwu.web.desk.cards import may_import
from sanwu.web.desk.door import page
from sanwu.web.desk.ledger_columns import CHOSEN, NAME, SORT_OF, Cell, Columns, read_columns, short_address
from sanwu.web.desk.ledger_filters import Place, read_filters
from sanwu.web.desk.ledger_views import ledger_views
from sanwu.web.ui.paging import POSITIONS, Pager, link
from sanwu.web.ui.words import count_text

EXPORTS = ("xlsx", "csv", "geojson")


class Line(NamedTuple):
    id: int
    name: str
    pick: str  # what ticking its box does, for who does not see the row beside it
    place: str
    number: str
    href: str
    cells: list[Cell]


@page(Ability.VIEW_LEDGER)
def ledger(request: OfficeRequest) -> HttpResponse:
    """The ledger of the newest campaign, or how to get one."""
    newest = campaigns_visible_to(request.scope).order_by("-id").first()
    if newest is not None:
        return redirect("campaign_ledger", newest.pk)
    context = {"campaigns": [], "pager": Pager(), "may_open": request.scope.may(Ability.OPEN_CAMPAIGN)}
    return render(request, "desk/campaigns.html", context)


@page(Ability.VIEW_LEDGER)
def campaign_ledger(request: OfficeRequest, number: int) -> HttpResponse:
    """One page of the list."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_for(request.scope, number)
    if (short := short_address(request.GET)) is not None:  # as it is copied to a colleague
        return redirect(request.path + short)
    scheme = loaded(campaign.scheme_version)
    asked = read_filters(request, campaign)
    columns = read_columns(request.GET, scheme)
    sort, descending = _sort(request.GET)
    found = ledger_list(
        scope=request.scope,
        campaign=campaign,
        filters=asked.filters,
        sort=sort,
        descending=descending,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    places = asked.places(request.scope, {row["division_code"] for row in found.rows})
    form = asked.form(request.GET, places)
    context = {
        "campaign": campaign,
        "form": form,
        "chips": form.chips,
        "sort": request.GET.get("sort", ""),
        "columns": columns,
        "columns_kept": [(name, value) for name, value in request.GET.items() if name not in (*POSITIONS, CHOSEN)],
        "views": ledger_views(request, campaign),
        "usual_columns": link(request.GET, columns=""),
        "heads": columns.heads(request.GET, sort, descending),
        "rows": _lines(request.scope, campaign, columns, found, places),
        "count": count_text(found.count, found.count_capped),
        "pager": _pager(request.GET, found),
        "behind": behind(campaign),
        "may_import": may_import(request.scope, campaign),
        "may_correct": request.scope.may(Ability.CORRECT_FACT),
        "kept": [(name, value) for name, value in request.GET.items() if name not in POSITIONS],
        "every_count": found.count if len(found.rows) < found.count <= MOST and not found.count_capped else 0,
        "may_export": request.scope.may(Ability.EXPORT_LEDGER),
        "by_hand": by_hand_links(request.scope, campaign),
        "query": link(request.GET),
        "client_key": uuid4(),
    }
    return render(request, "desk/ledger.html", context)


def _sort(query: QueryDict) -> tuple[str, bool]:
    """?sort=households or ?sort=-households; anything else sorts by name."""
    given = query.get("sort", "")
    name = given.removeprefix("-")
    return (name, given.startswith("-")) if name in (NAME, *SORT_OF.values()) else (NAME, False)


def _lines(scope: Scope, campaign: Campaign, columns: Columns, found: Page, places: list[Place]) -> list[Line]:
    where = {place.code: place.within_street for place in places}
    address = reverse("compound", args=[0])
    pick = _("选中%(name)s")
    ids = [row["compound_id"] for row in found.rows]
    known: dict[int, Any] = {}
    decided = [row["compound_id"] for row in found.rows if row["overridden"]]
    overridden = overrides_of(campaign, decided) if decided else {}
    if columns.unlisted and ids:
        known = dict(entries_visible_to(scope).filter(pk__in=ids).order_by().values_list("pk", "facts"))
    return [
        Line(
            row["compound_id"],
            row["name"],
            pick % {"name": row["name"]},
            where.get(row["division_code"], ""),
            row["number"],
            address.replace("/0/", f"/{row['compound_id']}/") + f"?campaign={campaign.pk}",
            columns.cells(row, known.get(row["compound_id"], {}), overridden.get(row["compound_id"], {})),
        )
        for row in found.rows
    ]


def _pager(query: QueryDict, found: Page) -> Pager:
    return Pager(
        link(query, before=found.previous) if found.previous else "",
        link(query, after=found.next) if found.next else "",
    )


NO_FORMAT = gettext_lazy("请选择导出的格式。")


@page(Ability.EXPORT_LEDGER, methods=("POST",))
def ledger_export(request: OfficeRequest, number: int) -> HttpResponseBase:
    """Hand out what the filters show, within this person's right to export; the journal keeps that it was done.

    A large ledger is written by the worker, and fetched from the job's page.
    """
    campaign = campaign_for(request.scope, number, Ability.EXPORT_LEDGER)
    ending = request.POST.get("format", "")
    if ending not in EXPORTS:
        raise BadInput(str(NO_FORMAT), "bad_format")
    asked = read_filters(request, campaign)
    if too_many_at_once(request.scope, campaign, asked.filters):
        job = export_queue(
            campaign=campaign, filters=asked.filters, ending=ending, scope=request.scope, actor=request.actor,
            client_key=request.POST.get("client_key") or None,
        )  # fmt: skip
        return redirect("job", job.pk)
    with tempfile.TemporaryDirectory(prefix="sanwu-export-") as folder:
        out = Path(folder) / f"ledger.{ending}"
        export_ledger(campaign=campaign, scope=request.scope, actor=request.actor, out=out, filters=asked.filters)
        # The open file outlives its folder, so nothing is left behind when the answer has been sent.
        file = out.open("rb")
    return FileResponse(file, as_attachment=True, filename=export_name(campaign.name, ending))


def export_name(campaign: str, ending: str) -> str:
    """What an exported file is called where it is saved."""
    return f"{campaign}-{clock.today():%Y%m%d}.{ending}"

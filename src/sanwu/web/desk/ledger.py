"""台账: the compounds of a campaign with their outcomes; found, filtered, sorted, paged by position, handed out."""

import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.listing import Page, ledger_list
from sanwu.decisions.selectors import behind
from sanwu.exchange.export_jobs import export_queue, too_many_at_once
from sanwu.exchange.services import export_ledger
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.territory.enums import Level
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.by_hand_links import by_hand_links
from sanwu.web.desk.cards import campaign_here, campaigns_of, may_import
from sanwu.web.desk.door import page
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.desk.ledger_filters import ARRANGEMENT, Asked, read_filters
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.paging import Pager, link
from sanwu.web.ui.words import count_text, fact_text, is_year, label_of, title_of

DEFAULT_SORT = "name"
# Facts in the list, and the name under which the list sorts by them ("" where it cannot).
FACTS = (("household_count", "households"), ("floor_area_m2", "area"), ("built_year", "year"), (ARRANGEMENT, ""))
EXPORTS = ("xlsx", "csv", "geojson")


@dataclass(frozen=True)
class Head:
    label: Text
    numeric: bool = False
    direction: str = ""
    href: str = ""


@dataclass(frozen=True)
class Cell:
    label: Text
    text: str = ""
    look: Look | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Line:
    name: str
    place: str
    number: str
    href: str
    cells: list[Cell]


@page(Ability.VIEW_LEDGER)
def ledger(request: OfficeRequest) -> HttpResponse:
    """The ledger of the newest campaign, or how to get one."""
    newest = campaigns_of(request.scope).order_by("-id").first()
    if newest is not None:
        return redirect("campaign_ledger", newest.pk)
    context = {"campaigns": [], "pager": Pager(), "may_open": request.scope.may(Ability.OPEN_CAMPAIGN)}
    return render(request, "desk/campaigns.html", context)


@page(Ability.VIEW_LEDGER)
def campaign_ledger(request: OfficeRequest, number: int) -> HttpResponse:
    """One page of the list."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    campaign = campaign_here(request.scope, number)
    if "" in request.GET.values():  # a form sends its empty fields too; an address is copied to a colleague without
        return redirect(
            request.path + link(request.GET, **{name: "" for name, value in request.GET.items() if not value})
        )
    scheme = loaded(campaign.scheme_version)
    asked = read_filters(request, campaign, scheme)
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
    divisions = _divisions(request, asked, found)
    form = asked.form(request.GET, divisions)
    context = {
        "campaign": campaign,
        "form": form,
        "chips": form.chips,
        "sort": request.GET.get("sort", ""),
        "heads": _heads(request.GET, scheme, sort, descending),
        "rows": _lines(campaign, scheme, found, divisions),
        "count": count_text(found.count, found.count_capped),
        "pager": _pager(request.GET, found),
        "behind": behind(campaign),
        "may_import": may_import(request.scope, campaign),
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
    known = {DEFAULT_SORT, *(sort for _fact, sort in FACTS if sort)}
    return (name, given.startswith("-")) if name in known else (DEFAULT_SORT, False)


def _heads(query: QueryDict, scheme: Scheme, sort: str, descending: bool) -> list[Head]:
    def head(label: Text, name: str, numeric: bool = False) -> Head:
        if not name:
            return Head(label, numeric)
        current = name == sort
        other_way = f"-{name}" if current and not descending else name
        direction = ("descending" if descending else "ascending") if current else ""
        return Head(label, numeric, direction, link(query, sort=other_way))

    facts = scheme.dictionary.facts
    rules = [Head(title_of(rule_of(scheme, name))) for name in (*scheme.conditions, *scheme.decisions)]
    return [
        head(_("小区"), DEFAULT_SORT),
        *rules,
        *(
            head(label_of(facts[name]), name_of_sort, facts[name].numeric)
            for name, name_of_sort in FACTS
            if name in facts
        ),
    ]


def _divisions(request: OfficeRequest, asked: Asked, found: Page) -> list[Division]:
    """The divisions of the filter bar and of the rows."""
    wanted = asked.divisions({row["division_code"] for row in found.rows})
    return list(divisions_visible_to(request.scope).filter(wanted).select_related("parent"))


def _lines(campaign: Campaign, scheme: Scheme, found: Page, divisions: list[Division]) -> list[Line]:
    places = {place.code: _place(place) for place in divisions}
    return [_line(campaign, scheme, row, places.get(row["division_code"], "")) for row in found.rows]


def _place(division: Division) -> str:
    """Street and community, or as much of it as is known: what lies above is the same for the whole list."""
    above = division.parent if division.level == Level.COMMUNITY else None
    return f"{above.name} {division.name}" if above else division.name


def _line(campaign: Campaign, scheme: Scheme, row: dict[str, Any], place: str) -> Line:
    cells = [_verdict_cell(scheme, rule, row["outcomes"].get(rule)) for rule in (*scheme.conditions, *scheme.decisions)]
    cells += [_fact_cell(scheme, name, row[name]) for name, _sort_name in FACTS if name in scheme.dictionary.facts]
    href = reverse("compound", args=[row["compound_id"]]) + f"?campaign={campaign.pk}"
    return Line(row["name"], place, row["number"], href, cells)


def _verdict_cell(scheme: Scheme, name: str, outcome: str | None) -> Cell:
    rule = rule_of(scheme, name)
    return Cell(title_of(rule), look=look_of(rule, outcome) if outcome else None)


def _fact_cell(scheme: Scheme, name: str, value: Any) -> Cell:
    """A listed column of the ledger: a decimal stands there as its scaled integer."""
    fact = scheme.dictionary.facts[name]
    label = label_of(fact)
    if value is None:
        return Cell(label, numeric=fact.numeric)
    if fact.numeric:
        exact = Decimal(value).scaleb(-fact.places)
        return Cell(label, str(value) if is_year(fact) else number_text(exact), numeric=True)
    return Cell(label, fact_text(fact, value))


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
    campaign = campaign_here(request.scope, number, Ability.EXPORT_LEDGER)
    ending = request.POST.get("format", "")
    if ending not in EXPORTS:
        raise BadInput(str(NO_FORMAT), "bad_format")
    asked = read_filters(request, campaign, loaded(campaign.scheme_version))
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

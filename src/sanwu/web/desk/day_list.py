"""那一天的小区: which compounds made up a figure of the trend at the end of a day, and what has become of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for, loaded
from sanwu.indicators.selectors import COMPLETE, COMPOUNDS, Counted, Day, DayList, Figures, Reading, place_and_below
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.enums import Level
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.desk.board import under_asked
from sanwu.web.desk.door import page
from sanwu.web.desk.figure_rows import board_href
from sanwu.web.desk.trend import day_href
from sanwu.web.ui.outcomes import LABELS, Look, outcome_look
from sanwu.web.ui.paging import by_position, start_in
from sanwu.web.ui.words import count_text, title_of
from sanwu.web.ui.words import day as day_text

PER_PAGE = 25


@dataclass(frozen=True)
class Figure:
    """What was counted: in words, what the ledger is asked for today, the word for a compound that counted, and how one
    looks now that does not count any more (None for one that does)."""

    key: str
    title: str
    asked: Mapping[str, str]
    then: str
    now: Callable[[Figures], Look | None]


@dataclass(frozen=True)
class Line:
    """`href` is the compound's page as of that day, "" where it cannot be opened; `moved` where it lies now, if elsewhere;
    `now` what it is now, if that is not what it was. Of one that is not `known` nothing of that is said."""

    name: str
    place: str
    href: str
    moved: str = ""
    now: Look | None = None
    known: bool = True


@dataclass(frozen=True)
class Neighbour:
    day: str
    href: str


@page(Ability.VIEW_LEDGER)
def campaign_day(request: OfficeRequest, number: int, day: str) -> HttpResponse:
    """One page of the list; for today the ledger."""
    campaign = campaign_for(request.scope, number)
    figure = figure_of(loaded(campaign.scheme_version), request.GET.get("figure", COMPOUNDS))
    if figure is None:
        raise Http404
    today, here = clock.today(), place_and_below(under_asked(campaign, request))[0]
    area = here.code if here.code != campaign.division_id else ""
    on = _day(day, today)
    if on == today:
        return redirect(ledger_href(campaign, **figure.asked, division=area))
    reading = Reading(campaign, request.scope)
    days = reading.days(today, here.code)
    found = DayList(reading, on, figure.key, here.code)
    named = found.has_names()
    count = found.count() if named else _kept(days, on).counts.get(figure.key, 0)
    start = start_in(request.GET, count)
    context = {
        "campaign": campaign,
        "place": campaign.division.name + (f" · {here.name}" if area else ""),
        "title": _("%(day)s：%(what)s（%(n)s个）")
        % {"day": day_text(on), "what": figure.title, "n": count_text(count)},
        "board_href": board_href(campaign, area),
        "named": named,
        "then": figure.then,
        "lines": _lines(request, campaign, figure, on, found.page(start, PER_PAGE)) if named and count else [],
        "pager": by_position(request.GET, start, count, PER_PAGE) if named else None,
        **_neighbours(campaign, figure, days, on, area),
    }
    return render(request, "desk/campaign_day.html", context)


def figure_of(scheme: Scheme, key: str) -> Figure | None:
    """What a word of the sums counts under this scheme; None for a word that no list of compounds stands behind."""
    if key == COMPOUNDS:
        return Figure(key, _("这次行动的小区"), {}, _("在行动里"), lambda _now: None)
    if key == COMPLETE and survey_facts(scheme):
        missing = Look("wait", "question", _("没有填齐"))
        then = _("填齐")
        return Figure(
            key, _("资料填齐的小区"), {"complete": "yes"}, then, lambda now: None if now.complete else missing
        )
    rule, _sign, outcome = key.partition("=")
    labels: dict[str, str] = {name: str(label) for name, label in LABELS.items()}
    polarity = ""
    if rule in scheme.conditions:
        title, polarity = title_of(scheme.conditions[rule]), scheme.conditions[rule].polarity
    elif rule in scheme.decisions:
        title = title_of(scheme.decisions[rule])
        labels = {name: title_of(choice) for name, choice in scheme.decisions[rule].outcomes.items()} | {
            name: labels[name] for name in ("unknown", "not_applicable")
        }
    else:
        return None
    if outcome not in labels:
        return None

    def now(figures: Figures) -> Look | None:
        said = next(iter(figures.outcomes(rule)), "")
        if said == outcome:
            return None
        return outcome_look(said, polarity, labels.get(said, said)) if said else Look("none", "dash", _("没有结论"))

    what = title if outcome == "yes" else f"{title} · {labels[outcome]}"
    return Figure(key, what, {RULE + rule: outcome}, labels[outcome], now)


def _day(text: str, today: date) -> date:
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        raise BadInput(_("日期“%(text)s”不对，请写成“年-月-日”。") % {"text": text[:20]}, "bad_date") from None
    if asked > today:
        raise BadInput(_("这一天还没有到，看不到那天的小区。请选今天以前的日子。"), "future_date")
    return asked


def _kept(days: Sequence[Day], on: date) -> Figures:
    """The figures at the end of a day: those of the last day on which they changed."""
    return next((day.figures for day in reversed(days) if day.day <= on), Figures())


def _lines(
    request: OfficeRequest, campaign: Campaign, figure: Figure, on: date, found: Sequence[Counted]
) -> list[Line]:
    codes = {code for one in found for code in (one.division, one.division_now) if code}
    divisions = divisions_visible_to(request.scope).filter(code__in=codes).select_related("parent")
    places = {division.code: _place(division) for division in divisions}
    return [_line(campaign, figure, on, one, places) for one in found]


def _line(campaign: Campaign, figure: Figure, on: date, one: Counted, places: Mapping[str, str]) -> Line:
    place = places.get(one.division, "")
    if not one.name:  # what has become of it is for others to see
        return Line(_("已划出您的辖区，不再显示名称"), place, "", known=False)
    href = f"{reverse('compound', args=[one.compound])}?campaign={campaign.pk}&as_of={on.isoformat()}"
    moved = places.get(one.division_now, "") if one.division_now and one.division_now != one.division else ""
    now = Look("none", "dash", _("已不在这次行动里")) if one.now is None else figure.now(one.now)
    return Line(one.name, place, href if one.opens else "", moved, now)


def _place(division: Division) -> str:
    """Street and community, or as much of it as is known."""
    above = division.parent if division.level == Level.COMMUNITY else None
    return f"{above.name} {division.name}" if above else division.name


def _neighbours(
    campaign: Campaign, figure: Figure, days: Sequence[Day], on: date, area: str
) -> dict[str, Neighbour | None]:
    """The nearest days before and after on which anything changed here."""
    before = next((day.day for day in reversed(days) if day.day < on), None)
    after = next((day.day for day in days if day.day > on), None)

    def neighbour(day: date | None) -> Neighbour | None:
        return Neighbour(day_text(day), day_href(campaign, day, figure.key, area)) if day else None

    return {"earlier": neighbour(before), "later": neighbour(after)}

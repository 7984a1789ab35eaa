"""应办事项: the list of what is due, filtered, overdue first, paged by position."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.codes import CODE_LENGTH, range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.duties.enums import DutyState
from sanwu.duties.models import Duty
from sanwu.duties.selectors import OPEN_STATES, due_counts, duties_visible_to, in_states, mine
from sanwu.people.access import OfficeRequest
from sanwu.policy.spans import add_months, last_of_month
from sanwu.territory.selectors import children, options_for
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_lines import duty_lines
from sanwu.web.desk.duty_words import STATES
from sanwu.web.desk.filter_choices import Choice, Option
from sanwu.web.desk.ledger_filters import Chip
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import PER_PAGE, Pager, link, number_in
from sanwu.web.ui.words import count_text, day, joined, title_of

PENDING = "pending"
CAMPAIGNS = 20
FAR = date.max
TILES = (DutyState.OVERDUE, DutyState.SILENT, DutyState.AMBER, DutyState.SOON, DutyState.UNDATED, DutyState.DONE)


@dataclass(frozen=True)
class Tile:
    tone: str
    label: Text
    value: str
    href: str


@page(Ability.VIEW_DUTIES)
def duties(request: OfficeRequest) -> HttpResponse:
    """One page of the list; without a choice of state, what is not done."""
    scope, on, query = request.scope, clock.today(), request.GET
    campaigns = list(campaigns_visible_to(scope, Ability.VIEW_DUTIES).order_by("-id")[:CAMPAIGNS])
    choices = _choices(scope, campaigns, query, on)
    chosen = {choice.name: choice.chosen.value for choice in choices if choice.chosen}
    campaign = next((one for one in campaigns if str(one.pk) == chosen.get("campaign")), None)
    day_asked = _day(query.get("day", ""))
    rows = _filtered(scope, chosen, day_asked, on)
    found, pager = _page(rows, query)
    context = {
        "rows": duty_lines(scope, found, on),
        "choices": choices,
        "chips": _chips(query, choices, day_asked),
        "tiles": _tiles(due_counts(scope, on, campaign), campaign),
        "day": query.get("day", "") if day_asked else "",
        "pager": pager,
        "today": on,
    }
    return render(request, "desk/duties.html", context)


def _choices(scope: Scope, campaigns: list[Campaign], query: QueryDict, on: date) -> list[Choice]:
    schemes = {one.scheme_version_id: loaded(one.scheme_version) for one in campaigns}.values()
    duties = {key: title_of(duty) for scheme in schemes for key, duty in scheme.duties.items()}
    asked = {duty.by for scheme in schemes for duty in scheme.duties.values()}
    bodies = {key: body.short or title_of(body) for s in schemes for key, body in s.bodies.items() if key in asked}
    states = [(PENDING, _("没有办结"))] + [(state.value, str(state.label)) for state in STATES]
    kinds = query.get("state", "").split(",")
    if len(kinds) > 1 and set(kinds) <= set(DutyState.values):  # a figure that counts several states leads here
        states.append((",".join(kinds), joined(DutyState(kind).label for kind in kinds)))
    wanted = query.get("division", "")
    places = {place.code: place.name for place in options_for(scope, Ability.VIEW_DUTIES)}
    if wanted in places or _inside(scope, wanted):
        places |= {place.code: place.name for place in children(wanted)}
    spans = [(key, str(text)) for key, (text, _first, _last) in _spans(on).items()]
    return [
        _choice("state", _("状态"), states, query.get("state", PENDING)),
        _choice("campaign", _("行动"), [(str(one.pk), one.name) for one in campaigns], query.get("campaign", "")),
        _choice("division", _("区划"), sorted(places.items()), wanted),
        _choice("who", _("谁来办"), [("mine", _("本单位"))], query.get("who", "")),
        _choice("body", _("责任单位"), bodies.items(), query.get("body", "")),
        _choice("duty", _("事项"), duties.items(), query.get("duty", "")),
        _choice("due", _("到期时间"), spans, query.get("due", "")),
    ]


def _choice(name: str, label: str, options: Iterable[tuple[str, str]], chosen: str) -> Choice:
    return Choice(name, label, [Option(value, text, value == chosen) for value, text in options])


def _inside(scope: Scope, code: str) -> bool:
    digits = len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
    return digits and scope.may(Ability.VIEW_DUTIES, code)


def _spans(on: date) -> dict[str, tuple[Text, date, date]]:
    """Stretches of time in which something is due."""
    month = on.replace(day=1)
    following = add_months(month, 1)
    return {
        "week": (_("七天内"), on, on + timedelta(days=7)),
        "month": (_("本月"), month, last_of_month(on.year, on.month)),
        "next": (_("下月"), following, last_of_month(following.year, following.month)),
        "year": (_("今年"), date(on.year, 1, 1), date(on.year, 12, 31)),
    }


def _filtered(scope: Scope, chosen: dict[str, str], day_asked: date | None, on: date) -> QuerySet[Duty]:
    rows = duties_visible_to(scope)
    state = chosen.get("state", "")
    if state:
        wanted = OPEN_STATES if state == PENDING else [DutyState(one) for one in state.split(",")]
        rows = rows.filter(in_states(wanted, on))
    for name, lookup in (("campaign", "campaign_id"), ("body", "body"), ("duty", "duty")):
        if name in chosen:
            rows = rows.filter(**{lookup: chosen[name]})
    if "division" in chosen:
        low, high = range_of(chosen["division"])
        rows = rows.filter(division_code__gte=low, division_code__lt=high)
    if "who" in chosen:
        rows = rows.filter(mine(scope))
    if "due" in chosen:
        _text, first, last = _spans(on)[chosen["due"]]
        rows = rows.filter(due_on__gte=first, due_on__lte=last)
    return rows.filter(due_on=day_asked) if day_asked else rows


def _page(rows: QuerySet[Duty], query: QueryDict) -> tuple[list[Duty], Pager]:
    """A page by (date, id), what has no date last; `?after=2026-03-20.17` goes on, `?before=` goes back."""
    by_date = rows.annotate(key=Coalesce(F("due_on"), Value(FAR))).select_related("campaign__scheme_version")
    by_date = by_date.defer("campaign__scheme_version__files")
    after, before = _position(query.get("after", "")), _position(query.get("before", ""))
    if before:
        place = Q(key__lt=before[0]) | Q(key=before[0], pk__lt=before[1])
        found: list[Duty] = [*by_date.filter(place).order_by("-key", "-pk")[: PER_PAGE + 1]]
        earlier, later = len(found) > PER_PAGE, True
        found = found[:PER_PAGE][::-1]
    else:
        place = Q(key__gt=after[0]) | Q(key=after[0], pk__gt=after[1]) if after else Q()
        found = [*by_date.filter(place).order_by("key", "pk")[: PER_PAGE + 1]]
        earlier, later = after is not None, len(found) > PER_PAGE
        found = found[:PER_PAGE]
    return found, Pager(
        link(query, before=_mark(found[0])) if found and earlier else "",
        link(query, after=_mark(found[-1])) if found and later else "",
    )


def _mark(row: Duty) -> str:
    return f"{(row.due_on or FAR).isoformat()}.{row.pk}"


def _position(text: str) -> tuple[date, int] | None:
    when, _dot, number = text.partition(".")
    at, pk = _day(when), number_in({"n": number}, "n")
    return (at, pk) if at is not None and pk is not None else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _chips(query: QueryDict, choices: list[Choice], day_asked: date | None) -> list[Chip]:
    chips = [
        Chip(_("%(name)s：%(value)s") % {"name": one.label, "value": one.chosen.label}, link(query, **{one.name: ""}))
        for one in choices
        if one.chosen and one.name != "state"
    ]
    if day_asked:
        chips.append(Chip(_("到期日：%(day)s") % {"day": day(day_asked)}, link(query, day="")))
    return chips


def _tiles(counts: dict[DutyState, int], campaign: Campaign | None) -> list[Tile]:
    suffix = f"&campaign={campaign.pk}" if campaign else ""
    return [
        Tile(STATES[state][0], state.label, count_text(counts[state]), f"?state={state.value}{suffix}")
        for state in TILES
    ]

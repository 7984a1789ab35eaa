"""What a version would change for running campaigns, as pages show it: classes, streets, duties, costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.publishing import CostShift, Effect, Shift
from sanwu.decisions.publishing_duties import DutyShift
from sanwu.decisions.whatif import names_of
from sanwu.policy.model_base import Entry
from sanwu.policy.whatif_costs import Sum
from sanwu.territory.selectors import full_names
from sanwu.web.desk.scheme_estimates import EVERY
from sanwu.web.desk.scheme_whatif_lines import difference_text, money_text
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.paging import PER_PAGE, Pager, by_position, start_in
from sanwu.web.ui.words import day, title_of

STREETS = 12
MOST_CAMPAIGNS = 10
KINDS: dict[str, tuple[str, str, Text]] = {
    "moved": ("wait", "clock", gettext_lazy("改期")),
    "new": ("info", "plus", gettext_lazy("新增")),
    "gone": ("none", "dash", gettext_lazy("不再要求")),
    "body": ("info", "user", gettext_lazy("换单位")),
}


@dataclass(frozen=True)
class DutyLine:
    """One kind of change of one duty: a badge, and both sides in words."""

    title: str
    tone: str
    icon: str
    label: Text
    before: str
    after: str
    rows: int


@dataclass(frozen=True)
class CostLine:
    """An estimate over all compounds; `note` says for how many of them it is not known."""

    title: str
    every: Text
    note: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class EffectView:
    """One campaign. `changed_href` leads to the list of its compounds that change, "" where none does."""

    campaign: Campaign
    place: str
    version: str
    compounds: int
    changed: int
    changed_href: str
    shifts: Sequence[Shift]
    new: Sequence[Shift]
    dropped: Sequence[str]
    streets: Sequence[tuple[str, int]]
    more_streets: int
    duties: Sequence[DutyLine]
    costs: Sequence[CostLine]
    lost: Sequence[str]
    nothing: bool


@dataclass(frozen=True)
class CompoundLine:
    name: str
    place: str
    href: str
    shifts: Sequence[Shift]


def within(scope: Scope, campaigns: Iterable[Campaign]) -> list[Campaign]:
    """Those whose whole area this person sees: of others not even the counts are hers to know."""
    return [campaign for campaign in campaigns if scope.may(Ability.VIEW_LEDGER, campaign.division_id)]


def effect_views(effects: Sequence[Effect], list_address: str, **query: str) -> list[EffectView]:
    """All campaigns, with the names of their places in one question. `list_address` shows the changed compounds of the
    campaign that stands in `?campaign=`."""
    codes = {effect.campaign.division_id for effect in effects}
    top = [_streets(effect) for effect in effects]
    codes.update(code for streets in top for code, _n in streets)
    names = full_names(sorted(codes))
    views = []
    for effect, streets in zip(effects, top, strict=True):
        asked = QueryDict(mutable=True)
        asked.update({"campaign": str(effect.campaign.pk), **query})
        views.append(_view(effect, streets, names, f"{list_address}?{asked.urlencode()}"))
    return views


def changed_page(scope: Scope, effect: Effect, query: QueryDict) -> tuple[list[CompoundLine], Pager]:
    """One page of the compounds that change, by place."""
    start = start_in(query, effect.classes.changed)
    found = effect.classes.page(start, PER_PAGE)
    names = names_of([pk for pk, _code, _shifts in found], scope)
    places = full_names([code for _pk, code, _shifts in found])
    lines = [
        CompoundLine(
            names[pk].name if pk in names else str(pk), places.get(code, code), reverse("compound", args=[pk]), shifts
        )
        for pk, code, shifts in found
    ]  # fmt: skip
    return lines, by_position(query, start, effect.classes.changed, PER_PAGE)


def _streets(effect: Effect) -> list[tuple[str, int]]:
    return sorted(effect.classes.streets.items(), key=lambda pair: (-pair[1], pair[0]))[:STREETS]


def _view(effect: Effect, streets: list[tuple[str, int]], names: dict[str, str], href: str) -> EffectView:
    classes, campaign = effect.classes, effect.campaign
    return EffectView(
        campaign, names.get(campaign.division_id, ""), campaign.scheme_version.version, classes.compounds,
        classes.changed, href if classes.changed else "", classes.shifts, classes.new,
        list(dict.fromkeys(shift.title for shift in classes.dropped)),
        [(names.get(code, code), n) for code, n in streets], len(classes.streets) - len(streets),
        [_duty(shift) for shift in effect.duties], [_cost(cost) for cost in classes.costs], _lost(effect),
        effect.nothing,
    )  # fmt: skip


def _lost(effect: Effect) -> list[str]:
    """What the area dated itself and cannot date any more, by the titles of the version that it follows."""
    scheme = loaded(effect.campaign.scheme_version)
    entries: dict[str, Entry] = {**scheme.duties, **scheme.phases}
    return [title_of(entries[key]) if key in entries else key for key in effect.lost_dates]


def _duty(shift: DutyShift) -> DutyLine:
    tone, icon, label = KINDS[shift.kind]
    before, after = _day(shift.before), _day(shift.after)
    if shift.kind == "body":
        before, after = shift.body_before, shift.body_after
    elif shift.kind == "new":
        before = "—"
    elif shift.kind == "gone":
        after = "—"
    return DutyLine(shift.title, tone, icon, label, before, after, shift.rows)


def _day(when: date | None) -> str:
    return day(when) if when else _("待定")


def _cost(cost: CostShift) -> CostLine:
    difference = cost.difference
    said = difference_text(difference) if difference is not None else _("不明")
    every = EVERY.get(cost.every, cost.every)
    return CostLine(cost.title, every, _unknown(cost), _sum(cost.before), _sum(cost.after), said)


def _unknown(cost: CostShift) -> str:
    before, after = (found.unknown if found else 0 for found in (cost.before, cost.after))
    if before == after or cost.before is None:
        return _("%(n)s 个小区缺数据，费用不明") % {"n": f"{after:,}"} if after else ""
    return _("缺数据、费用不明的小区：现在 %(before)s 个，以后 %(after)s 个") % {
        "before": f"{before:,}", "after": f"{after:,}",
    }  # fmt: skip


def _sum(found: Sum | None) -> str:
    return money_text(found.yuan) if found is not None else _("没有估算")

"""一小区一档: one compound with its facts and where they come from, its verdicts with their working, and its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, loaded, rules_of
from sanwu.campaigns.standing import questions_of, standing_for
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compounds_visible_to, with_merges
from sanwu.decisions.overridden import Overridden, overrides_on
from sanwu.decisions.selectors import explanation
from sanwu.ledger.answering import bodies_asked
from sanwu.ledger.selectors import Known, Recorded, facts_from, history, known_facts
from sanwu.people.access import OfficeRequest
from sanwu.policy.completeness import completeness
from sanwu.policy.explain import Explanation
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.models import Division
from sanwu.territory.selectors import divisions_visible_to
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.compound_facts import HistoryLine, divisions_in, fact_groups, history_lines
from sanwu.web.desk.compound_more import more_of
from sanwu.web.desk.door import page
from sanwu.web.desk.explaining import VerdictView, Where, verdict_views
from sanwu.web.desk.fact_help import helper_of
from sanwu.web.desk.override_notes import override_notes
from sanwu.web.desk.plan_text import quotes_of
from sanwu.web.desk.recent import remember
from sanwu.web.ui.paging import link, number_in
from sanwu.web.ui.words import title_of

HISTORY_SHOWN = 10
LEVELS_SHOWN = 4


@dataclass(frozen=True)
class Section:
    """The verdicts of one campaign that the compound is in; `same` where an earlier one has the very same scheme."""

    campaign: Campaign
    scheme: str
    verdicts: list[VerdictView]
    same: bool


@dataclass(frozen=True)
class MissingFact:
    title: str
    href: str


@dataclass(frozen=True)
class Completeness:
    label: str
    filled: int
    required: int
    missing: list[MissingFact]


@page(Ability.VIEW_LEDGER)
def compound(request: OfficeRequest, number: int) -> HttpResponse:
    """The page of one compound, now or as of any day."""
    request.section = "ledger"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    visible = with_merges(compounds_visible_to(request.scope))
    found = visible.select_related("division__parent__parent__parent").get(pk=number)
    today = clock.today()
    as_of, errors = _day(request.GET.get("as_of", ""), today)
    campaigns = _campaigns(request.scope, found, number_in(request.GET, "campaign"))
    changes, known = history(found, as_of), known_facts()
    facts = facts_from(changes, known)
    where = _where(request.scope, found, campaigns, as_of)
    helper = helper_of(campaigns[0].scheme_version if campaigns else None)
    everything = bool(request.GET.get("history"))
    decided = {} if as_of else overrides_on(found, campaigns)
    values = {name: one.value for name, one in facts.items()}
    versions = {campaign.scheme_version_id: campaign.scheme_version for campaign in campaigns}
    workings = {pk: explanation(version, values, as_of or today) for pk, version in versions.items()}
    context: dict[str, Any] = {
        "compound": found,
        "place": _place(found.division),
        "other_names": found.other_names.all(),
        "campaign": campaigns[0] if campaigns else None,
        "sections": _sections(campaigns, workings, where, decided),
        "groups": fact_groups([loaded(campaign.scheme_version) for campaign in campaigns], known, facts, where, helper),
        "completeness": _completeness(campaigns, facts, where),
        "history": _history(request, found, changes if everything else changes[:HISTORY_SHOWN], known, campaigns),
        "history_href": link(request.GET, history="all") if len(changes) > HISTORY_SHOWN and not everything else "",
        "overrides": [] if as_of else override_notes(request.scope, found, campaigns, workings, decided),
        "as_of": as_of,
        "today": today,
        "now_href": link(request.GET, as_of=""),
        "errors": errors,
        **more_of(request.scope, found, facts),
    }
    response = render(request, "desk/compound.html", context)
    remember(request, response, found)
    return response


def _place(division: Division) -> str:
    """The names of a division and of the three above it, from the top."""
    names: list[str] = []
    here: Division | None = division
    while here is not None and len(names) < LEVELS_SHOWN:
        names.insert(0, here.name)
        here = here.parent if len(names) < LEVELS_SHOWN else None
    return "".join(names)


def _day(text: str, today: date) -> tuple[date | None, list[str]]:
    """The day that is asked for; None for the present, with a sentence where the day makes no sense."""
    if not text:
        return None, []
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return None, [_("日期“%(text)s”不对，请写成“年-月-日”。下面是现在的内容。") % {"text": text[:20]}]
    if asked > today:
        return None, [_("不能看将来的样子。下面是现在的内容。")]
    return (asked if asked < today else None), []


def _campaigns(scope: Scope, compound: Compound, chosen: int | None) -> list[Campaign]:
    """The visible campaigns that the compound is in: the one that is looked at first, then newest first."""
    found = campaigns_visible_to(scope).filter(entries__compound=compound, entries__left_on=None).order_by("-id")
    return sorted(found, key=lambda campaign: campaign.pk != chosen)


def _where(scope: Scope, compound: Compound, campaigns: list[Campaign], as_of: date | None) -> Where:
    """Where a fact can be filled in: nowhere while looking at another day, or without the right to."""
    allowed = as_of is None and (
        scope.may(Ability.CORRECT_FACT, compound.division_id)
        or compound.pk in scope.objects(Ability.CORRECT_FACT, "compound")
    )
    suffix = f"?campaign={campaigns[0].pk}" if campaigns else ""
    versions = [one.scheme_version for one in campaigns if one.closed_on is None]
    reserved = {fact: bodies_asked(versions, fact) for version in versions for fact in questions_of(loaded(version))}
    answers = {
        fact
        for fact, bodies in reserved.items()
        if as_of is None and standing_for(bodies, scope, Ability.ANSWER_QUESTION, compound.division_id)
    }

    def where(fact: str) -> str:
        may = fact in answers if fact in reserved else allowed
        return reverse("correct", args=[compound.pk, fact]) + suffix if may else ""

    return where


def _sections(
    campaigns: list[Campaign],
    workings: Mapping[int, Explanation],
    where: Where,
    decided: Mapping[int, Mapping[str, Overridden]],
) -> list[Section]:
    """Recomputed from the facts as they stand (or stood), so that the working shown is the working that holds."""
    sections: list[Section] = []
    told: set[int] = set()
    for campaign in campaigns:
        version, views = campaign.scheme_version, []
        instead = {rule: said.outcome for rule, said in decided.get(campaign.pk, {}).items()}
        same = version.pk in told and not instead
        if not same:
            working, quotes = workings[version.pk], quotes_of(version)
            views = verdict_views(loaded(version), working, quotes, where, f"verdict-{campaign.pk}", instead)
        if not instead:
            told.add(version.pk)
        sections.append(Section(campaign, version_title(version), views, same))
    return sections


def _history(
    request: OfficeRequest,
    compound: Compound,
    changes: list[Recorded],
    known: Mapping[str, Fact],
    campaigns: list[Campaign],
) -> list[HistoryLine]:
    own = {place.code: place for place in (compound.division, compound.division.parent) if place}
    codes = divisions_in(changes) - own.keys()
    found = divisions_visible_to(request.scope).filter(code__in=codes).select_related("parent") if codes else []
    places = {
        place.code: f"{place.parent.name if place.parent else ''}{place.name}" for place in (*own.values(), *found)
    }
    deciding = rules_of(campaigns[0].scheme_version).facts if campaigns else ()
    return history_lines(changes, known, deciding, places)


def _completeness(campaigns: list[Campaign], facts: Mapping[str, Known], where: Where) -> Completeness | None:
    """How far the survey form of the first campaign is filled in; None where it has no form."""
    scheme: Scheme | None = loaded(campaigns[0].scheme_version) if campaigns else None
    form = next(iter(scheme.forms.values()), None) if scheme else None
    if scheme is None or form is None:
        return None
    found = completeness(form, {name: known.value for name, known in facts.items()})
    missing = [MissingFact(title_of(scheme.dictionary.facts[name]), where(name)) for name in found.missing]
    return Completeness(title_of(form), found.filled, found.required, missing)

"""方案: a plan as people read it; every entry with its clause and the plan's own sentence beside it.

The same page for the version that a campaign follows, for any version of the library, and for a scheme that this
installation ships and nobody has read in yet.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import render

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.library import version_in_library
from sanwu.campaigns.schedule import given_on
from sanwu.campaigns.selectors import (
    campaign_for,
    campaigns_visible_to,
    duty_dates,
    loaded,
    phase_dates,
    schemes_shipped,
)
from sanwu.people.access import OfficeRequest
from sanwu.policy.bundle import SOURCE
from sanwu.policy.dates import Given
from sanwu.policy.load import load_scheme
from sanwu.policy.model_dates import ToBeSet
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.door import page
from sanwu.web.desk.phases import calendar, lines_of
from sanwu.web.desk.plan_text import PlanText, plan_text, plan_text_of
from sanwu.web.desk.scheme_calendar import plan_calendar
from sanwu.web.desk.scheme_plan_dates import plan_duties, plan_given, plan_phases
from sanwu.web.desk.scheme_sections import sections
from sanwu.web.desk.scheme_tables import with_quotes
from sanwu.web.desk.scheme_words import Words
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.words import title_of

CAMPAIGNS_SHOWN = 20


@page(Ability.VIEW_LEDGER)
def scheme(request: OfficeRequest, number: int) -> HttpResponse:
    """The scheme version of a campaign, for everybody who may see the campaign."""
    campaign = campaign_for(request.scope, number)
    version, today = campaign.scheme_version, clock.today()
    plan = loaded(version)
    text = plan_text_of(version)
    reader = Reader(plan, Words(plan), text.quotes, campaign.redating)
    phases = phase_dates(campaign, calendar(), today)
    found = sections(reader, phases, duty_dates(campaign, calendar(), today))
    context = _context(request, reader, given_on(campaign, calendar(), today))
    context |= {
        "campaign": campaign,
        "plan_text": text,
        "may_migrate": request.scope.may(Ability.OPEN_CAMPAIGN, campaign.division_id) and campaign.closed_on is None,
        "number": version.pk,
        "digest": version.digest,
        "phases": lines_of(phases, today),
        "sections": [with_quotes(section, reader.quotes) for section in found],
    }
    return render(request, "desk/scheme.html", context)


@page(Ability.VIEW_LEDGER)
def scheme_version(request: OfficeRequest, number: int) -> HttpResponse:
    """A version of the library with the plan's own dates, and the campaigns on it that this person may see."""
    version = version_in_library(number)
    plan = loaded(version)
    context = _plan_context(request, plan, plan_text_of(version), clock.today())
    adopted = campaigns_visible_to(request.scope).filter(scheme_version=version)
    context |= {
        "number": version.pk,
        "digest": version.digest,
        "scheme_version": version,
        "campaigns": adopted[:CAMPAIGNS_SHOWN],
        "may_open": request.scope.may(Ability.OPEN_CAMPAIGN) and not version.withdrawn,
        "may_draft": request.scope.may(Ability.DRAFT_SCHEME),
        "may_publish": request.scope.may(Ability.PUBLISH_SCHEME),
    }
    return render(request, "desk/scheme.html", context)


@page(Ability.VIEW_LEDGER)
def scheme_shipped(request: OfficeRequest, scheme_id: str) -> HttpResponse:
    """A scheme of the installation's folder as it stands there, read without freezing it."""
    shipped = next((one for one in schemes_shipped() if one.id == scheme_id), None)
    found = load_scheme(shipped.path) if shipped else None
    if shipped is None or found is None or found.scheme is None:
        raise ObjectDoesNotExist
    context = _plan_context(request, found.scheme, plan_text(found.files.get(SOURCE, "")), clock.today())
    context |= {
        "digest": found.digest,
        "shipped": shipped.id,
        "may_draft": request.scope.may(Ability.DRAFT_SCHEME),
        "may_open": request.scope.may(Ability.OPEN_CAMPAIGN),
    }
    return render(request, "desk/scheme.html", context)


def _plan_context(request: OfficeRequest, plan: Scheme, text: PlanText, today: date) -> dict[str, Any]:
    """A plan with its own dates, adopted by nobody."""
    reader = Reader(plan, Words(plan), text.quotes)
    phases = plan_phases(plan, today)
    context = _context(request, reader, plan_given(today))
    context["phases"] = lines_of(phases, today)
    context["plan_text"] = text
    context["sections"] = [with_quotes(one, text.quotes) for one in sections(reader, phases, plan_duties(plan, today))]
    return context


def _context(request: OfficeRequest, reader: Reader, given: Given) -> dict[str, Any]:
    plan = reader.scheme
    return {
        "plan": plan,
        "title": title_of(plan),
        "issued": "" if isinstance(plan.issued_on, ToBeSet) else reader.words.day(plan.issued_on),
        "quotes": list(reader.quotes.values()),
        "quoted": reader.quotes.keys(),
        "calendar": plan_calendar(plan, given, request.GET.get("month", "")),
    }

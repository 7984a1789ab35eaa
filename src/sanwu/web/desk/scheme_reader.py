"""方案: the plan that a campaign follows, as people read it; every entry with its clause and the plan's own sentence."""

from django.http import HttpResponse
from django.shortcuts import render

from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import duty_dates, loaded, phase_dates
from sanwu.people.access import OfficeRequest
from sanwu.web.desk import scheme_duties, scheme_money, scheme_rules, scheme_work
from sanwu.web.desk.cards import campaign_here, version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.phases import calendar, phase_lines
from sanwu.web.desk.plan_text import quotes_of
from sanwu.web.desk.scheme_words import Words
from sanwu.web.ui.words import title_of


@page(Ability.VIEW_LEDGER)
def scheme(request: OfficeRequest, number: int) -> HttpResponse:
    """The scheme version of a campaign, for everybody who may see the campaign."""
    campaign = campaign_here(request.scope, number)
    plan = loaded(campaign.scheme_version)
    today = clock.today()
    quotes = quotes_of(campaign.scheme_version)
    reader = scheme_work.Reader(plan, Words(plan), quotes, campaign)
    sections = [
        scheme_work.aims(reader),
        scheme_work.phases(reader, phase_dates(campaign, calendar(), today)),
        scheme_work.bodies(reader),
        scheme_duties.duties(reader),
        scheme_duties.duties_by_date(reader, duty_dates(campaign, calendar(), today)),
        scheme_rules.rules(reader),
        scheme_rules.items(reader),
        scheme_rules.forms(reader),
        scheme_rules.acceptance(reader),
        scheme_money.money(reader),
        scheme_money.stewardship(reader),
        scheme_money.oversight(reader),
        scheme_money.laws(reader),
    ]
    context = {
        "campaign": campaign,
        "plan": plan,
        "title": title_of(plan),
        "version": version_title(campaign.scheme_version),
        "issued": reader.words.date(plan.issued_on),
        "digest": campaign.scheme_version.digest,
        "phases": phase_lines(campaign, today),
        "sections": [section for section in sections if not section.empty],
        "quotes": list(quotes.values()),
        "quoted": quotes.keys(),
    }
    return render(request, "desk/scheme.html", context)

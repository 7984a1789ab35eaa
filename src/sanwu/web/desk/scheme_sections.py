"""The whole plan as sections, in the order in which people ask: what for, when, who, for which compounds, with what."""

from collections.abc import Sequence

from sanwu.campaigns.selectors import Dated
from sanwu.web.desk import (
    scheme_acceptance,
    scheme_duties,
    scheme_flows,
    scheme_laws,
    scheme_money,
    scheme_oversight,
    scheme_partners,
    scheme_recognised,
    scheme_reports,
    scheme_rules,
    scheme_stewardship,
    scheme_ways,
    scheme_work,
)
from sanwu.web.desk.scheme_tables import Section, inherited
from sanwu.web.desk.scheme_work import Reader


def sections(reader: Reader, phases: Sequence[Dated], duties: Sequence[Dated]) -> list[Section]:
    """All that has anything to say."""
    found = [
        scheme_work.aims(reader),
        scheme_work.phases(reader, list(phases)),
        scheme_work.bodies(reader),
        scheme_duties.duties(reader),
        scheme_duties.duties_by_date(reader, list(duties)),
        scheme_recognised.recognised(reader),
        scheme_ways.ways(reader),
        scheme_rules.rules(reader),
        scheme_rules.items(reader),
        scheme_rules.forms(reader),
        scheme_acceptance.acceptance(reader),
        scheme_money.money(reader),
        scheme_stewardship.stewardship(reader),
        scheme_partners.partners(reader),
        scheme_flows.workflows(reader),
        scheme_reports.reports(reader),
        scheme_oversight.oversight(reader),
        scheme_laws.laws(reader),
    ]
    return [inherited(section) for section in found if not section.empty]

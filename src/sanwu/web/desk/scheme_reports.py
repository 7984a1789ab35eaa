"""Who is on duty, and who reports what to whom."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_reports import Report, Roster
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, phrased, title_of

REPORTS: dict[str, Text] = {
    "periodic": gettext_lazy("定期报告"), "zero": gettext_lazy("零报告"), "bulletin": gettext_lazy("通报"),
    "return": gettext_lazy("报表"), "self_assessment": gettext_lazy("自评"), "survey": gettext_lazy("问卷"),
}  # fmt: skip


def reports(reader: Reader) -> Section:
    """Who is on duty, and who reports what to whom."""
    rosters = [_roster(reader, roster) for roster in reader.scheme.rosters.values()]
    rows = [_report(reader, report) for report in reader.scheme.reports.values()]
    tables = [
        Table([_("单位"), _("多久"), _("谁来"), _("在哪里"), _("在哪里公布")], rosters, _("值班")),
        Table([_("种类"), _("谁报"), _("报给谁"), _("多久"), _("内容"), _("没有报来")], rows, _("报告")),
    ]
    clauses = [clause for entry in reader.scheme.reports.values() for clause in entry.clause]
    quoted = quotes_for(reader.quotes, clauses)
    return Section("reports", _("值班和报告"), [table for table in tables if table.rows], quoted)


def _roster(reader: Reader, roster: Roster) -> Row:
    words = reader.words
    place = phrased([roster.place, roster.hours])
    return row(
        roster, words.body(roster.body), words.date(roster.every), joined(roster.who), place, joined(roster.publish),
        lines=[roster.text, roster.substitute],
    )  # fmt: skip


def _report(reader: Reader, report: Report) -> Row:
    words = reader.words
    lines = [title_of(line) for line in report.lines.values()]
    content = phrased([joined(report.sections), joined(lines), words.facts(report.facts)])
    if report.form:
        content = phrased([content, title_of(reader.scheme.forms[report.form])])
    often = words.date(report.every) or words.events(report.after)
    silent = _("按没有回音记，不当作零") if report.missing == "silent" else _("算逾期")
    sample = _("问：%(of)s") % {"of": report.sample.of} if report.sample else None
    return row(
        report, REPORTS[report.kind], words.body(report.by), words.bodies(report.to), often, content, silent,
        lines=[report.text, sample],
    )  # fmt: skip

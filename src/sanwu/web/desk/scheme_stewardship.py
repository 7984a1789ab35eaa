"""Votes, filings and staff of a plan."""

from django.utils.translation import gettext as _

from sanwu.web.desk.scheme_tables import Section, Table, row
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.words import joined, title_of


def stewardship(reader: Reader) -> Section:
    """Votes, filings, staff."""
    scheme, words = reader.scheme, reader.words
    votes = []
    for ballot in scheme.votes.values():
        family = scheme.law.get(ballot.law)
        matter = next(
            (title_of(v.matters[ballot.matter]) for v in family.versions.values() if ballot.matter in v.matters), ""
        ) if family else ""  # fmt: skip
        votes.append(
            row(ballot, title_of(family) if family else "", matter, _("两边分别表决") if ballot.both_sides else "",
                words.body(ballot.organised_by), lines=[ballot.text])
        )  # fmt: skip
    filings = [
        row(filing, words.body(filing.by), words.body(filing.to), words.date(filing.due), joined(filing.documents),
            lines=[filing.text])
        for filing in scheme.filings.values()
    ]  # fmt: skip
    staff = [
        row(post, _number(post.number, post.number_max), _("每 %(per)s") % {"per": post.per} if post.per else "",
            words.body(post.payer), lines=[post.text])
        for post in scheme.staffing.values()
    ]  # fmt: skip
    tables = [
        Table([_("依据"), _("事项"), _("方式"), _("由谁组织")], votes, _("表决")),
        Table([_("由谁"), _("报谁"), _("期限"), _("材料")], filings, _("备案")),
        Table([_("人数"), _("按什么配"), _("谁出钱")], staff, _("岗位")),
    ]
    return Section("stewardship", _("表决、备案、岗位"), [table for table in tables if table.rows])


def _number(low: object, high: object) -> str:
    return "" if low is None else f"{low}" if high is None else f"{low}—{high}"

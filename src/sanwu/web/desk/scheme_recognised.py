"""Which facts show that something was done, so that nobody has to declare it."""

from django.utils.translation import gettext as _

from sanwu.web.desk.scheme_tables import Cell, Section, Table, row
from sanwu.web.desk.scheme_work import Reader


def recognised(reader: Reader) -> Section:
    """Events that are seen in the ledger, with the fact that holds their day."""
    words = reader.words
    rows = [
        row(one, words.event(name), Cell(said=words.predicate(one.when)), words.fact(one.on) if one.on else "")
        for name, one in reader.scheme.recognised.items()
    ]
    heads = [_("算作哪件事"), _("数据项是这样时"), _("日期取自")]
    return Section("recognised", _("从台账看得出已经做到的事"), [Table(heads, rows)] if rows else [])

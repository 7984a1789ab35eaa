"""What a compound is reckoned to cost; trying out and the effect of publishing use it."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.web.desk.scheme_tables import Cell, Table, row
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import phrased, title_of

EVERY: dict[str, Text] = {
    "once": gettext_lazy("一次"), "month": gettext_lazy("每月"), "year": gettext_lazy("每年"),
}  # fmt: skip


def estimates(reader: Reader) -> Table:
    """Every estimate: for which compounds, by which figures, how often."""
    words = reader.words
    rows = []
    for name, estimate in reader.scheme.estimates.items():
        unit = _("元") if estimate.unit == "yuan" else _("万元")
        sums = [
            _sum(reader, line.amount, line.rate, line.fact, unit, title_of(line)) for line in estimate.items.values()
        ]
        if not sums:
            sums = [_sum(reader, estimate.amount, estimate.rate, estimate.fact, unit, "")]
        bounds = [
            text % {"n": f"{bound:,} {unit}"}
            for text, bound in ((_("不少于 %(n)s"), estimate.at_least), (_("最多 %(n)s"), estimate.cap))
            if bound is not None
        ]
        when = Cell(said=words.predicate(estimate.when)) if estimate.when else Cell(_("所有小区"))
        rows.append(
            row(reader.scheme.estimates[name], when, phrased([*sums, *bounds]), EVERY[estimate.every],
                lines=[estimate.text])
        )  # fmt: skip
    return Table([_("哪些小区"), _("怎样算"), _("多久")], rows, _("费用测算"))


def _sum(reader: Reader, amount: Decimal | None, rate: Decimal | None, fact: str | None, unit: str, title: str) -> str:
    named = f"{title}：" if title else ""
    if rate is not None and fact:
        return f"{named}{rate:,} {unit} × {reader.words.fact(fact)}"
    return f"{named}{amount:,} {unit}"

"""Money with its yearly curves and groups."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_money import MoneyLine
from sanwu.web.desk.scheme_dates import with_own
from sanwu.web.desk.scheme_estimates import estimates
from sanwu.web.desk.scheme_tables import Cell, Row, Section, Table, row
from sanwu.web.desk.scheme_words import cite, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, phrased, title_of

KINDS: dict[str, Text] = {
    "support": gettext_lazy("支持"), "subsidy": gettext_lazy("补贴"), "investment": gettext_lazy("投入"),
    "fee": gettext_lazy("收费"), "revenue": gettext_lazy("收益"), "price": gettext_lazy("价格"),
    "reward": gettext_lazy("奖励"), "fund": gettext_lazy("资金"),
}  # fmt: skip


PER: dict[str, Text] = {
    "m2": gettext_lazy("每平方米"), "household": gettext_lazy("每户"), "object": gettext_lazy("每处"),
    "asset": gettext_lazy("每台（套）"), "percent_of_item": gettext_lazy("按项目费用的百分比"),
    "m2_month": gettext_lazy("每平方米每月"), "event": gettext_lazy("办成一件事一次"), "lump": gettext_lazy("一笔"),
}  # fmt: skip


def money(reader: Reader) -> Section:
    """Every kind of money; a figure that the plan leaves open is said to be open."""
    words, lines = reader.words, reader.scheme.money.values()
    rows = [
        row(
            line, KINDS[line.kind], _per(reader, line), _figure(line), words.bodies(line.by), words.date(line.due),
            Cell(said=words.predicate(line.precondition)) if line.precondition else line.condition or "",
            lines=[line.text],
        )
        for line in lines
    ]  # fmt: skip
    heads = [_("种类"), _("按什么算"), _("标准"), _("由谁"), _("期限"), _("条件")]
    tables = [Table(heads, rows)] if rows else []
    tables += [_curve(line) for line in lines if line.rates]
    tables += [_groups(reader, line) for line in lines if line.groups]
    if reader.scheme.estimates:
        tables.append(estimates(reader))
    clauses = [clause for line in lines for clause in line.clause]
    return Section("money", _("资金"), tables, quotes_for(reader.quotes, clauses))


def _per(reader: Reader, line: MoneyLine) -> str:
    said = [str(PER[line.per])] if line.per else []
    if line.fact:
        said.append(reader.words.fact(line.fact))
    if line.items:
        said.append(joined(title_of(reader.scheme.items[name]) for name in line.items))
    said += [part for part in (line.asset, reader.words.events(line.event), line.base) if part]
    return phrased(said)


def _figure(line: MoneyLine) -> str:
    unit = line.unit or ""
    said = [
        with_own(_("%(level)s 承担 %(share)s%%") % {"level": share.level, "share": share.share}, share.status)
        for share in line.shares
    ]
    if line.amount is not None:
        said.append(f"{line.amount:,} {unit}")
    if line.groups:
        said.append(_("分组，见下表"))
    if line.rates:
        said.append(_("逐年不同，见下表"))
    if line.cap is not None:
        capped = f"{PER[line.cap_per]} " if line.cap_per else ""
        said.append(_("最多 %(cap)s %(unit)s") % {"cap": f"{capped}{line.cap:,}", "unit": unit})
    if line.declines:
        said.append(_("逐年递减"))
    return phrased(said) or _("方案没有写，待定")


def _curve(line: MoneyLine) -> Table:
    """The yearly rates of one kind of money, with the step from year to year."""
    rows, before = [], None
    for rate in line.rates:
        step = f"{rate.rate - before:+,}" if before is not None else ""
        source = cite(rate.clause or line.clause, rate.status or line.status, rate.note)
        rows.append(Row(str(rate.year), [Cell(f"{rate.rate:,} {line.unit or ''}"), Cell(step)], source))
        before = rate.rate
    return Table([_("标准"), _("比上年")], rows, _("%(title)s：逐年标准") % {"title": title_of(line)}, first=_("年份"))


def _groups(reader: Reader, line: MoneyLine) -> Table:
    rows = [
        row(
            group, Cell(said=reader.words.predicate(group.when)), joined(group.divisions),
            f"{group.amount:,} {line.unit or ''}" if group.amount is not None else _("待定"),
            f"{group.cap:,}" if group.cap is not None else "",
        )
        for group in line.groups.values()
    ]  # fmt: skip
    heads = [_("哪些小区"), _("哪些地方"), _("标准"), _("最多")]
    return Table(heads, rows, _("%(title)s：分组标准") % {"title": title_of(line)}, first=_("组"))

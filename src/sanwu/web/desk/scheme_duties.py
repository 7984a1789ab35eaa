"""The duties of a plan, by the body that owes them and by the day on which they are due."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from sanwu.campaigns.selectors import Dated
from sanwu.policy.model_work import Duty
from sanwu.web.desk.scheme_dates import with_own
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import LEVELS, cite_of, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.words import day, joined, phrased, title_of


def duties(reader: Reader) -> Section:
    """The duties of each body, in the order of the bodies."""
    scheme = reader.scheme
    heads = [_("对象"), _("期限"), _("协同、报送"), _("怎样算办结")]
    by_body: dict[str, list[Row]] = {}
    for duty in scheme.duties.values():
        by_body.setdefault(duty.by or "", []).append(_duty_row(reader, duty))
    order = [*scheme.bodies, ""]
    tables = []
    for name in order:
        if name in by_body:
            body = scheme.bodies.get(name)
            quoted = quotes_for(reader.quotes, body.clause) if body else []
            tables.append(
                Table(
                    heads,
                    by_body[name],
                    title_of(body) if body else _("没有写明单位"),
                    cite_of(body) if body else None,
                    quoted,
                    gathered=True,
                )
            )
    return Section("duties", _("应办事项：按单位"), tables)


def _duty_row(reader: Reader, duty: Duty) -> Row:
    words = reader.words
    helpers = words.bodies(duty.with_)
    to = _("报 %(bodies)s") % {"bodies": words.bodies(duty.to)} if duty.to else ""
    due = phrased([words.date(duty.due), words.date(duty.recurs)])
    if moved := reader.redating.get(duty.id):
        due += _("（本地改为 %(day)s）") % {"day": day(date.fromisoformat(moved["date"]))}
    phase = _("阶段：%(phase)s") % {"phase": title_of(reader.scheme.phases[duty.phase])} if duty.phase else None
    behalf = _("受 %(body)s 组织") % {"body": words.body(duty.on_behalf)} if duty.on_behalf else None
    outputs = _("成果：%(outputs)s") % {"outputs": joined(duty.outputs)} if duty.outputs else None
    told = row(
        duty, LEVELS[duty.object], due, phrased([helpers, to]), words.events(duty.done_when),
        lines=[phase, behalf, outputs],
    )  # fmt: skip
    return replace(told, anchor=f"duty-{duty.id}")


def duties_by_date(reader: Reader, dated: list[Dated]) -> Section:
    """The same duties by the day on which they are due; what recurs and what has no day come last."""
    scheme, words = reader.scheme, reader.words
    fixed = sorted(
        (entry for entry in dated if entry.due.limit and not scheme.duties[entry.id].recurs),
        key=lambda entry: (entry.due.limit, entry.id),
    )
    recurring = [entry for entry in dated if scheme.duties[entry.id].recurs]
    rest = [entry for entry in dated if entry not in fixed and entry not in recurring]
    heads = [_("期限"), _("责任单位"), _("对象")]

    def table(title: str, entries: list[Dated], *, resolved: bool) -> Table:
        rows = []
        for entry in entries:
            duty = scheme.duties[entry.id]
            due = (
                with_own(day(entry.due.limit), duty.due.status if duty.due else None)
                if resolved
                else words.date(duty.due) or words.date(duty.recurs)
            )
            rows.append(row(duty, due, words.body(duty.by), LEVELS[duty.object], lines=[entry.source]))
        return Table(heads, rows, title)

    tables = [
        table(_("有日期的"), fixed, resolved=True), table(_("按周期的"), recurring, resolved=False),
        table(_("随事件推算的和待定的"), rest, resolved=False),
    ]  # fmt: skip
    return Section("dates", _("应办事项：按日期"), [entry for entry in tables if entry.rows])

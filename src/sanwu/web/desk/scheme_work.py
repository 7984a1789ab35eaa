"""Who does what by when: aims, phases, bodies, duties by body and by date."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import Dated
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty, Target
from sanwu.policy.values import number_text
from sanwu.web.desk.explaining import joined
from sanwu.web.desk.plan_text import Quote
from sanwu.web.desk.scheme_tables import Cell, Row, Section, Table, row
from sanwu.web.desk.scheme_words import LEVELS, Words, cite_of, quotes_for
from sanwu.web.ui.words import day, title_of


class Reader(NamedTuple):
    """A scheme as a campaign adopted it, with the plan's sentences."""

    scheme: Scheme
    words: Words
    quotes: Mapping[str, Quote]
    campaign: Campaign


def aims(reader: Reader) -> Section:
    """What for, for whom, and how far."""
    scheme, words = reader.scheme, reader.words
    statements = [*scheme.programmes.values(), *scheme.problems.values(), *scheme.principles.values()]
    clauses = [clause for entry in [*statements, *scheme.goals.values()] for clause in entry.clause]
    tables = [
        Table(
            [_("内容"), _("期限")],
            [row(goal, goal.text or "", words.date(goal.due)) for goal in scheme.goals.values()],
            _("目标"),
        ),
        Table(
            [_("指标"), _("要求"), _("期限"), _("责任单位")],
            [
                row(target, title_of(scheme.measures[target.measure]), _bound(scheme, target), words.date(target.due),
                    words.bodies(target.by))
                for target in scheme.targets.values()
            ],
            _("要达到的数"),
        ),
        Table(
            [_("怎样办"), _("条件"), _("说明")],
            [
                row(extent, _treatment(extent.treatment), Cell(said=words.predicate(extent.when)), extent.text or "")
                for extent in scheme.extent.values()
            ],
            _("适用范围"),
        ),
        Table([_("内容")], [row(entry, entry.text or "") for entry in statements], _("背景、问题、原则")),
        Table(
            [_("单位"), _("数什么"), _("除以")],
            [row(measure, measure.unit, measure.of or "", measure.per or "") for measure in scheme.measures.values()],
            _("指标怎样算"),
        ),
    ]  # fmt: skip
    return Section(
        "aims", _("目标和范围"), [table for table in tables if table.rows], quotes_for(reader.quotes, clauses)
    )


def _treatment(treatment: str) -> str:
    return {"in": _("适用"), "by_analogy": _("参照执行"), "out": _("不适用")}[treatment]


def _bound(scheme: Scheme, target: Target) -> str:
    if target.trend:
        return _("逐步上升") if target.trend == "up" else _("逐步下降")
    unit = scheme.measures[target.measure].unit
    words = {"at_least": _("不低于"), "at_most": _("不高于"), "is_": _("等于")}
    return next(
        (
            f"{word} {number_text(bound, unit)}"
            for name, word in words.items()
            if (bound := getattr(target, name)) is not None
        ),
        "",
    )


def phases(reader: Reader, dated: list[Dated]) -> Section:
    """The phases with the plan's dates, and the area's own where a document moved them."""
    scheme, words = reader.scheme, reader.words
    rows = []
    for entry in dated:
        phase = scheme.phases[entry.id]
        plan = [words.date(phase.starts), words.date(phase.ends)]
        usual = _("通常 %(days)s 天") % {"days": phase.days} if phase.days else ""
        after = joined(title_of(scheme.phases[name]) for name in phase.after)
        rows.append(row(phase, " — ".join(filter(None, plan)), _local(reader, entry), after, usual, lines=[phase.text]))
    heads = [_("方案日期"), _("本地日期"), _("接在谁后面"), _("参考用时")]
    clauses = [clause for phase in scheme.phases.values() for clause in phase.clause]
    return Section("phases", _("阶段"), [Table(heads, rows)], quotes_for(reader.quotes, clauses))


def _local(reader: Reader, entry: Dated) -> str:
    """The date of the area's own document, with its name; "" where the plan's date stands."""
    moved = reader.campaign.redating.get(entry.id)
    if not moved:
        return ""
    return _("%(day)s前（%(source)s）") % {"day": day(date.fromisoformat(moved["date"])), "source": moved["source"]}


def bodies(reader: Reader) -> Section:
    """Every body with its charge and functions."""
    scheme, words = reader.scheme, reader.words
    rows = [
        row(
            body, LEVELS[body.level], words.body(body.parent), body.charge or "",
            joined(title_of(function) for function in body.functions.values()),
        )
        for body in scheme.bodies.values()
    ]  # fmt: skip
    heads = [_("层级"), _("隶属"), _("职责"), _("具体职能")]
    return Section("bodies", _("单位和职责"), [Table(heads, rows)])


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
                )
            )
    return Section("duties", _("任务：按单位"), tables)


def _duty_row(reader: Reader, duty: Duty) -> Row:
    words = reader.words
    helpers = words.bodies(duty.with_)
    to = _("报 %(bodies)s") % {"bodies": words.bodies(duty.to)} if duty.to else ""
    due = "；".join(filter(None, [words.date(duty.due), words.date(duty.recurs)]))
    if moved := reader.campaign.redating.get(duty.id):
        due += _("（本地改为 %(day)s）") % {"day": day(date.fromisoformat(moved["date"]))}
    phase = _("阶段：%(phase)s") % {"phase": title_of(reader.scheme.phases[duty.phase])} if duty.phase else None
    behalf = _("受 %(body)s 组织") % {"body": words.body(duty.on_behalf)} if duty.on_behalf else None
    return row(
        duty, LEVELS[duty.object], due, "；".join(filter(None, [helpers, to])), words.events(duty.done_when),
        lines=[phase, behalf],
    )  # fmt: skip


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
            due = day(entry.due.limit) if resolved else words.date(duty.due) or words.date(duty.recurs)
            rows.append(row(duty, due, words.body(duty.by), LEVELS[duty.object], lines=[entry.source]))
        return Table(heads, rows, title)

    tables = [
        table(_("有日期的"), fixed, resolved=True), table(_("按周期的"), recurring, resolved=False),
        table(_("随事件推算的和待定的"), rest, resolved=False),
    ]  # fmt: skip
    return Section("dates", _("任务：按日期"), [entry for entry in tables if entry.rows])

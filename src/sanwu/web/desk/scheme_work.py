"""Who does what by when: aims, phases, bodies, duties by body and by date."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import gettext as _

from sanwu.campaigns.selectors import Dated
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Target
from sanwu.policy.values import number_text
from sanwu.web.desk.plan_text import Quote
from sanwu.web.desk.scheme_tables import Cell, Section, Table, row
from sanwu.web.desk.scheme_words import LEVELS, OBJECTS, Words, quotes_for
from sanwu.web.ui.words import day, joined, phrased, title_of


class Reader(NamedTuple):
    """A scheme with the plan's sentences; `redating` are the dates of the area that adopted it, if one did."""

    scheme: Scheme
    words: Words
    quotes: Mapping[str, Quote]
    redating: Mapping[str, Mapping[str, str]] = MappingProxyType({})


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
            [_("指标"), _("要求"), _("期限"), _("责任单位"), _("怎样比、怎样数")],
            [
                row(target, title_of(scheme.measures[target.measure]), _bound(scheme, target), words.date(target.due),
                    words.bodies(target.by), _compared(target), lines=[target.text])
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
            [_("单位"), _("数什么"), _("除以"), _("用到的数据项")],
            [
                row(measure, measure.unit, measure.of or words.facts(measure.numerator),
                    measure.per or words.facts(measure.denominator), words.facts(measure.facts))
                for measure in scheme.measures.values()
            ],
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


def _compared(target: Target) -> str:
    """What a trend is compared with, for each of what, and from how many cases on a figure says anything."""
    said = []
    if target.baseline:
        periods = {"previous_year": _("与上年同期比"), "previous_period": _("与上期比"), "stated": _("与基数比")}
        value = f" {target.baseline.value}" if target.baseline.value is not None else ""
        said.append(periods[target.baseline.period] + value)
    if target.object:
        said.append(_("按%(object)s算") % {"object": OBJECTS[target.object]})
    if target.minimum_sample:
        said.append(_("不足 %(n)s 件不显示比率") % {"n": target.minimum_sample})
    return phrased(said)


def phases(reader: Reader, dated: list[Dated]) -> Section:
    """The phases with the plan's dates, and the area's own where a document moved them."""
    scheme, words = reader.scheme, reader.words
    rows = []
    for entry in dated:
        phase = scheme.phases[entry.id]
        usual = _("通常 %(days)s 天") % {"days": phase.days} if phase.days else ""
        after = joined(title_of(scheme.phases[name]) for name in phase.after)
        rows.append(
            row(phase, words.span(phase.starts, phase.ends), _local(reader, entry), after, usual, lines=[phase.text])
        )
    heads = [_("方案日期"), _("本地日期"), _("接在谁后面"), _("参考用时")]
    clauses = [clause for phase in scheme.phases.values() for clause in phase.clause]
    return Section("phases", _("阶段"), [Table(heads, rows)], quotes_for(reader.quotes, clauses))


def _local(reader: Reader, entry: Dated) -> str:
    """The date of the area's own document, with its name; "" where the plan's date stands."""
    moved = reader.redating.get(entry.id)
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

"""How units are watched over: evaluation, and the ladder of what follows."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_oversight import Evaluation, Rung, Score, Trigger
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import cite_of, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, phrased, title_of

TRIGGERS: dict[str, Text] = {
    "overdue": gettext_lazy("逾期"), "target_missed": gettext_lazy("没有达到要求"), "measure": gettext_lazy("指标过线"),
    "count": gettext_lazy("次数过线"), "acceptance_failed": gettext_lazy("验收没有通过"), "rebound": gettext_lazy("反弹"),
    "rung_expired": gettext_lazy("上一台阶到期没有改正"), "judged": gettext_lazy("由人判断"),
}  # fmt: skip


def oversight(reader: Reader) -> Section:
    """Evaluation of units (never of persons) and what follows."""
    tables: list[Table] = []
    for sheet in reader.scheme.evaluation.values():
        tables += _sheet(reader, sheet)
    rungs = [_rung(reader, rung) for rung in reader.scheme.ladder.values()]
    heads = [_("起因"), _("由谁决定"), _("多久"), _("后果"), _("怎样解除"), _("怎样申诉")]
    lines: tuple[Text, ...] = (_("台阶由规则提出，由人决定。"),)
    tables.append(Table(heads, rungs, _("责任追究的台阶（对单位）"), lines=lines))
    return Section("oversight", _("监督评价"), [table for table in tables if table.rows])


def _sheet(reader: Reader, sheet: Evaluation) -> Iterator[Table]:
    words = reader.words
    said = _("由%(by)s评价%(of)s，%(every)s") % {
        "by": words.body(sheet.by), "of": words.bodies(sheet.of), "every": words.date(sheet.every),
    }  # fmt: skip
    lines: list[Text] = [said, *filter(None, [sheet.text])]
    if sheet.full_marks is not None:
        lines.append(_("满分 %(n)s 分") % {"n": sheet.full_marks})
    if sheet.rated_by:
        lines.append(_("参加打分：%(bodies)s") % {"bodies": words.bodies(sheet.rated_by)})
    if sheet.uses:
        lines.append(_("结果用于：%(uses)s") % {"uses": joined(sheet.uses)})
    lines.append(_("结果按名次列出，旁边写明算法。") if sheet.rank == "shown" else _("结果不排名次。"))
    rows = [
        row(score, f"{score.points}" if score.points is not None else "", _by_phase(reader, score),
            title_of(reader.scheme.measures[score.measure]) if score.measure else score.object or "",
            _("一票否决") if score.veto else "", lines=[score.text])
        for score in sheet.scores.values()
    ]  # fmt: skip
    quoted = quotes_for(reader.quotes, sheet.clause)
    heads = [_("分值"), _("按阶段"), _("看什么"), _("性质")]
    yield Table(heads, rows, title_of(sheet), cite_of(sheet), quoted, tuple(lines))
    grades = [
        row(grade, f"{grade.at_least}" if grade.at_least is not None else _("其余")) for grade in sheet.grades.values()
    ]
    yield Table([_("不低于（分）")], grades, _("%(title)s：等次") % {"title": title_of(sheet)}, first=_("等次"))


def _by_phase(reader: Reader, score: Score) -> str:
    return phrased(f"{title_of(reader.scheme.phases[one.phase])}：{one.points}" for one in score.by_phase)


def _rung(reader: Reader, rung: Rung) -> Row:
    causes = [rung.trigger or "", *(_trigger(reader, trigger) for trigger in rung.triggers.values())]
    appeal = rung.appeal or ""
    if rung.appeal_days is not None:
        appeal = phrased([appeal, _("%(n)s 天内提出") % {"n": rung.appeal_days}])
    after = _("接在“%(rung)s”后面") % {"rung": title_of(reader.scheme.ladder[rung.after])} if rung.after else None
    whom = _("对：%(bodies)s") % {"bodies": reader.words.bodies(rung.of)} if rung.of else None
    return row(
        rung, phrased(causes), reader.words.body(rung.decided_by),
        _("%(n)s 个月") % {"n": rung.months} if rung.months else "", joined(rung.effects), rung.lifted_when or "", appeal,
        lines=[after, whom, rung.text],
    )  # fmt: skip


def _trigger(reader: Reader, trigger: Trigger) -> str:
    scheme, words = reader.scheme, reader.words
    named = [title_of(scheme.duties[name]) for name in trigger.duties]
    named += [title_of(scheme.targets[name]) for name in trigger.targets]
    named += [title_of(scheme.measures[trigger.measure])] if trigger.measure else []
    named += [words.fact(trigger.fact)] if trigger.fact else []
    said = f"{TRIGGERS[trigger.kind]}：{title_of(trigger)}"
    bounds = []
    if trigger.at_least is not None:
        bounds.append(_("不低于 %(value)s") % {"value": trigger.at_least})
    if trigger.at_most is not None:
        bounds.append(_("不超过 %(value)s") % {"value": trigger.at_most})
    if trigger.months is not None:
        bounds.append(_("%(n)s 个月内") % {"n": trigger.months})
    if trigger.days is not None:
        bounds.append(_("超过 %(n)s 天") % {"n": trigger.days})
    detail = _("，").join([*named, *bounds])
    return f"{said}（{detail}）" if detail else said

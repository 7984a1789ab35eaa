"""Why a duty is due on this day: where the date comes from, in sentences."""

from datetime import date

from django.utils.translation import gettext as _

from sanwu.duties.models import Duty
from sanwu.policy.dates import absolute
from sanwu.policy.model_dates import (
    After,
    Before,
    ByLaw,
    DateExpr,
    Dekad,
    MonthEnd,
    OnDate,
    QuarterEnd,
    TargetAndLimit,
    YearEnd,
)
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty as Rule
from sanwu.web.desk.duty_words import RHYTHMS, event_title, length_text
from sanwu.web.ui.words import day, title_of

ABSOLUTE = (OnDate, Dekad, MonthEnd, QuarterEnd, YearEnd)


def why(row: Duty, rule: Rule, scheme: Scheme, announced_through: date) -> list[str]:
    """The sentences, the most telling first."""
    told = [_source(row, rule, scheme)]
    if row.limit is not None and row.target is not None and row.target != row.limit:
        told.append(
            _("方案里有两个日期：目标%(target)s，限期%(limit)s。过了目标要提醒，过了限期才算逾期。")
            % {"target": day(row.target), "limit": day(row.limit)}
        )
    if row.due_on != row.limit:
        told.append(
            _("经同意延期：原来的期限是%(limit)s，现在是%(due)s。") % {"limit": day(row.limit), "due": day(row.due_on)}
        )
    if row.estimated and row.due_on is not None:
        told.append(_estimate(row, announced_through))
    notes = {note for when in (rule.due, rule.recurs) for note in _notes(when)}
    return [*told, *sorted(notes)]


def _source(row: Duty, rule: Rule, scheme: Scheme) -> str:
    if row.period and rule.recurs is not None and row.happened_on is None:
        first = date.fromisoformat(row.period)
        return _("%(rhythm)s，这一期从%(first)s开始。") % {"rhythm": RHYTHMS[rule.recurs.every], "first": day(first)}
    if row.source == "redated":
        document = row.campaign.redating.get(rule.id, {}).get("source", "")
        own = rule.due
        if isinstance(own, ABSOLUTE):
            words = {"plan": day(absolute(own)), "document": document, "day": day(row.limit)}
            return _("方案原定%(plan)s，本地按“%(document)s”定为%(day)s。") % words
        return _("方案没有写日期，本地按“%(document)s”定为%(day)s。") % {"document": document, "day": day(row.limit)}
    if row.source == "event":
        return _counted(row, rule.due, scheme)
    if row.source == "law":
        return _lawful(row, rule.due, scheme)
    if row.due_on is None and row.waits_for:
        event = {"event": event_title(scheme, row.waits_for)}
        return _("期限从“%(event)s”起算。它还没有发生，所以日期待定，不会算逾期。") % event
    if row.due_on is None:
        return _("方案没有写日期，所以待定，不会算逾期。本地可以在启动行动时用自己的文件定日期。")
    return _("方案写明的日期。")


def _counted(row: Duty, when: DateExpr | None, scheme: Scheme) -> str:
    if isinstance(when, TargetAndLimit):
        return _counted(row, when.limit if isinstance(when.limit, After | Before) else when.target, scheme)
    if not isinstance(when, After | Before):
        return _("从一件已经发生的事起算。")
    name = when.after if isinstance(when, After) else when.before
    words = {"event": event_title(scheme, name), "length": length_text(when), "day": day(row.happened_on)}
    if isinstance(when, Before):
        return _("应在“%(event)s”之前 %(length)s办结。") % words
    if row.happened_on is None:
        return _("“%(event)s”之后 %(length)s内办结，当天不算。") % words
    return _("“%(event)s”在%(day)s，之后 %(length)s内办结，当天不算。") % words


def _lawful(row: Duty, when: DateExpr | None, scheme: Scheme) -> str:
    if not isinstance(when, ByLaw):
        return _("法律规定的期限。")
    family = scheme.law[when.family]
    version = family.versions.get(row.law)
    clock = version.clocks.get(when.key) if version else None
    words = {
        "law": title_of(version) if version else family.title,
        "event": event_title(scheme, row.started_by or when.after or (clock.from_ if clock else "")),
        "day": day(row.happened_on) if row.happened_on else "",
        "length": length_text(clock) if clock else "",
        "article": (clock.source if clock else None) or "",
    }
    return _("法定期限（%(law)s %(article)s）：“%(event)s”%(day)s之后 %(length)s。") % words


def _estimate(row: Duty, announced_through: date) -> str:
    if row.due_on is not None and row.due_on > announced_through:
        through = {"day": day(announced_through)}
        return _("预计：放假安排只公布到%(day)s，之后先按周一至周五推算，公布后自动重算。") % through
    return _("预计：它所依据的事还没有发生，先按计划的日期推算，发生后自动重算。")


def _notes(when: DateExpr | None) -> list[str]:
    return [note for note in ((when.note, when.source) if when is not None else ()) if note]

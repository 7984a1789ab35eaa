"""The words of duties for people: events, rhythms, lengths of time, how a state and a light look."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.duties.enums import DutyState, Light
from sanwu.policy.model_dates import Length
from sanwu.policy.model_scheme import Scheme
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.words import title_of

# A test compares the keys with the events of the scheme language.
EVENTS: dict[str, Text] = {
    "declared": gettext_lazy("本单位登记办结"),
    "campaign_opened": gettext_lazy("行动启动"),
    "survey_finished": gettext_lazy("小区调查完成"),
    "file_completed": gettext_lazy("小区档案填齐"),
    "list_submitted": gettext_lazy("名单上报"),
    "list_reviewed": gettext_lazy("名单复核完成"),
    "list_filed": gettext_lazy("名单备案"),
    "ledger_created": gettext_lazy("电子台账建立"),
    "mapped": gettext_lazy("上图入库"),
    "plan_submitted": gettext_lazy("整治方案上报"),
    "plan_approved": gettext_lazy("整治方案批准"),
    "budget_submitted": gettext_lazy("预算书上报"),
    "cost_rolled_up": gettext_lazy("测算费用汇总"),
    "commitment_published": gettext_lazy("承诺公开"),
    "works_started": gettext_lazy("整治开工"),
    "works_finished": gettext_lazy("整治完工"),
    "self_check_done": gettext_lazy("自查完成"),
    "acceptance_passed": gettext_lazy("验收通过"),
    "closed_out": gettext_lazy("问题销号"),
    "handed_over": gettext_lazy("移交管理"),
    "mode_decided": gettext_lazy("管理模式确定"),
    "vote_held": gettext_lazy("业主表决"),
    "representatives_elected": gettext_lazy("居民代表选出"),
    "owners_body_founded": gettext_lazy("业主组织成立"),
    "owners_body_filed": gettext_lazy("业主组织备案"),
    "price_published": gettext_lazy("指导价公布"),
    "rules_issued": gettext_lazy("管理办法印发"),
    "funds_arrived": gettext_lazy("资金到位"),
    "audit_recorded": gettext_lazy("审计情况登记"),
    "violation_determined": gettext_lazy("违法行为认定"),
    "violation_removed": gettext_lazy("违法行为整改"),
    "advice_given": gettext_lazy("指导意见提出"),
    "pilot_chosen": gettext_lazy("试点选定"),
    "pilot_concluded": gettext_lazy("试点总结"),
    "visit_recorded": gettext_lazy("走访登记"),
    "meeting_recorded": gettext_lazy("会议登记"),
    "report_submitted": gettext_lazy("报告提交"),
    "zero_report_submitted": gettext_lazy("零报告提交"),
    "evaluation_submitted": gettext_lazy("评价提交"),
    "inspection_recorded": gettext_lazy("巡查登记"),
    "bulletin_issued": gettext_lazy("通报印发"),
    "look_back_done": gettext_lazy("回头看完成"),
    "dispute_recorded": gettext_lazy("矛盾纠纷登记"),
    "publicity_recorded": gettext_lazy("宣传活动登记"),
    "responsible_named": gettext_lazy("责任人明确"),
    "staffing_recorded": gettext_lazy("人员配备登记"),
    "fees_published": gettext_lazy("收费公示"),
    "revenue_published": gettext_lazy("公共收益公布"),
    "subsidy_paid": gettext_lazy("补贴拨付"),
    "renewal_listed": gettext_lazy("列入改造计划"),
    "petition_registered": gettext_lazy("信访登记"),
    "petition_replied": gettext_lazy("信访答复"),
    "complaint_received": gettext_lazy("收到投诉"),
    "complaint_answered": gettext_lazy("投诉答复"),
    "sanction_decided": gettext_lazy("处理决定作出"),
}
RHYTHMS: dict[str, Text] = {
    "day": gettext_lazy("每天一次"),
    "working_day": gettext_lazy("每个工作日一次"),
    "week": gettext_lazy("每周一次"),
    "month": gettext_lazy("每月一次"),
    "quarter": gettext_lazy("每季度一次"),
    "half_year": gettext_lazy("每半年一次"),
    "year": gettext_lazy("每年一次"),
}
STATES: dict[DutyState, tuple[str, str]] = {
    DutyState.OVERDUE: ("bad", "alert"),
    DutyState.SILENT: ("bad", "question"),
    DutyState.AMBER: ("wait", "alert"),
    DutyState.SOON: ("info", "clock"),
    DutyState.OPEN: ("none", "clock"),
    DutyState.UNDATED: ("none", "question"),
    DutyState.DONE: ("good", "check"),
    DutyState.LATE: ("none", "check"),
    DutyState.EMPTY: ("none", "dash"),
}
LIGHTS: dict[Light, tuple[str, str]] = {
    Light.GREEN: ("good", "clock"),
    Light.YELLOW: ("wait", "clock"),
    Light.RED: ("bad", "clock"),
    Light.OVER: ("bad", "alert"),
    Light.NONE: ("none", "dash"),
}


def state_look(state: DutyState) -> Look:
    """How a state looks; its word always stands with the colour."""
    tone, icon = STATES[state]
    return Look(tone, icon, state.label)


def light_look(light: Light, words: Text = "") -> Look:
    """How a traffic light looks, with how much time is left as its words."""
    tone, icon = LIGHTS[light]
    return Look(tone, icon, words or light.label)


def event_title(scheme: Scheme, name: str) -> str:
    """An event, duty or phase by the name that people know."""
    for known in (scheme.events, scheme.duties, scheme.phases):
        if name in known:
            return title_of(known[name])
    for family in scheme.law.values():
        if name in family.events:
            return title_of(family.events[name])
    return str(EVENTS.get(name, name))


def event_titles(scheme: Scheme, names: Iterable[str]) -> str:
    """Several of them in one sentence."""
    return _("、").join(event_title(scheme, name) for name in names)


def length_text(length: Length) -> str:
    """5 个工作日, 3 个月."""
    if length.days is not None:
        amount = {"days": length.days}
        return _("%(days)s 个工作日") % amount if length.clock == "working" else _("%(days)s 天") % amount
    if length.months is not None:
        return _("%(months)s 个月") % {"months": length.months}
    return _("%(years)s 年") % {"years": length.years}


def left_text(due_on: date | None, on: date) -> str:
    """How long it still is, or how long ago it was."""
    if due_on is None:
        return ""
    days = (due_on - on).days
    if days < 0:
        return _("已过 %(days)s 天") % {"days": -days}
    return _("还有 %(days)s 天") % {"days": days} if days else _("今天截止")

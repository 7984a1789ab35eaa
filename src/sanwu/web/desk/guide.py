"""帮助: the first hour of each role, step by step, with the way to each page; and what a few words mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.enums import Role
from sanwu.web.desk.door import page
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class Step:
    """One thing to do: `view` leads there, of the newest campaign where it is one of `OF_CAMPAIGN`."""

    title: Text
    text: Text
    view: str = ""
    ability: Ability | None = None


OF_CAMPAIGN = frozenset({"campaign", "upload", "worklist", "lists"})

INBOX = Step(
    _("先看“我的工作”"),
    _("要办的、过期的、等您签的、退回给您的都在这里，点开就能办。页面上方的数字就是还有几件。"),
    "inbox",
    Ability.VIEW_DUTIES,
)
LEDGER = Step(
    _("打开台账，看看辖区里有哪些小区"),
    _("每个结论都能点“为什么”：用了哪项资料、依据方案哪一条。待核实不等于否，是资料还不够。"),
    "ledger",
    Ability.VIEW_LEDGER,
)
UPLOAD = Step(
    _("把手里的表格导进来"),
    _("原来的 Excel 不用改表样，标题行、合计行、签名行都会认出来。先试运行，看清楚新增几个、退回几行，再写入。"),
    "upload",
    Ability.IMPORT_LEDGER,
)
FILL = Step(
    _("一项一项补齐"),
    _("按缺的数据项列出小区，用键盘就能连着填；也可以下载成带下拉选项的表格，填好再传上来。"),
    "worklist",
    Ability.CORRECT_FACT,
)
CORRECT = Step(
    _("填错了怎么办"),
    _("在小区页面点“更正”，写明依据；原来的值不会丢。一批小区同样填错的，在台账里打勾后“批量更正”，可以一次撤销。"),
    "search",
    Ability.CORRECT_FACT,
)
DUTIES = Step(
    _("看应办事项"),
    _("方案规定谁在什么时候前办什么，都排在这里：到期的、过期的、还没有日期的。办不完可以申请延期，要写原因。"),
    "duties",
    Ability.VIEW_DUTIES,
)
BOARD = Step(
    _("看行动的进展"),
    _("走到哪个阶段、各街道各有多少、最缺什么资料。每个数字都能点开，看到是哪些小区。"),
    "campaign",
    Ability.VIEW_LEDGER,
)
JOURNAL = Step(
    _("看操作日志"),
    _("谁、什么岗位、什么时间、办了什么，一条不少。点“核验日志”，系统会逐条重新计算，改动过任何一条都会被发现。"),
    "journal",
    Ability.VIEW_JOURNAL,
)
DIVISIONS = Step(
    _("导入行政区划"),
    _("没有区划，就不知道一个小区归哪个街道、哪个社区。每年换版时再导入一次，改名、撤并会列出来请您确认。"),
    "divisions",
    Ability.IMPORT_DIVISIONS,
)

STEPS: Mapping[Role, tuple[Step, ...]] = {
    Role.COMMUNITY_WORKER: (INBOX, LEDGER, FILL, UPLOAD, CORRECT),
    Role.STREET_OFFICER: (INBOX, LEDGER, UPLOAD, FILL, CORRECT, DUTIES),
    Role.DISTRICT_OFFICIAL: (
        Step(
            _("启动行动"),
            _("选方案、选区划、起名字。当地文件另定了日期的，写上日期和文号；没有另定的，按方案原来的日期。"),
            "campaign_open",
            Ability.OPEN_CAMPAIGN,
        ),
        UPLOAD,
        BOARD,
        FILL,
        Step(
            _("编制并上报对象名单"),
            _("待核实的也会列出来并注明。上报后这一版就定了；市里退回的，改好再报新的一版。"),
            "lists",
            Ability.SUBMIT_LIST,
        ),
        DUTIES,
    ),
    Role.CITY_REVIEWER: (
        INBOX,
        Step(
            _("复核上报的名单"),
            _("逐个或成批地接收、退回、不予认定，退回要写原因。抽样核查的小区由系统随机抽取，任何人都能重算一遍。"),
            "lists",
            Ability.REVIEW_LIST,
        ),
        BOARD,
        LEDGER,
        JOURNAL,
    ),
    Role.DEPARTMENT: (INBOX, LEDGER, DUTIES),
    Role.AUDITOR: (LEDGER, BOARD, JOURNAL),
    Role.PARTNER_UNIT: (LEDGER,),
    Role.SYSTEM_ADMIN: (
        DIVISIONS,
        Step(
            _("核对工作日历"),
            _("期限按工作日算的事项都用它。每年国务院公布放假安排后，录入一次通知。"),
            "calendar_days",
            Ability.EDIT_CALENDAR,
        ),
        Step(
            _("安排备份"),
            _("在服务器上运行 sanwu backup 做备份，运行 sanwu doctor 检查磁盘、时钟和设置。系统管理员看不到业务数据。"),
        ),
    ),
    Role.SECURITY_ADMIN: (
        Step(
            _("开通账号和岗位"),
            _("每个人一个账号，岗位写明单位、角色和管辖的区划。发出去的是一次性登录链接，没有默认密码。"),
            "people",
            Ability.MANAGE_ACCOUNTS,
        ),
        Step(
            _("有人离岗、请假、换岗"),
            _("给岗位写上终止日期，或安排代班；不要几个人共用一个账号，日志里就分不清是谁办的。"),
            "people",
            Ability.MANAGE_ACCOUNTS,
        ),
    ),
    Role.AUDIT_ADMIN: (JOURNAL,),
}

WORDS: tuple[tuple[Text, Text], ...] = (
    (_("待核实"), _("资料不够，结论定不下来。系统会写明还缺哪几项；补齐以后结论自动更新。")),
    (_("不适用"), _("前提不成立，这一条不用判。例如不是“三无”小区，就不用判是否合并。")),
    (_("依据"), _("每改一项资料都要写从哪里知道的：文件名、文号，或者哪天现场核查。")),
    (_("试运行"), _("只算不写：告诉您会新增几个、改动几个、退回哪几行，台账没有变化。")),
    (_("撤销"), _("导入和更正都能撤销，原来的值恢复，记录仍然留着。后来又有人改过的，系统会说明原因，不会硬撤。")),
)


@dataclass(frozen=True)
class Guide:
    """The steps of one role; each with its address, "" where this person may not go there."""

    title: Text
    steps: list[tuple[Step, str]]


@page(SIGNED_IN)
def guide(request: OfficeRequest) -> HttpResponse:
    """The guide of the person's own roles, then those of the others."""
    request.section = "help"  # type: ignore[attr-defined]  # no entry of the navigation is lit
    campaign = campaigns_visible_to(request.scope).order_by("-id").first()
    own = {grant.role for grant in request.scope.grants}
    context = {
        "own": _guides(request.scope, campaign, (role for role in STEPS if role in own)),
        "others": _guides(request.scope, campaign, (role for role in STEPS if role not in own)),
        "words": WORDS,
    }
    return render(request, "desk/help.html", context)


def _guides(scope: Scope, campaign: Campaign | None, roles: Iterable[Role]) -> list[Guide]:
    return [Guide(role.label, [(step, _href(scope, campaign, step)) for step in STEPS[role]]) for role in roles]


def _href(scope: Scope, campaign: Campaign | None, step: Step) -> str:
    if not step.view or (step.ability is not None and not scope.may(step.ability)):
        return ""
    if step.view in OF_CAMPAIGN:
        return reverse(step.view, args=[campaign.pk]) if campaign else ""
    return reverse(step.view)

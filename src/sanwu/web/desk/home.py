"""首页: what needs doing now, for this person: running work, what is missing, the campaigns, the next steps."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to
from sanwu.decisions.selectors import missing_most
from sanwu.jobs.selectors import jobs_visible_to
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.web.desk.bars import ledger_href
from sanwu.web.desk.cards import campaign_cards, may_import
from sanwu.web.desk.door import page
from sanwu.web.desk.jobs import OPEN_STATES, Line, job_line
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of

CARDS = 3
JOBS = 5
MISSING_SHOWN = 3


@dataclass(frozen=True)
class Todo:
    """One thing that waits; `count` None where there is nothing to count."""

    icon: str
    text: str
    href: str
    count: int | None = None


@dataclass(frozen=True)
class Shortcut:
    label: Text
    value: Text
    note: Text
    href: str


@page(SIGNED_IN)
def home(request: OfficeRequest) -> HttpResponse:
    """Everything on it is a link to where it can be done."""
    scope = request.scope
    sees_ledger = scope.may(Ability.VIEW_LEDGER)
    newest = list(campaigns_visible_to(scope).order_by("-id")[:CARDS]) if sees_ledger else []
    context = {
        "today": clock.today(),
        "jobs": _running(scope),
        "todo": _todo(scope, newest[0]) if newest else [],
        "shows_campaigns": sees_ledger,
        "campaigns": campaign_cards(scope, newest),
        "may_open": scope.may(Ability.OPEN_CAMPAIGN),
        "sees_inbox": scope.may(Ability.VIEW_DUTIES),
        "shortcuts": [] if sees_ledger else _shortcuts(scope),
    }
    return render(request, "desk/home.html", context)


def _running(scope: Scope) -> list[Line]:
    running = jobs_visible_to(scope, scope.account_id).filter(state__in=OPEN_STATES).order_by("-id")
    return [job_line(job) for job in running[:JOBS]]


def _todo(scope: Scope, campaign: Campaign) -> list[Todo]:
    """What waits in the newest campaign: a first import, or the facts that keep most verdicts open."""
    if not scope.may(Ability.CORRECT_FACT):
        return []
    missing = missing_most(campaign, scope=scope)[:MISSING_SHOWN]
    found = [
        Todo(
            "question",
            _("补填“%(fact)s”：缺它就定不了结论") % {"fact": title_of(item.fact)},
            ledger_href(campaign, missing=item.fact.id),
            item.count,
        )
        for item in missing
    ]
    if not found and may_import(scope, campaign):
        text = _("向“%(campaign)s”导入表格") % {"campaign": campaign.name}
        found.append(Todo("upload", text, reverse("upload", args=[campaign.pk])))
    return found


def _shortcuts(scope: Scope) -> list[Shortcut]:
    """For those without business data: the three administrators and the auditor."""
    found = []
    if scope.may(Ability.IMPORT_DIVISIONS):
        found.append(Shortcut(_("区划"), _("导入区划"), _("换新版本时在这里更新"), reverse("divisions_import")))
    if scope.may(Ability.MANAGE_ACCOUNTS):
        found.append(Shortcut(_("人员"), _("邀请人员"), _("管理账号、岗位和单位"), reverse("people")))
    if scope.may(Ability.EDIT_CALENDAR):
        found.append(Shortcut(_("工作日历"), _("修改工作日历"), _("放假和调休的日子"), reverse("calendar_days")))
    if scope.may(Ability.VIEW_JOURNAL):
        found.append(Shortcut(_("日志"), _("核验日志"), _("谁在什么时候办了什么"), reverse("journal")))
    if not scope.grants:
        found.append(Shortcut(_("账号"), _("查看我的岗位"), _("现在没有有效的岗位"), reverse("account")))
    return found

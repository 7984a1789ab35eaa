"""How a duty stands and how urgent it is. Both are derived on the day that is asked about, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DutyState(models.TextChoices):
    """One word for how a duty stands on a day (`duties.rules.state`)."""

    OVERDUE = "overdue", _("已逾期")
    SILENT = "silent", _("未报告")  # a report that may say "nothing", and nobody sent it: not the same as zero
    AMBER = "amber", _("过了目标日")
    SOON = "soon", _("七天内到期")
    OPEN = "open", _("未到期")
    UNDATED = "undated", _("待定")
    DONE = "done", _("按时办结")
    LATE = "late", _("逾期办结")
    EMPTY = "empty", _("没有对象")


class Light(models.TextChoices):
    """The traffic light by the share of time that is left; always shown with these words."""

    GREEN = "green", _("时间充裕")
    YELLOW = "yellow", _("时间过半")
    RED = "red", _("时间将尽")
    OVER = "over", _("期限已过")
    NONE = "none", _("没有期限")


class ObjectType(models.TextChoices):
    """What a row is about. A compound row with object 0 stands for all compounds of its division."""

    CAMPAIGN = "campaign", _("行动")
    DIVISION = "division", _("区划")
    COMPOUND = "compound", _("小区")
    PROJECT = "project", _("项目")
    CASE = "case", _("事项")

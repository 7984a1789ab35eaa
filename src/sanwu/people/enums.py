"""The parts people play. What each may do stands in one table, `people.rules.ABILITIES_OF_ROLE`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COMMUNITY_WORKER = "community_worker", _("社区工作人员")
    STREET_OFFICER = "street_officer", _("街道（镇）经办人")
    DISTRICT_OFFICIAL = "district_official", _("区领导小组办公室")
    CITY_REVIEWER = "city_reviewer", _("市级复核人员")
    DEPARTMENT = "department", _("部门人员")
    AUDITOR = "auditor", _("审计人员")
    PARTNER_UNIT = "partner_unit", _("包联单位联络员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")

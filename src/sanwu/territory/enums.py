from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("区县")
    STREET = "street", _("街道（镇）")
    COMMUNITY = "community", _("社区（村）")


class OrganisationKind(models.TextChoices):
    LEADING_GROUP = "leading_group", _("领导小组")
    STREET_OFFICE = "street_office", _("街道办事处（镇政府）")
    RESIDENTS_COMMITTEE = "residents_committee", _("居民委员会")
    DEPARTMENT = "department", _("部门")
    PARTNER_UNIT = "partner_unit", _("包联单位")
    PROPERTY_PROVIDER = "property_provider", _("物业服务企业")
    PLATFORM = "platform", _("平台管理")

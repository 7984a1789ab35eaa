from django.db import models
from django.utils.translation import gettext_lazy as _


class CompoundKind(models.TextChoices):
    COMPOUND = "compound", _("小区")
    YARD = "yard", _("院落")
    BUILDING = "building", _("单栋楼")


class OtherNameKind(models.TextChoices):
    ALIAS = "alias", _("别名")
    NUMBER = "number", _("编号")
    OLD_NUMBER = "old_number", _("旧编号")

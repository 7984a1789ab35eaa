"""楼栋 and 出入口 of a compound. What a camera or a reader of a door sees is never kept: only that the thing is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Access, labels
from sanwu.compounds.models_compounds import Compound


class EntranceKind(models.TextChoices):
    GATE = "gate", _("大门")
    DOOR = "door", _("小门")
    FIRE = "fire", _("消防通道口")


class Building(models.Model):
    """A building of a compound. `label` is its number or name (3 号楼); numbers that nobody counted yet are None.

    A building entered by mistake is removed: `removed_at` is set, the row stays.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id compound label floors units households built_year note created_at removed_at version",
    )

    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="buildings")
    label = models.CharField(max_length=60)
    floors = models.PositiveSmallIntegerField(null=True)
    units = models.PositiveSmallIntegerField(null=True)  # 单元: stairwells
    households = models.PositiveIntegerField(null=True)
    built_year = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["compound_id", "id"]

    def __str__(self) -> str:
        return self.label


class Entrance(models.Model):
    """A way into a compound: what kind, whether it is kept open, whether somebody guards it, how many barriers and
    access readers stand there. Assets are counted; nothing that they record enters the platform."""

    access = Access.SCOPED
    privacy = labels(
        open="id compound label kind open guarded barriers access_readers note created_at removed_at version",
    )

    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="entrances")
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=EntranceKind, default=EntranceKind.GATE)
    open = models.BooleanField(default=True)
    guarded = models.BooleanField(null=True)
    barriers = models.PositiveSmallIntegerField(default=0)  # 道闸
    access_readers = models.PositiveSmallIntegerField(default=0)  # 门禁
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["compound_id", "id"]

    def __str__(self) -> str:
        return self.label

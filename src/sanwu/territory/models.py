"""Divisions keyed by the 12-digit statistical code, where they lie, and the organisations that work in them (design §5)."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.territory.enums import Level, OrganisationKind


class Division(models.Model):
    """A place in the administrative tree. The parent link is the truth, the code prefix is the index.

    `edition` is the date of the published list that last named it; a closed division keeps its row with `valid_to`.
    `successor` is the division that took a closed one's place under another code, as a person confirmed.
    """

    access = Access.REFERENCE
    privacy = labels(open="code name parent level valid_from valid_to edition successor demo")

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=10, choices=Level)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edition = models.DateField(null=True)
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="predecessors", db_index=False
    )
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """Where a division lies, in CGCS2000: GeoJSON geometries, `shape` as given (six places), `drawn` a simplified copy.

    The box is that of `shape`. `note` says in words what was repaired or is doubtful; `datum` is that of the file.
    """

    access = Access.REFERENCE
    privacy = labels(open="division datum shape drawn west south east north note source imported_at")

    division = models.OneToOneField(Division, primary_key=True, on_delete=models.CASCADE, related_name="boundary")
    datum = models.CharField(max_length=10)
    shape = models.JSONField()
    drawn = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["division_id"]

    def __str__(self) -> str:
        return self.division_id


class Organisation(models.Model):
    """A body that acts: a leading group, street office, committee, department, partner unit or firm.

    A renamed one keeps its row; one that was merged is closed, and `successor` is the body that took it in.
    """

    access = Access.REFERENCE
    privacy = labels(open="id name kind division parent valid_from valid_to successor demo")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="organisations")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="branches")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["division_id", "id"]
        constraints = [models.UniqueConstraint(fields=["division", "kind", "name"], name="organisation_once")]

    def __str__(self) -> str:
        return self.name

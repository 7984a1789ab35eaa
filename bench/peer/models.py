"""The same 20 facts as one flat table, as somebody would model them for django-import-export: its place is a division."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class PeerDivision(models.Model):
    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

    class Meta:
        app_label = "peer"


class PeerCompound(models.Model):
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    alias = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    division = models.ForeignKey(PeerDivision, on_delete=models.PROTECT)
    address = models.CharField(max_length=200, blank=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    built_year = models.IntegerField(
        null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    building_count = models.IntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    household_count = models.IntegerField(null=True, blank=True, validators=[MinValueValidator(0)], db_index=True)
    floor_area_m2 = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, db_index=True)
    provider = models.CharField(max_length=100, blank=True)
    has_provider = models.BooleanField(null=True, blank=True)
    has_governing_unit = models.BooleanField(null=True, blank=True)
    human_protection = models.BooleanField(null=True, blank=True)
    physical_protection = models.BooleanField(null=True, blank=True)
    technical_protection = models.BooleanField(null=True, blank=True)

    class Meta:
        app_label = "peer"

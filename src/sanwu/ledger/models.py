"""台账: the current approved facts of each compound (design §4).

Facts belong to the compound, not to a campaign: two campaigns over the same compounds share them. Every change that led
to them stands in models_changes, single facts to filter by in models_values.
"""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.compounds.models import Compound
from sanwu.ledger.models_changes import ChangeBatch, ChangeSet
from sanwu.ledger.models_values import FactValue, IndexedFact

__all__ = ["ChangeBatch", "ChangeSet", "FactValue", "IndexedFact", "LedgerEntry"]


class LedgerEntry(models.Model):
    """One compound's current facts. `facts` is {fact: canonical value}; `sources` is {change set id: [facts]}.

    The columns below `revision` are copies of facts that every list sorts by (facts.yaml `listed: yes`);
    a decimal fact stands there as its scaled integer.
    """

    access = Access.SCOPED
    privacy = labels(
        open="compound division_code name_key facts sources revision household_count floor_area_m2 built_year"
        " building_count property_arrangement has_property_provider has_governing_unit human_protection"
        " physical_protection technical_protection"
    )

    compound = models.OneToOneField(Compound, primary_key=True, on_delete=models.PROTECT, related_name="ledger")
    division_code = models.CharField(max_length=12)
    name_key = models.CharField(max_length=200)  # full pinyin of the name: the order people expect
    facts = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField(default=0)
    household_count = models.BigIntegerField(null=True)
    floor_area_m2 = models.BigIntegerField(null=True)
    built_year = models.BigIntegerField(null=True)
    building_count = models.BigIntegerField(null=True)
    property_arrangement = models.CharField(max_length=20, null=True)
    has_property_provider = models.BooleanField(null=True)
    has_governing_unit = models.BooleanField(null=True)
    human_protection = models.BooleanField(null=True)
    physical_protection = models.BooleanField(null=True)
    technical_protection = models.BooleanField(null=True)

    class Meta:
        ordering = ["compound_id"]
        indexes = [
            models.Index(fields=["division_code", "compound"], name="ledger_by_division"),
            models.Index(fields=["name_key", "compound"], name="ledger_by_name"),
            models.Index(fields=["household_count", "compound"], name="ledger_by_households"),
            models.Index(fields=["floor_area_m2", "compound"], name="ledger_by_area"),
            models.Index(fields=["built_year", "compound"], name="ledger_by_year"),
            models.Index(fields=["revision", "compound"], name="ledger_by_revision"),
        ]

    def __str__(self) -> str:
        return str(self.compound_id)

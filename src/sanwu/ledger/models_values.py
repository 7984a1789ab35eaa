"""Single facts of compounds, typed, for filtering: those that the dictionary marks `indexed`."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.compounds.models import Compound


class IndexedFact(models.Model):
    """A fact for which FactValue holds a row of every compound that knows it: the dictionary may mark more later."""

    access = Access.SYSTEM
    privacy = labels(open="fact")

    fact = models.CharField(primary_key=True, max_length=60)

    def __str__(self) -> str:
        return self.fact


class FactValue(models.Model):
    """A fact that the dictionary marks `indexed`, typed for filtering: number is the scaled integer, or text."""

    access = Access.SCOPED
    privacy = labels(open="id compound fact number text")

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="fact_values", db_index=False)
    fact = models.CharField(max_length=60)
    number = models.BigIntegerField(null=True)
    text = models.CharField(max_length=200, null=True)

    class Meta:
        ordering = ["compound_id", "fact"]
        constraints = [models.UniqueConstraint(fields=["compound", "fact"], name="fact_value_once")]
        # partial: a row stands in one of them only, which halves what an import has to write
        indexes = [
            models.Index(
                fields=["fact", "number", "compound"],
                condition=models.Q(number__isnull=False),
                name="fact_value_by_number",
            ),
            models.Index(
                fields=["fact", "text", "compound"], condition=models.Q(text__isnull=False), name="fact_value_by_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.fact}"

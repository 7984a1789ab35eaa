"""台账: the current approved facts of each compound, and every change that led to them (design §4).

Facts belong to the compound, not to a campaign: two campaigns over the same compounds share them.
"""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.compounds.models import Compound


class ChangeBatch(models.Model):
    """Change sets made by one act from one source (an import, a correction by hand, an undo). `digest` covers them all
    and stands in the journal, so that editing a row later is found."""

    access = Access.SCOPED
    privacy = labels(
        open="id act_uid kind source observed_on recorded_at job_id division_code change_sets digest",
        work="actor_id actor_name",
    )

    act_uid = models.UUIDField()
    kind = models.CharField(max_length=20)  # import | correction | undo
    source = models.CharField(max_length=200)  # file name, document, survey visit
    observed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    job_id = models.BigIntegerField(null=True)
    division_code = models.CharField(max_length=12, blank=True)
    change_sets = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["job_id"]), models.Index(fields=["recorded_at"])]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class ChangeSet(models.Model):
    """Facts of one compound changed together: {fact: [old, new]} in canonical JSON values. Appended, never edited.

    Its id is the revision number of the ledger; `line` is the row of the imported sheet.
    """

    access = Access.SCOPED
    privacy = labels(open="id batch compound changes line")

    batch = models.ForeignKey(ChangeBatch, on_delete=models.PROTECT, related_name="sets")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="change_sets", db_index=False)
    changes = models.JSONField()
    line = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["compound", "id"])]

    def __str__(self) -> str:
        return f"{self.id} {self.compound_id}"


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

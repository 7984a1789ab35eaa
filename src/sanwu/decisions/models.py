"""认定结论: what the scheme's rules say of each compound, why is recomputed exactly from what is stored (design §4)."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.compounds.models import Compound
from sanwu.decisions.models_filing import (
    ListFiling,
    ListRow,
    ListVersion,
    ReviewedRow,
    RowReview,
    SiteSample,
    VerdictOverride,
)

__all__ = [
    "FileState", "JudgedThrough", "ListFiling", "ListRow", "ListVersion", "ReviewedRow", "RowReview", "SiteSample", "Verdict",
    "VerdictOverride", "VerdictRun",
]  # fmt: skip


class VerdictRun(models.Model):
    """Verdicts written by one refresh. `digest` covers them and stands in the journal."""

    access = Access.SCOPED
    privacy = labels(
        open="id campaign scheme_version act_uid judged_on judged_at through first_verdict verdicts digest"
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="runs")
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="runs")
    act_uid = models.UUIDField()
    judged_on = models.DateField()
    judged_at = models.DateTimeField()
    through = models.PositiveBigIntegerField()  # the last change set it has seen
    first_verdict = models.PositiveBigIntegerField()  # its rows have the ids from here on, without a gap
    verdicts = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.id} {self.judged_on}"


class Verdict(models.Model):
    """Outcome of one condition or decision for one compound. A change appends a row; `current` marks the newest.

    `outcome` is yes/no/unknown/not_applicable for a condition; a decision has its outcome id, unknown or not_applicable.
    That is what the rule says; `in_force` is what holds: the same, or what somebody decided instead. Every list, count,
    sum and map goes by `in_force`; the run's digest covers the rule's own.
    """

    access = Access.SCOPED
    privacy = labels(open="id run campaign compound division_code rule outcome in_force row missing revision current")

    # No index of their own: a run's rows are a range of ids, and the indexes below begin with campaign and compound.
    run = models.ForeignKey(VerdictRun, on_delete=models.CASCADE, related_name="verdict_rows", db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="verdicts", db_index=False)
    division_code = models.CharField(max_length=12)
    rule = models.CharField(max_length=60)
    outcome = models.CharField(max_length=40)
    in_force = models.CharField(max_length=40)
    row = models.SmallIntegerField(null=True)
    missing = models.CharField(max_length=1000, blank=True)  # fact ids, comma-separated
    revision = models.PositiveBigIntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "compound", "rule"], condition=models.Q(current=True), name="verdict_current_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["campaign", "rule", "in_force", "division_code", "compound"],
                condition=models.Q(current=True),
                name="verdict_by_force",
            ),
            # earlier rows only: the current ones are found by the constraint above, and writing them costs less
            models.Index(fields=["compound", "id"], condition=models.Q(current=False), name="verdict_history"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.outcome}"


class FileState(models.Model):
    """Whether all facts are known of a compound that the survey of a campaign's scheme asks for (资料填齐).

    A copy for lists, kept by the same refresh as verdicts and made anew from the ledger at any time; a scheme that asks
    for no survey has none.
    """

    access = Access.SCOPED
    privacy = labels(open="id campaign compound division_code complete")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    compound = models.ForeignKey(Compound, on_delete=models.CASCADE, related_name="+")
    division_code = models.CharField(max_length=12)
    complete = models.CharField(max_length=3)  # yes, no: no engine walks an index for "not true"

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "compound"], name="file_state_once")]
        indexes = [
            models.Index(fields=["campaign", "complete", "division_code", "compound"], name="file_state_by_place")
        ]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.complete}"


class JudgedThrough(models.Model):
    """How far a campaign's verdicts follow the ledger; pages say 正在重算 while it is behind."""

    access = Access.SCOPED
    privacy = labels(open="campaign scheme_version change_set entry judged_on")

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE, related_name="judged")
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    change_set = models.PositiveBigIntegerField(default=0)
    entry = models.PositiveBigIntegerField(default=0)  # the last compound's entry into the campaign it has seen
    judged_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.change_set}"

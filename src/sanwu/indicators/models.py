"""指标: sums over the division tree, kept in step by folding; everything here can be made anew from what was recorded."""

from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.compounds.models import Compound


class FoldedThrough(models.Model):
    """How far the sums of a campaign follow its ledger, its verdicts, what was decided otherwise and who is in it, by their numbers (design §2).

    `turn` counts the folds: a fold that finds another value than it began with has been overtaken and starts again.
    `names_from` is the first day of which it is known which compounds counted; of days before only sums were kept. None
    where that is known of every day.
    """

    access = Access.SCOPED
    privacy = labels(open="campaign scheme_version change_set entry verdict override turn names_from")

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE, related_name="folded")
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    change_set = models.PositiveBigIntegerField(default=0)
    entry = models.PositiveBigIntegerField(default=0)
    verdict = models.PositiveBigIntegerField(default=0)
    override = models.PositiveBigIntegerField(default=0)
    turn = models.PositiveBigIntegerField(default=0)
    names_from = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.turn}"


class FoldedCompound(models.Model):
    """What the sums hold of one compound: its division and its figures as `rules.write` puts them down.

    A later fold takes exactly this out of the sums before it puts the new figures in. It has stood so at the end of every
    day from `since` on.
    """

    access = Access.SCOPED
    privacy = labels(open="id campaign compound division_code figures since")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="+")
    division_code = models.CharField(max_length=12)
    figures = models.TextField()
    since = models.DateField()

    class Meta:
        ordering = ["campaign_id", "compound_id"]
        constraints = [models.UniqueConstraint(fields=["campaign", "compound"], name="folded_compound_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.compound_id}"


class FoldedEarlier(models.Model):
    """What the sums held of a compound at the end of every day from `since` to the day before `until`.

    Written when a compound changes or leaves, on a later day than it came to stand so; never changed afterwards.
    """

    access = Access.SCOPED
    privacy = labels(open="id campaign compound division_code figures since until")

    # the index and the constraint below begin with campaign and compound
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="+", db_index=False)
    division_code = models.CharField(max_length=12)
    figures = models.TextField()
    since = models.DateField()
    until = models.DateField()

    class Meta:
        ordering = ["campaign_id", "compound_id", "until"]
        constraints = [models.UniqueConstraint(fields=["compound", "campaign", "until"], name="folded_earlier_once")]
        indexes = [models.Index(fields=["campaign", "until", "since"], name="folded_earlier_by_day")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.compound_id} {self.since}–{self.until}"


class DivisionSum(models.Model):
    """The figures of a campaign in one division: {figure: n}. `prefix` is the code's significant digits.

    A prefix of 12 digits stands for what lies right at that code: the compounds of a community, or those of a street
    whose community is not known yet.
    """

    access = Access.SCOPED
    privacy = labels(open="id campaign prefix counts")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    prefix = models.CharField(max_length=12)
    counts = models.JSONField()

    class Meta:
        ordering = ["campaign_id", "prefix"]
        constraints = [models.UniqueConstraint(fields=["campaign", "prefix"], name="division_sum_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.prefix}"


class DaySum(models.Model):
    """The same figures as they stood at the end of a day on which they changed; between two days they stood still."""

    access = Access.SCOPED
    privacy = labels(open="id campaign prefix day counts")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    prefix = models.CharField(max_length=12)
    day = models.DateField()
    counts = models.JSONField()

    class Meta:
        ordering = ["campaign_id", "prefix", "day"]
        constraints = [models.UniqueConstraint(fields=["campaign", "prefix", "day"], name="day_sum_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.prefix} {self.day}"

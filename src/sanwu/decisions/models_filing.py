"""名单: what a district reported, what the city said of each row, samples for site checks, and what was filed (A-24, A-25).

Everything here is appended: a row that was submitted is never edited, a later opinion is a later row.
"""

from django.db import models

from sanwu.approvals.models import Case
from sanwu.base.scope import Access, labels
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.compounds.models import Compound


class ListVersion(models.Model):
    """A list as it was handed in: version `number` of a campaign in a division, bound by `digest` over all its rows.

    `previous` is the version before it; a `supplement` follows one that was filed. Versions of one `case` are one way
    through review: returned, corrected, handed in again. `due_on` is the duty's date as it stood (None: not set).
    """

    access = Access.SCOPED
    privacy = labels(
        open="id campaign scheme_version division_code division_name number previous supplement case condition"
        " composed_on submitted_at due_on late with_unknown total unknown added changed removed body recipients digest"
        " act_uid",
        work="actor_id actor_name post",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="lists")
    scheme_version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="+")
    division_code = models.CharField(max_length=12)
    division_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    previous = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="following")
    supplement = models.BooleanField(default=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="list_versions")
    condition = models.CharField(max_length=60)
    composed_on = models.DateField()
    submitted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    with_unknown = models.BooleanField(default=True)
    total = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    body = models.CharField(max_length=100)  # who signs
    recipients = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    act_uid = models.UUIDField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "division_code", "number"], name="list_version_once"),
        ]
        indexes = [models.Index(fields=["division_code", "id"], name="list_by_division")]

    def __str__(self) -> str:
        return f"{self.division_name} {self.number}"


class ListRow(models.Model):
    """A compound in a list, as it was known then. `facts` are those that the rules read and lists show: with the frozen
    scheme the whole working follows from them. `decisions` is {rule: outcome} beside the list's own condition.

    `outcome` is what the list goes by; an `override` ({outcome, reason, clause, body}) says why it is not the rule's own
    `rule_outcome`. `change` compares with the version before; `carried` is what the review of that version said of an
    unchanged row.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id version position compound division_code place name number address facts rule_outcome outcome missing"
        " override decisions revision change carried content"
    )

    version = models.ForeignKey(ListVersion, on_delete=models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="list_rows")
    division_code = models.CharField(max_length=12)
    place = models.CharField(max_length=200)  # street and community in words
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=100, blank=True)
    address = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    rule_outcome = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40)
    missing = models.CharField(max_length=1000, blank=True)
    override = models.JSONField(null=True)
    decisions = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField()
    change = models.CharField(max_length=10)  # "", added, changed
    carried = models.CharField(max_length=10, blank=True)
    content = models.CharField(max_length=64)  # SHA-256 of what is said of the compound

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="list_row_position")]
        indexes = [models.Index(fields=["version", "division_code"], name="list_row_by_place")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.position}"


class RowReview(models.Model):
    """One opinion on some rows of a version, with one reason; the newest opinion on a row counts."""

    access = Access.SCOPED
    privacy = labels(
        open="id version division_code decision at digest act_uid", internal="reason", work="actor_id actor_name post"
    )

    version = models.ForeignKey(ListVersion, on_delete=models.CASCADE, related_name="reviews")
    division_code = models.CharField(max_length=12)
    decision = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.decision}"


class ReviewedRow(models.Model):
    """A row that an opinion is about."""

    access = Access.SCOPED
    privacy = labels(open="id review row decision")

    review = models.ForeignKey(RowReview, on_delete=models.CASCADE, related_name="reviewed")
    row = models.ForeignKey(ListRow, on_delete=models.CASCADE, related_name="reviewed", db_index=False)
    decision = models.CharField(max_length=10)  # the review's, so that the newest is found in one index

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["row", "id"], name="reviewed_row_newest")]

    def __str__(self) -> str:
        return f"{self.row_id} {self.decision}"


class SiteSample(models.Model):
    """A sample of a version for site checks: the seed and the size or share from which anybody draws it again.

    `share` is in per mille. `strata` is [{division, name, rows, drawn}], `drawn` the positions of the rows in the list.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id version division_code seed size share strata drawn at digest act_uid", work="actor_id actor_name post"
    )

    version = models.ForeignKey(ListVersion, on_delete=models.CASCADE, related_name="samples")
    division_code = models.CharField(max_length=12)
    seed = models.CharField(max_length=64)
    size = models.PositiveIntegerField(null=True)
    share = models.PositiveIntegerField(null=True)
    strata = models.JSONField()
    drawn = models.JSONField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.seed}"


class ListFiling(models.Model):
    """备案 of a version: under which number, when, by whom and with which office."""

    access = Access.SCOPED
    privacy = labels(
        open="id version division_code number filed_on body office accepted rejected at digest act_uid",
        internal="opinion",
        work="actor_id actor_name post",
    )

    version = models.OneToOneField(ListVersion, on_delete=models.PROTECT, related_name="filing")
    division_code = models.CharField(max_length=12)
    number = models.CharField(max_length=60)
    filed_on = models.DateField()
    body = models.CharField(max_length=100)  # who files
    office = models.CharField(max_length=200)  # with whom it is filed
    opinion = models.CharField(max_length=500, blank=True)
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class VerdictOverride(models.Model):
    """Somebody whom the scheme names decided otherwise than a rule (or took that back: then `outcome` is empty).

    The newest of a campaign, compound and rule counts. `trace` is the working that was decided against, frozen.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id campaign compound division_code rule rule_outcome outcome clause body trace revision at digest act_uid",
        internal="reason",
        work="actor_id actor_name post",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="overrides")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="overrides", db_index=False)
    division_code = models.CharField(max_length=12)
    rule = models.CharField(max_length=60)
    rule_outcome = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=500)
    clause = models.CharField(max_length=100, blank=True)
    body = models.CharField(max_length=100)
    trace = models.JSONField()
    revision = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["compound", "campaign", "id"], name="override_of_compound")]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.rule} {self.outcome}"

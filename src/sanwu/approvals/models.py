"""Cases that people decide, and every step that somebody took (append-only)."""

from django.db import models
from django.db.models import Q

from sanwu.approvals.enums import Side
from sanwu.approvals.holders import Holder
from sanwu.base.scope import Access, labels


class Case(models.Model):
    """Something that one side asks and another answers. What it is about is held as (type, id).

    `division_code` is the place it concerns. The holder is whose turn it is, empty when the case is closed; `asking` and
    `answering` are the two sides (Holder as JSON). `asked_for` is the new date that an extension asks for. `version`
    grows with every step: who decides on an older one is stale.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id kind object_type object_id campaign_id division_code title state holder_ability holder_role"
        " holder_division holder_body opened_at due_on asked_for closed_at version",
        work="holder_account_id holder_name delegate_id delegate_name delegate_until asking answering",
    )

    kind = models.CharField(max_length=20)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    campaign_id = models.BigIntegerField(null=True)
    division_code = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    asking = models.JSONField()
    answering = models.JSONField()
    holder_ability = models.CharField(max_length=30, blank=True)
    holder_role = models.CharField(max_length=30, blank=True)
    holder_division = models.CharField(max_length=12, blank=True)
    holder_body = models.CharField(max_length=100, blank=True)
    holder_account_id = models.BigIntegerField(null=True)
    holder_name = models.CharField(max_length=60, blank=True)
    delegate_id = models.BigIntegerField(null=True)
    delegate_name = models.CharField(max_length=60, blank=True)
    delegate_until = models.DateField(null=True)  # the last day; None is until the case moves on
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    asked_for = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["holder_division", "state"], condition=Q(closed_at=None), name="case_waiting"),
            models.Index(fields=["object_type", "object_id"], name="case_of_object"),
            models.Index(fields=["division_code", "id"], name="case_by_division"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def holder(self) -> Holder:
        """Whose turn it is, as a value; of a closed case nobody in particular."""
        return Holder(
            self.holder_division, self.holder_ability, self.holder_role, self.holder_body, self.holder_account_id,
            self.holder_name,
        )  # fmt: skip

    def side(self, side: Side) -> Holder:
        """One of the two sides, or the one who is named now."""
        if side is Side.NAMED:
            return self.holder
        return Holder.read(self.asking if side is Side.ASKING else self.answering)


class Step(models.Model):
    """One step of a case: who did what, in which post, why, and to whom it was handed. Appended, never edited."""

    access = Access.SCOPED
    privacy = labels(
        open="id case number verb from_state to_state at act_uid",
        work="actor_id actor_name post named",
        internal="reason",
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    post = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    named = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["case_id", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="case_step_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.verb}"

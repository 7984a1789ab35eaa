"""What is due, from whom, by when; what fulfilled it; the office's own calendar (design §6)."""

from django.db import models
from django.db.models import Q

from sanwu.base.scope import Access, labels
from sanwu.campaigns.models import Campaign
from sanwu.duties.enums import ObjectType


class Duty(models.Model):
    """One thing due from one body: for a division, for all compounds of a division, or for one object (ADR 14).

    `duty` and `body` are ids of the scheme. `division_code` is the place it is about, whose people see it;
    `answers_code` the division whose body answers, the same or one above. `period` is the first day of a recurring
    period, or the day of the event that started a clock, as YYYY-MM-DD; "" for what is due once.

    `target` and `limit` are the dates as the plan, the law or the event gave them; `amber_on` and `due_on` are those
    that count, which an extension moves. `expected` and `done` count what has to be done: 1, `times` in a period, or
    compounds; `expected` is None until somebody has counted. `done_on` is the day on which the last of it was done.
    """

    access = Access.SCOPED
    privacy = labels(
        open="id campaign duty body division_code answers_code object_type object_id period begins_on started_by"
        " happened_on target limit amber_on due_on estimated source waits_for law zero_report expected done done_on"
        " version"
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="duties", db_index=False)
    duty = models.CharField(max_length=60)
    body = models.CharField(max_length=60, blank=True)
    division_code = models.CharField(max_length=12)
    answers_code = models.CharField(max_length=12)
    object_type = models.CharField(max_length=10, choices=ObjectType)
    object_id = models.BigIntegerField(default=0)
    period = models.CharField(max_length=10, blank=True)
    begins_on = models.DateField()
    started_by = models.CharField(max_length=60, blank=True)  # the event whose day the date is counted from
    happened_on = models.DateField(null=True)
    target = models.DateField(null=True)
    limit = models.DateField(null=True)
    amber_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    estimated = models.BooleanField(default=False)
    source = models.CharField(max_length=10, blank=True)  # plan, redated, event, law, unset
    waits_for = models.CharField(max_length=60, blank=True)
    law = models.CharField(max_length=60, blank=True)
    zero_report = models.BooleanField(default=False)
    expected = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    done_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "duty", "division_code", "object_type", "object_id", "period"], name="duty_once"
            )
        ]
        indexes = [
            models.Index(fields=["division_code", "due_on"], name="duty_by_division"),
            models.Index(fields=["answers_code", "due_on"], condition=Q(done_on__isnull=True), name="duty_waiting"),
            models.Index(fields=["object_type", "object_id"], condition=Q(object_id__gt=0), name="duty_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.division_code} {self.period}"


class Fulfilment(models.Model):
    """An event that fulfilled a duty, or a part of it. Appended, never edited: taking one back appends a row that
    `undoes` it. `object_id` is the compound where the duty is about all compounds of a division."""

    access = Access.SCOPED
    privacy = labels(
        open="id duty object_id event on recorded_at act_uid batch undoes",
        internal="evidence",
        work="actor_id actor_name organisation_id organisation",
    )

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="fulfilments", db_index=False)
    object_id = models.BigIntegerField(default=0)
    event = models.CharField(max_length=60)
    on = models.DateField()
    evidence = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    organisation_id = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=200, blank=True)
    act_uid = models.UUIDField()
    batch = models.UUIDField()  # what one call recorded, bound as one in the journal
    undoes = models.OneToOneField("self", null=True, on_delete=models.CASCADE, related_name="undone_by")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["duty", "object_id"]), models.Index(fields=["batch"])]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.event} {self.on}"


class Happening(models.Model):
    """An event in a division from whose day dates are counted, whether or not it fulfilled something."""

    access = Access.SCOPED
    privacy = labels(open="id campaign division_code event on act_uid")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="happenings")
    division_code = models.CharField(max_length=12)
    event = models.CharField(max_length=60)
    on = models.DateField()
    act_uid = models.UUIDField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.event} {self.division_code} {self.on}"


class CalendarDay(models.Model):
    """A day on which offices work or rest otherwise than the national calendar that ships with the platform says."""

    access = Access.REFERENCE
    privacy = labels(open="date working name source")

    date = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200)  # the notice

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {'work' if self.working else 'rest'}"


class CalendarYear(models.Model):
    """A year whose notice the office has entered itself: its dates are no estimates any more."""

    access = Access.REFERENCE
    privacy = labels(open="year source entered_at")

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=200)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)

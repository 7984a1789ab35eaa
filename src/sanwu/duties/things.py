"""Thing by thing what duties ask for, done or not: the compounds of a division, and what stands for itself. A figure that
counts over duties opens these."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from sanwu.base.codes import CODE_LENGTH, range_of, significant
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.duties import rules
from sanwu.duties.counting import Applying
from sanwu.duties.enums import DutyState, ObjectType
from sanwu.duties.models import Duty, Fulfilment

Which = Literal["", "done", "open", "undated"]
WHICH: tuple[Which, ...] = ("", "done", "open", "undated")
MANY = Q(object_type=ObjectType.COMPOUND, object_id=0)


@dataclass(frozen=True)
class Thing:
    """What one duty asks for of one object. `compound` is 0 where it is about none, `code` the division in which it lies;
    `done_on` None: not done."""

    row: Duty
    compound: int
    code: str
    done_on: date | None
    state: DutyState


class Place(NamedTuple):
    """A compound of a duty, its division, and the division whose row asks for it."""

    duty: str
    compound: int
    code: str
    place: str


class Part(NamedTuple):
    """The things of one duty that stand for themselves, or (`many`) its compounds; how many there are of each kind."""

    duty: str
    many: bool
    counts: dict[Which, int]


class Things:
    """All things of some rows of a campaign, which the caller has fetched through the scope; `under` is a division that
    holds them. Rows whose compounds nobody has counted yet are left out, as they are in every figure."""

    def __init__(self, campaign: Campaign, rows: QuerySet[Duty], under: str, applying: Applying) -> None:
        self.campaign, self.applying = campaign, applying
        self.scheme = loaded(campaign.scheme_version)
        self.rows = rows.filter(campaign=campaign).exclude(expected=None)
        self.low, self.high = range_of(under)

    @cached_property
    def parts(self) -> list[Part]:
        """The things of each duty, in the plan's order."""
        return list(self._parts())

    def counts(self) -> dict[Which, int]:
        """How many there are in all, done, not done, and of those without a date."""
        return {which: sum(part.counts[which] for part in self.parts) for which in WHICH}

    def page(self, which: Which, start: int, limit: int, on: date) -> list[Thing]:
        """`limit` things from the `start`-th on: duty by duty in the plan's order, each by division."""
        single: list[Thing] = []
        listed: list[Place] = []
        for part in self.parts:
            there, wanted = part.counts[which], limit - len(single) - len(listed)
            if start < there and wanted > 0:
                piece = slice(start, start + wanted)
                if part.many:
                    listed += self._compounds(part.duty, which, piece)
                else:
                    single += self._single(part.duty, which, piece, on)
            start = max(start - there, 0)
        found = [*self._dressed(listed, on), *single]
        order = list(self.scheme.duties)
        return sorted(found, key=lambda thing: (order.index(thing.row.duty), thing.row.object_id > 0))

    def _parts(self) -> Iterable[Part]:
        alone, undone = ~MANY & Q(expected__gt=0), Q(done=0)
        counted = self.rows.order_by().values("duty").annotate(
            every=Count("pk", filter=alone), undone=Count("pk", filter=alone & undone),
            undated=Count("pk", filter=alone & undone & Q(due_on=None)), many=Count("pk", filter=MANY),
        )  # fmt: skip
        by_duty = {one["duty"]: one for one in counted}
        for duty in self.scheme.duties:
            if (one := by_duty.get(duty)) is None:
                continue
            if one["many"]:
                yield Part(duty, True, self.compounds_of(duty))
            if every := one["every"]:
                done = every - one["undone"]
                yield Part(duty, False, {"": every, "done": done, "open": one["undone"], "undated": one["undated"]})

    def compounds_of(self, duty: str) -> dict[Which, int]:
        """The counts of one duty that asks for something of all compounds of a division."""
        done = Q(compound_id__in=self._done(duty).values("object_id"))
        undated = Q(place__in=self._many(duty).filter(due_on=None).values("division_code"))
        found = self._members(duty).aggregate(
            every=Count("pk"), done=Count("pk", filter=done), undated=Count("pk", filter=~done & undated)
        )
        every, done_now = found["every"], found["done"]
        return {"": every, "done": done_now, "open": every - done_now, "undated": found["undated"]}

    def _many(self, duty: str) -> QuerySet[Duty]:
        return self.rows.filter(MANY, duty=duty)

    def _done(self, duty: str) -> QuerySet[Fulfilment]:
        rows = self._many(duty).order_by().values("pk")
        return Fulfilment.objects.filter(duty__in=rows, undoes=None, undone_by=None).order_by()

    def _members(self, duty: str) -> QuerySet[Any, Any]:
        """The entries of its compounds, each with the `place` whose row asks for it (`rules.place_of`)."""
        rule, area = self.scheme.duties[duty], self.campaign.division_id
        digits = rules.DIGITS.get(rules.layout(self.scheme, rule).level, 0)
        own = Concat(Substr("division_code", 1, digits), Value("0" * (CODE_LENGTH - digits)))
        place = own if digits > len(significant(area)) else Value(area)
        entries = entries_of(self.campaign).filter(division_code__gte=self.low, division_code__lt=self.high)
        if (applying := self.applying.get(rule.applies_to or "")) is not None:
            entries = entries.filter(compound_id__in=applying)
        return entries.annotate(place=place).filter(place__in=self._many(duty).values("division_code"))

    def _compounds(self, duty: str, which: Which, part: slice) -> Iterable[Place]:
        members = self._members(duty).order_by("division_code", "compound_id")
        done = Q(compound_id__in=self._done(duty).values("object_id"))
        if which:
            members = members.filter(done if which == "done" else ~done)
        if which == "undated":
            members = members.filter(place__in=self._many(duty).filter(due_on=None).values("division_code"))
        return [Place(duty, *found) for found in members.values_list("compound_id", "division_code", "place")[part]]

    def _dressed(self, listed: list[Place], on: date) -> Iterable[Thing]:
        """Compounds with the rows that ask for them and the days on which they were done, in the same order."""
        if not listed:
            return []
        of_these = self.rows.filter(MANY, duty__in={one.duty for one in listed})
        rows = {
            (row.duty, row.division_code): row
            for row in of_these.filter(division_code__in={one.place for one in listed})
        }
        made = Fulfilment.objects.filter(duty__in=of_these.order_by().values("pk"), undoes=None, undone_by=None)
        last = made.filter(object_id__in={one.compound for one in listed}).order_by().values("duty__duty", "object_id")
        days = {
            (duty, pk): day
            for duty, pk, day in last.annotate(last=Max("on")).values_list("duty__duty", "object_id", "last")
        }
        return [
            self._thing(rows[one.duty, one.place], one.compound, one.code, days.get((one.duty, one.compound)), on)
            for one in listed
        ]

    def _single(self, duty: str, which: Which, part: slice, on: date) -> Iterable[Thing]:
        rows = self.rows.filter(~MANY, duty=duty, expected__gt=0).order_by("division_code", "pk")
        if which:
            rows = rows.filter(done__gt=0) if which == "done" else rows.filter(done=0)
        if which == "undated":
            rows = rows.filter(due_on=None)
        about = ObjectType.COMPOUND
        return [
            self._thing(row, row.object_id if row.object_type == about else 0, row.division_code, row.done_on, on)
            for row in rows[part]
        ]

    def _thing(self, row: Duty, compound: int, code: str, done_on: date | None, on: date) -> Thing:
        row.campaign = self.campaign
        stands = rules.state(
            on=on, due_on=row.due_on, amber_on=row.amber_on, done_on=done_on, expected=1, zero_report=row.zero_report
        )
        return Thing(row, compound, code, done_on, stands)

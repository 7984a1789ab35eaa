"""What the API hands over; the OpenAPI description is made from these."""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """One page. `next` is the position to give as `after` for the page that follows; null on the last one."""

    items: list[Item]
    next: str | None = None


class Problem(Schema):
    """Why a request was refused: a stable code, a sentence for people, and the fields it is about."""

    code: str
    message: str
    fields: list[dict[str, str]] = []


class Division(Schema):
    """行政区划: the 12-digit statistical code is a text."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None = Field(description="null while the division stands")


class SchemeVersion(Schema):
    id: str
    version: str
    title: str


class Campaign(Schema):
    """行动: an area that adopted a scheme version."""

    id: int
    name: str
    division_code: str
    scheme: SchemeVersion
    opened_on: date
    closed_on: date | None


class Fact(Schema):
    """One entry of the fact dictionary (数据项)."""

    id: str
    title: str
    type: str
    unit: str | None
    group: str
    choices: dict[str, str]


class Compound(Schema):
    """小区 with its current facts: canonical values (decimals as texts), unknown ones left out. Point in CGCS2000."""

    id: int
    name: str
    kind: str
    number: str | None = Field(description="the external number by which the office knows it")
    division_code: str
    address: str
    longitude: str | None
    latitude: str | None
    revision: int = Field(description="the last change set; give it back when you correct a fact")
    facts: dict[str, Any]


class Sourced(Schema):
    """A fact with where it comes from."""

    value: Any
    source: str
    observed_on: date | None
    recorded_at: datetime
    change_set: int


class CompoundInFull(Schema):
    id: int
    name: str
    kind: str
    number: str | None
    aliases: list[str]
    division_code: str
    address: str
    longitude: str | None
    latitude: str | None
    revision: int
    facts: dict[str, Sourced]


class Verdict(Schema):
    """认定结论 of one rule for one compound; `missing` are the facts that an unknown one waits for."""

    compound: int
    division_code: str
    rule: str
    outcome: str
    row: int | None = Field(description="the row of the decision table that answered, from 0")
    missing: list[str]
    revision: int
    judged_on: date


class Correction(Schema):
    """A new value of one fact, with its source. `value` null makes the fact unknown."""

    model_config = {"extra": "forbid"}

    value: Any = None
    source: str = Field(min_length=1, max_length=200)
    observed_on: date | None = None
    revision: int = Field(
        description="as read; when the compound changed since, the answer is 409 and nothing is written"
    )


class Corrected(Schema):
    compound: int
    fact: str
    change_batch: int
    revision: int


class Duty(Schema):
    """应办事项: one thing due from one body, and how it stands today."""

    id: int
    duty: str = Field(description="id in the scheme")
    title: str
    body: str
    division_code: str
    object_type: str
    object_id: int
    period: str = Field(description="first day of a recurring period, empty for what is due once")
    amber_on: date | None = Field(description="the target: amber after it")
    due_on: date | None = Field(description="the limit: overdue after it; null while nobody has set it")
    estimated: bool = Field(description="counted over days whose holidays are not announced yet")
    expected: int | None
    done: int
    done_on: date | None
    state: str


class ListVersion(Schema):
    """上报名单: a list as a district handed it in; a version never changes."""

    id: int
    division_code: str
    division_name: str
    number: int
    supplement: bool
    condition: str
    submitted_at: datetime
    late: bool
    total: int
    unknown: int
    digest: str = Field(description="SHA-256 over all rows, as it stands in the journal")
    filed_on: date | None
    filing_number: str | None


class ListRow(Schema):
    """One compound in a list, as it was known then."""

    position: int
    compound: int
    division_code: str
    place: str
    name: str
    number: str
    outcome: str
    rule_outcome: str
    missing: list[str]
    said: str = Field(description="accepted, returned, rejected, or empty while nothing was said")

"""Shapes of what is due and of the lists handed in."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class Duty(BaseModel):
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


class ListVersion(BaseModel):
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


class ListRow(BaseModel):
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

"""Shapes of compounds: their facts, their verdicts, and the correction of a fact."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field


class Compound(BaseModel):
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


class Sourced(BaseModel):
    """A fact with where it comes from."""

    value: Any
    source: str
    observed_on: date | None
    recorded_at: datetime
    change_set: int


class CompoundInFull(BaseModel):
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


class Verdict(BaseModel):
    """认定结论 of one rule for one compound; `missing` are the facts that an unknown one waits for."""

    compound: int
    division_code: str
    rule: str
    outcome: str = Field(description="what is in force: the rule's own outcome, or what somebody decided instead")
    rule_outcome: str = Field(description="what the rule itself says")
    row: int | None = Field(description="the row of the decision table that answered, from 0")
    missing: list[str]
    revision: int
    judged_on: date


class Correction(BaseModel):
    """A new value of one fact, with its source. `value` null makes the fact unknown."""

    model_config = {"extra": "forbid"}

    value: Any = None
    source: str = Field(min_length=1, max_length=200)
    observed_on: date | None = None
    revision: int = Field(
        description="as read; when the compound changed since, the answer is 409 and nothing is written"
    )


class Corrected(BaseModel):
    compound: int
    fact: str
    change_batch: int
    revision: int

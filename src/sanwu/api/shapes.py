"""What the API hands over; the OpenAPI description is made from these.

Here pages, refusals, divisions, campaigns and the fact dictionary; shapes_ledger and shapes_work hold the others.
"""

from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page. `next` is the position to give as `after` for the page that follows; null on the last one."""

    items: list[Item]
    next: str | None = None


class Problem(BaseModel):
    """Why a request was refused: a stable code, a sentence for people, and the fields it is about."""

    code: str
    message: str
    fields: list[dict[str, str]] = []


class Division(BaseModel):
    """行政区划: the 12-digit statistical code is a text."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None = Field(description="null while the division stands")


class SchemeVersion(BaseModel):
    id: str
    version: str
    title: str


class Campaign(BaseModel):
    """行动: an area that adopted a scheme version."""

    id: int
    name: str
    division_code: str
    scheme: SchemeVersion
    opened_on: date
    closed_on: date | None


class Fact(BaseModel):
    """One entry of the fact dictionary (数据项)."""

    id: str
    title: str
    type: str
    unit: str | None
    group: str
    choices: dict[str, str]

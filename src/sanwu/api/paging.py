"""Pages of what is handed over: how many at once, and the position from which the next one goes on."""

from typing import Any

from ninja.params.functions import Query

from sanwu.base.errors import BadInput
from sanwu.decisions.feed import After as Position

PER_PAGE = 100
MOST_PER_PAGE = 1000

Limit = Query(PER_PAGE, ge=1, le=MOST_PER_PAGE)
Under = Query("", max_length=12, description="12-digit code: only what lies within")
After = Query("", max_length=40, description="`next` of the page before")


def paged(items: list[dict[str, Any]], limit: int, key: str) -> dict[str, Any]:
    """A page by one key; `items` holds one more than `limit` where another page follows."""
    return {"items": items[:limit], "next": str(items[limit - 1][key]) if len(items) > limit else None}


def paged_by_division(items: list[dict[str, Any]], limit: int, key: str) -> dict[str, Any]:
    """A page in the order of division and compound."""
    last = items[limit - 1] if len(items) > limit else None
    return {"items": items[:limit], "next": last and f"{last['division_code']}-{last[key]}"}


def position(after: str) -> Position | None:
    """`after` as a page by division gave it: division-compound. BadInput for anything else."""
    if not after:
        return None
    division, _, compound = after.partition("-")
    if len(division) != 12 or not (division.isascii() and division.isdigit()):
        raise _bad_position()
    return Position(division, number_after(compound))


def number_after(after: str) -> int:
    """`after` as a page by id gave it."""
    if not (after.isascii() and after.isdigit()) or len(after) > 18:
        raise _bad_position()
    return int(after)


def code_asked(text: str) -> str:
    """A 12-digit code as it was asked for, or "". BadInput for anything else."""
    if text and not (text.isascii() and text.isdigit() and len(text) == 12):
        raise BadInput(f"“{text}”不是 12 位区划代码。", "bad_division")
    return text


def _bad_position() -> BadInput:
    return BadInput("参数 after 应为上一页给出的 next，请原样填写。", "bad_position")

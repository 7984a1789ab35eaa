"""Keyset pages: a page begins after a known row, so page 1000 costs what page 1 costs; nothing is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.web.ui.outcomes import Text

Row = TypeVar("Row", bound=Model)
PER_PAGE = 25
POSITIONS = ("before", "after")


@dataclass(frozen=True)
class Pager:
    """Links to the neighbours ("" where there is none) and a sentence about where we are."""

    previous: str = ""
    next: str = ""
    summary: Text = ""


@dataclass(frozen=True)
class Slice(Generic[Row]):
    rows: list[Row]
    pager: Pager


def link(query: QueryDict, **changes: Any) -> str:
    """The query string of this page with some parameters changed; None or "" removes one. Positions never survive."""
    kept = {name: query.getlist(name) for name in query if name not in POSITIONS and name not in changes}
    kept |= {name: [str(value)] for name, value in changes.items() if value not in (None, "")}
    return "?" + urlencode(kept, doseq=True)


def number_in(query: Mapping[str, Any], name: str) -> int | None:
    """A whole number from a query string; whatever else stands there counts as absent."""
    return whole(str(query.get(name, "")))


def whole(text: str) -> int | None:
    """A whole number that somebody sent, small enough for a database; None for whatever else stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def start_in(query: Mapping[str, Any], total: int, name: str = "from") -> int:
    """The place at which a page of a list begins that is made anew each time; the first for one that is not there."""
    start = number_in(query, name) or 0
    return start if start < total else 0


def by_position(query: QueryDict, start: int, total: int, limit: int = PER_PAGE, name: str = "from") -> Pager:
    """The pager of such a list: rows `start` to `start + limit` of `total`."""
    end = min(start + limit, total)
    said = _("第 %(first)s–%(last)s 个，共 %(total)s 个") % {
        "first": f"{start + 1:,}", "last": f"{end:,}", "total": f"{total:,}",
    }  # fmt: skip
    return Pager(
        link(query, **{name: max(start - limit, 0) or None}) if start else "",
        link(query, **{name: end}) if end < total else "",
        said,
    )


def newest_first(rows: QuerySet[Row], query: QueryDict, field: str = "id", limit: int = PER_PAGE) -> Slice[Row]:
    """One page of rows by a falling unique number; `?before=` goes on, `?after=` goes back."""
    before, after = number_in(query, "before"), number_in(query, "after")
    if after is not None:
        found = list(rows.filter(**{f"{field}__gt": after}).order_by(field)[: limit + 1])
        more_new, more_old = len(found) > limit, True
        found = found[:limit][::-1]
    else:
        chosen = rows if before is None else rows.filter(**{f"{field}__lt": before})
        found = list(chosen.order_by(f"-{field}")[: limit + 1])
        more_new, more_old = before is not None, len(found) > limit
        found = found[:limit]
    previous = link(query, after=getattr(found[0], field)) if found and more_new else ""
    following = link(query, before=getattr(found[-1], field)) if found and more_old else ""
    return Slice(found, Pager(previous, following))

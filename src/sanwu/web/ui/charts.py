"""A stacked bar as plain SVG rectangles: no script, no style attribute, printable; its numbers stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class Part:
    """One share of a whole. `tone` names the fill (good, bad, wait, none, info, info-2 …); `href` leads to its rows."""

    label: Text
    count: int
    tone: str
    href: str = ""


@dataclass(frozen=True)
class Segment:
    """A part with its place on a bar 1000 units wide and its share of the whole in percent."""

    part: Part
    x: int
    width: int
    share: str


def segments(parts: Iterable[Part]) -> list[Segment]:
    """Lay parts side by side; widths add up to 1000 exactly, and a part that exists is never thinner than 4."""
    shown = [part for part in parts if part.count > 0]
    total = sum(part.count for part in shown)
    if not total:
        return []
    widths = [max(4, part.count * 1000 // total) for part in shown]
    widths[widths.index(max(widths))] += 1000 - sum(widths)
    placed, x = [], 0
    for part, width in zip(shown, widths, strict=True):
        placed.append(Segment(part, x, width, share(part.count, total)))
        x += width
    return placed


def share(count: int, total: int) -> str:
    """A share as text with one decimal, rounded half up: share(1, 3) == "33.3%"; a whole that is empty has none."""
    if not total:
        return "—"
    tenths = (count * 2000 + total) // (2 * total)
    return f"{tenths // 10}.{tenths % 10}%"

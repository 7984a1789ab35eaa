"""The divisions of a large screen as a small map, shaded by how far they are; the list beside it says the same in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.render.mapgrid import Box
from sanwu.render.svgmap import areas, frame_of
from sanwu.territory.drawing import boundaries_in, box_in
from sanwu.territory.models import Division
from sanwu.web.ui.outcomes import Text

WIDTH, RATIO = 480, 0.75
SHADES = 4  # quarters of the whole
NONE = "none"


@dataclass(frozen=True)
class Shape:
    """One division as a path. `shade` 0 … 3 by quarters, "none" where nothing is counted."""

    name: str
    path: str
    shade: str
    label: str
    x: float
    y: float
    labelled: bool
    href: str


@dataclass(frozen=True)
class Thumbnail:
    width: int
    height: int
    shapes: list[Shape]
    legend: list[tuple[str, Text]]


def thumbnail(
    campaign: Campaign, here: Division, below: Sequence[Division], shares: Mapping[str, float]
) -> Thumbnail | None:
    """The divisions right below `here` that have a boundary; None where none has. `shares` (0 … 1) by code."""
    codes = {place.code for place in below}
    drawn = [one for one in boundaries_in(here.code, tuple({place.level for place in below})) if one.code in codes]
    box = box_in(here.code) if drawn else None
    if box is None:
        return None
    frame = frame_of(Box(*box), WIDTH, RATIO)
    board = reverse("campaign", args=[campaign.pk])
    shapes = [
        Shape(
            area.name, area.path, _shade(shares.get(area.code)), _label(shares.get(area.code)), area.x, area.y,
            area.labelled, f"{board}?under={area.code}",
        )
        for area in areas(frame, [(one.code, one.name, one.geometry) for one in drawn])
    ]  # fmt: skip
    legend: list[tuple[str, Text]] = [(str(step), f"{step * 25}%—{step * 25 + 25}%") for step in range(SHADES)]
    if any(shape.shade == NONE for shape in shapes):
        legend.append((NONE, _("没有小区")))
    return Thumbnail(frame.width, frame.height, shapes, legend)


def _shade(share: float | None) -> str:
    return NONE if share is None else str(min(SHADES - 1, int(share * SHADES)))


def _label(share: float | None) -> str:
    return _("没有小区") if share is None else f"{share:.0%}"

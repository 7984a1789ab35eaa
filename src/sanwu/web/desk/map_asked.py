"""What an address asks to see of the map: a box, a drawn polygon, a page of the list. What cannot be read is not asked."""

import math
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from sanwu.campaigns.models import Campaign
from sanwu.decisions.mapping import View
from sanwu.render.mapgrid import Box
from sanwu.web.desk.map_kinds import Kind
from sanwu.web.ui.paging import link, number_in

MOST_CORNERS = 200
NOWHERE = "nowhere"  # ?list=nowhere: compounds without a point
# What an address keeps no more when something else about it changes.
PLACE = {"box": "", "within": "", "list": "", "start": "", "part": ""}
WHOLE_COUNTRY = Box(73.0, 18.0, 135.0, 53.5)


@dataclass(frozen=True)
class Part:
    """`box` None: everything; `polygon` corners in degrees; `start` the first line of the list."""

    box: Box | None
    polygon: tuple[tuple[float, float], ...]
    nowhere: bool
    start: int


@dataclass(frozen=True)
class Sight:
    """All that list and drawing are made from: the address, and what it shows of a campaign."""

    query: QueryDict
    campaign: Campaign
    view: View
    kinds: list[Kind]
    part: Part

    def to_box(self, box: Box) -> str:
        """The same look at another part of the map."""
        return link(self.query, **{**PLACE, "box": box_text(box)})

    def to_compound(self, number: int) -> str:
        return reverse("compound", args=[number]) + f"?campaign={self.campaign.pk}"


def read_part(query: QueryDict) -> Part:
    numbers = _numbers(query.get("box", ""), ",")
    box = Box(*numbers) if len(numbers) == 4 and _is_box(Box(*numbers)) else None
    corners = [_numbers(corner, ",") for corner in query.get("within", "").split(";")[:MOST_CORNERS]]
    polygon = tuple((corner[0], corner[1]) for corner in corners if len(corner) == 2 and _on_earth(*corner))
    fits = len(polygon) >= 3 and len(polygon) == len(corners)
    return Part(box, polygon if fits else (), query.get("list") == NOWHERE, number_in(query, "start") or 0)


def box_text(box: Box) -> str:
    return ",".join(f"{number:.5f}" for number in box)


def _is_box(box: Box) -> bool:
    return (
        _on_earth(box.west, box.south)
        and _on_earth(box.east, box.north)
        and box.west < box.east
        and box.south < box.north
    )


def _on_earth(longitude: float, latitude: float) -> bool:
    return abs(longitude) <= 180 and abs(latitude) <= 85


def _numbers(text: str, separator: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(separator)]
    except ValueError:
        return []
    return found if all(map(math.isfinite, found)) else []

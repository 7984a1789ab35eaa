"""The map as plain shapes, for browsers without a moving one and for paper."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.render.mapgrid import Box, degrees
from sanwu.render.svgmap import Area, Circle, Frame, areas, box_of, circles, moved, scale_bar, zoom_of
from sanwu.territory.drawing import boundaries_in
from sanwu.territory.enums import Level
from sanwu.web.desk.map_asked import WHOLE_COUNTRY, Sight
from sanwu.web.desk.map_kinds import Kind

STREETS_BELOW = 80_000  # metres of ground across the drawing: below it the streets' boundaries are drawn too


@dataclass(frozen=True)
class Mark:
    """A circle of the drawing: where it leads and what it is called."""

    circle: Circle
    href: str
    label: str
    kind: Kind | None  # of a single compound
    slices: list[tuple[str, str]]  # (path, class)


def map_drawing(sight: Sight, frame: Frame) -> dict[str, Any]:
    """Areas, marks, scale and the ways to other parts of the map."""
    bar = scale_bar(frame)
    across = bar.metres / bar.width * frame.width
    levels = (Level.CITY, Level.COUNTY, *((Level.STREET,) if across < STREETS_BELOW else ()))
    seen = box_of(frame)
    marks = [_mark(sight, circle) for circle in circles(frame, sight.view.clusters(seen, zoom_of(frame)))]
    ways = [
        (_("放大"), "plus", sight.to_box(moved(seen, times=0.5))), (_("缩小"), "dash", sight.to_box(moved(seen, times=2))),
        (_("向北"), "up", sight.to_box(moved(seen, north=0.5))), (_("向南"), "down", sight.to_box(moved(seen, north=-0.5))),
        (_("向西"), "left", sight.to_box(moved(seen, east=-0.5))), (_("向东"), "right", sight.to_box(moved(seen, east=0.5))),
    ]  # fmt: skip
    return {"areas": _areas(sight.campaign, frame, levels), "marks": marks, "scale": bar, "ways": ways}


def _areas(campaign: Campaign, frame: Frame, levels: tuple[Level, ...]) -> dict[str, list[Area]]:
    """Boundaries as paths; the city is named only where its counties are not drawn."""
    drawn: dict[str, list[Area]] = {"county": [], "street": []}
    rows = boundaries_in(campaign.division_id, tuple(map(str, levels)))
    counties = any(row.level == Level.COUNTY for row in rows)
    for row in rows:
        kind = "street" if row.level == Level.STREET else "county"
        name = "" if row.level == Level.CITY and counties else row.name
        drawn[kind] += areas(frame, [(row.code, name, row.geometry)])
    return drawn


def _mark(sight: Sight, circle: Circle) -> Mark:
    view, kinds, group = sight.view, sight.kinds, circle.group
    if group.size == 1:
        kind = kinds[next(number for number, count in enumerate(group.kinds) if count)]
        href = sight.to_compound(int(view.points.grid.ids[group.first]))
        return Mark(circle, href, _("1 个小区：%(kind)s") % {"kind": kind.label}, kind, [])
    said = [
        _("%(kind)s %(count)s") % {"kind": kind.label, "count": count}
        for kind, count in zip(kinds, group.kinds, strict=True)
        if count
    ]
    slices = [(part.path, kinds[part.kind].fill) for part in circle.slices]
    label = _("%(count)s 个小区：%(kinds)s") % {"count": group.size, "kinds": _("，").join(said)}
    x, y = degrees(group.x, group.y)
    near = sight.part.box or view.box() or WHOLE_COUNTRY
    half_x, half_y = max((near.east - near.west) / 8, 0.0005), max((near.north - near.south) / 8, 0.0005)
    box = Box(x - half_x, y - half_y, x + half_x, y + half_y)
    return Mark(circle, sight.to_box(box), label, None, slices)

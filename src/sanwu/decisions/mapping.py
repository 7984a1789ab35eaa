"""Questions of the map: what a tile shows, what lies in a box or a drawn polygon, within a scope and the ledger's filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.listing import Filters, compounds_of
from sanwu.decisions.points import Points, points_of
from sanwu.render.mapgrid import DEPTH, Box, Group, Mask, Whole, degrees, groups, in_box, inside_tile
from sanwu.render.mvt import Feature, write_tile

CLUSTERS_BELOW = 9  # zoom from which single compounds are shown, where a tile does not hold too many
MOST_IN_TILE = 400
SQUARES = 3  # a tile is divided into 8 × 8 squares for clusters
NAMED_FROM = 14
MOST_NAMED = 80
MOST_ZOOM = 20
SHARES = 12  # the ring around a cluster shows its outcomes in twelfths


@dataclass(frozen=True)
class View:
    """What one person sees on one map: the columns, and which of their rows. `rule` may be stages.STAGE."""

    points: Points
    rule: str
    shown: Whole  # places in the grid, ascending, those without a point last

    @property
    def outcomes(self) -> list[str]:
        return self.points.outcomes[self.rule]

    @property
    def stamp(self) -> tuple[object, ...]:
        """Equal stamps draw equal maps."""
        return self.points.version, self.points.stamps.get(self.rule)

    @property
    def placed(self) -> Whole:
        """The places that have a point."""
        return self.shown[: int(np.searchsorted(self.shown, self.points.grid.placed))]

    def box(self) -> Box | None:
        """The smallest box around everything shown; None where nothing is."""
        places = self.placed
        if not len(places):
            return None
        x, y = self.points.grid.x[places], self.points.grid.y[places]
        west, south = degrees(float(x.min()), float(y.max()))
        east, north = degrees(float(x.max()), float(y.min()))
        return Box(west, south, east, north)

    def counts(self, places: Whole | None = None) -> dict[str, int]:
        """{outcome: compounds}, "" for those not judged yet; of all that is shown or of some places."""
        said = self.points.verdicts[self.rule][self.shown if places is None else places]
        found = np.bincount(said, minlength=len(self.outcomes))
        return dict(zip(self.outcomes, found.tolist(), strict=True))

    def clusters(self, box: Box, zoom: int) -> list[Group]:
        """What lies in a box, by the squares of the grid of a zoom."""
        places = self.placed[in_box(self.points.grid, box)[self.placed]]
        return groups(self.points.grid, places, self.points.verdicts[self.rule], len(self.outcomes), zoom)

    def within(self, box: Box | None = None, polygon: Sequence[tuple[float, float]] = ()) -> Whole:
        """Places inside a box and a polygon (corners in degrees), by division and id: the order of a list."""
        places = self.placed
        if box is not None:
            places = places[in_box(self.points.grid, box)[places]]
        if polygon:
            shape = shapely.make_valid(shapely.Polygon(polygon))
            shapely.prepare(shape)
            inside: Mask = shapely.intersects_xy(shape, self.points.longitude[places], self.points.latitude[places])
            places = places[inside]
        return self.in_order(places)

    def without_point(self) -> Whole:
        """Places of compounds whose point is not known, in the order of a list."""
        return self.in_order(self.shown[len(self.placed) :])

    def in_order(self, places: Whole) -> Whole:
        points = self.points
        return places[np.lexsort((points.grid.ids[places], points.divisions[places]))]

    def names(self, places: Sequence[int]) -> dict[int, str]:
        """{compound: name} at some places."""
        ids = [int(self.points.grid.ids[place]) for place in places]
        return dict(Compound.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))

    def outcome_at(self, place: int) -> str:
        return self.outcomes[int(self.points.verdicts[self.rule][place])]


def view_of(campaign: Campaign, scope: Scope, rule: str, filters: Filters | None = None) -> View:
    """The map of a campaign as one person may see it, narrowed by the filters of the ledger."""
    filters = filters or Filters()
    points = points_of(campaign, rule)
    shown = points.remember((scope, repr(filters)), lambda: _shown(campaign, points, scope, filters))
    return View(points, rule, shown)


def _shown(campaign: Campaign, points: Points, scope: Scope, filters: Filters) -> Whole:
    """The places of the compounds that the ledger would list."""
    if filters == replace(Filters(), division=filters.division):
        return np.flatnonzero(_seen(points, scope) & _under(points, filters.division))
    found = compounds_of(scope, campaign, filters)
    return points.places_of(np.fromiter(found.iterator(chunk_size=5000), np.int64))


def _seen(points: Points, scope: Scope) -> Mask:
    """The rows of the scope: the same as `in_ranges`, over columns."""
    seen: Mask = np.zeros(len(points.grid.ids), np.bool_)
    for low, high in scope.ranges(Ability.VIEW_LEDGER):
        seen |= _between(points, low, high)
    if held := scope.objects(Ability.VIEW_LEDGER, "compound"):
        seen |= np.isin(points.grid.ids, np.fromiter(held, np.int64))
    return seen


def _under(points: Points, division: str) -> Mask:
    return _between(points, *range_of(division)) if division else np.ones(len(points.grid.ids), np.bool_)


def _between(points: Points, low: str, high: str) -> Mask:
    """Codes as numbers: a bound that is no number is one of the two ends."""
    first = int(low.ljust(12, "0"))
    last = int(high.ljust(12, "0")) if high.isdigit() else 10**12
    found: Mask = (points.divisions >= first) & (points.divisions < last)
    return found


def tile(view: View, zoom: int, column: int, row: int) -> bytes:
    """A vector tile: `points` {outcome, name} with the compound's id, `clusters` {count, mix}.

    Single compounds from zoom 9, where a tile holds at most 400 of them; else clusters, also for a crowd further in.
    """
    grid = view.points.grid
    part = grid.slice_of(zoom, column, row)
    low, high = np.searchsorted(view.shown, [part.start, part.stop])
    places = view.shown[low:high]
    if zoom >= CLUSTERS_BELOW and (len(places) <= MOST_IN_TILE or zoom >= MOST_ZOOM):
        return write_tile({"points": _singles(view, places, zoom, column, row)})
    finer = min(zoom + SQUARES, DEPTH)
    found = groups(grid, places, view.points.verdicts[view.rule], len(view.outcomes), finer)
    alone = np.array([group.first for group in found if group.size == 1], np.int64)
    crowds = []
    for group in found:
        if group.size > 1:
            x, y = inside_tile(group.x, group.y, zoom, column, row)
            crowds.append(Feature(0, int(x), int(y), {"count": group.size, "mix": mix_of(group.kinds)}))
    return write_tile({"points": _singles(view, alone, zoom, column, row), "clusters": crowds})


def _singles(view: View, places: Whole, zoom: int, column: int, row: int) -> list[Feature]:
    grid = view.points.grid
    x, y = inside_tile(grid.x[places], grid.y[places], zoom, column, row)
    ids = grid.ids[places].tolist()
    names: Mapping[int, str] = {}
    if zoom >= NAMED_FROM and 0 < len(ids) <= MOST_NAMED:
        names = dict(Compound.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))
    said = [view.outcomes[number] for number in view.points.verdicts[view.rule][places].tolist()]
    rows = zip(ids, x.astype(np.int64).tolist(), y.astype(np.int64).tolist(), said, strict=True)
    return [
        Feature(pk, at_x, at_y, {"outcome": outcome, "name": names[pk]} if pk in names else {"outcome": outcome})
        for pk, at_x, at_y, outcome in rows
    ]


def mix_of(kinds: Sequence[int]) -> str:
    """Shares of the kinds as twelfths that add up, joined by dashes: 3-0-9."""
    total = sum(kinds)
    exact = [count * SHARES / total for count in kinds]
    whole = [int(share) for share in exact]
    for place in sorted(range(len(kinds)), key=lambda at: whole[at] - exact[at])[: SHARES - sum(whole)]:
        whole[place] += 1
    return "-".join(map(str, whole))

"""Where the compounds of a campaign lie and what is said of them, as columns in memory: what the map draws from.

Read once, then kept in step: the ledger, the entries of a campaign and its verdicts are numbered, so only what came after
the last reading is read again. Two hundred thousand compounds take some ten megabytes.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions import sql_moments
from sanwu.decisions.models import Verdict
from sanwu.decisions.point_reading import Columns, outcomes_of, outcomes_of_some, read_columns, read_some
from sanwu.decisions.stages import STAGE, Stamp, stages_at, stages_of, stamp_of
from sanwu.render.mapgrid import Grid, Whole, grid_of

KEPT = 4  # campaigns
REMEMBERED = 32  # people's scopes and filters
FEW = 4000  # so many changed compounds are read singly; after more everything is read again
NO_VERDICT = ""


class Version(NamedTuple):
    """How far the columns have come. Equal versions draw equal maps."""

    campaign: int
    scheme: int
    act: tuple[int, str]  # number and hash of the last journal entry: the hash covers all that was before it
    head: sql_moments.Head


@dataclass(frozen=True)
class Points:
    """The columns, in the order of the grid: divisions as numbers, and for each rule asked for the number of its outcome
    among `outcomes` (the first stands for no verdict). STAGE stands among the rules, with the stamp of what it was worked
    out from. `shown` keeps what was worked out from the columns."""

    version: Version
    grid: Grid
    divisions: Whole
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    verdicts: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    shown: "OrderedDict[Hashable, Whole]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def remember(self, key: Hashable, work: Callable[[], Whole]) -> Whole:
        """The places worked out under a key, worked out when first asked for."""
        with self._lock:
            if key not in self.shown:
                self.shown[key] = work()
            self.shown.move_to_end(key)
            while len(self.shown) > REMEMBERED:
                self.shown.popitem(last=False)
            return self.shown[key]

    def places_of(self, ids: Whole) -> Whole:
        """Where in the grid these compounds stand, ascending; others are passed over."""
        order = np.argsort(self.grid.ids, kind="stable")
        found = np.searchsorted(self.grid.ids, ids, sorter=order)
        found = found[found < len(order)]
        places = order[found]
        return np.sort(places[np.isin(self.grid.ids[places], ids)])


_kept: "OrderedDict[int, Points]" = OrderedDict()
_lock = threading.Lock()


def points_of(campaign: Campaign, rule: str) -> Points:
    """The columns as of now, with the outcomes of a rule, or with the stages."""
    last, head = sql_moments.moment()
    with _lock:
        kept = _kept.get(campaign.pk)
        if kept is None or kept.version.act != last:
            kept = _followed(campaign, kept, Version(campaign.pk, campaign.scheme_version_id, last, head))
            _kept[campaign.pk] = kept
        _kept.move_to_end(campaign.pk)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        if rule == STAGE:
            _add_stages(campaign, kept)
        elif rule not in kept.verdicts:
            _add_rule(campaign, kept, rule)
        return kept


def _followed(campaign: Campaign, kept: Points | None, version: Version) -> Points:
    """The columns with what changed since; read anew where that is much, where compounds left silently, and where the
    database is not a later state of the one that was read (a restored backup)."""
    if kept is None or kept.version.scheme != version.scheme:
        return _read(campaign, version)
    since = sql_moments.since(campaign.pk, kept.version.act, kept.version.head, FEW + 1)
    if not since.later or len(since.changed) > FEW:
        return _read(campaign, version)
    now = (
        _renewed(campaign, kept, version, since.changed)
        if since.changed
        else Points(
            version, kept.grid, kept.divisions, kept.longitude, kept.latitude, kept.verdicts, kept.outcomes, kept.stamps
        )
    )
    return now if since.here == len(now.grid.ids) else _read(campaign, version)


def _read(campaign: Campaign, version: Version) -> Points:
    return _arranged(version, read_columns(campaign))


def _arranged(version: Version, columns: Columns) -> Points:
    grid, order = grid_of(columns.ids, columns.longitude, columns.latitude)
    return Points(version, grid, columns.divisions[order], columns.longitude[order], columns.latitude[order])


def _renewed(campaign: Campaign, kept: Points, version: Version, changed: list[int]) -> Points:
    """The same columns with some compounds read again."""
    stay = ~np.isin(kept.grid.ids, np.array(changed, np.int64))
    parts = [Columns(kept.grid.ids[stay], kept.divisions[stay], kept.longitude[stay], kept.latitude[stay])]
    parts += read_some(campaign, changed)
    joined = Columns(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    now = _arranged(version, joined)
    for rule in kept.verdicts.keys() - {STAGE}:
        _carry_rule(campaign, kept, now, rule, changed)
    return now


def _carry_rule(campaign: Campaign, kept: Points, now: Points, rule: str, changed: list[int]) -> None:
    names = list(kept.outcomes[rule])
    order = np.argsort(kept.grid.ids, kind="stable")
    at = np.minimum(np.searchsorted(kept.grid.ids, now.grid.ids, sorter=order), max(len(order) - 1, 0))
    before = kept.verdicts[rule][order[at]] if len(order) else np.zeros(len(now.grid.ids), np.uint8)
    fresh = np.isin(now.grid.ids, np.array(changed, np.int64))
    said = np.where(fresh, np.uint8(0), before).astype(np.uint8)
    found = outcomes_of_some(campaign, rule, changed)
    for place in np.flatnonzero(fresh).tolist():
        said[place] = _number(names, found.get(int(now.grid.ids[place]), NO_VERDICT))
    now.verdicts[rule], now.outcomes[rule] = said, names


def _add_rule(campaign: Campaign, points: Points, rule: str) -> None:
    rows = Verdict.objects.filter(campaign=campaign, current=True, rule=rule).order_by()
    found = list(rows.values_list("compound_id", "in_force").iterator(chunk_size=5000))
    names = [NO_VERDICT, *outcomes_of(campaign, rule)]
    numbers = {name: _number(names, name) for name in {outcome for _compound, outcome in found}}
    said = np.zeros(len(points.grid.ids), np.uint8)
    if found and len(said):
        ids = np.array([compound for compound, _outcome in found], np.int64)
        values = np.array([numbers[outcome] for _compound, outcome in found], np.uint8)
        order = np.argsort(points.grid.ids, kind="stable")
        at = np.minimum(np.searchsorted(points.grid.ids, ids, sorter=order), len(order) - 1)
        right = points.grid.ids[order[at]] == ids
        said[order[at[right]]] = values[right]
    points.verdicts[rule], points.outcomes[rule] = said, names


def _add_stages(campaign: Campaign, points: Points) -> None:
    """Lists and files change without a compound changing, so the stamp decides, not who changed."""
    stamp = stamp_of(campaign)
    if points.stamps.get(STAGE) != stamp:
        stages = stages_of(loaded(campaign.scheme_version))
        points.verdicts[STAGE] = stages_at(campaign, stages, stamp, points.grid.ids)
        points.outcomes[STAGE], points.stamps[STAGE] = stages, stamp


def _number(names: list[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)

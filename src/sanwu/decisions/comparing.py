"""What a judgement says otherwise than the verdicts that stand (plain values; writes nothing)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sanwu.decisions.judging import Judged

NO_ROW = -1
LONGEST_MISSING = 1000


class Said(NamedTuple):
    """The verdict of one rule, shared by all compounds of which it says the same. `missing` is comma-separated."""

    rule: str
    outcome: str
    row: int | None
    missing: str


class Standing(NamedTuple):
    """A current verdict as it is stored."""

    compound: int
    rule: str
    outcome: str
    row: int | None
    missing: str
    division: str
    id: int


class Difference(NamedTuple):
    """`places` and `verdicts` belong together: what is said anew of the compound at that place of the judgement.

    `replaced` are ids of verdicts that are no longer current; `moved` (division, compound) where only the place changed.
    """

    places: list[int]
    verdicts: list[Said]
    replaced: list[int]
    moved: list[tuple[str, int]]


class _Shared(dict[tuple[str, int, tuple[str, ...]], Said]):
    def __init__(self, rule: str) -> None:
        super().__init__()
        self.rule = rule

    def __missing__(self, key: tuple[str, int, tuple[str, ...]]) -> Said:
        outcome, row, missing = key
        said = Said(self.rule, outcome, None if row == NO_ROW else row, ",".join(missing)[:LONGEST_MISSING])
        self[key] = said
        return said


def compare(judged: Judged, standing: Iterable[Standing]) -> Difference:
    """`standing` comes by compound, in the order of the judgement; compounds that were not judged may be among it."""
    columns = [_said(rule, judged) for rule in sorted(judged.columns)]
    found = Difference([], [], [], [])
    stands = groupby(standing, key=lambda verdict: verdict.compound)
    compound, group = next(stands, (None, iter(())))
    for place, here in enumerate(judged.compounds):
        while compound is not None and compound < here:
            compound, group = next(stands, (None, iter(())))
        if compound == here:
            _compare_one(place, here, columns, judged, {verdict.rule: verdict for verdict in group}, found)
            compound, group = next(stands, (None, iter(())))
        else:
            found.places.extend([place] * len(columns))
            found.verdicts.extend([column[place] for column in columns])
    return found


def _said(rule: str, judged: Judged) -> list[Said]:
    shared = _Shared(rule)
    column = judged.columns[rule]
    return [shared[key] for key in zip(column.outcomes, column.rows, column.missing, strict=True)]


def _compare_one(
    place: int,
    compound: int,
    columns: Sequence[list[Said]],
    judged: Judged,
    stands: dict[str, Standing],
    found: Difference,
) -> None:
    moved = False
    for column in columns:
        said = column[place]
        before = stands.pop(said.rule, None)
        if before is None or (before.outcome, before.row, before.missing) != said[1:]:
            found.places.append(place)
            found.verdicts.append(said)
            if before is not None:
                found.replaced.append(before.id)
        elif before.division != judged.divisions[place]:
            moved = True
    # What is left was said by rules that the scheme no longer has.
    found.replaced.extend(verdict.id for verdict in stands.values())
    if moved:
        found.moved.append((judged.divisions[place], compound))


def rows_of(difference: Difference, judged: Judged, first: int) -> Iterator[tuple[Any, ...]]:
    """(id, compound, division, rule, outcome, row, missing, revision) of every new verdict, ids from `first` on."""
    compounds, divisions, revisions = judged.compounds, judged.divisions, judged.revisions
    for pk, (place, said) in enumerate(zip(difference.places, difference.verdicts, strict=True), first):
        yield pk, compounds[place], divisions[place], *said, revisions[place]

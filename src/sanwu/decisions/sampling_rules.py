"""A stratified sample that anybody can draw again from its seed (pure; no generator of any library is asked).

Every row gets a rank: the SHA-256 of the seed and the row's own key. Of each stratum the rows with the lowest ranks are
drawn, so that a sample follows from seed, size and list alone, on every machine and in every later version.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Stratum(NamedTuple):
    """One street: how many rows it has, and the positions of those that were drawn, in order."""

    key: str
    rows: int
    drawn: tuple[int, ...]


def size_of_share(total: int, per_mille: int) -> int:
    """So many rows are a share of the whole, rounded up: one at least of any list that has rows."""
    return min(total, -(-total * per_mille // 1000))


def allot(rows: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` each stratum gives: by its part of the whole, rounded in favour of whom it leaves shortest.

    Where the size allows it every stratum gives one at least.
    """
    total = sum(rows.values())
    size = min(size, total)
    if size <= 0:
        return dict.fromkeys(rows, 0)
    floor = 1 if size >= len(rows) else 0
    shares = {key: max(floor, size * count // total) for key, count in rows.items()}

    def owed(key: str) -> tuple[int, str]:
        """How far a stratum lies below its exact part, in parts of the whole; its key settles what is equal."""
        return size * rows[key] - shares[key] * total, key

    while (left := size - sum(shares.values())) != 0:
        if left > 0:
            shares[max((key for key in rows if shares[key] < rows[key]), key=owed)] += 1
        else:
            shares[min((key for key in rows if shares[key] > floor), key=owed)] -= 1
    return shares


def draw(rows: Sequence[tuple[int, str, str]], size: int, seed: str) -> list[Stratum]:
    """`rows` are (position, key of the row, stratum); the strata in order of their keys."""
    strata: dict[str, list[tuple[int, str]]] = {}
    for position, key, stratum in rows:
        strata.setdefault(stratum, []).append((position, key))
    shares = allot({key: len(members) for key, members in strata.items()}, size)
    found = []
    for stratum in sorted(strata):
        ranked = sorted(strata[stratum], key=lambda member: (_rank(seed, member[1]), member[0]))
        drawn = sorted(position for position, _ in ranked[: shares[stratum]])
        found.append(Stratum(stratum, len(ranked), tuple(drawn)))
    return found


def _rank(seed: str, key: str) -> str:
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()

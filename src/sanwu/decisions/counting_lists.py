"""Which lists count of a campaign: of every division that reports the newest one under way, and the one that was filed.

The newest list counts while it is under review or accepted; one that was returned or withdrawn leaves the list that was
filed before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from sanwu.approvals.enums import State
from sanwu.decisions.models import ListVersion

UNDER_WAY = (State.SUBMITTED, State.COUNTERSIGNING, State.ACCEPTED)
# `unfiled`, `passed` and `pending` leave out who stands on a filed list; `unlisted` is on none that counts.
STAGES = ("listed", "reviewing", "reviewed", "filed", "unfiled", "passed", "pending", "unlisted")


class Counting(NamedTuple):
    """A list that counts: its version, how many compounds are on it, and whether its review is over."""

    version: int
    total: int
    reviewed: bool


@dataclass(frozen=True)
class CountingLists:
    """By division: the list that counts, and the one that was filed."""

    counting: dict[str, Counting] = field(default_factory=dict)
    filed: dict[str, Counting] = field(default_factory=dict)

    @property
    def listed(self) -> int:
        """Compounds on lists that count."""
        return _total(self.counting.values())

    @property
    def reviewed(self) -> int:
        """Compounds on lists whose review is over."""
        return _total(one for one in self.counting.values() if one.reviewed)

    @property
    def on_file(self) -> int:
        """Compounds on filed lists."""
        return _total(self.filed.values())

    def on(self, stage: str) -> list[int]:
        """The versions on which a compound stands that is at a stage; of `unlisted`: on which it does not stand."""
        filed = {one.version for one in self.filed.values()}
        if stage == "filed":
            return sorted(filed)
        wanted = {"reviewing": (False,), "pending": (False,), "reviewed": (True,), "passed": (True,)}.get(
            stage, (True, False)
        )
        found = {one.version for one in self.counting.values() if one.reviewed in wanted}
        return sorted(found | filed if stage == "unlisted" else found)


def counting_lists(versions: QuerySet[ListVersion]) -> CountingLists:
    """Of these versions; one query."""
    found = CountingLists()
    rows = versions.order_by("number").values_list("id", "division_code", "total", "case__state", "filing")
    for version, code, total, state, filing in rows:
        one = Counting(version, total, bool(filing) or state == State.ACCEPTED)
        if filing:
            found.filed[code] = found.counting[code] = one
        elif state in UNDER_WAY:
            found.counting[code] = one
        elif code in found.filed:
            found.counting[code] = found.filed[code]
        else:
            found.counting.pop(code, None)
    return found


def _total(lists: Iterable[Counting]) -> int:
    return sum(one.total for one in lists)

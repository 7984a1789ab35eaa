"""What an edition of the division list changes in the tree. Pure: lists in, a plan out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sanwu.base.codes import range_of
from sanwu.territory.reading import Listed, Row, refuse
from sanwu.territory.rules import LEVELS

# A list of one county begins with the rows of its city and province: on these levels, few rows do not mean that the
# others are gone. Streets and communities are always listed whole.
CONTEXT_LEVELS = ("province", "city", "county")

Group = tuple[str | None, str]  # parent and level


class Known(NamedTuple):
    """A division as the tree has it."""

    name: str
    parent: str | None
    level: str
    valid_to: date | None
    edition: date | None
    demo: bool = False


class New(NamedTuple):
    """A division as it shall be; `valid_from` and `valid_to` are None where the lists do not tell."""

    row: Row
    valid_from: date | None
    valid_to: date | None


@dataclass
class Plan:
    """Disjoint changes. `confirmed` are unchanged divisions that this edition names too; `extracts` are parents of
    which the files give only some children, so that none was closed there."""

    created: list[New] = field(default_factory=list)
    updated: list[New] = field(default_factory=list)
    renamed: list[New] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    ignored: int = 0
    extracts: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "closed": len(self.closed),
            "renamed": len(self.renamed),
            "ignored": self.ignored,
        }

    def changed(self) -> list[str]:
        """Codes of all divisions that will not be as before."""
        return [new.row.code for new in self.created + self.updated + self.renamed] + self.closed


def plan(listed: Listed, edition: date, known: Mapping[str, Known]) -> Plan:
    """Compare an edition with the tree; BadInput (with lines) where its rows do not fit together or into the tree."""
    own = {row.code: row for row in listed.rows.values() if row.parent != row.code or row.code not in known}
    _check_parents(own, known)
    plan = Plan(ignored=listed.ignored + len(listed.rows) - len(own))
    groups: dict[Group, list[Row]] = defaultdict(list)
    for row in own.values():
        groups[row.parent, row.level].append(row)
    kin: dict[Group, dict[str, Known]] = defaultdict(dict)
    for code, division in known.items():
        if (division.parent, division.level) in groups:
            kin[division.parent, division.level][code] = division
    for group, rows in groups.items():
        _plan_group(plan, group, rows, kin[group], edition, known)
    return plan


def _plan_group(
    plan: Plan, group: Group, rows: list[Row], kin: Mapping[str, Known], edition: date, known: Mapping[str, Known]
) -> None:
    new = [row for row in rows if row.code not in known]
    valid_from, valid_to = _validity_of_new(group[1], rows, new, kin, edition)
    plan.created += [New(row, valid_from, valid_to) for row in new]
    for row in rows:
        if row.code in known:
            _plan_known(plan, row, known[row.code], edition)
    named = {row.code for row in rows}
    gone = [
        code
        for code, division in kin.items()
        if code not in named and not division.demo and division.valid_to is None and _before(division.edition, edition)
    ]
    if gone and _is_extract(group[1], len(rows), len(gone)):
        plan.extracts.add(group[0] or "")
    else:
        plan.closed += gone


def _plan_known(plan: Plan, row: Row, division: Known, edition: date) -> None:
    if division.edition and division.edition > edition:
        plan.ignored += 1
        return
    # Closed by a newer edition: this one knows the division, but may not open it again.
    valid_to = division.valid_to if division.valid_to and division.valid_to > edition else None
    if division.name != row.name:
        plan.renamed.append(New(row, None, valid_to))
    elif (division.parent, division.level, division.valid_to) != (row.parent, row.level, valid_to):
        plan.updated.append(New(row, None, valid_to))
    elif division.edition != edition:
        plan.confirmed.append(row.code)


def _validity_of_new(
    level: str, rows: list[Row], new: list[Row], kin: Mapping[str, Known], edition: date
) -> tuple[date | None, date | None]:
    """A division is new since this edition if an earlier one listed its neighbours without it, and closed since the
    newer edition that does so."""
    earlier = [d.edition for d in kin.values() if d.edition and d.edition < edition]
    newer = [d.edition for d in kin.values() if d.edition and d.edition > edition]
    valid_from = edition if earlier and not _is_extract(level, len(earlier), len(new)) else None
    valid_to = min(newer) if newer and not _is_extract(level, len(newer), len(new)) else None
    return valid_from, valid_to


def _is_extract(level: str, listed: int, absent: int) -> bool:
    """Whether a list that has `listed` children and lacks `absent` known ones is only an extract there."""
    return level in CONTEXT_LEVELS and (listed == 1 or absent > listed)


def _before(known: date | None, edition: date) -> bool:
    return known is None or known < edition


def _check_parents(rows: Mapping[str, Row], known: Mapping[str, Known]) -> None:
    problems: list[str] = []
    for row in rows.values():
        if row.parent is None:
            if row.level != LEVELS[0]:
                problems.append(f"{row.place}：{row.name}（{row.code}）没有上级代码。")
            continue
        above = known.get(row.parent) if row.parent == row.code else rows.get(row.parent) or known.get(row.parent)
        low, high = range_of(row.parent)
        if above is None:
            problems.append(f"{row.place}：上级 {row.parent} 不在文件里，也没有导入过。请把上级区划的文件一起导入。")
        elif LEVELS.index(above.level) >= LEVELS.index(row.level):
            problems.append(f"{row.place}：{row.name} 的上级 {above.name} 级别不比它高。")
        elif not low <= row.code < high:
            problems.append(f"{row.place}：代码 {row.code} 不在上级 {row.parent} 的代码范围内。")
    if problems:
        raise refuse(problems)

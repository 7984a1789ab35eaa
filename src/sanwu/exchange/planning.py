"""What an import would do, row by row, without writing anything: the same plan serves the dry run and the real one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sanwu.base.codes import range_of
from sanwu.base.text import match_name
from sanwu.compounds.identity import NAME, Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import identities, ids_by_name, ids_by_number, numbers_of
from sanwu.exchange.matching import Ledger, Match, Row, Seen, ledger_of, match_row
from sanwu.exchange.places import PLACE_COLUMNS, Places
from sanwu.exchange.reading.check import POINT, duplicates
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import ERROR, Flaw, warning
from sanwu.exchange.reading.targets import ADDRESS, ALIAS, KIND, NUMBER, OLD_NUMBER
from sanwu.exchange.reading.targets import NAME as NAME_COLUMN
from sanwu.ledger.changing import Changed
from sanwu.ledger.following import follow
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.writing import NewFacts
from sanwu.policy.derive import Clash, Deriver
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import display

CHUNK = 1000
DOUBTED = ("unverified_row", "unverified_mark")
Report = Callable[[str, int, int], None]


class Update(NamedTuple):
    """What a row changes of an existing compound."""

    position: int
    compound: int
    name: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass
class Plan:
    """Positions are those of `Checked`. Every row is in exactly one of: created, updates, unchanged, duplicates, refused."""

    checked: Checked
    created: list[NewFacts] = field(default_factory=list)
    created_at: list[int] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    unchanged: dict[int, int] = field(default_factory=dict)  # position -> compound
    duplicates: dict[int, int] = field(default_factory=dict)  # position -> earlier position
    divisions: dict[int, str] = field(default_factory=dict)  # existing compound -> division, those met in the file

    @property
    def rows(self) -> int:
        return len(self.checked.lines)

    @property
    def refused(self) -> int:
        return len(self.checked.refused)

    @property
    def changed(self) -> list[Changed]:
        lines = self.checked.lines
        return [Changed(update.compound, lines[update.position], update.changes) for update in self.updates]


class Planner:
    """Compares the rows of a sheet with the ledger; one planner per import."""

    def __init__(
        self, *, checked: Checked, places: Places, facts: Mapping[str, Fact], deriver: Deriver, datum: str
    ) -> None:
        self.checked, self.places, self.facts, self.deriver, self.datum = checked, places, facts, deriver, datum
        self.nothing: list[Any] = [None] * len(checked.lines)
        self.flaws: dict[int, Flaw] = {}
        self.remarks: list[dict[int, Flaw]] = []

    def plan(self, report: Report) -> Plan:
        """Decide about every row that its cells did not refuse."""
        plan = Plan(self.checked)
        plan.duplicates = duplicates(self.checked)
        rows = list(self._rows(plan))
        ledger = self._ledger(rows)
        matched = list(self._matched(rows, ledger, plan))
        self._settle(matched, plan, report)
        self.checked.note(None, self.flaws)
        for remarks in (*self.remarks, self._duplicate_remarks(plan)):
            self.checked.note(None, remarks)
        return plan

    def _identity(self, target: str) -> list[Any]:
        return self.checked.identity.get(target, self.nothing)

    def _rows(self, plan: Plan) -> Iterator[Row]:
        """Rows with the place that they name; those without a usable place are refused."""
        columns = [self._identity(target) for target in PLACE_COLUMNS]
        numbers, names = self._identity(NUMBER), self._identity(NAME_COLUMN)
        compared: dict[str, str] = {}
        for position in self.checked.accepted:
            if position in plan.duplicates:
                continue
            place = self.places.resolve([column[position] for column in columns])
            if isinstance(place, Flaw):
                self.flaws[position] = place
                continue
            name = names[position]
            if name is not None and name not in compared:
                compared[name] = match_name(name)[:100]
            yield Row(position, numbers[position], None if name is None else compared[name], place)

    def _ledger(self, rows: list[Row]) -> Ledger:
        """The compounds of the campaign's area that these rows may mean."""
        low, high = range_of(self.places.campaign.division_id)
        numbers = list(ids_by_number({row.number for row in rows if row.number}))
        names = [found for found in ids_by_name({row.name for row in rows if row.name}) if low <= found[2] < high]
        ids = sorted({compound for _, compound in numbers} | {compound for _, compound, _ in names})
        divisions: dict[int, str] = {}
        for start in range(0, len(ids), CHUNK):
            here = Compound.objects.filter(
                pk__in=ids[start : start + CHUNK], division_id__gte=low, division_id__lt=high
            )
            divisions.update(here.values_list("pk", "division_id"))
        return ledger_of(numbers, names, divisions, numbers_of(divisions))

    def _matched(self, rows: list[Row], ledger: Ledger, plan: Plan) -> Iterator[tuple[Row, Match]]:
        seen = Seen()
        twice: dict[int, Flaw] = {}
        suggested: dict[int, Flaw] = {}
        lines = self.checked.lines
        for row in rows:
            place = self.places.name(row.county.ljust(12, "0"))
            match = match_row(row, ledger, place)
            if isinstance(match, Flaw):
                self.flaws[row.position] = match
                continue
            earlier = seen.earlier(row, match)
            if earlier is not None:
                twice[row.position] = Flaw(None, ERROR, "same_compound_twice", {"line": lines[earlier]})
                continue
            if match.remark is not None:
                suggested[row.position] = match.remark
            elif match.compound is None and (numbers := seen.other_numbers(row)):
                suggested[row.position] = warning(
                    None, "same_name_other_number", text=row.name, within=place, numbers=numbers[:5]
                )
            seen.add(row, match)
            yield row, match
        self.flaws.update(twice)
        self.remarks.append(suggested)

    def _settle(self, matched: list[tuple[Row, Match]], plan: Plan, report: Report) -> None:
        doubted = self._doubted()
        clashes: dict[int, Flaw] = {}
        existing = sorted({match.compound for _, match in matched if match.compound is not None})
        known = dict(_facts_of(existing))
        named = dict(identities(existing))
        columns = list(self.checked.facts.items())
        for done, (row, match) in enumerate(matched):
            if done % 2000 == 0:
                report("compare", done, len(matched))
            position = row.position
            stated = {fact: values[position] for fact, values in columns if values[position] is not None}
            if match.compound is None:
                found = self._new(row, stated, doubted.get(position, ()), plan)
            else:
                found = self._existing(row, match.compound, stated, known[match.compound], named[match.compound], plan)
            if found:
                clashes[position] = self._clash(found[0], row)
        self.remarks.append(clashes)
        report("compare", len(matched), len(matched))

    def _new(self, row: Row, stated: dict[str, Any], doubted: Iterable[str], plan: Plan) -> tuple[Clash, ...]:
        derived = self.deriver.derive(stated)
        facts = {**{fact: value for fact, value in derived.values.items() if fact not in doubted}, **stated}
        plan.created.append(NewFacts(self._identity_of(row), facts, self.checked.lines[row.position]))
        plan.created_at.append(row.position)
        return derived.clashes

    def _existing(
        self, row: Row, compound: int, stated: dict[str, Any], known: Mapping[str, Any], identity: Identity, plan: Plan
    ) -> tuple[Clash, ...]:
        followed = follow(self.deriver, known, stated)
        changes = dict(followed.changes)
        changes |= _identity_changes(identity, self._identity_over(identity, row))
        plan.divisions[compound] = identity.division_code
        if changes:
            plan.updates.append(Update(row.position, compound, identity.name, changes))
        else:
            plan.unchanged[row.position] = compound
        return followed.clashes

    def _identity_of(self, row: Row) -> Identity:
        position = row.position
        point = self._identity(POINT)[position]
        return Identity(
            name=self._identity(NAME_COLUMN)[position], division_code=row.division, number=row.number,
            aliases=tuple(self._identity(ALIAS)[position] or ()), kind=self._identity(KIND)[position] or "compound",
            address=self._identity(ADDRESS)[position] or "", point=point, datum=self.datum if point else "",
            old_numbers=tuple(self._identity(OLD_NUMBER)[position] or ()),
        )  # fmt: skip

    def _identity_over(self, known: Identity, row: Row) -> Identity:
        """The known identity with what the row says laid over it; silence changes nothing, names only ever add up."""
        position = row.position
        aliases = dict.fromkeys((*known.aliases, *(self._identity(ALIAS)[position] or ())))
        name = self._identity(NAME_COLUMN)[position] or known.name
        if match_name(name) != match_name(known.name):
            aliases[known.name] = None  # renamed: it can still be found by what it was called
        else:
            name = known.name
        aliases.pop(name, None)
        division = row.division
        low, high = range_of(division)
        if low <= known.division_code < high:
            division = known.division_code  # the row says no more than what is known
        point = self._identity(POINT)[position] or known.point
        return known._replace(
            name=name, division_code=division, number=row.number or known.number, aliases=tuple(aliases),
            kind=self._identity(KIND)[position] or known.kind, address=self._identity(ADDRESS)[position] or known.address,
            point=point,
            old_numbers=tuple(dict.fromkeys((*known.old_numbers, *(self._identity(OLD_NUMBER)[position] or ())))),
        )  # fmt: skip

    def _doubted(self) -> dict[int, set[str]]:
        """Facts whose mark was not relied on: they stay unknown, whatever a derivation would say."""
        found: dict[int, set[str]] = {}
        for column, flaws in self.checked.flaws:
            for position, flaw in flaws.items():
                if column is not None and flaw.code in DOUBTED:
                    found.setdefault(position, set()).add(column.target)
        return found

    def _clash(self, clash: Clash, row: Row) -> Flaw:
        fact = self.facts[clash.fact]
        source = next((table.source for table in self.deriver.tables if table.id == clash.derivation), "")
        text = self.checked.facts.get(source, self.nothing)[row.position]
        return warning(
            None, "mark_clash", fact=fact.title, stated=display(fact, clash.stated),
            derived=display(fact, clash.derived), source=text or (self.facts[source].title if source in self.facts else source),
        )  # fmt: skip

    def _duplicate_remarks(self, plan: Plan) -> dict[int, Flaw]:
        """A duplicate of a row that was refused is refused with it."""
        lines = self.checked.lines
        remarks: dict[int, Flaw] = {}
        for position, earlier in list(plan.duplicates.items()):
            if earlier in self.checked.refused:
                flaw = self.flaws[earlier]
                remarks[position] = flaw
                del plan.duplicates[position]
            else:
                remarks[position] = warning(None, "duplicate_row", line=lines[earlier])
        return remarks


def _facts_of(compounds: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    for start in range(0, len(compounds), CHUNK):
        chunk = compounds[start : start + CHUNK]
        yield from LedgerEntry.objects.filter(compound_id__in=chunk).values_list("compound_id", "facts")


def _identity_changes(before: Identity, after: Identity) -> dict[str, tuple[Any, Any]]:
    """What differs, as a change set writes it; a name is never taken away."""
    if before == after:
        return {}
    old, new = before.values(), after.values()
    return {
        key: (old.get(key), new.get(key))
        for key in {*old, *new}
        if old.get(key) != new.get(key) and not (key == NAME and new.get(key) is None)
    }

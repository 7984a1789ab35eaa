"""Deciding what an import would do, row by row, without writing anything."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sanwu.base.codes import range_of
from sanwu.base.text import match_name
from sanwu.campaigns.selectors import entries_of
from sanwu.compounds.identity import DIVISION, Identity, compared_name, identity_changes
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import (
    identities,
    ids_by_alias,
    ids_by_name,
    ids_by_number,
    ids_by_old_number,
    numbers_of,
)
from sanwu.exchange.identifying import Identities, headers_saying
from sanwu.exchange.judged import Judged
from sanwu.exchange.matching import Ledger, Match, Present, Row, Seen, ledger_of, match_row, other_number, set_apart
from sanwu.exchange.places import PLACE_COLUMNS, Places, Unplaced
from sanwu.exchange.plan import Before, Plan, Update
from sanwu.exchange.reading.check import duplicates
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import Flaw, error, warning
from sanwu.exchange.reading.issues import WARNING
from sanwu.exchange.reading.mapping import Mapping as Columns
from sanwu.exchange.reading.targets import NAME, NUMBER, OLD_NUMBER, REFERENCE
from sanwu.exchange.references import compound_meant
from sanwu.exchange.remarks import clash_remark, doubted_facts, duplicate_remarks
from sanwu.ledger.following import follow
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import names_under_numbers
from sanwu.ledger.writing import NewFacts
from sanwu.policy.derive import Clash, Deriver
from sanwu.policy.model_facts import Fact

CHUNK = 1000
Report = Callable[[str, int, int], None]


class Planner:
    """Compares the rows of a sheet with the ledger; one planner per import."""

    def __init__(
        self, *, checked: Checked, mapping: Columns, places: Places, facts: Mapping[str, Fact], deriver: Deriver
    ) -> None:
        self.judged = Judged(places.campaign, places.scope, mapping.source, facts)
        self.checked, self.places, self.facts, self.deriver = checked, places, facts, deriver
        self.identities = Identities(checked, mapping.datum)
        self.mapping = mapping
        self.nothing: list[Any] = [None] * len(checked.lines)
        self.said: dict[str, dict[int, Flaw]] = {}

    def plan(self, report: Report) -> Plan:
        """Decide about every row that its cells did not refuse."""
        plan = Plan(self.checked, notes=[note for note in self.mapping.problems if note.level == WARNING])
        plan.duplicates = duplicates(self.checked)
        rows = list(self._rows(plan))
        ledger = self._ledger(rows)
        matched = list(self._matched(rows, ledger, plan))
        self._settle(matched, plan, report)
        for target, flaws in self.said.items():
            self.checked.note(self.mapping.column_of(target) if target else None, flaws)
        self.checked.note(None, duplicate_remarks(plan))
        return plan

    def _say(self, target: str, row: int, flaw: Flaw) -> None:
        """What is to be said of the row at a position, at the column of a target; at the row as a whole without one."""
        self.said.setdefault(target, {})[row] = flaw

    def _identity(self, target: str) -> list[Any]:
        return self.checked.identity.get(target, self.nothing)

    def _rows(self, plan: Plan) -> Iterator[Row]:
        """Rows with the place that they name; those without a usable place are refused."""
        columns = [self._identity(target) for target in PLACE_COLUMNS]
        numbers, names, before = self._identity(NUMBER), self._identity(NAME), self._identity(OLD_NUMBER)
        references = self._identity(REFERENCE)
        compared: dict[str, str] = {}
        for position in self.checked.accepted:
            if position in plan.duplicates:
                continue
            reference = self._referred(references[position], position)
            if position in self.said.get(REFERENCE, ()):
                continue
            place = self.places.resolve([column[position] for column in columns])
            if isinstance(place, Unplaced):
                self._say(place.target, position, place.flaw)
                continue
            name = names[position]
            if name is not None and name not in compared:
                compared[name] = match_name(name)[:100]
            known = None if name is None else compared[name]
            yield Row(position, numbers[position], known, place, tuple(before[position] or ()), reference)

    def _referred(self, text: str | None, position: int) -> int | None:
        """The compound that the platform's identifier in a row names; one that was not made here refuses the row."""
        found = compound_meant(self.places.campaign.pk, text) if text else None
        if text and found is None:
            self._say(REFERENCE, position, error("reference_unknown", text=text))
        return found

    def _ledger(self, rows: list[Row]) -> Ledger:
        """The compounds of the campaign's area that these rows may mean."""
        low, high = range_of(self.places.campaign.division_id)
        said = {number for row in rows for number in (row.number, *row.old_numbers) if number}
        numbers = list(ids_by_number(said))
        names = {row.name for row in rows if row.name}
        aliases = list(ids_by_alias(low, high, names))
        named = {compound for _, compound, _ in ids_by_name(names)}
        referred = self._in_campaign({row.reference for row in rows if row.reference is not None})
        ids = sorted(named.union(referred, (compound for _, compound in (*numbers, *aliases))))
        number_of = numbers_of(ids)
        compounds: dict[int, Present] = {}
        for start in range(0, len(ids), CHUNK):
            here = Compound.objects.filter(
                pk__in=ids[start : start + CHUNK], division_id__gte=low, division_id__lt=high
            )
            for pk, name, division in here.values_list("pk", "match_name", "division_id"):
                compounds[pk] = Present(pk, number_of.get(pk), name, division, self.places.may(division))
        ledger = ledger_of(numbers, compounds, aliases, ids_by_old_number(said))
        ledger.referred = {pk: compounds[pk] for pk in referred if pk in compounds}
        return ledger

    def _in_campaign(self, compounds: set[int]) -> list[int]:
        """Those of some compounds that are in the campaign."""
        wanted, found = sorted(compounds), list[int]()
        for start in range(0, len(wanted), CHUNK):
            here = entries_of(self.places.campaign).filter(compound_id__in=wanted[start : start + CHUNK])
            here = here.filter(compound__merged_into=None, compound__withdrawn_at=None)
            found += here.values_list("compound_id", flat=True)
        return found

    def _matched(self, rows: list[Row], ledger: Ledger, plan: Plan) -> Iterator[tuple[Row, Match]]:
        seen = Seen()
        lines = self.checked.lines
        places = [self.places.name(row.county.ljust(12, "0")) for row in rows]
        matches = set_apart(
            rows, [match_row(row, ledger, place) for row, place in zip(rows, places, strict=True)], places
        )
        for row, match, place in zip(rows, matches, places, strict=True):
            identified = REFERENCE if row.reference is not None else NAME if row.number is None else NUMBER
            if isinstance(match, Flaw):
                self._say(identified, row.position, match)
                continue
            if seen.apart(row, match) and not ledger.knows(row.number, match.compound):
                match = Match(None, ("number", str(row.number)))
            if (earlier := seen.earlier(row, match)) is not None:
                self._say("", row.position, error("same_compound_twice", line=lines[earlier]))
                continue
            remark = match.remark
            if remark is None and match.compound is None:
                remark = other_number(row.name or "", seen.other_numbers(row), place)
            if remark is not None:
                self._say(identified, row.position, remark)
            seen.add(row, match)
            yield row, match

    def _settle(self, matched: list[tuple[Row, Match]], plan: Plan, report: Report) -> None:
        doubted = doubted_facts(self.checked)
        existing = sorted({match.compound for _, match in matched if match.compound is not None})
        known = dict(_facts_of(existing))
        named = dict(identities(existing))
        self.judged.look_at(existing)
        columns = list(self.checked.facts.items())
        former = self._former_names(matched, named)
        for done, (row, match) in enumerate(matched):
            if done % 2000 == 0:
                report("compare", done, len(matched))
            position = row.position
            stated = {fact: values[position] for fact, values in columns if values[position] is not None}
            if match.compound is None:
                found = self._new(row, stated, doubted.get(position, ()), plan)
            else:
                before = Before(match.compound, named[match.compound], known[match.compound], position in former)
                found = self._existing(row, before, stated, doubted.get(position, ()), plan)
            for clash in found:
                self._say(clash.fact, position, clash_remark(clash, position, self.checked, self.facts, self.deriver))
        report("compare", len(matched), len(matched))

    def _new(self, row: Row, stated: dict[str, Any], doubted: Iterable[str], plan: Plan) -> tuple[Clash, ...]:
        derived = self.deriver.derive(stated)
        facts = {**{fact: value for fact, value in derived.values.items() if fact not in doubted}, **stated}
        facts = self._without_judged(row, facts, stated, row.division)
        plan.created.append(NewFacts(self.identities.of(row), facts, self.checked.lines[row.position]))
        plan.created_at.append(row.position)
        return derived.clashes

    def _existing(
        self, row: Row, before: Before, stated: dict[str, Any], doubted: Iterable[str], plan: Plan
    ) -> tuple[Clash, ...]:
        followed = follow(self.deriver, before.facts, stated)
        changes = {fact: change for fact, change in followed.changes.items() if fact not in doubted}
        changes = self._without_judged(row, changes, stated, before.identity.division_code, before.compound)
        said = identity_changes(before.identity, self.identities.over(before.identity, row, before.keeps_name))
        if row.reference is None:
            changes |= said
        elif said:  # who only fills in what was asked says nothing new of where and what it is
            self._say_unwritten(row, said)
        plan.divisions[before.compound] = before.identity.division_code
        if DIVISION in changes and (row.number is None or row.number != before.identity.number):
            self._say_moved(row, *changes[DIVISION], name=before.identity.name)
        if changes:
            plan.updates.append(Update(row.position, before.compound, before.identity.name, changes))
        else:
            plan.unchanged[row.position] = before.compound
        return followed.clashes

    def _without_judged(
        self, row: Row, facts: dict[str, Any], stated: Mapping[str, Any], division: str, compound: int | None = None
    ) -> dict[str, Any]:
        """What is new, without answers that are not the importer's to give; said at the cells that gave them."""
        withheld = self.judged.withheld(facts, division, compound)
        for fact, flaw in withheld.items():
            if fact in stated:
                self._say(fact, row.position, flaw)
        return {fact: value for fact, value in facts.items() if fact not in withheld}

    def _former_names(self, matched: list[tuple[Row, Match]], named: Mapping[int, Identity]) -> set[int]:
        """Positions of rows that call their compound by an earlier name: it is found by it, but not renamed.

        A row with a number may give back a name that the compound bore under its number: a list corrects itself so.
        """
        found = {
            row.position: (match.compound, row)
            for row, match in matched
            if match.compound is not None and row.name is not None and _is_former(row.name, named[match.compound])
        }
        borne = names_under_numbers({compound for compound, row in found.values() if row.number or row.old_numbers})
        for position, (compound, row) in list(found.items()):
            if row.name in borne.get(compound, ()):
                del found[position]
            else:
                texts = {"text": self._identity(NAME)[position], "name": named[compound].name}
                self._say(NAME, position, warning(None, "matched_by_alias", **texts))
        return set(found)

    def _say_unwritten(self, row: Row, changes: Iterable[str]) -> None:
        """Which columns say otherwise than the ledger of a compound that the platform's identifier names."""
        if columns := headers_saying(changes, row.position, self.checked, self.mapping):
            self._say("", row.position, warning(None, "reference_unwritten", columns=columns))

    def _say_moved(self, row: Row, old: str, new: str, *, name: str) -> None:
        """That a compound moves because of its name alone: it may be another one. A place that becomes finer is no move."""
        low, high = range_of(old)
        if not low <= new < high:
            places = {"before": self.places.name(old), "after": self.places.name(new)}
            self._say(NAME, row.position, warning(None, "moved_by_name", text=name, **places))


def _is_former(name: str, identity: Identity) -> bool:
    """Whether a compared name is one that a compound had before. Few have any, and comparing names takes time."""
    return (
        bool(identity.aliases) and name in map(compared_name, identity.aliases) and name != compared_name(identity.name)
    )


def _facts_of(compounds: list[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    for start in range(0, len(compounds), CHUNK):
        chunk = compounds[start : start + CHUNK]
        yield from LedgerEntry.objects.filter(compound_id__in=chunk).values_list("compound_id", "facts")

"""Which compound a row means (issue §5): its external number, else its name in its county. 序号 is never an identity.

The same name in the same county under two numbers is two compounds and a remark to a person, never a merge; where only
one side carries a number, name and county decide. A name that no compound of the county bears now may be an earlier one
of a compound there. Pure, but for what it is given of the ledger.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sanwu.exchange.reading.flaws import Flaw, error, warning

COUNTY_DIGITS = 6


class Row(NamedTuple):
    """What identifies a row: its position, number and name (as compared) or None, its division, numbers it had before.

    `reference` is the compound that the platform's own identifier in the row names: such a row fills in facts only.
    """

    position: int
    number: str | None
    name: str | None
    division: str
    old_numbers: tuple[str, ...] = ()
    reference: int | None = None

    @property
    def county(self) -> str:
        return self.division[:COUNTY_DIGITS]


class Present(NamedTuple):
    """A compound of the ledger as rows are compared with it; `mine` where the importer may change it."""

    compound: int
    number: str | None
    name: str
    division: str
    mine: bool = True

    @property
    def county(self) -> str:
        return self.division[:COUNTY_DIGITS]


@dataclass
class Ledger:
    """The compounds that rows may mean, by number, by (county, compared name), and by (county, compared earlier name)."""

    by_number: dict[str, list[Present]] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Present]] = field(default_factory=dict)
    by_alias: dict[tuple[str, str], list[Present]] = field(default_factory=dict)
    former: frozenset[tuple[str, int]] = frozenset()  # (number, compound) that carried it before
    referred: dict[int, Present] = field(default_factory=dict)  # those of the campaign that identifiers name

    def knows(self, number: str | None, compound: int | None) -> bool:
        """Whether a compound carries this number, or did before."""
        now = number is not None and any(present.compound == compound for present in self.by_number.get(number, ()))
        return now or (number, compound) in self.former

    def named(self, county: str, name: str) -> list[Present]:
        return self.by_name.get((county, name), [])


class Match(NamedTuple):
    """`compound` is an existing one, or None for a new one; `key` is equal for rows that mean the same compound.

    `called` is whom an earlier name alone led to.
    """

    compound: int | None
    key: tuple[str, ...]
    remark: Flaw | None = None
    called: Present | None = None


def match_row(row: Row, ledger: Ledger, place: str) -> Match | Flaw:
    """The compound that a row means, or why that cannot be told; `place` names its county for sentences."""
    if row.reference is not None:
        return _referred(row, row.reference, ledger)
    for number in (row.number, *row.old_numbers):
        if number is not None and (found := ledger.by_number.get(number)):
            return _by_number(row, number, found)
    if row.name is None:
        return error("name_missing") if row.number is None else error("number_not_found", text=row.number)
    if row.number is not None:
        return _new_number(row, row.name, row.number, ledger, place)
    return _by_name(row, row.name, ledger, place)


def _referred(row: Row, reference: int, ledger: Ledger) -> Match | Flaw:
    """The compound that the platform's own identifier names, where nothing else in the row speaks of another one."""
    present, said = ledger.referred.get(reference), row.name or row.number or ""
    if present is None:
        return error("reference_gone", text=said)
    if not present.mine:
        return error("compound_outside_scope", text=said)
    called = row.name in (None, present.name) or present in ledger.by_alias.get((present.county, str(row.name)), ())
    numbered = row.number in (None, present.number) or (row.number, present.compound) in ledger.former
    if called and row.name is not None and row.number is not None and not numbered:
        return error("reference_other_number", text=row.number, name=present.name)
    if not called or not numbered:
        return error("reference_conflict", text=said, name=present.name)
    return Match(present.compound, ("compound", str(present.compound)))


def _by_number(row: Row, number: str, found: list[Present]) -> Match | Flaw:
    if len(found) > 1:
        found = [present for present in found if present.county == row.county] or found
    if len(found) > 1:
        return error("number_twice_in_ledger", text=number)
    present = found[0]
    if present.mine and row.name not in (None, present.name) and row.county != present.county:
        # lists numbered from 1 in every county: nothing but the number speaks for it
        return error("number_of_another", text=number, name=present.name)
    return _existing(present, number)


def _existing(present: Present, text: str) -> Match | Flaw:
    if not present.mine:
        return error("compound_outside_scope", text=text)
    return Match(present.compound, ("compound", str(present.compound)))


def _new_number(row: Row, name: str, number: str, ledger: Ledger, place: str) -> Match | Flaw:
    """A number that the ledger does not know: it may be that of a compound which had none yet."""
    same = ledger.named(row.county, name)
    if not same and (called := ledger.by_alias.get((row.county, name))):
        return _by_alias(row, name, called, place)
    renumbered = [present for present in same if (number, present.compound) in ledger.former]
    if len(renumbered) == 1:
        match = _existing(renumbered[0], name)
        both = {"text": number, "number": renumbered[0].number or ""}
        told = warning(None, "matched_by_old_number", within=place, name=name, **both)
        return match if isinstance(match, Flaw) else match._replace(remark=told)
    unnumbered = [present for present in same if present.number is None]
    if len(unnumbered) > 1:
        unnumbered = _nearest(row, unnumbered)
    if len(unnumbered) == 1:
        return _existing(unnumbered[0], name)
    if len(unnumbered) > 1:
        return error("name_twice_in_ledger", text=name, within=place)
    numbers = sorted(present.number for present in same if present.number and present.mine)
    return new_compound(row, name, other_number(name, numbers, place))


def other_number(name: str, numbers: list[str], place: str) -> Flaw | None:
    """The remark on a compound whose name others of its county bear under these numbers; none where there are none."""
    if not numbers:
        return None
    return warning(None, "same_name_other_number", text=name, within=place, numbers=numbers[:5])


def _by_name(row: Row, name: str, ledger: Ledger, place: str) -> Match | Flaw:
    same = ledger.named(row.county, name)
    if not same and (called := ledger.by_alias.get((row.county, name))):
        return _by_alias(row, name, called, place)
    if len(same) > 1:
        same = _nearest(row, same)
    if len(same) > 1:
        return error("name_twice_in_ledger", text=name, within=place)
    return _existing(same[0], name) if same else new_compound(row, name)


def new_compound(row: Row, name: str, remark: Flaw | None = None) -> Match:
    """That no compound of the ledger is meant."""
    return Match(None, ("name", row.county, name) if row.number is None else ("number", row.number), remark)


def _by_alias(row: Row, name: str, called: list[Present], place: str) -> Match | Flaw:
    """No compound of the county is called so now, but one was: it is meant, unless two numbers say otherwise.

    A wrong merge is worse than a second entry: where several were called so, the row is a new one and a remark.
    """
    meant = [present for present in called if row.number is None or present.number is None]
    if len(meant) > 1:
        meant = _nearest(row, meant)
    if len(meant) != 1:
        return new_compound(row, name, alias_of_other(name, called, place))
    match = _existing(meant[0], name)
    return match if isinstance(match, Flaw) else match._replace(called=meant[0])


def alias_of_other(name: str, called: Iterable[Present], place: str) -> Flaw | None:
    """The remark on a new compound that bears an earlier name of these; None where none of them may be named."""
    mine = [present for present in called if present.mine]
    if not mine:
        return None
    others = [f"{present.name}（{present.number}）" if present.number else present.name for present in mine[:5]]
    return warning(None, "alias_of_other", text=name, within=place, others=others)


def _nearest(row: Row, same: Iterable[Present]) -> list[Present]:
    """Of several of one name those in the row's own division, where it is finer than the county."""
    all_of_them = list(same)
    here = [present for present in all_of_them if present.division == row.division]
    return here or all_of_them


def set_apart(rows: Sequence[Row], matches: list[Match | Flaw], places: Sequence[str]) -> list[Match | Flaw]:
    """Rows that only an earlier name led to a compound which another row of the file means by number or name of today:
    a list that has both names speaks of two compounds."""
    if not any(isinstance(match, Match) and match.called for match in matches):
        return matches
    taken = {match.compound for match in matches if isinstance(match, Match) and not match.called}
    return [
        new_compound(row, row.name, alias_of_other(row.name, [match.called], place))
        if isinstance(match, Match) and match.called and match.compound in taken and row.name is not None
        else match
        for row, match, place in zip(rows, matches, places, strict=True)
    ]


class Met(NamedTuple):
    """An earlier row of the file."""

    position: int
    number: str | None


@dataclass
class Seen:
    """The rows of one file so far, so that two rows for one compound are noticed."""

    keys: dict[tuple[str, ...], Met] = field(default_factory=dict)
    names: dict[tuple[str, str], list[Met]] = field(default_factory=dict)

    def apart(self, row: Row, match: Match) -> bool:
        """Whether an earlier row of another number has taken the compound that had none: then this one is a second one."""
        met = self.keys.get(match.key)
        return bool(met and met.number and row.number and met.number != row.number and not row.old_numbers)

    def earlier(self, row: Row, match: Match) -> int | None:
        """The position of an earlier row that means the same new or existing compound; None for the first one.

        Among new compounds too a row without a number means the one of its name that has one, and the other way round.
        """
        if match.key in self.keys:
            return self.keys[match.key].position
        if match.compound is None and row.name is not None:
            for met in self.names.get((row.county, row.name), []):
                if met.number is None or row.number is None:
                    return met.position
        return None

    def other_numbers(self, row: Row) -> list[str]:
        """Numbers under which earlier rows of the file have the same name in the same county."""
        rows = self.names.get((row.county, row.name), []) if row.name is not None else []
        return [met.number for met in rows if met.number is not None and met.number != row.number]

    def add(self, row: Row, match: Match) -> None:
        met = Met(row.position, row.number)
        self.keys[match.key] = met
        if row.name is not None:
            self.names.setdefault((row.county, row.name), []).append(met)


def ledger_of(
    numbers: Iterable[tuple[str, int]],
    compounds: Mapping[int, Present],
    aliases: Iterable[tuple[str, int]] = (),
    former: Iterable[tuple[str, int]] = (),
) -> Ledger:
    """The compounds as rows look for them; `numbers` are (number, id), also of compounds that carry several, `aliases`
    are (compared earlier name, id), `former` (number that it had before, id)."""
    ledger = Ledger(former=frozenset(former))
    for number, compound in numbers:
        if compound in compounds:
            ledger.by_number.setdefault(number, []).append(compounds[compound])
    for present in compounds.values():
        ledger.by_name.setdefault((present.county, present.name), []).append(present)
    for alias, compound in aliases:
        known = compounds.get(compound)
        if known and alias != known.name:
            ledger.by_alias.setdefault((known.county, alias), []).append(known)
    return ledger

"""What a compound's identity consists of, and how it is written in a change set (no Django here).

Identity stands in columns of the compound and its other names, not among the ledger's facts; but its changes are recorded
like changes of facts, under the names below, so that a rename or a new place has a date, a source and a way back.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sanwu.base.text import full_pinyin, match_name, search_text

NAME = "compound_name"
CODE = "compound_code"
ALIAS = "compound_alias"
OLD_NUMBER = "compound_old_number"
KIND = "compound_kind"
DIVISION = "division_code"
ADDRESS = "address"
POINT = "compound_point"
WITHDRAWN = "compound_withdrawn"
MERGED = "compound_merged_into"

COUNTY_DIGITS = 6  # of a division code: names and numbers are compared within a county

# Each is a key of {fact: [old, new]}: texts, but for ALIAS and OLD_NUMBER (lists), WITHDRAWN (true) and MERGED (the id
# of another compound); absent is None.
IDENTITY = (NAME, CODE, ALIAS, OLD_NUMBER, KIND, DIVISION, ADDRESS, POINT, WITHDRAWN, MERGED)


class Identity(NamedTuple):
    """All that tells one compound from another. `point` is (longitude, latitude) as decimal texts of seven places."""

    name: str
    division_code: str
    number: str | None = None
    aliases: tuple[str, ...] = ()
    kind: str = "compound"
    address: str = ""
    point: tuple[str, str] | None = None
    datum: str = ""
    withdrawn: bool = False
    old_numbers: tuple[str, ...] = ()
    merged_into: int | None = None

    def values(self) -> dict[str, Any]:
        """As it is written in change sets; what is absent is left out."""
        stated: dict[str, Any] = {
            NAME: self.name,
            CODE: self.number,
            ALIAS: sorted(self.aliases) or None,
            OLD_NUMBER: sorted(self.old_numbers) or None,
            KIND: self.kind,
            DIVISION: self.division_code,
            ADDRESS: self.address or None,
            POINT: point_text(self.point, self.datum),
            WITHDRAWN: self.withdrawn or None,
            MERGED: self.merged_into,
        }
        return {key: value for key, value in stated.items() if value is not None}

    def with_changes(self, new: Mapping[str, Any]) -> "Identity":
        """The identity after a change set, {key: new value}; keys that are no identity are left alone."""
        changes: dict[str, Any] = {}
        if NAME in new:
            changes["name"] = new[NAME]
        if CODE in new:
            changes["number"] = new[CODE]
        if ALIAS in new:
            changes["aliases"] = tuple(new[ALIAS] or ())
        if OLD_NUMBER in new:
            changes["old_numbers"] = tuple(new[OLD_NUMBER] or ())
        if KIND in new:
            changes["kind"] = new[KIND]
        if DIVISION in new:
            changes["division_code"] = new[DIVISION]
        if ADDRESS in new:
            changes["address"] = new[ADDRESS] or ""
        if POINT in new:
            longitude, latitude, datum = ((new[POINT] or "") + ",,").split(",")[:3]
            changes["point"] = (longitude, latitude) if new[POINT] else None
            changes["datum"] = datum
        if WITHDRAWN in new:
            changes["withdrawn"] = bool(new[WITHDRAWN])
        if MERGED in new:
            changes["merged_into"] = new[MERGED]
        return self._replace(**changes)


def identity_changes(before: Identity, after: Identity) -> dict[str, tuple[Any, Any]]:
    """What differs, as a change set writes it; a name is never taken away."""
    if before == after:
        return {}
    old, new = before.values(), after.values()
    return {
        key: (old.get(key), new.get(key))
        for key in {*old, *new}
        if old.get(key) != new.get(key) and not (key == NAME and new.get(key) is None)
    }


def point_text(point: tuple[str, str] | None, datum: str = "") -> str | None:
    """Longitude, latitude and the datum they were given in: "110.3300000,20.0300000,gcj02"."""
    return None if point is None else ",".join((*point, datum) if datum else point)


def found_by(identity: Identity) -> str:
    """The text in which a search looks."""
    numbers = (*((identity.number,) if identity.number else ()), *identity.old_numbers)
    return search_text(identity.name, aliases=identity.aliases, numbers=numbers, address=identity.address)


def compared_name(name: str) -> str:
    return match_name(name)[:100]


def name_key(name: str) -> str:
    """What lists are sorted by: full pinyin, so that names stand where people look for them."""
    return full_pinyin(name)[:200]

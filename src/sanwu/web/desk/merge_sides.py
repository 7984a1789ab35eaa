"""Two compounds beside each other: who they are, and what each of them says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import identities, numbers_of
from sanwu.ledger.selectors import entry_of, known_facts
from sanwu.territory.models import Division
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import fact_text, title_of


@dataclass(frozen=True)
class Side:
    """One compound of a pair."""

    compound: Compound
    place: str
    number: str
    href: str


@dataclass(frozen=True)
class Compared:
    """One line of the comparison: what the one says, what the other says."""

    title: Text
    one: str
    other: str

    @property
    def known_once(self) -> bool:
        """Whether only one of them says anything, which contradicts nothing."""
        return not (self.one and self.other)

    @property
    def differs(self) -> bool:
        return self.one != self.other


def sides_of(compounds: list[Compound]) -> dict[int, Side]:
    numbers = numbers_of(compound.pk for compound in compounds)
    return {
        compound.pk: Side(
            compound, _place(compound.division), numbers.get(compound.pk, ""),
            reverse("compound", args=[compound.pk]),
        )
        for compound in compounds
    }  # fmt: skip


def _place(division: Division) -> str:
    """The division and the one above it: enough to tell two compounds of one area apart."""
    return f"{division.parent.name} {division.name}" if division.parent else division.name


def compared(gone: Compound, into: Compound) -> list[Compared]:
    """Identity and facts of both; what both do not know is left out."""
    known = dict(identities([gone.pk, into.pk]))
    lines = [
        Compared(title, text(known[gone.pk]), text(known[into.pk]))
        for title, text in (
            (gettext_lazy("别名"), lambda identity: "、".join(identity.aliases)),
            (gettext_lazy("地址"), lambda identity: identity.address),
            (gettext_lazy("位置"), _point),
        )
    ]
    one, other = entry_of(gone).facts, entry_of(into).facts
    for name, fact in known_facts().items():
        if fact.collected_by != "identity" and (name in one or name in other):
            lines.append(Compared(title_of(fact), _text(fact, one, name), _text(fact, other, name)))
    return [line for line in lines if line.one or line.other]


def _point(identity: Identity) -> str:
    return "，".join(identity.point) if identity.point else ""


def _text(fact: Any, facts: Mapping[str, Any], name: str) -> str:
    return fact_text(fact, facts[name]) if name in facts else ""

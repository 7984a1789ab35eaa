"""What a scheme speaks of (kinds of object), and which parts of the platform it switches on."""

from typing import Literal

from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_words import Clauses, Flag, Text
from sanwu.policy.predicate_fields import PredicateField

ObjectKind = Literal["compound", "building", "block", "community", "street", "unit", "case"]


class ObjectEntry(Entry):
    """A kind of object the scheme speaks of, under its local name. `when` tells it from compounds in the ledger."""

    within: ObjectKind | None = None
    when: PredicateField | None = None
    text: Text | None = None


class Modules(Part):
    """Parts of the platform that a scheme switches on or off; what is not named follows from what the scheme holds."""

    party: Flag | None = None
    partnerships: Flag | None = None
    petitions: Flag | None = None
    indicators: Flag | None = None
    votes: Flag | None = None
    money: Flag | None = None
    evaluation: Flag | None = None
    ladder: Flag | None = None
    ranks: Flag | None = None
    reports: Flag | None = None
    rosters: Flag | None = None
    clause: Clauses = ()
    note: Text | None = None

"""Who may see which part of the territory, as plain frozen values (design §2 *Scope*, §5).

A scope is built once per request by `people` and handed to every selector. It is fail-closed: a scope without grants sees nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ROOT_RANGE = ("0", ":")  # ":" follows "9", so this half-open range holds every 12-digit code


class Access(StrEnum):
    """How rows of a model are guarded; every model states one (security.md §5, net 2)."""

    SCOPED = "scoped"  # rows belong to a division; read only through visible_to(scope)
    REFERENCE = "reference"  # shared by all who have signed in
    SYSTEM = "system"  # the platform's own; no page shows rows to people without an administrator's post


class Privacy(StrEnum):
    """How sensitive a field is (security.md §4.1); every field of every model states one."""

    OPEN = "open"  # about places, assets, rules: nothing about a person
    INTERNAL = "internal"  # office matter, not for the public
    WORK = "work"  # P2: identifies a person in office
    PERSONAL = "personal"  # P3: identifies a resident or complainant
    SECRET = "secret"  # keys and hashes: never shown to anybody


class Ability(StrEnum):
    """What a post may do. Roles are turned into abilities by one table in `people`."""

    VIEW_LEDGER = "view_ledger"
    IMPORT_LEDGER = "import_ledger"
    CORRECT_FACT = "correct_fact"
    ANSWER_QUESTION = "answer_question"
    EXPORT_LEDGER = "export_ledger"
    OPEN_CAMPAIGN = "open_campaign"
    IMPORT_DIVISIONS = "import_divisions"
    VIEW_DIVISIONS = "view_divisions"
    VIEW_JOURNAL = "view_journal"
    MANAGE_ACCOUNTS = "manage_accounts"
    EDIT_COMPOUND = "edit_compound"
    MERGE_COMPOUND = "merge_compound"
    VIEW_DUTIES = "view_duties"
    FULFIL_DUTY = "fulfil_duty"
    GRANT_EXTENSION = "grant_extension"
    EDIT_CALENDAR = "edit_calendar"
    SUBMIT_LIST = "submit_list"
    REVIEW_LIST = "review_list"
    OVERRIDE_VERDICT = "override_verdict"
    DRAFT_SCHEME = "draft_scheme"
    PUBLISH_SCHEME = "publish_scheme"


@dataclass(frozen=True)
class Grant:
    """One post seen as a right: what may be done in one half-open code range, or on single objects.

    `objects` holds (type, id) pairs for posts without a subtree, such as a partner unit bound to some compounds.
    """

    role: str
    abilities: frozenset[Ability]
    low: str = ""
    high: str = ""
    objects: frozenset[tuple[str, int]] = frozenset()
    remit: str = ""

    def covers(self, code: str) -> bool:
        return bool(self.low) and self.low <= code < self.high


@dataclass(frozen=True)
class Scope:
    """All grants of one person on one day."""

    account_id: int | None = None
    grants: tuple[Grant, ...] = field(default_factory=tuple)

    def ranges(self, ability: Ability) -> tuple[tuple[str, str], ...]:
        """Half-open code ranges in which `ability` is held; ranges inside another are dropped."""
        found = sorted({(g.low, g.high) for g in self.grants if ability in g.abilities and g.low})
        kept: list[tuple[str, str]] = []
        for low, high in found:
            if not any(k_low <= low and high <= k_high for k_low, k_high in kept):
                kept.append((low, high))
        return tuple(kept)

    def objects(self, ability: Ability, kind: str) -> frozenset[int]:
        """Ids of single objects of `kind` on which `ability` is held."""
        return frozenset(i for g in self.grants if ability in g.abilities for k, i in g.objects if k == kind)

    def may(self, ability: Ability, code: str | None = None) -> bool:
        """Whether `ability` is held in the division `code`, or anywhere when no code is given."""
        if code is None:
            return any(ability in g.abilities for g in self.grants)
        return any(ability in g.abilities and g.covers(code) for g in self.grants)


NOBODY = Scope()


def everywhere(abilities: Iterable[Ability] = tuple(Ability)) -> Scope:
    """The scope of the local operator at the command line: all abilities in all divisions."""
    return Scope(None, (Grant("local_operator", frozenset(abilities), *ROOT_RANGE),))


def labels(**fields: str) -> Mapping[str, Privacy]:
    """Privacy labels of a model: labels(open="code name", work="actor_name") -> {field: Privacy}."""
    return {name: Privacy(label) for label, names in fields.items() for name in names.split()}

"""Composing a list from the current verdicts of a division: plain rows, the same for the preview and for what is frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from sanwu.base.codes import range_of
from sanwu.base.digest import digest, digest_rows
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded, rules_of
from sanwu.compounds.enums import OtherNameKind
from sanwu.compounds.models import OtherName
from sanwu.decisions.filing_enums import Change, RowDecision
from sanwu.decisions.filing_terms import Terms, terms_of
from sanwu.decisions.models import ListRow, ListVersion, ReviewedRow, Verdict
from sanwu.decisions.overridden import Overridden, overrides_in
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.outcomes import Outcome
from sanwu.territory.models import Division

YES, UNKNOWN = Outcome.YES.value, Outcome.UNKNOWN.value
CHUNK = 900
DEEPEST = 3  # community, street, county


class Row(NamedTuple):
    """A compound as a list says it; the fields are those of ListRow."""

    compound_id: int
    division_code: str
    place: str
    name: str
    number: str
    address: str
    facts: dict[str, Any]
    rule_outcome: str
    outcome: str
    missing: str
    override: dict[str, str] | None
    decisions: dict[str, str]
    revision: int
    change: str = Change.SAME
    carried: str = ""

    @property
    def content(self) -> str:
        """The digest of what is said of the compound; where it stands in the list and what it was before do not count."""
        return digest([*self[:12]])


@dataclass(frozen=True)
class Composition:
    """What a division would hand in now. `struck` are compounds that an earlier version's review rejected and that are
    unchanged since; `removed` were in the version before and are not any more. `digest` covers the rows."""

    terms: Terms
    rows: list[Row]
    struck: list[Row] = field(default_factory=list)
    removed: list[ListRow] = field(default_factory=list)

    @property
    def unknown(self) -> int:
        """Rows still to be verified."""
        return sum(row.outcome == UNKNOWN for row in self.rows)

    def count(self, change: Change) -> int:
        """Rows that compare so with the version before."""
        return sum(row.change == change for row in self.rows)

    @property
    def unchanged(self) -> bool:
        """Whether every row says what the version before said, and none came or went."""
        return not self.removed and all(row.change == Change.SAME for row in self.rows)

    @property
    def digest(self) -> str:
        """What a person has seen before signing."""
        return digest_rows([row.compound_id, row.content] for row in self.rows)


def compose(
    campaign: Campaign, division: str, *, with_unknown: bool = True, previous: ListVersion | None = None
) -> Composition:
    """The compounds of a division that the list's condition holds for, and those still to be verified, by place and name.

    Compared with `previous`, the version before; nothing is written.
    """
    terms = terms_of(campaign)
    wanted = _wanted(campaign, terms, division, with_unknown)
    rows = _rows(campaign, terms, division, wanted)
    rows.sort(key=lambda row: (row.division_code, row.name, row.compound_id))
    return _compared(terms, rows, previous)


class _Said(NamedTuple):
    outcome: str
    in_force: str
    missing: str
    revision: int


@dataclass(frozen=True)
class _Wanted:
    verdicts: Mapping[int, Mapping[str, _Said]]
    overrides: Mapping[int, Mapping[str, Overridden]]
    listed: list[int]


def _wanted(campaign: Campaign, terms: Terms, division: str, with_unknown: bool) -> _Wanted:
    low, high = range_of(division)
    rule = terms.condition.id
    overrides = overrides_in(campaign, low, high)
    outcomes = {YES, UNKNOWN} if with_unknown else {YES}
    verdicts: dict[int, dict[str, _Said]] = {}
    current = Verdict.objects.filter(campaign=campaign, current=True, division_code__gte=low, division_code__lt=high)
    fields = ("compound_id", "rule", "outcome", "in_force", "missing", "revision")
    for compound, name, *said in current.order_by().values_list(*fields).iterator(chunk_size=5000):
        verdicts.setdefault(compound, {})[name] = _Said(*said)

    listed = [pk for pk, said in sorted(verdicts.items()) if rule in said and said[rule].in_force in outcomes]
    return _Wanted(verdicts, overrides, listed)


def _rows(campaign: Campaign, terms: Terms, division: str, wanted: _Wanted) -> list[Row]:
    scheme = loaded(campaign.scheme_version)
    shown = [name for name, fact in scheme.dictionary.facts.items() if fact.listed]
    kept = dict.fromkeys([*rules_of(campaign.scheme_version).facts, *shown])
    found: list[Row] = []
    for start in range(0, len(wanted.listed), CHUNK):
        ids = wanted.listed[start : start + CHUNK]
        entries = LedgerEntry.objects.filter(pk__in=ids).select_related("compound__division__parent__parent")
        for entry in entries.annotate(number=Subquery(_first_number())):
            compound, facts = entry.compound, entry.facts
            verdicts, said = wanted.verdicts[entry.pk], wanted.overrides.get(entry.pk, {})
            own, over = verdicts[terms.condition.id], said.get(terms.condition.id)
            outcome = own.in_force
            decided = {rule: verdict.in_force for rule, verdict in sorted(verdicts.items()) if rule in scheme.decisions}
            row = Row(
                entry.pk, compound.division_id, _place(compound.division, division), compound.name,
                entry.number or "", compound.address,
                {name: facts[name] for name in kept if facts.get(name) is not None},
                own.outcome, outcome, own.missing if outcome == UNKNOWN else "", over.as_json() if over else None,
                decided, own.revision,
            )  # fmt: skip
            found.append(row)
    return found


def _first_number() -> QuerySet[Any]:
    """The external number that an office knows a compound by."""
    numbers = OtherName.objects.filter(compound=OuterRef("compound"), kind=OtherNameKind.NUMBER)
    return numbers.order_by("id").values("text")[:1]


def _place(here: Division | None, top: str) -> str:
    """The names of a division and of those above it, as far as the one that reports."""
    names: list[str] = []
    while here is not None and here.code != top and len(names) < DEEPEST:
        names.insert(0, here.name)
        here = here.parent if len(names) < DEEPEST else None
    return "".join(names)


def _compared(terms: Terms, rows: list[Row], previous: ListVersion | None) -> Composition:
    """Mark what changed since the version before, and leave out what a review struck off and nothing has changed since."""
    if previous is None:
        return Composition(terms, rows)
    before = {row.compound_id: row for row in ListRow.objects.filter(version=previous)}
    newest = _newest_opinions(previous)
    rejected = _rejected(newest)
    listed: list[Row] = []
    struck: list[Row] = []
    for row in rows:
        old = before.pop(row.compound_id, None)
        if (row.compound_id, row.content) in rejected:
            struck.append(row)
        elif old is None:
            listed.append(row._replace(change=Change.ADDED))
        elif old.content != row.content:
            listed.append(row._replace(change=Change.CHANGED))
        else:
            accepted = newest.get(old.pk, old.carried) == RowDecision.ACCEPT
            listed.append(row._replace(carried=RowDecision.ACCEPT if accepted else ""))
    return Composition(terms, listed, struck, sorted(before.values(), key=lambda row: row.position))


def _newest_opinions(previous: ListVersion) -> dict[int, str]:
    """{row: decision} of every row that was ever reviewed in some version of this list; the newest comes last and stays."""
    versions = ListVersion.objects.filter(campaign=previous.campaign_id, division_code=previous.division_code)
    opinions = ReviewedRow.objects.filter(review__version__in=versions).order_by("id")
    return dict(opinions.values_list("row_id", "decision"))


def _rejected(newest: Mapping[int, str]) -> set[tuple[int, str]]:
    """(compound, content) of the rows that were rejected in the end."""
    ids = [pk for pk, decision in newest.items() if decision == RowDecision.REJECT]
    found: set[tuple[int, str]] = set()
    for start in range(0, len(ids), CHUNK):
        found.update(ListRow.objects.filter(pk__in=ids[start : start + CHUNK]).values_list("compound_id", "content"))
    return found


def decisions_of(rows: Iterable[ListRow]) -> dict[int, str]:
    """{row: what the review says of it now}; rows of which nothing was said are left out."""
    rows = list(rows)
    found = {row.pk: row.carried for row in rows if row.carried}
    wanted = {row.pk for row in rows}
    opinions = ReviewedRow.objects.filter(review__version_id__in={row.version_id for row in rows}).order_by("id")
    said = opinions.values_list("row_id", "decision")
    return found | {pk: decision for pk, decision in said if pk in wanted}  # the newest of a row comes last

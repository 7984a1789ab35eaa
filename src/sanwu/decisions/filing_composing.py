"""Composing a list from the current verdicts of a division: plain rows, the same for the preview and for what is frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sanwu.base.codes import range_of
from sanwu.base.digest import digest, digest_rows
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded, rules_of
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import numbers_of
from sanwu.decisions.filing_enums import Change, RowDecision
from sanwu.decisions.filing_terms import Terms, terms_of
from sanwu.decisions.models import ListRow, ListVersion, ReviewedRow, Verdict
from sanwu.decisions.overridden import Overridden, overrides_in
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.outcomes import Outcome
from sanwu.territory.selectors import full_names

YES, UNKNOWN = Outcome.YES.value, Outcome.UNKNOWN.value
CHUNK = 900


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


@dataclass(frozen=True)
class _Wanted:
    verdicts: Mapping[int, Mapping[str, Verdict]]
    overrides: Mapping[int, Mapping[str, Overridden]]
    listed: list[int]


def _wanted(campaign: Campaign, terms: Terms, division: str, with_unknown: bool) -> _Wanted:
    low, high = range_of(division)
    rule = terms.condition.id
    overrides = overrides_in(campaign, low, high)
    current = Verdict.objects.filter(campaign=campaign, current=True, division_code__gte=low, division_code__lt=high)
    own = dict(current.filter(rule=rule).order_by().values_list("compound_id", "outcome"))
    effective = {
        pk: overrides.get(pk, {})[rule].outcome if rule in overrides.get(pk, {}) else out for pk, out in own.items()
    }
    outcomes = {YES, UNKNOWN} if with_unknown else {YES}
    listed = sorted(pk for pk, outcome in effective.items() if outcome in outcomes)
    verdicts: dict[int, dict[str, Verdict]] = {}
    for start in range(0, len(listed), CHUNK):
        for verdict in current.filter(compound_id__in=listed[start : start + CHUNK]).order_by():
            verdicts.setdefault(verdict.compound_id, {})[verdict.rule] = verdict
    return _Wanted(verdicts, overrides, listed)


def _rows(campaign: Campaign, terms: Terms, division: str, wanted: _Wanted) -> list[Row]:
    scheme = loaded(campaign.scheme_version)
    shown = [name for name, fact in scheme.dictionary.facts.items() if fact.listed]
    kept = dict.fromkeys([*rules_of(campaign.scheme_version).facts, *shown])
    above = len(full_names([division]).get(division, ""))
    found: list[Row] = []
    for start in range(0, len(wanted.listed), CHUNK):
        ids = wanted.listed[start : start + CHUNK]
        compounds = {compound.pk: compound for compound in Compound.objects.filter(pk__in=ids)}
        entries = dict(LedgerEntry.objects.filter(pk__in=ids).values_list("pk", "facts"))
        numbers = numbers_of(ids)
        places = full_names({compound.division_id for compound in compounds.values()})
        for pk in ids:
            compound, facts = compounds[pk], entries.get(pk, {})
            own = wanted.verdicts[pk][terms.condition.id]
            said = wanted.overrides.get(pk, {})
            over = said.get(terms.condition.id)
            outcome = over.outcome if over else own.outcome
            found.append(
                Row(
                    pk,
                    compound.division_id,
                    places.get(compound.division_id, "")[above:].strip(),
                    compound.name,
                    numbers.get(pk, ""),
                    compound.address,
                    {name: facts[name] for name in kept if facts.get(name) is not None},
                    own.outcome,
                    outcome,
                    own.missing if outcome == UNKNOWN else "",
                    over.as_json() if over else None,
                    {
                        rule: said[rule].outcome if rule in said else verdict.outcome
                        for rule, verdict in sorted(wanted.verdicts[pk].items())
                        if rule in scheme.decisions
                    },
                    own.revision,
                )
            )
    return found


def _compared(terms: Terms, rows: list[Row], previous: ListVersion | None) -> Composition:
    """Mark what changed since the version before, and leave out what a review struck off and nothing has changed since."""
    if previous is None:
        return Composition(terms, rows)
    before = {row.compound_id: row for row in ListRow.objects.filter(version=previous)}
    said = decisions_of(before.values())
    rejected = _rejected(previous)
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
            accepted = said.get(old.pk) == RowDecision.ACCEPT
            listed.append(row._replace(carried=RowDecision.ACCEPT if accepted else ""))
    return Composition(terms, listed, struck, sorted(before.values(), key=lambda row: row.position))


def _rejected(previous: ListVersion) -> set[tuple[int, str]]:
    """(compound, content) of every row that the review of some version of this list rejected in the end."""
    versions = ListVersion.objects.filter(campaign=previous.campaign_id, division_code=previous.division_code)
    # in the order of the opinions, so that the newest on a row is what stays
    newest = dict(
        ReviewedRow.objects.filter(review__version__in=versions).order_by("id").values_list("row_id", "decision")
    )
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

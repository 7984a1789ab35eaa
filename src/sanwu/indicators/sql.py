"""What the sums follow, by its numbers, in one walk of an index each."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

IDS_AT_ONCE = 500


class Since(NamedTuple):
    """How far a campaign is folded (`version` None: not at all), and how far everything has come."""

    version: int | None
    folded: "Head"
    head: "Head"


class TailRow(NamedTuple):
    """A compound as it stands, and as the sums hold it; None where it is not in the one or the other."""

    compound: int
    division: str | None
    facts: dict[str, Any]
    folded_division: str | None
    folded_figures: str


class Head(NamedTuple):
    """The last numbers of change sets, of entries into campaigns, of verdicts, and of decisions against them."""

    change_set: int
    entry: int
    verdict: int
    override: int


LAST = (
    "(SELECT max(id) FROM ledger_changeset), (SELECT max(id) FROM campaigns_campaigncompound),"
    " (SELECT max(id) FROM decisions_verdict), (SELECT max(id) FROM decisions_verdictoverride)"
)
HEAD = f"SELECT {LAST}"
THROUGH = (
    f"SELECT c.id, f.scheme_version_id, f.change_set, f.entry, f.verdict, f.override, {LAST} FROM campaigns_campaign c"  # noqa: S608
    " LEFT JOIN indicators_foldedthrough f ON f.campaign_id = c.id WHERE c.id IN ({holders})"
)
# The unary plus keeps SQLite on the numbers: by campaign it would walk all that ever happened in it.
TOUCHED = (
    "SELECT v.compound_id FROM decisions_verdict v WHERE v.id > %s AND +v.campaign_id = %s"
    " UNION SELECT e.compound_id FROM campaigns_campaigncompound e WHERE e.id > %s AND +e.campaign_id = %s"
    " UNION SELECT o.compound_id FROM decisions_verdictoverride o WHERE o.id > %s AND +o.campaign_id = %s"
    " UNION SELECT l.compound_id FROM ledger_ledgerentry l CROSS JOIN campaigns_campaigncompound e"
    " WHERE l.revision > %s AND e.campaign_id = %s AND e.compound_id = l.compound_id"
)
# One row for each compound of the tail: as it stands (NULL where it is not in the campaign), and as the sums hold it.
TAIL = (
    "SELECT t.compound_id, l.division_code, l.facts, f.division_code, f.figures"
    " FROM (SELECT compound_id FROM ({touched}) u ORDER BY compound_id LIMIT %s) t"
    " LEFT JOIN campaigns_campaigncompound e"
    " ON e.campaign_id = %s AND e.compound_id = t.compound_id AND e.left_on IS NULL"
    " LEFT JOIN ledger_ledgerentry l ON l.compound_id = e.compound_id"
    " LEFT JOIN indicators_foldedcompound f ON f.campaign_id = %s AND f.compound_id = t.compound_id"
    " ORDER BY t.compound_id"
)
ALL = (
    "SELECT compound_id FROM campaigns_campaigncompound WHERE campaign_id = %s AND left_on IS NULL"
    " UNION SELECT compound_id FROM indicators_foldedcompound WHERE campaign_id = %s"
)
FACTS = (
    "SELECT e.compound_id, l.division_code, l.facts FROM campaigns_campaigncompound e"
    " JOIN ledger_ledgerentry l ON l.compound_id = e.compound_id"
    " WHERE e.campaign_id = %s AND e.left_on IS NULL AND e.compound_id IN ({holders})"
)

# What the sums hold of some compounds stood on the days from its own to the one before this; unless it is of this day.
KEEP = (
    "INSERT INTO indicators_foldedearlier (campaign_id, compound_id, division_code, figures, since, until)"
    " SELECT campaign_id, compound_id, division_code, figures, since, %s FROM indicators_foldedcompound"
    " WHERE campaign_id = %s AND since < %s AND compound_id IN ({holders}) ON CONFLICT DO NOTHING"
)


def head() -> Head:
    """How far everything has come."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        return Head(*(value or 0 for value in cursor.fetchone()))


def since(campaigns: Sequence[int]) -> dict[int, Since]:
    """How far each of these campaigns is folded, and how far everything has come, in one look."""
    rows = _rows(THROUGH.format(holders=", ".join(["%s"] * len(campaigns))), campaigns) if campaigns else []
    return {
        pk: Since(version, Head(*(n or 0 for n in numbers[:4])), Head(*(n or 0 for n in numbers[4:])))
        for pk, version, *numbers in rows
    }


def touched(campaign_id: int, since: Head) -> list[int]:
    """Compounds of a campaign of which something was written after `since`, by id."""
    statement = f"SELECT compound_id FROM ({TOUCHED}) t ORDER BY compound_id"  # noqa: S608 - our own words
    return [row[0] for row in _rows(statement, _touched(campaign_id, since))]


def tail(campaign_id: int, since: Head, limit: int) -> list[TailRow]:
    """The same, each as it stands and as the sums hold it; at most `limit` of them."""
    params = [*_touched(campaign_id, since), limit, campaign_id, campaign_id]
    return [
        TailRow(compound, division, as_facts(facts), before, figures or "")
        for compound, division, facts, before, figures in _rows(TAIL.format(touched=TOUCHED), params)
    ]


def _touched(campaign_id: int, since: Head) -> list[int]:
    return [
        since.verdict, campaign_id, since.entry, campaign_id, since.override, campaign_id, since.change_set, campaign_id,
    ]  # fmt: skip


def everything(campaign_id: int) -> list[int]:
    """All compounds that are in a campaign or in its sums, by id."""
    statement = f"SELECT compound_id FROM ({ALL}) t ORDER BY compound_id"  # noqa: S608 - our own words
    return [row[0] for row in _rows(statement, [campaign_id, campaign_id])]


def facts_of(campaign_id: int, compounds: Sequence[int]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(compound, division, facts) of those that are in the campaign now."""
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        statement = FACTS.format(holders=", ".join(["%s"] * len(some)))
        for compound, division, facts in _rows(statement, [campaign_id, *some]):
            yield compound, division, as_facts(facts)


def keep_earlier(campaign_id: int, compounds: Sequence[int], day: Any) -> None:
    """Before the sums hold something else of these compounds from `day` on (as the engine stores it): what they held."""
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        with connection.cursor() as cursor:
            statement = KEEP.format(holders=", ".join(["%s"] * len(some)))
            cursor.execute(statement, [day, campaign_id, day, *some])


def as_facts(value: Any) -> dict[str, Any]:
    """A JSON column as a value: one of the drivers hands over text."""
    found: dict[str, Any] = (json.loads(value) if isinstance(value, str) else value) or {}
    return found


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())

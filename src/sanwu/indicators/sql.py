"""What the sums follow, by its numbers, in one walk of an index each."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

IDS_AT_ONCE = 500


class Head(NamedTuple):
    """The last numbers of change sets, of entries into campaigns, and of verdicts."""

    change_set: int
    entry: int
    verdict: int


HEAD = (
    "SELECT (SELECT max(id) FROM ledger_changeset), (SELECT max(id) FROM campaigns_campaigncompound),"
    " (SELECT max(id) FROM decisions_verdict)"
)
# The unary plus keeps SQLite on the numbers: by campaign it would walk all that ever happened in it.
TOUCHED = (
    "SELECT v.compound_id FROM decisions_verdict v WHERE v.id > %s AND +v.campaign_id = %s"
    " UNION SELECT e.compound_id FROM campaigns_campaigncompound e WHERE e.id > %s AND +e.campaign_id = %s"
    " UNION SELECT l.compound_id FROM ledger_ledgerentry l CROSS JOIN campaigns_campaigncompound e"
    " WHERE l.revision > %s AND e.campaign_id = %s AND e.compound_id = l.compound_id"
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


def head() -> Head:
    """How far everything has come."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        return Head(*(value or 0 for value in cursor.fetchone()))


def touched(campaign_id: int, since: Head, limit: int | None = None) -> list[int]:
    """Compounds of a campaign of which something was written after `since`, by id; at most `limit` of them."""
    some = "" if limit is None else f" LIMIT {int(limit)}"
    statement = f"SELECT compound_id FROM ({TOUCHED}) t ORDER BY compound_id{some}"  # noqa: S608 - our own words
    params = [since.verdict, campaign_id, since.entry, campaign_id, since.change_set, campaign_id]
    return [row[0] for row in _rows(statement, params)]


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
            yield compound, division, json.loads(facts) if isinstance(facts, str) else facts


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())

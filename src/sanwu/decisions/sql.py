"""Reading what the rules need, and the verdicts that stand, in one pass each (design §9: columns, not instances)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

CHUNK = 5000


def facts_of_campaign(campaign_id: int, after_change: int, after_entry: int) -> Iterator[tuple[int, str, int, Any]]:
    """(compound, division, revision, facts as stored) of the compounds in a campaign, by compound.

    Only those whose ledger row changed after `after_change`, or that entered by an entry after `after_entry`.
    """
    statement = (
        "SELECT e.compound_id, l.division_code, l.revision, l.facts FROM campaigns_campaigncompound e"
        " JOIN ledger_ledgerentry l ON l.compound_id = e.compound_id"
        " WHERE e.campaign_id = %s AND e.left_on IS NULL AND (l.revision > %s OR e.id > %s) ORDER BY e.compound_id"
    )
    yield from _rows(statement, [campaign_id, after_change, after_entry])


def standing_verdicts(
    campaign_id: int, low: int, high: int
) -> Iterator[tuple[int, str, str, int | None, str, str, int]]:
    """(compound, rule, outcome, row, missing, division, id) of the current verdicts of compounds from `low` to `high`."""
    statement = (
        "SELECT compound_id, rule, outcome, row, missing, division_code, id FROM decisions_verdict"
        " WHERE campaign_id = %s AND current AND compound_id BETWEEN %s AND %s"
    )
    yield from _rows(statement, [campaign_id, low, high])


def left_since(campaign_id: int) -> list[int]:
    """Ids of current verdicts whose compound is no longer in the campaign."""
    statement = (
        "SELECT v.id FROM decisions_verdict v JOIN campaigns_campaigncompound e"
        " ON e.campaign_id = v.campaign_id AND e.compound_id = v.compound_id"
        " WHERE v.campaign_id = %s AND v.current AND e.left_on IS NOT NULL"
    )
    return [row[0] for row in _rows(statement, [campaign_id])]


def verdict_rows(first: int, count: int) -> Iterator[tuple[Any, ...]]:
    """(id, compound, rule, outcome, row, missing, revision) of a run's verdicts, which have consecutive ids."""
    statement = (
        "SELECT id, compound_id, rule, outcome, row, missing, revision FROM decisions_verdict"
        " WHERE id >= %s AND id < %s ORDER BY id"
    )
    yield from _rows(statement, [first, first + count])


def _rows(statement: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows

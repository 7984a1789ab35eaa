"""How far ledger, campaigns, verdicts and decisions have come, and what was written since: each in one look."""

from typing import Any, NamedTuple

from sanwu.decisions.sql import at_once


class Head(NamedTuple):
    """How far ledger, campaigns, verdicts and decisions against them have come: two equal heads mean that nothing was
    written in between."""

    change_set: int
    entry: int
    verdict: int
    override: int


def head() -> Head:
    """The last ids."""
    [last] = at_once(
        "SELECT (SELECT max(id) FROM ledger_changeset), (SELECT max(id) FROM campaigns_campaigncompound),"
        " (SELECT max(id) FROM decisions_verdict), (SELECT max(id) FROM decisions_verdictoverride)"
    )
    return Head(*(value or 0 for value in last))


def moment() -> tuple[tuple[int, str], Head]:
    """Number and hash of the last journal entry, and the last ids, in one look."""
    [(number, hashed, *last)] = at_once(
        "SELECT a.number, a.hash, (SELECT max(id) FROM ledger_changeset),"
        " (SELECT max(id) FROM campaigns_campaigncompound), (SELECT max(id) FROM decisions_verdict),"
        " (SELECT max(id) FROM decisions_verdictoverride) FROM (SELECT 1) o LEFT JOIN"
        " (SELECT number, hash FROM records_act ORDER BY number DESC LIMIT 1) a ON 1 = 1"
    )
    return (number or 0, hashed or ""), Head(*(value or 0 for value in last))


class Since(NamedTuple):
    """Whether the database is a later state of one that had a journal entry, how many compounds a campaign has now, and
    which of them changed, entered, were judged or decided since."""

    later: bool
    here: int
    changed: list[int]


SINCE = (
    "SELECT 0 AS source, count(*) AS pk FROM records_act WHERE number = %s AND hash = %s"
    " UNION ALL SELECT 1, count(*) FROM campaigns_campaigncompound WHERE campaign_id = %s AND left_on IS NULL"
    " UNION ALL SELECT 2, s.compound_id FROM (SELECT compound_id FROM ledger_changeset WHERE id > %s LIMIT %s) s"
    " UNION ALL SELECT 3, s.compound_id FROM (SELECT compound_id FROM campaigns_campaigncompound"
    " WHERE id > %s AND campaign_id = %s LIMIT %s) s"
    " UNION ALL SELECT 4, s.compound_id FROM (SELECT compound_id FROM decisions_verdict"
    " WHERE id > %s AND campaign_id = %s LIMIT %s) s"
    " UNION ALL SELECT 5, s.compound_id FROM (SELECT compound_id FROM decisions_verdictoverride"
    " WHERE id > %s AND campaign_id = %s LIMIT %s) s"
)


def since(campaign_id: int, act: tuple[int, str], head: Head, limit: int) -> Since:
    """In one look; of more changed compounds than `limit` some are enough."""
    params: list[Any] = [*act, campaign_id, head.change_set, limit]
    for last in (head.entry, head.verdict, head.override):
        params += [last, campaign_id, limit]
    later, here, changed = False, 0, set()
    for source, number in at_once(SINCE, params):
        if source == 0:
            later = number > 0
        elif source == 1:
            here = number
        else:
            changed.add(number)
    return Since(later, here, sorted(changed))

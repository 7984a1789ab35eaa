"""Reading what the rules need, and the verdicts that stand, in one pass each (design §9: columns, not instances)."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

CHUNK = 5000
IDS_AT_ONCE = 500


# The inner lists are ordered so that an engine which cannot guess how few they are walks their index all the same.
BEHIND = (
    "SELECT EXISTS (SELECT 1 FROM decisions_judgedthrough WHERE campaign_id = %s AND scheme_version_id <> %s)"
    " OR EXISTS (SELECT 1 FROM (SELECT campaign_id, left_on FROM campaigns_campaigncompound WHERE id >"
    " (SELECT coalesce(max(entry), 0) FROM decisions_judgedthrough WHERE campaign_id = %s) ORDER BY id LIMIT 2000000000) e"
    " WHERE e.campaign_id = %s AND e.left_on IS NULL)"
    " OR EXISTS (SELECT 1 FROM (SELECT compound_id FROM ledger_ledgerentry WHERE revision >"
    " (SELECT coalesce(max(change_set), 0) FROM decisions_judgedthrough WHERE campaign_id = %s)"
    " ORDER BY revision LIMIT 2000000000) l CROSS JOIN campaigns_campaigncompound e"
    " WHERE e.campaign_id = %s AND e.compound_id = l.compound_id AND e.left_on IS NULL)"
)


def is_behind(campaign_id: int, scheme_version_id: int) -> bool:
    """Whether a compound of the campaign changed or entered since it was judged, or another version judged it."""
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, [campaign_id, scheme_version_id, *[campaign_id] * 4])
        return bool(cursor.fetchone()[0])


FACTS = (
    "SELECT e.compound_id, l.division_code, l.revision, l.facts FROM {source}"
    " WHERE e.campaign_id = %s AND e.left_on IS NULL{condition}"
)


def facts_of_campaign(campaign_id: int) -> Iterator[tuple[int, str, int, Any]]:
    """(compound, division, revision, facts as stored) of the compounds in a campaign, by compound."""
    source = "campaigns_campaigncompound e JOIN ledger_ledgerentry l ON l.compound_id = e.compound_id"
    yield from in_chunks(FACTS.format(source=source, condition="") + " ORDER BY e.compound_id", [campaign_id])


def facts_since(campaign_id: int, change_set: int, entry: int) -> Iterator[tuple[int, str, int, Any]]:
    """The same of compounds that changed after a change set, or entered by an entry after `entry`.

    Two walks of an index each, so that one correction in a large campaign costs what it changes.
    """
    changed = "ledger_ledgerentry l CROSS JOIN campaigns_campaigncompound e"
    entered = "campaigns_campaigncompound e CROSS JOIN ledger_ledgerentry l"
    same = " AND e.compound_id = l.compound_id"
    yield from in_chunks(
        FACTS.format(source=changed, condition=f"{same} AND l.revision > %s")
        + " UNION ALL "
        + FACTS.format(source=entered, condition=f"{same} AND e.id > %s AND l.revision <= %s")
        + " ORDER BY 1",
        [campaign_id, change_set, campaign_id, entry, change_set],
    )


class Gathered(Aggregate):
    """The texts of a group, comma-separated, in any order."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="group_concat", **extra)


def gathered_texts(verdicts: QuerySet[Any]) -> list[tuple[str, int]]:
    """(facts, compounds): how many compounds wait for the very same facts, comma-separated and perhaps repeated.

    Every compound of these verdicts counts once, whatever rules keep it open. EmptyResultSet where there can be none.
    """
    texts = verdicts.order_by().values("compound_id").annotate(waiting=Gathered("missing")).values("waiting")
    statement, params = texts.query.sql_with_params()
    counted = f"SELECT waiting, count(*) FROM ({statement}) w GROUP BY waiting"  # noqa: S608 - values stay parameters
    return [(text, n) for text, n in in_chunks(counted, params)]


VERDICTS = "SELECT compound_id, rule, outcome, row, missing, division_code, id FROM decisions_verdict"


def standing_verdicts(
    campaign_id: int, compounds: Sequence[int] | None = None
) -> Iterator[tuple[int, str, str, int | None, str, str, int]]:
    """(compound, rule, outcome, row, missing, division, id) of the current verdicts, by compound; of some or of all."""
    if compounds is None:
        yield from in_chunks(f"{VERDICTS} WHERE campaign_id = %s AND current ORDER BY compound_id", [campaign_id])
        return
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        holders = ", ".join(["%s"] * len(some))
        yield from in_chunks(
            f"{VERDICTS} WHERE campaign_id = %s AND current AND compound_id IN ({holders}) ORDER BY compound_id",
            [campaign_id, *some],
        )


def verdicts_in_force(campaign_id: int, compounds: Sequence[int]) -> Iterator[tuple[int, str, str, str]]:
    """(compound, rule, outcome in force, missing) of the current verdicts of some compounds, by compound."""
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        holders = ", ".join(["%s"] * len(some))
        yield from in_chunks(
            "SELECT compound_id, rule, in_force, missing FROM decisions_verdict"  # noqa: S608 - values stay parameters
            f" WHERE campaign_id = %s AND current AND compound_id IN ({holders}) ORDER BY compound_id",
            [campaign_id, *some],
        )


def left_behind(campaign_id: int) -> list[int]:
    """Ids of current verdicts whose compound is no longer in the campaign."""
    statement = (
        "SELECT v.id FROM campaigns_campaigncompound e CROSS JOIN decisions_verdict v"
        " WHERE e.campaign_id = %s AND e.left_on IS NOT NULL"
        " AND v.campaign_id = %s AND v.current AND v.compound_id = e.compound_id"
    )
    return [row[0] for row in in_chunks(statement, [campaign_id, campaign_id])]


def move_verdicts(campaign_id: int, moved: Sequence[tuple[str, int]]) -> None:
    """Set the division beside the current verdicts of (division, compound): a copy for lists, nothing new is said."""
    statement = (
        "UPDATE decisions_verdict SET division_code = %s WHERE campaign_id = %s AND compound_id = %s AND current"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(division, campaign_id, compound) for division, compound in moved])


def verdict_rows(first: int, count: int) -> Iterator[tuple[Any, ...]]:
    """(id, compound, rule, outcome, row, missing, revision) of a run's verdicts, which have consecutive ids."""
    statement = (
        "SELECT id, compound_id, rule, outcome, row, missing, revision FROM decisions_verdict"
        " WHERE id >= %s AND id < %s ORDER BY id"
    )
    yield from in_chunks(statement, [first, first + count])


def doubtful_currents() -> list[int]:
    """Compounds of which a newer verdict is not the current one, or of which none is although they are in the campaign."""
    statement = (
        "SELECT o.compound_id FROM decisions_verdict o LEFT JOIN decisions_verdict c"
        " ON c.campaign_id = o.campaign_id AND c.compound_id = o.compound_id AND c.rule = o.rule AND c.current"
        " WHERE NOT o.current AND (c.id < o.id OR (c.id IS NULL AND EXISTS ("
        "SELECT 1 FROM campaigns_campaigncompound e JOIN decisions_judgedthrough j ON j.campaign_id = e.campaign_id"
        " JOIN decisions_verdictrun r ON r.id = o.run_id"
        " WHERE e.campaign_id = o.campaign_id AND e.compound_id = o.compound_id AND e.left_on IS NULL"
        " AND e.id <= j.entry AND j.scheme_version_id = r.scheme_version_id))) LIMIT 5"
    )
    return [row[0] for row in in_chunks(statement, [])]


FORCE = (
    "SELECT v.compound_id, v.campaign_id, v.rule, v.outcome, v.in_force, d.outcome FROM decisions_verdict v LEFT JOIN ("
    "SELECT o.campaign_id, o.compound_id, o.rule, o.outcome FROM decisions_verdictoverride o WHERE NOT EXISTS ("
    "SELECT 1 FROM decisions_verdictoverride p WHERE p.compound_id = o.compound_id AND p.campaign_id = o.campaign_id"
    " AND p.rule = o.rule AND p.id > o.id)) d"
    " ON d.campaign_id = v.campaign_id AND d.compound_id = v.compound_id AND d.rule = v.rule"
    " WHERE v.current AND v.in_force <> CASE WHEN coalesce(d.outcome, '') = '' OR v.outcome = 'not_applicable'"
    " THEN v.outcome ELSE d.outcome END"
)


def doubtful_in_force() -> Iterator[tuple[int, int, str, str, str, str]]:
    """(compound, campaign, rule, outcome, in force, decided) of current verdicts that are in force otherwise than rule and
    newest decision say."""
    for compound, campaign, rule, outcome, force, decided in in_chunks(FORCE, []):
        yield compound, campaign, rule, outcome, force, decided or ""


def at_once(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a statement, where they are few."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def in_chunks(statement: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, CHUNK at a time."""
    with connection.chunked_cursor() as cursor:  # on PostgreSQL the rows stay in the server until they are asked for
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows

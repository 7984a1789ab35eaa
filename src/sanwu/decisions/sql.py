"""Reading what the rules need, and the verdicts that stand, in one pass each (design §9: columns, not instances)."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Aggregate, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

from sanwu.compounds.enums import OtherNameKind

CHUNK = 5000
IDS_AT_ONCE = 500


class Head(NamedTuple):
    """How far ledger, campaigns, verdicts and decisions against them have come: two equal heads mean that nothing was
    written in between."""

    change_set: int
    entry: int
    verdict: int
    override: int


def head() -> Head:
    """The last ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM ledger_changeset), (SELECT max(id) FROM campaigns_campaigncompound),"
            " (SELECT max(id) FROM decisions_verdict), (SELECT max(id) FROM decisions_verdictoverride)"
        )
        return Head(*(value or 0 for value in cursor.fetchone()))


def moment() -> tuple[tuple[int, str], Head]:
    """Number and hash of the last journal entry, and the last ids, in one look."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number, a.hash, (SELECT max(id) FROM ledger_changeset),"
            " (SELECT max(id) FROM campaigns_campaigncompound), (SELECT max(id) FROM decisions_verdict),"
            " (SELECT max(id) FROM decisions_verdictoverride) FROM (SELECT 1) o LEFT JOIN"
            " (SELECT number, hash FROM records_act ORDER BY number DESC LIMIT 1) a ON 1 = 1"
        )
        number, hashed, *last = cursor.fetchone()
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
    for source, number in _rows(SINCE, params):
        if source == 0:
            later = number > 0
        elif source == 1:
            here = number
        else:
            changed.add(number)
    return Since(later, here, sorted(changed))


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
    yield from _rows(FACTS.format(source=source, condition="") + " ORDER BY e.compound_id", [campaign_id])


def facts_since(campaign_id: int, change_set: int, entry: int) -> Iterator[tuple[int, str, int, Any]]:
    """The same of compounds that changed after a change set, or entered by an entry after `entry`.

    Two walks of an index each, so that one correction in a large campaign costs what it changes.
    """
    changed = "ledger_ledgerentry l CROSS JOIN campaigns_campaigncompound e"
    entered = "campaigns_campaigncompound e CROSS JOIN ledger_ledgerentry l"
    same = " AND e.compound_id = l.compound_id"
    yield from _rows(
        FACTS.format(source=changed, condition=f"{same} AND l.revision > %s")
        + " UNION ALL "
        + FACTS.format(source=entered, condition=f"{same} AND e.id > %s AND l.revision <= %s")
        + " ORDER BY 1",
        [campaign_id, change_set, campaign_id, entry, change_set],
    )


class Few(NamedTuple):
    """The question which of some sources bring few ids, in words that hold no row: asked again, it tells the present."""

    sql: str
    params: list[Any]
    sources: int


def few_asked(sources: Sequence[QuerySet[Any]], most: int) -> Few:
    """Which of these sources, each a query for one column of ids, bring at most `most`?

    EmptyResultSet where one of them can bring nothing.
    """
    parts: list[str] = []
    params: list[Any] = []
    for number, source in enumerate(sources):
        ids, of_ids = source[: max(most, 1)].query.sql_with_params()  # a slice of none would be no question at all
        more, of_more = source[most : most + 1].query.sql_with_params()
        # what is said once of a source with too many, and keeps its ids from being read at all
        parts.append(f"SELECT {number} AS source, -1 AS pk FROM ({more}) m")  # noqa: S608 - values stay parameters
        parts.append(f"SELECT {number}, s.* FROM ({ids}) s WHERE NOT EXISTS ({more})")  # noqa: S608
        params += [*of_more, *of_ids, *of_more]
    return Few(" UNION ALL ".join(parts), params, len(sources))


def few_ids(asked: Few) -> list[list[int] | None]:
    """The ids that each source brings, None of one that brings more; in one statement."""
    found: list[list[int] | None] = [[] for _ in range(asked.sources)]
    for number, pk in _page(asked.sql, asked.params):
        if pk < 0:
            found[number] = None
        elif (ids_found := found[number]) is not None:
            ids_found.append(pk)
    return found


class Standing(NamedTuple):
    """One current verdict of a compound, with what a list shows of the compound; `overridden`: somebody decided, or once
    decided, otherwise than the rule."""

    compound: int
    name: str
    kind: str
    number: str | None
    rule: str
    in_force: str
    outcome: str
    overridden: bool


STANDING = (
    "SELECT v.compound_id, c.name, c.kind, (SELECT n.text FROM compounds_othername n WHERE n.compound_id = v.compound_id"
    " AND n.kind = %s ORDER BY n.id LIMIT 1), v.rule, v.in_force, v.outcome,"
    " EXISTS (SELECT 1 FROM decisions_verdictoverride o WHERE o.campaign_id = v.campaign_id"
    " AND o.compound_id = v.compound_id AND o.rule = v.rule)"
    " FROM decisions_verdict v JOIN compounds_compound c ON c.id = v.compound_id"
    " WHERE v.campaign_id = %s AND v.current AND v.compound_id IN ({})"
)


def standing(campaign_id: int, compounds: Sequence[int]) -> Iterator[Standing]:
    """The current verdicts of a page of compounds."""
    if compounds:
        statement = STANDING.format(", ".join(["%s"] * len(compounds)))
        yield from map(Standing._make, _page(statement, [str(OtherNameKind.NUMBER), campaign_id, *compounds]))


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
    return [(text, n) for text, n in _rows(counted, params)]


VERDICTS = "SELECT compound_id, rule, outcome, row, missing, division_code, id FROM decisions_verdict"


def standing_verdicts(
    campaign_id: int, compounds: Sequence[int] | None = None
) -> Iterator[tuple[int, str, str, int | None, str, str, int]]:
    """(compound, rule, outcome, row, missing, division, id) of the current verdicts, by compound; of some or of all."""
    if compounds is None:
        yield from _rows(f"{VERDICTS} WHERE campaign_id = %s AND current ORDER BY compound_id", [campaign_id])
        return
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        holders = ", ".join(["%s"] * len(some))
        yield from _rows(
            f"{VERDICTS} WHERE campaign_id = %s AND current AND compound_id IN ({holders}) ORDER BY compound_id",
            [campaign_id, *some],
        )


def verdicts_in_force(campaign_id: int, compounds: Sequence[int]) -> Iterator[tuple[int, str, str, str]]:
    """(compound, rule, outcome in force, missing) of the current verdicts of some compounds, by compound."""
    for start in range(0, len(compounds), IDS_AT_ONCE):
        some = compounds[start : start + IDS_AT_ONCE]
        holders = ", ".join(["%s"] * len(some))
        yield from _rows(
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
    return [row[0] for row in _rows(statement, [campaign_id, campaign_id])]


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
    yield from _rows(statement, [first, first + count])


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
    return [row[0] for row in _rows(statement, [])]


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
    for compound, campaign, rule, outcome, force, decided in _rows(FORCE, []):
        yield compound, campaign, rule, outcome, force, decided or ""


def _page(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows at once, where they are few."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _rows(statement: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:  # on PostgreSQL the rows stay in the server until they are asked for
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows

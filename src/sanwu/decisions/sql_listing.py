"""What the ledger list asks in the words of the engines: which filter leaves few compounds, and what stands of a page."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from sanwu.compounds.enums import OtherNameKind
from sanwu.decisions.sql import at_once


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
    for number, pk in at_once(asked.sql, asked.params):
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
        yield from map(Standing._make, at_once(statement, [str(OtherNameKind.NUMBER), campaign_id, *compounds]))

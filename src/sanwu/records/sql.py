"""What the journal, and every page, ask of each engine in its own words."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Model, QuerySet

# Numbers of our advisory locks on PostgreSQL; arbitrary, but no other part of the product may use them.
APPENDER = 7_310_001
CLIENT_KEYS = 7_310_002
# PostgreSQL looks at a table again when more rows than these and a tenth of it were written (its own default).
UNNOTICED = 50


def lock_appender() -> None:
    """One appender at a time until this transaction ends. On SQLite the IMMEDIATE transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPENDER])


def lock_client_key(key: str) -> None:
    """A second request with the same key waits until the first has ended, and then sees its entry."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [CLIENT_KEYS, key])


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as of one moment, and no writer waits for it. Inside a transaction it does nothing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def tell_planner(model: type[Model], written: int) -> None:
    """Let PostgreSQL look at a table that many rows were written to, by the rule of its own daemon, which comes a minute
    later. Until it has looked it takes the table for empty, and may choose a plan that takes minutes."""
    if connection.vendor != "postgresql" or written <= UNNOTICED:  # a single correction asks nothing more
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        grown = "SELECT 1 FROM pg_class WHERE oid = %s::regclass AND %s > 0.1 * greatest(reltuples, 0)"
        cursor.execute(grown, [table, written - UNNOTICED])
        if cursor.fetchone():
            cursor.execute(f'ANALYZE (SKIP_LOCKED) "{table}"')


@contextmanager
def planned_by_values() -> Iterator[None]:
    """What is asked within is never prepared, so it is planned by its values. For questions whose best way depends on
    them, and which take far longer than planning does: of a prepared one PostgreSQL may keep one way for all values."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    times, driver.prepare_threshold = driver.prepare_threshold, None
    try:
        yield
    finally:
        driver.prepare_threshold = times


# --- Questions that come again, put into words once: building such a statement takes far longer than answering it ---


class Statement(NamedTuple):
    """A count in the words of the engine. It holds no row, so asking it again tells the present state."""

    sql: str
    params: tuple[Any, ...]


def counting(rows: QuerySet[Any], most: int | None = None) -> Statement | None:
    """How many rows there are, counted up to `most`; None where there can be none, whatever is stored."""
    try:
        sql, params = rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return None
    return Statement(f"SELECT count(*) FROM ({sql}) counted", tuple(params))  # noqa: S608 - the ORM's own words


def count(*statements: Statement | None) -> int:
    """The present answers together, in one question."""
    asked = [statement for statement in statements if statement is not None]
    if not asked:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + " + ".join(f"({statement.sql})" for statement in asked),
            [value for statement in asked for value in statement.params],
        )
        return int(cursor.fetchone()[0])


LATER: Any = object()  # stands in a question for a value that is given whenever it is asked
Converter = Callable[..., Any] | str


class Selection(NamedTuple):
    """Rows of `names` in the words of the engine, and what makes Python's values of the engine's. It holds no row either,
    nor the connection on which it was put into words: a converter that is the connection's own is kept by its name."""

    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    converters: dict[int, tuple[list[Converter], Any]]


def selecting(rows: QuerySet[Any], names: Sequence[str]) -> Selection | None:
    """What `rows.values(*names)` asks; None where there can be no row, whatever is stored."""
    compiler = rows.values_list(*names).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    converters = compiler.get_converters([column for column, _, _ in compiler.select])
    kept = {place: ([_by_name(one) for one in found], column) for place, (found, column) in converters.items()}
    return Selection(sql, params, tuple(names), kept)


def select(asked: Selection | None, later: Any = LATER) -> list[dict[str, Any]]:
    """The present rows; `later` takes the place of LATER."""
    if asked is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, [later if value is LATER else value for value in asked.params])
        rows = [list(row) for row in cursor.fetchall()]
    for place, (kept, column) in asked.converters.items():
        for one in kept:
            converter = getattr(connection.ops, one) if isinstance(one, str) else one
            for row in rows:
                row[place] = converter(row[place], column, connection)
    return [dict(zip(asked.names, row, strict=True)) for row in rows]


def _by_name(converter: Callable[..., Any]) -> Converter:
    return converter.__name__ if getattr(converter, "__self__", None) is connection.ops else converter

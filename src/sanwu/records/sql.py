"""What the journal asks of each engine in its own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

# Numbers of our advisory locks on PostgreSQL; arbitrary, but no other part of the product may use them.
APPENDER = 7_310_001
CLIENT_KEYS = 7_310_002


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

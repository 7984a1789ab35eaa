"""Django's SQLite backend with the durability this product promises (design §9, security.md).

- WAL, `synchronous=FULL`, foreign keys: set on every connection and read back; another value stops the process.
- One writer lock per data folder, a file lock beside the database, held from BEGIN IMMEDIATE to the end of the
  transaction (and around a single statement that writes outside of one) and waited for up to 20 s, by server, worker and command line alike. SQLite's own busy handler sleeps ever
  longer between tries, which starves writers under load; here each tries every few milliseconds.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.backends.sqlite3 import base

WAIT_SECONDS = 20.0
POLL_SECONDS = 0.005
REQUIRED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


class QueueingCursor(base.SQLiteCursorWrapper):
    """Django's cursor, waiting for the writer lock where a statement writes outside of a transaction."""

    def __init__(self, connection: Any, wrapper: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self._wrapper.writing(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._wrapper.writing(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with WAL, FULL and the writer lock. In-memory databases (tests) need neither WAL nor the lock."""

    _lock_file: int | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda connection: QueueingCursor(connection, self))

    @contextmanager
    def writing(self, statement: str) -> Iterator[None]:
        """Around a statement: one that writes in a transaction of its own takes its turn like all others."""
        alone = not self.connection.in_transaction and statement.lstrip()[:7].upper().startswith(WRITING)
        if alone:
            self._take_writer_lock()
        try:
            yield
        finally:
            if alone:
                self._release_unless_in_transaction()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if self.is_in_memory_db():
            return connection
        connection.execute("PRAGMA page_size=8192")  # of a new database: rows of the ledger are long
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-65536")
        for name, wanted in REQUIRED.items():
            found = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if found != wanted:
                connection.close()
                raise ImproperlyConfigured(
                    f"数据库要求 {name}={wanted},实际为 {found}。请确认数据目录位于本机磁盘(不是网络共享)后再启动。"
                )
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self._take_writer_lock()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # not in the stubs
        except BaseException:
            self._release_writer_lock()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._release_unless_in_transaction()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._release_unless_in_transaction()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._release_writer_lock()

    def _release_unless_in_transaction(self) -> None:
        if self.connection is None or not self.connection.in_transaction:
            self._release_writer_lock()

    def _take_writer_lock(self) -> None:
        if self.is_in_memory_db() or self._lock_file is not None:
            return
        handle = os.open(f"{self.settings_dict['NAME']}.writer", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        give_up_at = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > give_up_at:
                    os.close(handle)
                    raise OperationalError("database is locked: writer lock not free") from None
                time.sleep(POLL_SECONDS)
            else:
                self._lock_file = handle
                return

    def _release_writer_lock(self) -> None:
        if self._lock_file is not None:
            # Said to the kernel, not left to closing: a child process started meanwhile may hold the same open file.
            fcntl.flock(self._lock_file, fcntl.LOCK_UN)
            os.close(self._lock_file)
            self._lock_file = None

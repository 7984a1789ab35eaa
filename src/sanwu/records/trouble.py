"""Database trouble that is nobody's mistake: locked for too long, disk full."""

from django.db import DatabaseError, OperationalError

from sanwu.base.errors import Busy

LOCKED = ("database is locked", "database table is locked")
FULL = ("database or disk is full", "disk i/o error", "no space left")
# PostgreSQL: lock_not_available, serialization_failure, deadlock_detected, query_canceled | disk_full, out_of_memory
LOCKED_STATES = ("55P03", "40001", "40P01", "57014")
FULL_STATES = ("53100", "53200")


def as_busy(error: BaseException) -> Busy | None:
    """The refusal that a database error amounts to, or None when it is another kind of fault.

    Nothing was changed in either case: the transaction was rolled back.
    """
    if isinstance(error, Busy):
        return error
    if not isinstance(error, DatabaseError | OSError):
        return None
    text = str(error).lower()
    state = getattr(error.__cause__, "sqlstate", None)
    if state in FULL_STATES or any(words in text for words in FULL):
        return Busy("磁盘空间不足，这次操作没有保存。请清理磁盘后再试，已有数据没有丢失。", "disk_full")
    if isinstance(error, OperationalError) and (state in LOCKED_STATES or any(words in text for words in LOCKED)):
        return Busy("系统正忙，这次操作没有保存。请稍等片刻再试一次。", "locked")
    return None

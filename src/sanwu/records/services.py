"""`act`: the one way in which a verb enters the journal (design §2 *A verb journals*, §4)."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.digest import digest
from sanwu.base.errors import BadInput, Refused
from sanwu.records import sql
from sanwu.records.entries import Entry
from sanwu.records.models import Act
from sanwu.records.rules import GENESIS, entry_hash, plain
from sanwu.records.trouble import as_busy

log = logging.getLogger(__name__)

CLOCK_TOLERANCE = timedelta(seconds=2)

_open: ContextVar[Entry | None] = ContextVar("the act that is going on", default=None)


@contextmanager
def act(
    *,
    verb: str,
    actor: Actor,
    object_type: str = "",
    object_id: str = "",
    object_name: str = "",
    division: str = "",
    client_key: str | None = None,
    scheme_version: str = "",
    request: Any = None,
) -> Iterator[Entry]:
    """One verb: a transaction, and one journal entry when it succeeds; nothing of either when it fails.

    Inside another act it becomes a step of that one. `division` is the 12-digit code whose people may read the entry;
    without it the actor's own. A `client_key` has one effect: used again for the same verb and object (and the same
    `request`, where one is given) the entry says `repeated` and brings the first `result`; used for anything else, or
    by somebody else, it is Refused. The key of an inner act does not count. Busy when the database is locked or full.
    """
    entry = Entry(
        verb=verb, actor=actor, object_type=object_type, object_id=object_id, object_name=object_name,
        division=division or actor.division, scheme_version=scheme_version, client_key=client_key,
        request_digest="" if request is None else digest(plain(request)),
    )  # fmt: skip
    outer = _open.get()
    try:
        with transaction.atomic():
            if outer is None:
                _answer_repeated(entry)
                with _holding(entry):
                    yield entry
                if not entry.repeated:
                    _append(entry)
            else:
                with outer.step(entry), _holding(entry):
                    yield entry
    except (DatabaseError, OSError) as error:
        busy = as_busy(error)
        if busy is None or outer is not None:
            raise
        raise busy from error


def bind_state(kind: str, object_id: object, digest_now: Callable[[], str]) -> None:
    """`Entry.state` of the act that is going on, for helpers that verbs share and that do not know its entry."""
    entry = _open.get()
    if entry is None:
        raise RuntimeError(f"{kind}: rows that the journal binds are written inside an act only")
    entry.state(kind, object_id, digest_now)


@contextmanager
def _holding(entry: Entry) -> Iterator[None]:
    token = _open.set(entry)
    try:
        yield
    finally:
        _open.reset(token)


def _answer_repeated(entry: Entry) -> None:
    """Look the client key up, under a lock of its own, and bring the earlier answer."""
    if entry.client_key is None:
        return
    if not 0 < len(entry.client_key) <= 64 or "\0" in entry.client_key:
        raise BadInput("提交标识应为 1 到 64 个字符。请刷新页面后重新提交。", "bad_client_key")
    sql.lock_client_key(entry.client_key)
    earlier = Act.objects.filter(client_key=entry.client_key).first()
    if earlier is None:
        return
    same = (
        (earlier.verb, earlier.object_type, earlier.actor_id, earlier.request_digest)
        == (entry.verb, entry.object_type, entry.actor.account_id, entry.request_digest)
    ) and entry.object_id in ("", earlier.object_id)  # a verb that makes its object does not know its id beforehand
    if not same:
        raise Refused("这个提交标识已经用于另一项操作。请刷新页面后重新提交。", "client_key_used")
    entry.repeated, entry.uid, entry.result = True, earlier.uid, earlier.result
    entry.object_id, entry.object_name = earlier.object_id, earlier.object_name


def _append(entry: Entry) -> None:
    """Take the next number under the appender lock and write the entry behind its predecessor."""
    sql.lock_appender()
    for (kind, object_id), digest_now in entry.states.items():
        entry.digest(kind, object_id, digest_now())
    last = Act.objects.order_by("-number").values("number", "hash", "at").first()
    at = clock.now()
    if last and at < last["at"] - CLOCK_TOLERANCE:
        # Numbers keep the order; the time is kept as it was read, and somebody is told.
        log.warning("the clock went back by %s after journal entry %s", last["at"] - at, last["number"])
    fields: dict[str, Any] = {
        "number": last["number"] + 1 if last else 1,
        "uid": entry.uid,
        "at": at,
        "actor_id": entry.actor.account_id,
        "actor_name": entry.actor.name[:100],
        "post": entry.actor.post[:200],
        "division_code": entry.division,
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_name": entry.object_name[:200],
        "before": plain(entry.before),
        "after": plain(entry.after),
        "steps": plain(entry.steps),
        "digests": plain(entry.digests),
        "scheme_version": entry.scheme_version,
        "client_key": entry.client_key,
        "request_digest": entry.request_digest,
        "result": plain(entry.result),
        "previous_hash": last["hash"] if last else GENESIS,
    }
    Act.objects.create(**fields, hash=entry_hash(fields))

"""An act while it is going on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sanwu.base.actor import Actor

RETIRED = "retired"


@dataclass
class Entry:
    """What the verb says about itself while it works; written to the journal when the outermost act ends.

    `before`, `after` and `result` are JSON values without floats. `repeated` is True when the client key was used
    before: then `result` is the earlier answer and the verb writes nothing.
    An inner verb gets an entry of its own for `before` and `after`; its `uid` and digests are those of the outermost.
    """

    verb: str
    actor: Actor
    object_type: str = ""
    object_id: str = ""
    object_name: str = ""
    division: str = ""
    scheme_version: str = ""
    client_key: str | None = None
    request_digest: str = ""
    uid: UUID = field(default_factory=uuid4)
    repeated: bool = False
    before: Any = None
    after: Any = None
    result: Any = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    digests: list[dict[str, str]] = field(default_factory=list)
    states: dict[tuple[str, str], Callable[[], str]] = field(default_factory=dict)

    def digest(self, kind: str, object_id: object, hexdigest: str) -> None:
        """Bind rows made by this act: `kind` says how to find them again (`ledger.batch`), `hexdigest` covers them."""
        self.digests.append({"kind": kind, "id": str(object_id), "digest": hexdigest})

    def state(self, kind: str, object_id: object, digest_now: Callable[[], str]) -> None:
        """Bind rows that several acts write in turn, as they are when this act ends: only the last act's digest counts.

        `digest_now` is asked once, when nobody else can be writing to the journal.
        """
        self.states[kind, str(object_id)] = digest_now

    def retire(self, kind: str, object_id: object) -> None:
        """Say that rows bound by an earlier act are taken away by this one (the demo city only)."""
        self.digests.append({"kind": RETIRED, "id": f"{kind}:{object_id}", "digest": ""})

    @contextmanager
    def step(self, inner: "Entry") -> Iterator["Entry"]:
        """An inner verb: its step and digests are kept only if it does not fail."""
        if self.repeated:
            raise RuntimeError(f"{inner.verb} inside the repeated act {self.verb}: a repeated act writes nothing")
        inner.uid = self.uid
        yield inner
        self.scheme_version = self.scheme_version or inner.scheme_version
        self.steps.append(
            {
                "verb": inner.verb,
                "object_type": inner.object_type,
                "object_id": inner.object_id,
                "object_name": inner.object_name,
                "division": inner.division,
                "before": inner.before,
                "after": inner.after,
            }
        )
        self.steps.extend(inner.steps)
        self.digests.extend(inner.digests)
        self.states.update(inner.states)

"""How an entry of the journal is hashed; pure, so that a verifier without our server can follow it (design §4)."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sanwu.base.digest import canonical_json, digest

# What stands before the first entry.
GENESIS = "0" * 64

# Every field of an entry but its own hash and the row's id. A field added later must be hashed only where it is set,
# or older chains would break.
HASHED = (
    "number", "uid", "at", "actor_id", "actor_name", "post", "division_code", "verb", "object_type", "object_id",
    "object_name", "before", "after", "steps", "digests", "scheme_version", "client_key", "request_digest", "result",
    "previous_hash",
)  # fmt: skip


def entry_hash(fields: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of the fields in HASHED; times in UTC to the microsecond, UUIDs as text."""
    return digest({name: _as_json(fields[name]) for name in HASHED})


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value


def plain(value: Any) -> Any:
    """`value` as it will come back from the database: what is hashed must survive the way there.

    Raises TypeError for what JSON cannot hold, and for a float: engines write floats differently, so that an untouched
    entry would look edited. Amounts and measures are kept as text with their digits.
    """
    if value is None:
        return None
    kept = json.loads(canonical_json(value))
    _refuse_floats(kept)
    return kept


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"the journal holds no float ({value}); give a text with its digits")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_floats(part)

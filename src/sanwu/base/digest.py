"""Canonical JSON and its SHA-256: equal content has equal digest on every engine and machine."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def canonical_json(value: Any) -> str:
    """Keys sorted, no spaces, no escapes: the text that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of one value, as 64 hex digits."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def digest_rows(rows: Iterable[Any]) -> str:
    """SHA-256 over many rows in the given order, one canonical JSON line each; never holds them all."""
    total = hashlib.sha256()
    for row in rows:
        total.update(canonical_json(row).encode())
        total.update(b"\n")
    return total.hexdigest()

"""Small things about files that several commands need."""

from hashlib import sha256
from pathlib import Path

BLOCK = 1024 * 1024


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in blocks."""
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            total.update(block)
    return total.hexdigest()

"""Working on very many small values at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles while a million plain values are made and kept.

    They hold no cycles; the collector would look at all of them again and again, which costs an import an eighth of its
    time. What is no longer used is still freed at once, by counting.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

"""The good scheme in `tests/policy/good/`, which uses every section and gives no finding but one it has accepted."""

from functools import cache
from pathlib import Path

from sanwu.policy.load import Loaded, load_scheme, read_bundle
from sanwu.policy.model import Scheme

GOOD = Path(__file__).parent / "good"


@cache
def good() -> Loaded:
    """The good scheme, loaded once."""
    return load_scheme(GOOD)


def good_scheme() -> Scheme:
    """The same, which must load."""
    loaded = good()
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def good_files() -> dict[str, str]:
    """Its files, free to be changed."""
    return read_bundle(GOOD)

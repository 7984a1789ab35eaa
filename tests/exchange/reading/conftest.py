from pathlib import Path

import pytest

from sanwu.exchange.reading.flaws import Marks
from sanwu.exchange.reading.targets import Vocabulary, vocabulary
from sanwu.policy.load import load_dictionary
from sanwu.policy.model import Dictionary
from tests.source import ROOT


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    """The dictionary that the product ships."""
    loaded = load_dictionary(Path(ROOT) / "schemes")
    assert loaded.dictionary is not None, loaded.problems
    return loaded.dictionary


@pytest.fixture(scope="session")
def words(dictionary: Dictionary) -> Vocabulary:
    return vocabulary(dictionary)


@pytest.fixture(scope="session")
def marks(dictionary: Dictionary) -> Marks:
    return Marks(dictionary.reading)

"""The campaign and the people of the tests of duties."""

from tests.duties.conftest import campaign, enter, generated, made_scheme, person

__all__ = ["campaign", "enter", "generated", "made_scheme", "person"]

"""Chinese is the source of every interface string; the English catalogue lacks none and is compiled from what stands."""

import pytest

from tools import messages


def test_the_english_catalogue_is_complete_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = messages.check()

    assert wrong == 0, capsys.readouterr().out


def test_the_search_for_strings_reads_python_and_templates() -> None:
    places = {place for place, _line, _message, _context in messages.marked_strings()}

    assert any(place.endswith(".py") for place in places)
    assert any(place.endswith(".html") for place in places)
    assert {place.split("/")[2] for place in places} >= {"web", "people", "exchange", "territory"}

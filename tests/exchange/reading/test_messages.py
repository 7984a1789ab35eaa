"""Each code has a sentence, and each sentence has a code that is used."""

import re

from sanwu.exchange.reading.cellmessages import CELLS
from sanwu.exchange.reading.failures import ReadFailure
from sanwu.exchange.reading.messages import CATALOGUE, IGNORED_LINES, REASONS, text_of
from tests.source import SOURCE

READING = SOURCE / "exchange" / "reading"
SAID = "\n".join(
    path.read_text(encoding="utf-8") for path in READING.glob("*.py") if not path.name.endswith("messages.py")
)
SAID += "\n" + (SOURCE / "base" / "codes.py").read_text(encoding="utf-8")
SAID += "\n" + (SOURCE / "base" / "coordinates.py").read_text(encoding="utf-8")
GIVEN = re.compile(
    r"(?:error|ReadFailure|CannotRead|CodeProblem)\(\s*\"([a-z_]+)\"|warning\([^,()]+, \"([a-z_]+)\"|refuse\([^\"]*\(?\"[^)]*?\)?, \"([a-z_]+)\""
)


def test_every_code_that_is_given_has_its_sentence():
    given = {code for found in GIVEN.findall(SAID) for code in found if code}
    assert len(given) > 40
    assert given - set(CATALOGUE) == set()


def test_every_sentence_has_a_code_that_is_given():
    everywhere = SAID + "\n".join(path.read_text(encoding="utf-8") for path in READING.parent.glob("*.py"))
    assert [code for code in CATALOGUE if f'"{code}"' not in everywhere] == []


def test_refusals_of_cells_say_what_to_do():
    silent = [code for code, text in CELLS.items() if not any(word in str(text) for word in ("请", "有确数"))]
    assert silent == []


def test_no_sentence_is_empty_and_reasons_are_short():
    assert all(str(text).strip() for text in CATALOGUE.values())
    assert all(len(str(text)) < 60 for text in {**IGNORED_LINES, **REASONS}.values())


def test_a_sentence_survives_missing_params_and_unknown_codes():
    assert text_of("far_cell", {}) != ""
    assert text_of("no_such_code", {"a": 1}) == "no_such_code"


def test_params_with_braces_are_not_filled_again():
    assert "{sheet}" in text_of("no_such_sheet", {"sheet": "{sheet}", "sheets": ["a{b}"]})


def test_a_failure_is_short_in_logs_and_full_for_people():
    failure = ReadFailure("far_cell", cell="XFD9")
    assert str(failure) == "far_cell {'cell': 'XFD9'}"
    assert "XFD9" in failure.message

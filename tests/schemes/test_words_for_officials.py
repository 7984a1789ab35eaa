"""What a scheme tells its readers is Chinese: no name of a file or a key of the format stands in its notes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from sanwu.policy.load import load_scheme
from sanwu.policy.model_base import Part
from sanwu.policy.walk import walk
from sanwu.web.desk.plan_text import plan_text

SCHEMES = sorted(one.parent for one in settings.SANWU_SCHEMES.glob("*/scheme.yaml"))
CHINESE = re.compile("[\u4e00-\u9fff]")
# Latin words that officials write themselves are short or in capitals: LED, APP, m².
KEY_OR_FILE = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_]+|\w+\.(?:yaml|md)\b|[a-z]{4,}")


def sentences(part: Part) -> Iterator[str]:
    """Every text of a part that holds Chinese, but for English titles."""
    for name in type(part).model_fields:
        value: Any = getattr(part, name)
        for text in value if isinstance(value, tuple) else (value,):
            if name != "title_en" and isinstance(text, str) and CHINESE.search(text):
                yield text


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_no_sentence_of_a_scheme_names_a_file_or_a_key(folder: Path) -> None:
    found = load_scheme(folder)
    assert found.scheme is not None
    parts: list[Part] = [found.scheme, *found.scheme.law.values(), *found.scheme.dictionary.facts.values()]
    said = [text for one in parts for _path, part in walk(one) for text in sentences(part)]
    assert len(said) > 100
    assert [text for text in said if KEY_OR_FILE.search(text)] == []


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_no_source_text_names_a_file_or_a_key(folder: Path) -> None:
    text = plan_text(load_scheme(folder).files["source.md"])
    said = [text.preface, *(f"{quote.title} {quote.text}" for quote in text.quotes.values())]
    assert text.preface
    assert [one for one in said if KEY_OR_FILE.search(one)] == []

"""The printed plan speaks Chinese: no name of a key, an event or a file stands in it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from sanwu.exchange.scheme_print_text import scheme_document
from sanwu.policy.load import load_scheme
from sanwu.policy.model_dates import After, ByLaw
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.walk import walk

SCHEMES = sorted(one.parent for one in settings.SANWU_SCHEMES.glob("*/scheme.yaml"))
IDENTIFIER = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_]+|\w+\.(?:yaml|md)\b|[a-z]{4,}")


def read(folder: Path) -> Scheme:
    found = load_scheme(folder).scheme
    assert found is not None
    return found


def printed(scheme: Scheme) -> list[str]:
    """Everything on the paper but its last line, which names the scheme by its id on purpose."""
    document = scheme_document(scheme, version="1", digest="ab" * 32, published=date(2026, 1, 2))
    assert scheme.id in document.paragraphs[-1]
    cells = [cell for _mark, table in document.tables for row in table.rows for cell in row]
    return [document.title, document.body, *document.paragraphs[:-1], *cells]


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_a_printed_scheme_names_nothing_by_its_identifier(folder: Path) -> None:
    texts = printed(read(folder))
    assert len(texts) > 20
    assert [(IDENTIFIER.findall(text), text) for text in texts if IDENTIFIER.search(text)] == []


def test_what_a_date_follows_and_the_law_that_sets_it_are_said_by_their_titles() -> None:
    scheme = read(settings.SANWU_SCHEMES / "haikou-2016")
    dates = [part for _path, part in walk(scheme) if isinstance(part, (After, ByLaw))]
    assert {type(one) for one in dates} == {After, ByLaw}

    text = "\n".join(printed(scheme))

    assert "验收通过后 1 个月内" in text
    assert "法定期限（业主大会和业主委员会：业主委员会备案），自业主组织成立起" in text


def test_no_days_after_an_event_is_the_same_day() -> None:
    assert "信访答复当日" in "\n".join(printed(read(settings.SANWU_SCHEMES / "street-petitions-2022")))

"""Our own style sheets: old browsers read them, one place names the colours, and they bring nothing from outside."""

import re
from pathlib import Path

import pytest

from tests.source import SOURCE

SHEETS = sorted((SOURCE / "web" / "static" / "ui").glob("*.css"))
# Newer than Chromium 86, the oldest browser that we promise to support.
TOO_NEW = (
    ":has(",
    "@layer",
    "@container",
    "@property",
    "color-mix(",
    "inset:",
    "aspect-ratio:",
    ":is(",
    ":where(",
    "subgrid",
)

every_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)


def text(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


@every_sheet
def test_a_style_sheet_uses_nothing_newer_than_the_oldest_browser(sheet: Path) -> None:
    assert [word for word in TOO_NEW if word in text(sheet)] == []


@every_sheet
def test_a_style_sheet_nests_no_rules(sheet: Path) -> None:
    """A rule inside a rule, which browsers before Chromium 112 drop; only @media and @page may hold rules."""
    frames: list[str] = []
    for head, brace in re.findall(r"([^{};]*)([{}])", text(sheet)):
        if brace == "}":
            frames.pop()
            continue
        assert all(frame.startswith("@") for frame in frames), head.strip()
        frames.append(head.strip())
    assert frames == []


@every_sheet
def test_a_style_sheet_loads_nothing_from_another_host(sheet: Path) -> None:
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", text(sheet)) == []


def test_every_variable_that_is_used_is_declared() -> None:
    everything = "".join(text(sheet) for sheet in SHEETS)
    declared = set(re.findall(r"(--[\w-]+)\s*:", everything))
    used = set(re.findall(r"var\((--[\w-]+)", everything))

    assert used - declared == set()

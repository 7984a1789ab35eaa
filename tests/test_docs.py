"""What is not documented does not exist: settings, commands, decisions, and the links between the papers."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOT, modules

DOCS = ROOT / "docs"
SETTINGS = DOCS / "operators" / "settings.md"
COMMANDS = DOCS / "operators" / "commands.md"
PAPERS = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "bench").glob("*.md")])

# Read by the tests and by CI, never by the product.
OF_TESTS = {"SANWU_TRIAL_DATA", "TEST_DATABASE_URL"}


def headings(paper: Path) -> list[str]:
    return re.findall(r"^#+ +`?([^`\n]+?)`?$", paper.read_text(encoding="utf-8"), re.MULTILINE)


def settings_read() -> set[str]:
    """Names of environment variables that the source reads."""
    names = set(OF_TESTS)
    for module in modules():
        names |= set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)["']""", module.text))
        names |= set(re.findall(r"""environ(?:\.get|\.setdefault)?[(\[]\s*["']([A-Z_]+)["']""", module.text))
    return names - {"DJANGO_SETTINGS_MODULE"}


def test_every_setting_has_its_heading() -> None:
    assert {"SANWU_HOME", "DATABASE_URL", "PORT"} <= settings_read()

    assert settings_read() - set(headings(SETTINGS)) == set()


def test_no_setting_is_documented_that_nothing_reads() -> None:
    documented = {name for name in headings(SETTINGS) if re.fullmatch(r"[A-Z][A-Z_]+", name)}

    assert documented - settings_read() == set()


def commands(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, with its words: ("account add", its parser)."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    # A parser with its own positional or function may also have sub-commands: `demo` and `demo links`.
    if path and (not groups or parser.get_default("run") or not groups[0].required):
        yield " ".join(path), parser
    for group in groups:
        for name, sub in group.choices.items():
            yield from commands(sub, (*path, name))


def sections() -> dict[str, str]:
    """The text under each heading `sanwu …` of the command reference."""
    parts = re.split(r"^#+ +`(sanwu [^`\n]+)`$", COMMANDS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {" ".join(head.split()[1:]): body for head, body in zip(parts[1::2], parts[2::2], strict=True)}


def command_line() -> dict[str, argparse.ArgumentParser]:
    from sanwu.cli.main import build_parser

    return dict(commands(build_parser()))


def test_every_command_has_its_section() -> None:
    assert {"serve", "migrate", "import"} <= set(command_line())

    assert set(command_line()) - set(sections()) == set()


def test_no_command_is_documented_that_does_not_exist() -> None:
    assert set(sections()) - set(command_line()) == set()


def test_every_option_stands_in_the_section_of_its_command() -> None:
    missing = [
        f"sanwu {name}: {option}"
        for name, parser in command_line().items()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option not in {"--help", "--json", "--as"}
        if f"`{option}" not in sections().get(name, "")
    ]

    assert not missing


def test_every_option_and_command_explains_itself() -> None:
    silent = [
        f"sanwu {name}: {action.dest}"
        for name, parser in command_line().items()
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]

    assert not silent


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_papers_lead_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)", paper.read_text(encoding="utf-8"))
    local = [target for target in targets if not re.match(r"\w+:", target)]

    assert [target for target in local if not (paper.parent / target).exists()] == []


def test_every_decision_is_in_the_index_and_has_a_status() -> None:
    records = sorted(path for path in (DOCS / "adr").glob("[0-9]*.md"))
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert records

    for number, record in enumerate(records, start=1):
        text = record.read_text(encoding="utf-8")
        assert record.name.startswith(f"{number:04}-")
        assert f"({record.name})" in index
        assert re.search(r"^Status: (accepted|superseded by \d{4})", text, re.MULTILINE), record.name


def test_every_goal_of_make_that_the_papers_name_exists() -> None:
    goals = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        goal
        for paper in PAPERS
        for code in re.findall(r"`([^`]+)`|^    (.+)$", paper.read_text(encoding="utf-8"), re.MULTILINE)
        for goal in re.findall(r"^(?:\$ )?make ([a-z][a-z-]*)", "".join(code))
    }

    assert named <= goals

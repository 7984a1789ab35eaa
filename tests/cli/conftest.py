"""The command line, called as a function; a tree to work on."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sanwu.cli.main import main

DIVISIONS = """990000000000,100000000000,云州省,province,1
990100000000,990000000000,晴川市,city,2
990101000000,990100000000,东江区,county,3
990102000000,990100000000,西江区,county,3
990101001000,990101000000,滨河街道,town,4
"""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def sanwu(capsys: pytest.CaptureFixture[str]) -> Run:
    """sanwu("divisions", "import", path, "--json"): arguments as typed."""

    def run(*words: object) -> Answer:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture
def divisions(tmp_path: Path) -> Path:
    path = tmp_path / "divisions.csv"
    path.write_text(DIVISIONS)
    return path


@pytest.fixture
def tree(db: None, sanwu: Run, divisions: Path) -> None:
    assert sanwu("divisions", "import", divisions, "--edition", "2022-10-01").code == 0

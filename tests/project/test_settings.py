"""What an installation keeps to itself, and what it refuses to start with."""

import subprocess
import sys
from pathlib import Path

import pytest

KEY = "from django.conf import settings; print(settings.SECRET_KEY)"


def start(environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", KEY],
        env=environment | {"DJANGO_SETTINGS_MODULE": "sanwu.project.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def key(environment: dict[str, str]) -> str:
    program = start(environment)
    output, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    return output.strip()


def refusal(environment: dict[str, str]) -> str:
    program = start(environment)
    errors = program.communicate(timeout=60)[1]
    assert program.returncode != 0
    return errors.splitlines()[-1]


def test_each_installation_has_a_key_of_its_own_and_keeps_it(own_office: dict[str, str], tmp_path: Path) -> None:
    first = key(own_office)

    assert len(first) >= 50
    assert key(own_office) == first
    assert key(own_office | {"SANWU_HOME": str(tmp_path / "other")}) != first
    home = Path(own_office["SANWU_HOME"])
    assert (home.stat().st_mode & 0o077, (home / "secret_key").stat().st_mode & 0o077) == (0, 0)


def test_two_first_starts_at_once_use_the_same_key(own_office: dict[str, str]) -> None:
    starts = [start(own_office) for _ in range(4)]
    keys = {program.communicate(timeout=60)[0] for program in starts}

    assert len(keys) == 1
    assert [file.name for file in Path(own_office["SANWU_HOME"]).glob("secret_key*")] == ["secret_key"]


def test_a_key_that_others_can_read_is_refused(own_office: dict[str, str]) -> None:
    key(own_office)
    (Path(own_office["SANWU_HOME"]) / "secret_key").chmod(0o644)

    assert "chmod 600" in refusal(own_office)


@pytest.mark.parametrize("text", ["", "short"])
def test_a_key_that_is_not_whole_is_refused(own_office: dict[str, str], text: str) -> None:
    key(own_office)
    (Path(own_office["SANWU_HOME"]) / "secret_key").write_text(text)

    assert "不完整" in refusal(own_office)

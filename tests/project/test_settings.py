"""What an installation keeps to itself, and what it refuses to start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from sanwu.project.environment import Environment
from sanwu.records.sql import planned_by_values

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("SANWU_IMPORT_MAX_ROWS", "2e5"),
        ("SANWU_IMPORT_MAX_ROWS", "-5"),
        ("SANWU_UPLOAD_MAX_BYTES", "0"),
        ("SANWU_SESSION_IDLE_SECONDS", ""),
        ("SANWU_HTTPS", "2"),
        ("SANWU_STRICT_RULES", "maybe"),
        ("SANWU_TIME_ZONE", "Mars"),
        ("DATABASE_URL", "sanwu"),
        ("DATABASE_URL", "mysql://root@db/sanwu"),
        ("DATABASE_URL", "postgres://sanwu:secret@db:port/sanwu"),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_start_and_says_what_to_write(
    own_office: dict[str, str], name: str, value: str
) -> None:
    said = refusal(own_office | {name: value})

    assert f"环境变量 {name} " in said
    assert "请" in said
    assert "secret" not in said


@pytest.mark.parametrize("value", ["1", "true", "TRUE", "on", "0", "no", ""])
def test_a_switch_may_be_written_in_the_usual_ways(own_office: dict[str, str], value: str) -> None:
    assert key(own_office | {"SANWU_HTTPS": value})


def test_a_database_over_a_socket_keeps_its_folder() -> None:
    os.environ["SOCKET_URL"] = "postgres://user@:5432//var/run/postgresql/name"
    try:
        config = Environment().database("SOCKET_URL", default="")
    finally:
        del os.environ["SOCKET_URL"]

    assert (config["ENGINE"], config["NAME"]) == ("django.db.backends.postgresql", "name")
    assert config["HOST"] == "/var/run/postgresql"


@pytest.mark.parametrize(("written", "times"), [("none", None), ("None", None), ("0", 0), ("20", 20)])
def test_how_soon_questions_are_prepared_stands_in_the_address(
    monkeypatch: pytest.MonkeyPatch, written: str, times: int | None
) -> None:
    monkeypatch.setenv("POOLER_URL", f"postgres://user@host:6432/name?prepare_threshold={written}&require_auth=none")

    options = Environment().database("POOLER_URL", default="")["OPTIONS"]

    assert options == {"prepare_threshold": times, "require_auth": "none"}


@pytest.mark.parametrize("written", ["off", "-1", "five", "1.5"])
def test_a_count_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("POOLER_URL", f"postgres://user@host:6432/name?prepare_threshold={written}")

    with pytest.raises(ImproperlyConfigured, match="prepare_threshold 应为整数"):
        Environment().database("POOLER_URL", default="")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL prepares questions")
@pytest.mark.django_db
def test_a_question_that_comes_again_is_prepared_and_planned_by_its_values_where_told() -> None:
    def plans(words: str) -> tuple[int, int]:
        with connection.cursor() as cursor:
            for number in range(20):
                cursor.execute(f"SELECT {words} FROM territory_division WHERE code = %s", [str(number)])
            cursor.execute(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
                [f"SELECT {words} %"],
            )
            return cursor.fetchone() or (0, 0)

    generic, custom = plans("code, 1")
    assert generic > 0
    assert custom >= 5
    with planned_by_values():
        assert plans("code, 2") == (0, 0)
    assert sum(plans("code, 3")) > 0

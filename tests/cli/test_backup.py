"""backup · restore: everything comes back equal, or nothing is changed."""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from sanwu.cli.backup_rows import NOT_KEPT, tables
from tests.source import ROOT

FIRST = ROOT / "tests" / "data" / "backups" / "first-shape.tar.gz"
# Rows that a newer version makes by itself when it upgrades a database.
FOUND = """
import django; django.setup()
from sanwu.cli.backup_rows import lines, tables, tally
from django.apps import apps
import json
print(json.dumps({label: tally(lines(table)).digest for label, table in tables(apps).items()}))
"""


class Office:
    """An installation of its own, driven by its commands."""

    def __init__(self, environment: dict[str, str], home: Path) -> None:
        self.home = home
        self.environment = environment | {"SANWU_HOME": str(home)}

    def run(self, *words: object, code: int = 0) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "sanwu.cli.main", *map(str, words), "--json"],
            env=self.environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def digests(self) -> dict[str, str]:
        """The digest of every table as it is now."""
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "sanwu.project.settings"}
        done = subprocess.run(
            [sys.executable, "-c", FOUND], env=environment, capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Path]:
    """An office on SQLite with a small demo city, and its backup."""
    folder = tmp_path_factory.mktemp("source")
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    office = Office(environment, folder / "home")
    office.home.mkdir()
    office.run("migrate")
    office.run("demo", "--compounds", "12")
    backup = folder / "backup.tar.gz"
    office.run("backup", backup)
    return office, backup


@pytest.fixture
def empty(own_office: dict[str, str], tmp_path: Path) -> Office:
    """A place to restore to, of the engine under test."""
    office = Office(own_office, tmp_path / "restored")
    office.home.mkdir()
    return office


def test_a_backup_holds_every_table_that_is_not_left_out_on_purpose() -> None:
    everything = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    kept = {table.model._meta.db_table for table in tables(apps).values()}
    left_out = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in NOT_KEPT
    }

    assert everything == kept | left_out
    assert {"django_session"} <= left_out
    assert {"records_act", "people_account", "axes_accesslog"} <= kept


def test_what_is_restored_is_equal_row_by_row_and_file_by_file(source: tuple[Office, Path], empty: Office) -> None:
    office, backup = source

    answer = empty.run("restore", backup)

    assert (answer["equal"], answer["journal"]["ok"], answer["migrated"]) == (True, True, 0)
    assert empty.digests() == office.digests()
    files = {
        path.relative_to(office.home): path.read_bytes()
        for path in (office.home / "files").rglob("*")
        if path.is_file()
    }
    assert answer["files"] == len(files) > 1
    assert {path: (empty.home / path).read_bytes() for path in files} == files
    assert (empty.home / "secret_key").read_bytes() == (office.home / "secret_key").read_bytes()
    assert (empty.home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_numbers_go_on_where_they_stopped(source: tuple[Office, Path], empty: Office, tmp_path: Path) -> None:
    """Also those of rows that are gone: the journal names them, and nothing else may get their number."""
    office, backup = source
    empty.run("restore", backup)
    empty.run("demo", "remove")
    again = tmp_path / "again.tar"
    empty.run("backup", again)

    with tarfile.open(again) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    assert manifest["tables"]["compounds.compound"]["rows"] == 0
    assert manifest["last_ids"]["compounds.compound"] == 12


def test_a_dry_run_says_what_would_come_and_writes_nothing(source: tuple[Office, Path], empty: Office) -> None:
    answer = empty.run("restore", source[1], "--dry-run")

    assert answer["dry_run"] is True
    assert answer["rows"] > 200
    assert not (empty.home / "files").exists()
    assert list(empty.home.iterdir()) == [], "neither a database nor a key that nobody asked for"
    assert empty.run("restore", source[1])["equal"] is True


def test_a_place_that_is_not_empty_is_refused_and_stays_as_it_is(source: tuple[Office, Path]) -> None:
    office, backup = source
    before = office.digests()

    answer = office.run("restore", backup, code=3)

    assert answer["error"]["code"] == "not_empty"
    assert office.digests() == before


def test_a_backup_is_never_overwritten(source: tuple[Office, Path]) -> None:
    office, backup = source
    before = backup.read_bytes()

    assert office.run("backup", backup, code=2)["error"]["code"] == "exists"
    assert backup.read_bytes() == before


def test_a_backup_without_keys_restores_with_a_new_key(
    source: tuple[Office, Path], empty: Office, tmp_path: Path
) -> None:
    office, _ = source
    bare = tmp_path / "bare.tar"
    assert office.run("backup", bare, "--without-keys")["keys"] is False
    assert (office.home / "secret_key").read_bytes() not in bare.read_bytes()

    assert empty.run("restore", bare)["equal"] is True
    assert (empty.home / "secret_key").read_bytes() != (office.home / "secret_key").read_bytes()


def test_only_the_owner_reads_a_backup(source: tuple[Office, Path]) -> None:
    assert source[1].stat().st_mode & 0o777 == 0o600


# --- Damage ------------------------------------------------------------------------------------------------------------


def members(backup: Path) -> dict[str, bytes]:
    with tarfile.open(backup) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def packed(path: Path, contents: dict[str, bytes], *more: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for info, data in more:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def info(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


def cut(backup: Path, path: Path) -> Path:
    path.write_bytes(backup.read_bytes()[: -backup.stat().st_size // 3])
    return path


def one_byte(backup: Path, path: Path) -> Path:
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(data)
    return path


def edited_row(backup: Path, path: Path) -> Path:
    contents = members(backup)
    contents["tables/people.account.jsonl"] = (
        contents["tables/people.account.jsonl"].replace(b'"demo-', b'"demo_', 1) + b" "
    )
    return packed(path, contents)


def edited_manifest(backup: Path, path: Path) -> Path:
    contents = members(backup)
    contents["manifest.json"] = contents["manifest.json"].replace(b'"engine": "sqlite"', b'"engine": "sqlit3"')
    return packed(path, contents)


def missing_table(backup: Path, path: Path) -> Path:
    contents = members(backup)
    del contents["tables/ledger.ledgerentry.jsonl"]
    return packed(path, contents)


def no_manifest(backup: Path, path: Path) -> Path:
    contents = members(backup)
    del contents["manifest.json"]
    return packed(path, contents)


def no_archive(backup: Path, path: Path) -> Path:
    path.write_text("this is no archive")
    return path


DAMAGE = [cut, one_byte, edited_row, edited_manifest, missing_table, no_manifest, no_archive]
EVIL = [
    (info("../evil"), b"x"),
    (info("/tmp/evil"), b"x"),
    (info("files/../../evil"), b"x"),
    (info("files/a/./b"), b"x"),
    (info("files/link", tarfile.SYMTYPE, "/etc/passwd"), b""),
    (info("files/hard", tarfile.LNKTYPE, "keys/secret_key"), b""),
    (info("files/device", tarfile.CHRTYPE), b""),
    (info("files/back\\slash"), b"x"),
    (info("keys/secret_key"), b"twice"),
    (info("settings.py"), b"x"),
    (info("files/unlisted"), b"x"),
]  # fmt: skip


@pytest.fixture(scope="module")
def bystander(source: tuple[Office, Path], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An empty place that stays empty, whatever is offered to it."""
    office = Office(source[0].environment, tmp_path_factory.mktemp("bystander") / "home")
    office.home.mkdir()
    office.run("migrate")
    return office


def untouched(office: Office) -> dict[str, Any]:
    return {
        path.name: path.stat().st_size for path in office.home.iterdir() if not path.name.startswith("sanwu.sqlite3")
    }


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_archive_changes_nothing(
    source: tuple[Office, Path], bystander: Office, tmp_path: Path, damage: Callable[[Path, Path], Path]
) -> None:
    before = untouched(bystander)

    answer = bystander.run("restore", damage(source[1], tmp_path / "damaged.tar.gz"), code=2)

    assert answer["error"]["code"] == "damaged_backup"
    assert untouched(bystander) == before


@pytest.mark.parametrize("evil", EVIL, ids=lambda evil: evil[0].name)
def test_an_archive_with_anything_else_in_it_is_refused(
    source: tuple[Office, Path], bystander: Office, tmp_path: Path, evil: tuple[tarfile.TarInfo, bytes]
) -> None:
    before = untouched(bystander)
    archive = packed(tmp_path / "evil.tar", members(source[1]), evil)

    answer = bystander.run("restore", archive, code=2)

    assert answer["error"]["code"] == "damaged_backup"
    assert untouched(bystander) == before
    assert not Path("/tmp/evil").exists()
    assert not (bystander.home.parent / "evil").exists()


def test_a_backup_of_a_newer_version_is_refused(source: tuple[Office, Path], bystander: Office, tmp_path: Path) -> None:
    from sanwu.base.digest import digest

    contents = members(source[1])
    manifest = json.loads(contents["manifest.json"])
    del manifest["digest"]
    manifest["migrations"].append("people.9999_of_tomorrow")
    contents["manifest.json"] = json.dumps(manifest | {"digest": digest(manifest)}).encode()

    answer = bystander.run("restore", packed(tmp_path / "newer.tar", contents), code=3)

    assert answer["error"]["code"] == "newer_backup"


# --- Upgrade -----------------------------------------------------------------------------------------------------------


# How far verdicts have followed the ledger: an upgrade may have every compound looked at once more.
LOOKS_AGAIN = ("decisions.judgedthrough",)


def test_a_database_of_the_first_version_is_upgraded_without_losing_a_row(empty: Office, tmp_path: Path) -> None:
    """The backup was made by the first version: restored in its own shape, compared, upgraded, compared again."""
    old = {name: data for name, data in members(FIRST).items() if name.startswith("tables/")}
    manifest = json.loads(members(FIRST)["manifest.json"])

    answer = empty.run("restore", FIRST)

    assert (answer["equal"], answer["journal"]["ok"]) == (True, True)
    assert answer["migrated"] > 0
    now = tmp_path / "now.tar"
    empty.run("backup", now)
    contents = members(now)
    listed = json.loads(contents["manifest.json"])["tables"]
    for name, data in old.items():
        label = name.removeprefix("tables/").removesuffix(".jsonl")
        columns = [listed[label]["columns"].index(column) for column in manifest["tables"][label]["columns"]]
        kept = [[row[place] for place in columns] for row in map(json.loads, contents[name].splitlines())]
        wanted = [json.loads(line) for line in data.splitlines()]
        if label in LOOKS_AGAIN:
            kept, wanted = [row[:2] for row in kept], [row[:2] for row in wanted]
        assert kept[: len(wanted)] == wanted, label  # the journal has grown by the entry of the second backup
    shutil.rmtree(empty.home)

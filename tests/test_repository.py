"""What a stranger finds in a fresh clone: nothing of one machine, nothing that only one network can fetch."""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.source import ROOT

LOCKS = sorted(
    [
        *ROOT.glob("requirements*.txt"),
        *ROOT.glob("*/requirements*.txt"),
        *ROOT.glob("*.lock"),
        *ROOT.glob("package-lock.json"),
    ]
)
# A home, a work folder or a system folder that only the writer's machine has.
MACHINE_PATHS = re.compile(
    r"(?<![\w./-])/(?:home|Users|root|work|opt|mnt|private|var/folders)/[\w.-]+|file://|[A-Z]:\\Users\\"
)


@cache
def tracked() -> list[Path]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if answer.returncode:
        pytest.skip("not a git checkout: nothing says which files are tracked")
    return [path for name in answer.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Tracked text files with their contents; vendored files are other people's and stay as they were published."""
    found = []
    for path in tracked():
        if "vendor" not in path.parts:
            try:
                found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_lock_file_names_no_host(lock: Path) -> None:
    assert not re.findall(r"\w+://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", lock.read_text())


@pytest.mark.parametrize(
    "lock", [lock for lock in LOCKS if lock.suffix == ".txt"], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_everything_in_a_lock_has_a_version_and_a_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text().strip())

    assert entries
    assert all(re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:", entry, re.DOTALL) for entry in entries)


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {
        "requirements.txt": [*project["dependencies"], *project["optional-dependencies"]["install"]],
        "requirements-dev.txt": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
    }
    for name, wanted in asked.items():
        locked = set(re.findall(r"^([a-z0-9._-]+)", (ROOT / name).read_text(), re.MULTILINE))
        missing = {re.match(r"[A-Za-z0-9._-]+", entry)[0].lower().replace("_", "-") for entry in wanted} - locked
        assert not missing, f"{name} lacks {missing}; run: make lock"


def test_both_locks_agree() -> None:
    def versions(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    develop = versions("requirements-dev.txt")
    assert {name: develop.get(name) for name in versions("requirements.txt")} == versions("requirements.txt")


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    found = [f"{name}: {match[0]}" for name, text in texts() for match in MACHINE_PATHS.finditer(text)]
    found = [line for line in found if not line.startswith("tests/test_repository.py")]

    assert not found


def test_no_secret_and_no_data_folder_is_tracked() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    wrong = [name for name in names if re.search(r"(^|/)\.env($|\.)|(^|/)\.sanwu/|\.sqlite3?$|\.pem$|\.key$", name)]

    assert not wrong


def test_vendored_files_are_what_their_manifest_says() -> None:
    import hashlib

    manifests = [path for path in tracked() if path.name == "manifest.json" and path.parent.name == "vendor"]
    assert manifests
    for manifest in manifests:
        listed = {}
        for package in json.loads(manifest.read_text(encoding="utf-8"))["packages"]:
            assert {"name", "version", "licence"} <= set(package)
            listed |= {file["path"]: file["sha256"] for file in package["files"]}
        present = {path for path in manifest.parent.rglob("*") if path.is_file() and path != manifest}
        assert {path.relative_to(manifest.parent).as_posix() for path in present} == set(listed)
        for name, digest in listed.items():
            assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == digest


def test_the_version_stands_on_top_of_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert version in heads[:2]
    assert re.search(rf"^softwareVersion: {re.escape(version)}$", (ROOT / "publiccode.yml").read_text(), re.MULTILINE)


@pytest.mark.parametrize(
    "name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"]
)
def test_the_papers_of_the_project_are_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 500

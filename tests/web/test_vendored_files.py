"""Front-end files of others are in the tree, pinned and unchanged; nothing is fetched when a page is shown."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.source import ROOT, SOURCE

FOLDERS = [SOURCE / "web" / "static" / "vendor", ROOT / "tests" / "web" / "vendor"]


def manifest(folder: Path) -> list[dict]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["packages"]


@pytest.mark.parametrize("folder", FOLDERS, ids=["pages", "tests"])
def test_every_vendored_file_has_the_hash_that_its_manifest_says(folder: Path) -> None:
    listed = {file["path"]: file["sha256"] for package in manifest(folder) for file in package["files"]}
    present = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert present == listed


@pytest.mark.parametrize("folder", FOLDERS, ids=["pages", "tests"])
def test_every_package_states_version_and_licence_and_brings_its_text(folder: Path) -> None:
    for package in manifest(folder):
        assert package["version"]
        assert package["licence"]
        assert any(Path(file["path"]).name.startswith("LICENSE") for file in package["files"])


def test_htmx_is_the_second_edition_and_not_the_rewrite_of_the_same_name() -> None:
    versions = {package["name"]: package["version"] for package in manifest(FOLDERS[0])}

    assert versions["htmx.org"] == "2.0.11"

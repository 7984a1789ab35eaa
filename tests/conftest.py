"""What every test stands on. The data folder and the database are chosen in tests/settings.py, before this module."""

import gc
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests import processes
from tests.settings import SCRATCH, TEST_DATABASE_URL

# A busy machine is no fault of the code: no test here is about how long something takes (bench/ is).
hypothesis.settings.register_profile("sanwu", deadline=None, print_blob=True)
hypothesis.settings.load_profile("sanwu")
# Django's classes fill the memory with what never goes away; looking through all of it often takes a tenth of the time.
gc.set_threshold(200_000, 20, 100)


def pytest_unconfigure() -> None:
    processes.take_away()
    shutil.rmtree(SCRATCH, ignore_errors=True)


# Files whose tests share something dear: the world of the matrix, an office with its backup, a city.
SHARING = {
    "tests/matrix/test_matrix.py", "tests/matrix/test_selectors.py", "tests/cli/test_backup.py",
    "tests/demo/test_living_city.py",
}  # fmt: skip


class Together(LoadScopeScheduling):
    """Tests that share something dear run in one process; so do those of Chromium, one at a time.

    Not by marks: with the present pytest, xdist's own groups by mark have no effect.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path.startswith("tests/stories/") or path.endswith("in_chromium.py"):
            return "browser"
        return path if path in SHARING else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together | None:
    return Together(config, log) if config.getoption("dist") == "loadgroup" else None


def pytest_report_header() -> list[str]:
    engine = "PostgreSQL (TEST_DATABASE_URL)" if TEST_DATABASE_URL else "SQLite"
    return [f"database: {engine}", f"trial data: {os.environ.get('SANWU_TRIAL_DATA') or 'none, those tests skip'}"]


@pytest.fixture(scope="session")
def trial_data() -> Path:
    """The folder of real data for trials (`SANWU_TRIAL_DATA`); a test that asks for it is skipped without one."""
    folder = os.environ.get("SANWU_TRIAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("needs real data: set SANWU_TRIAL_DATA to a folder that has it")
    return Path(folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium; browser tests are skipped where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("needs a browser: install the package chromium")


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, for a test that starts `sanwu` as a program.

    Its data folder and database are empty and belong to the test alone; on PostgreSQL the database is made and dropped.
    """
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["SANWU_HOME"] = str(tmp_path / "office")
    if not TEST_DATABASE_URL:
        yield environment
        return

    name = f"sanwu_office_{secrets.token_hex(6)}"
    processes.on_server(f'CREATE DATABASE "{name}"')
    try:
        yield environment | {"DATABASE_URL": processes.url_of(name)}
    finally:
        processes.on_server(f'DROP DATABASE "{name}" WITH (FORCE)')

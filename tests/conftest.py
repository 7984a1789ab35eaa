"""What every test stands on: a data folder of its own, the database asked for, and a net for silent faults.

This module runs before Django loads (see `pyproject.toml`), so that no test ever touches the `.sanwu/` of the checkout.
"""

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if "DJANGO_SETTINGS_MODULE" in os.environ:
    # pytest-django reads it before this file and would open the data folder of the checkout.
    from django.conf import settings as loaded_too_early

    if loaded_too_early.configured:
        raise SystemExit("Unset DJANGO_SETTINGS_MODULE: the tests choose the settings and a temporary data folder.")

# One folder per process (xdist workers inherit the variable of their parent, so it is always set anew).
SCRATCH = Path(tempfile.mkdtemp(prefix="sanwu-tests-"))
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")

for name in [name for name in os.environ if name.startswith("SANWU_") and name != "SANWU_TRIAL_DATA"]:
    del os.environ[name]
for name in ("DATABASE_URL", "PORT"):
    os.environ.pop(name, None)
os.environ["SANWU_HOME"] = str(SCRATCH)
os.environ["DJANGO_SETTINGS_MODULE"] = "sanwu.project.settings"
os.environ["SANWU_STRICT_RULES"] = "1"  # a view that declares no rule is an error that names it, not a 403
if TEST_DATABASE_URL:
    os.environ["DATABASE_URL"] = TEST_DATABASE_URL


def pytest_configure() -> None:
    """Load the settings now; pytest-django sets Django up right after this."""
    from django.conf import settings

    assert SCRATCH.resolve() == settings.SANWU_HOME


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests share one process, so that one Chromium runs at a time."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


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

    import environ
    import psycopg

    server = environ.Env.db_url_config(TEST_DATABASE_URL)
    login = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    name = f"sanwu_office_{secrets.token_hex(6)}"
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield environment | {"DATABASE_URL": re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", TEST_DATABASE_URL, count=1)}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

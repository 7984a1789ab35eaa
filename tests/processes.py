"""Programs of an installation of its own, for tests that kill, race or starve them."""

import os
import re
import secrets
import shutil
import subprocess
import sys

from tests.settings import SCRATCH, TEST_DATABASE_URL

PREPARE = "import django; django.setup()\n"


def start(environment: dict[str, str], code: str, *arguments: str) -> subprocess.Popen[str]:
    """Python with Django set up, running `code` in the installation that `environment` names."""
    return subprocess.Popen(
        [sys.executable, "-c", PREPARE + code, *arguments],
        env=environment | {"DJANGO_SETTINGS_MODULE": "sanwu.project.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(environment: dict[str, str], code: str, *arguments: str) -> str:
    """What `code` prints; the test fails with its errors when it fails."""
    program = start(environment, code, *arguments)
    output, errors = program.communicate(timeout=120)
    assert program.returncode == 0, errors
    return output


def migrate(environment: dict[str, str]) -> None:
    """Make all tables of an installation. They are made once in this process, and copied for every further one."""
    global _made
    if _made is None:
        _made = _Made()
    _made.copy_to(environment)


def take_away() -> None:
    """Leave nothing of what `migrate` keeps."""
    global _made
    if _made is not None:
        _made.drop()
        _made = None


class _Made:
    """An installation with its tables and nothing in them."""

    def __init__(self) -> None:
        self.home = SCRATCH / "migrated"
        self.home.mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment["SANWU_HOME"] = str(self.home)
        self.database = ""
        if TEST_DATABASE_URL:
            self.database = f"sanwu_migrated_{secrets.token_hex(6)}"
            on_server(f'CREATE DATABASE "{self.database}"')
            environment["DATABASE_URL"] = url_of(self.database)
        run(
            environment,
            "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True)",
        )

    def copy_to(self, environment: dict[str, str]) -> None:
        shutil.copytree(self.home, environment["SANWU_HOME"], dirs_exist_ok=True)
        if self.database:
            name = environment["DATABASE_URL"].partition("?")[0].rpartition("/")[2]
            on_server(f'DROP DATABASE "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{self.database}"')

    def drop(self) -> None:
        if self.database:
            on_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')


_made: _Made | None = None


def on_server(*statements: str) -> None:
    """Run statements about whole databases on the test server."""
    import environ
    import psycopg

    server = environ.Env.db_url_config(TEST_DATABASE_URL)
    login = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"], "password": server["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as connection:
        for statement in statements:
            connection.execute(statement)


def url_of(database: str) -> str:
    """The address of another database on the test server."""
    return re.sub(r"/[^/?]*(\?|$)", rf"/{database}\1", TEST_DATABASE_URL, count=1)

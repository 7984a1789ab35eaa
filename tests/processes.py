"""Programs of an installation of its own, for tests that kill, race or starve them."""

import subprocess
import sys
from pathlib import Path

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
    Path(environment["SANWU_HOME"]).mkdir(exist_ok=True)
    run(
        environment,
        "from django.core.management import call_command; call_command('migrate', verbosity=0, skip_checks=True)",
    )

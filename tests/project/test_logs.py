"""What the server's log says of strangers."""

import subprocess
import sys

ASK = """
import django
django.setup()
from django.test import Client
print(Client(HTTP_HOST={host!r}).get({path!r}).status_code)
"""


def asked(environment: dict[str, str], host: str, path: str) -> tuple[str, list[str]]:
    """The status of one request to the product's own settings, and the lines of its log."""
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(host=host, path=path)],
        env=environment | {"DJANGO_SETTINGS_MODULE": "sanwu.project.settings"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip(), [line for line in done.stderr.splitlines() if line.strip()]


def test_a_request_for_an_unknown_host_is_one_line_in_the_log(own_office: dict[str, str]) -> None:
    status, log = asked(own_office, "evil.example", "/healthz")

    assert status == "400"
    assert len(log) == 1, log
    assert "evil.example" in log[0]


def test_a_bad_request_for_our_own_host_is_still_logged(own_office: dict[str, str]) -> None:
    status, log = asked(own_office, "localhost", "/favicon.nowhere/")

    assert status == "404"
    assert any("/favicon.nowhere/" in line for line in log)

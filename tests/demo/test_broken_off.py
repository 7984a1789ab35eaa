"""A city whose making is broken off by a real signal is no city: the next start takes the pieces away and makes it whole."""

import signal
from pathlib import Path

import pytest

from tests import processes

MAKE = """
import sys, time
from sanwu.cli.main import main
from sanwu.demo import services

def wait(*args, **more):
    print("here", flush=True)
    time.sleep(60)

if len(sys.argv) > 1:
    setattr(services, sys.argv[1], wait)
sys.exit(main(["demo", "--compounds", "20"]))
"""
LOOK = """
from sanwu.compounds.models import Compound
from sanwu.demo.services import is_empty
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import Upload
from sanwu.records.selectors import verify
print(is_empty(), Compound.objects.count(), Upload.objects.count(), verify(digesters(), state_checks()).ok)
"""


@pytest.mark.parametrize(
    ("moment", "by"),
    [
        ("_accounts", signal.SIGTERM), ("import_file", signal.SIGTERM), ("_bind_partner", signal.SIGTERM),
        ("_corrections", signal.SIGKILL),
    ],
)  # fmt: skip
def test_a_city_that_a_signal_broke_off_is_made_anew(
    own_office: dict[str, str], tmp_path: Path, moment: str, by: signal.Signals
) -> None:
    processes.migrate(own_office)
    aside = tmp_path / "aside"
    aside.mkdir()
    office = own_office | {"TMPDIR": str(aside)}
    making = processes.start(office, MAKE, moment)
    assert making.stdout is not None
    assert making.stdout.readline() == "here\n"

    making.send_signal(by)

    assert making.wait(timeout=60) == (130 if by == signal.SIGTERM else -signal.SIGKILL)
    _out, said = making.communicate()
    if by == signal.SIGTERM:
        assert "没有做完" in said
        assert "没有写入一半" not in said
        assert list(aside.iterdir()) == []
    assert processes.run(office, LOOK).split()[0] == "True"
    processes.run(office, MAKE)
    assert processes.run(office, LOOK).split() == ["False", "20", "2", "True"]
    stored = [path for path in (Path(office["SANWU_HOME"]) / "files" / "uploads").rglob("*") if path.is_file()]
    assert len(stored) == 2

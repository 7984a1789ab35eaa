"""A full disk: said clearly, nothing half, nothing lost, and work goes on when there is room again.

The fault is made with RLIMIT_FSIZE: from some point on, no file of the process may grow.
"""

import os
from pathlib import Path

import pytest

from tests import processes
from tests.settings import TEST_DATABASE_URL

pytestmark = pytest.mark.skipif(bool(TEST_DATABASE_URL), reason="the disk of a PostgreSQL server is not ours to fill")

FILL = """
import resource, sys
from pathlib import Path
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Busy
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from sanwu.records.services import act
from sanwu.territory.models import Division

def write(number):
    with act(verb="x", actor=LOCAL_OPERATOR, object_id=str(number)) as entry:
        Division.objects.create(code=f"{number:012d}", name="区", level="county")
        entry.after = {"text": "字" * 3000}

write(0)
home = Path(sys.argv[1])
largest = max(file.stat().st_size for file in home.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (largest + int(sys.argv[2]), resource.RLIM_INFINITY))
acknowledged = 1
try:
    for number in range(1, 2000):
        write(number)
        acknowledged += 1
except Busy as error:
    print(error.message)
print(acknowledged, Act.objects.count(), Division.objects.count())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
write(5000)
print(Act.objects.count(), verify({}).ok)
"""
LOOK = """
from django.db import connection
from sanwu.records.models import Act
from sanwu.records.selectors import verify
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    print(cursor.fetchone()[0], Act.objects.count(), verify({}).ok)
"""


@pytest.mark.parametrize("room", [0, 4096, 10_000, 50_000, 131_072, 300_001])
def test_a_full_disk_is_said_loses_nothing_and_heals(own_office: dict[str, str], room: int) -> None:
    processes.migrate(own_office)

    said, counts, healed = processes.run(own_office, FILL, own_office["SANWU_HOME"], str(room)).splitlines()

    assert "磁盘空间不足" in said
    acknowledged, acts, divisions = map(int, counts.split())
    assert acts == divisions == acknowledged, "an acknowledged write was lost, or half a write was kept"
    assert healed == f"{acknowledged + 1} True"
    assert processes.run(own_office, LOOK) == f"ok {acknowledged + 1} True\n"


# Long names: together more than what the empty database and its log already take.
LISTED = "99{:04d}000000,990000000000,第{:04d}" + "长" * 30 + "县,county,3\n"
COMMAND = """
import resource, sys
from pathlib import Path
from sanwu.cli.main import main
home = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (max(f.stat().st_size for f in home.iterdir()), resource.RLIM_INFINITY))
sys.exit(main(["divisions", "import", sys.argv[2], "--edition", "2022-10-01"]))
"""


def test_a_command_on_a_full_disk_ends_with_75_and_changes_nothing(own_office: dict[str, str], tmp_path: Path) -> None:
    processes.migrate(own_office)
    listed = tmp_path / "many.csv"
    listed.write_text("990000000000,,云州省,province,1\n" + "".join(LISTED.format(n, n) for n in range(1, 9999)))

    command = processes.start(own_office, COMMAND, own_office["SANWU_HOME"], os.fspath(listed))
    output, errors = command.communicate(timeout=60)

    assert (command.returncode, output) == (75, ""), errors
    assert "磁盘空间不足" in errors
    count = "from sanwu.territory.models import Division; print(Division.objects.count())"
    assert processes.run(own_office, count) == "0\n"

"""Two people at one duty at the same moment: neither's work is lost."""

from collections.abc import Callable
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.duties.models import Duty, Fulfilment
from tests.duties.test_fulfilling import happens
from tests.worlds import RAIN

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 200  # looks of a twentieth of a second


@pytest.fixture(autouse=True)
def several_writers(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time; this is about PostgreSQL (TEST_DATABASE_URL)")


def in_the_background(work: Callable[[], object]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_both_compounds_are_counted(generated: Campaign) -> None:
    here = list(Compound.objects.filter(division_id=RAIN).order_by("pk").values_list("pk", flat=True))
    written, go_on = Event(), Event()

    def surveyed(number: int) -> None:
        happens(generated, "survey_finished", RAIN, kind="compound", number=number)

    def first() -> None:
        with transaction.atomic():
            surveyed(here[0])
            written.set()
            assert go_on.wait(30)

    one = in_the_background(first)
    assert written.wait(30)
    other = in_the_background(lambda: surveyed(here[1]))
    for _ in range(PATIENCE):
        if waits_for_a_lock() or not other.is_alive():
            break
        sleep(0.05)
    go_on.set()
    one.join(30)
    other.join(30)

    row = Duty.objects.get(duty="survey", division_code=RAIN)
    assert (row.done, Fulfilment.objects.filter(duty=row).count()) == (2, 2)
    assert row.done_on is not None

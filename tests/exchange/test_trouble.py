"""A process that dies, two imports at once, a ledger that moves meanwhile: all or nothing, and it can be done again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Refused
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.selectors import behind
from sanwu.exchange import importing, publishing
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportIssue, ImportRun, Upload
from sanwu.exchange.publishing import Work
from sanwu.exchange.services import handle_import, import_queue, upload_store
from sanwu.jobs.models import Job
from sanwu.jobs.services import run_here
from sanwu.ledger.models import ChangeBatch
from sanwu.ledger.services import correct_fact
from sanwu.records.selectors import verify
from tests import processes
from tests.exchange.conftest import Bring, facts_of, sums, the
from tests.source import ROOT

HEAD = "小区名称,所属区,户数"

SET_UP = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.exchange.services import *
from tests.worlds import open_campaign, plant_tree
"""
QUEUE = """
plant_tree()
campaign = open_campaign()
path = Path(sys.argv[1])
with path.open("rb") as file:
    upload = upload_store(file=file, file_name=path.name, campaign=campaign, actor=LOCAL_OPERATOR)
from sanwu.people.services import account_add
account = account_add(username="lin", name="林", role="city_reviewer", division="990100000000", organisation="市", actor=LOCAL_OPERATOR)
from sanwu.people.selectors import scope_and_actor
from sanwu.base import clock
scope, actor = scope_and_actor(account, clock.today())
print(import_queue(upload=upload, actor=actor, scope=scope, dry_run=False).pk)
"""
# Stops where the test says, so that it can be killed there.
WORK = """
from sanwu.exchange import importing, publishing
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.services import work_once

def stop_at(module, name, after):
    real = getattr(module, name)
    def stopping(*args, **kwargs):
        result = real(*args, **kwargs) if after else None
        print("here", flush=True)
        sys.stdin.readline()
        return result if after else real(*args, **kwargs)
    setattr(module, name, stopping)

where = sys.argv[1]
if where == "before publishing":
    stop_at(importing, "publish", False)
elif where == "inside the transaction":
    stop_at(publishing, "record_changes", True)
elif where == "before judging":
    stop_at(importing, "refresh", False)
work_once(HANDLERS, "test")
print("done", flush=True)
"""
LEASE_ENDS = """
from datetime import timedelta
from sanwu.base import clock
from sanwu.jobs.models import Job
Job.objects.update(lease_until=clock.now() - timedelta(seconds=1), attempts=0)
"""
STATE = """
from sanwu.compounds.models import Compound
from sanwu.campaigns.models import CampaignCompound
from sanwu.decisions.models import Verdict
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportIssue
from sanwu.jobs.models import Job
from sanwu.ledger.models import ChangeBatch, ChangeSet, LedgerEntry
from sanwu.records.selectors import verify
models = (Compound, ChangeBatch, ChangeSet, LedgerEntry, CampaignCompound, ImportIssue)
judged = Verdict.objects.values("compound").distinct().count()
print(*(m.objects.count() for m in models), judged, Job.objects.get().state, verify(digesters(), state_checks()).ok)
"""
NOTHING = "0 0 0 0 0 0 0 running True\n"
PUBLISHED = "3 1 3 3 3 1 0 running True\n"
ALL = "3 1 3 3 3 1 3 done True\n"


def test_an_import_that_is_killed_leaves_nothing_half_and_is_done_again(
    own_office: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "台账.csv"
    sheet.write_text("小区名称,所属区,户数\n听雨里,东江区,120\n砚湖苑,东江区,约9户\n柳浪苑,西江区,7\n")
    processes.migrate(own_office)
    processes.run(own_office, SET_UP + QUEUE, str(sheet))

    deaths = {"before publishing": NOTHING, "inside the transaction": NOTHING, "before judging": PUBLISHED}
    for where, left in deaths.items():
        victim = processes.start(own_office, SET_UP + WORK, where)
        assert victim.stdout is not None
        assert victim.stdout.readline() == "here\n", where
        victim.kill()
        victim.communicate()
        assert processes.run(own_office, STATE + LEASE_ENDS) == left, where

    assert processes.run(own_office, SET_UP + WORK + STATE, "nowhere") == "done\n" + ALL


AT_ONCE = """
path = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = import_file(path=path, campaign=Campaign.objects.get(), actor=LOCAL_OPERATOR, scope=everywhere())
print(done["created"], done["updated"], done["unchanged"], done["refused"])
"""
PREPARE = "plant_tree()\nopen_campaign()\n"
CHECK = """
from sanwu.compounds.models import Compound
from sanwu.exchange.journal import digesters, state_checks
from sanwu.ledger.models import ChangeSet
from sanwu.records.selectors import verify
print(Compound.objects.count(), ChangeSet.objects.count(), verify(digesters(), state_checks()).ok)
"""


def test_two_imports_of_one_file_at_the_same_time_make_each_compound_once(
    own_office: dict[str, str], tmp_path: Path
) -> None:
    sheet = tmp_path / "台账.csv"
    sheet.write_text("小区名称,所属区,户数\n" + "".join(f"{n}号院,东江区,{n}\n" for n in range(1, 301)))
    processes.migrate(own_office)
    processes.run(own_office, SET_UP + PREPARE)

    both = [processes.start(own_office, SET_UP + AT_ONCE, str(sheet)) for _ in range(2)]
    for program in both:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in both:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    answers = sorted(program.communicate(timeout=120)[0].strip() for program in both)

    assert answers == ["0 0 300 0", "300 0 0 0"]
    assert processes.run(own_office, CHECK) == "300 300 True\n"


def meddling(monkeypatch: pytest.MonkeyPatch, times: int, meddle: Callable[[int], None]) -> list[int]:
    """Somebody else writes between comparing and publishing, so many times."""
    real, calls = importing.publish, []

    def publish(work: Work, opened: object, plan: object, head: object) -> None:
        calls.append(len(calls))
        if len(calls) <= times:
            meddle(len(calls))
        real(work, opened, plan, head)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "publish", publish)
    return calls


def test_a_ledger_that_moved_meanwhile_is_compared_again(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(HEAD, "听雨里,东江区,120")

    def correct(_: int) -> None:
        correct_fact(compound=the("听雨里"), fact="household_count", value=130, source="核查", actor=LOCAL_OPERATOR)

    calls = meddling(monkeypatch, 1, correct)
    outcome = bring(HEAD, "听雨里,东江区,130", "砚湖苑,东江区,9")

    assert len(calls) == 2
    assert sums(outcome) == (2, 2, 0, 1, 0, 1, 0), "the correction had already said 130"
    assert verify(digesters(), state_checks()).ok


def test_a_ledger_that_never_rests_is_compared_under_the_lock_at_last(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(HEAD, "听雨里,东江区,120")

    def correct(time: int) -> None:
        correct_fact(
            compound=the("听雨里"), fact="household_count", value=130 + time, source="核查", actor=LOCAL_OPERATOR
        )

    calls = meddling(monkeypatch, importing.TRIES, correct)
    outcome = bring(HEAD, "听雨里,东江区,130")

    assert len(calls) == importing.TRIES + 1
    assert outcome["changes"][0]["facts"] == {"household_count": [130 + importing.TRIES, 130]}
    assert verify(digesters(), state_checks()).ok


def test_an_import_that_fails_while_writing_leaves_nothing_and_no_workbook(
    bring: Bring, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(publishing, "enter_compounds", broken)
    with pytest.raises(RuntimeError):
        bring(HEAD, "听雨里,东江区,120", "砚湖苑,东江区,很多")

    assert not Compound.objects.exists()
    assert not ChangeBatch.objects.exists()
    assert not ImportIssue.objects.exists()
    assert not ImportRun.objects.get().finished
    assert Job.objects.get().state == "failed"
    assert [path for path in (tmp_path / "media" / "returned").rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_and_nothing_is_stored(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from sanwu.base.errors import Busy

    def full(*args: object, **kwargs: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(publishing, "record_changes", full)
    with pytest.raises(Busy) as busy:
        bring(HEAD, "听雨里,东江区,120")

    assert "磁盘空间不足" in busy.value.message
    assert not Compound.objects.exists()
    assert busy.value.message in Job.objects.get().error


def test_a_run_that_was_published_but_not_judged_is_judged_when_it_is_taken_up_again(
    bring: Bring, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(importing, "refresh", _dies)
        with pytest.raises(RuntimeError):
            bring(HEAD, "听雨里,东江区,120")
    assert behind(campaign)

    run = ImportRun.objects.get()
    importing.perform(Work(run, everywhere(), LOCAL_OPERATOR, lambda phase, done, total: None))

    assert not behind(campaign)
    assert ChangeBatch.objects.count() == 1


def _dies(**kwargs: object) -> None:
    raise RuntimeError("killed")


def test_a_queued_import_waits_for_the_worker(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("小区名称,户数\n听雨里,1\n")
    with path.open("rb") as file:
        upload = upload_store(file=file, file_name="a.csv", campaign=campaign, actor=LOCAL_OPERATOR)

    job = import_queue(upload=upload, actor=LOCAL_OPERATOR, scope=everywhere(), dry_run=False)

    assert job.state == "queued"
    assert not ImportRun.objects.exists()
    assert not Compound.objects.exists()


@pytest.mark.django_db
def test_an_import_that_was_broken_off_does_not_cover_what_came_in_since(campaign: Campaign, tmp_path: Path) -> None:
    def stored(name: str, households: int) -> Upload:
        path = tmp_path / name
        path.write_text(f"{HEAD}\n听雨苑,东江区,{households}\n", encoding="utf-8")
        with path.open("rb") as file:
            return upload_store(file=file, file_name=name, campaign=campaign, actor=LOCAL_OPERATOR)

    old, new = (
        import_queue(upload=stored(name, count), actor=LOCAL_OPERATOR, scope=everywhere(), dry_run=False)
        for name, count in (("old.csv", 76), ("new.csv", 777))
    )
    Job.objects.filter(pk=old.pk).update(attempts=1)  # taken once, and its process died
    run_here(new, handle_import)

    with pytest.raises(Refused, match="旧数据盖掉新数据"):
        run_here(Job.objects.get(pk=old.pk), handle_import)

    assert facts_of("听雨苑")["household_count"] == 777

"""An import from beginning to end: sums, dry runs, repetition, rights, and what is written where."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import NOBODY, Ability
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.models import Compound
from sanwu.decisions.models import Verdict, VerdictRun
from sanwu.decisions.selectors import behind
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportIssue, ImportRun, Upload
from sanwu.exchange.services import handle_import, import_propose, import_queue, upload_store
from sanwu.jobs.models import Job
from sanwu.jobs.services import run_here
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.exchange.conftest import Bring, bring_file, facts_of, sums, the, told
from tests.worlds import CITY, EAST, OFFICER, RIVER, open_campaign, scope_over

HEAD = "小区编号,小区名称,所属区,户数,建成年份"
WRITTEN = (Compound, ChangeBatch, ChangeSet, LedgerEntry, FactValue, CampaignCompound, VerdictRun, Verdict, Act)


def standing() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def is_sound() -> bool:
    return verify(digesters(), state_checks()).ok


def test_an_import_makes_compounds_facts_entries_verdicts_and_one_journal_entry(
    bring: Bring, campaign: Campaign
) -> None:
    before = Act.objects.count()

    outcome = bring(HEAD, "A-1,听雨里,东江区,120户,1986年建成", "A-2,砚湖苑,西江区,,")

    assert sums(outcome) == (2, 2, 0, 2, 0, 0, 0)
    assert facts_of("听雨里") == {"household_count": 120, "built_year": 1986}
    assert set(campaign.entries.values_list("compound__name", "entered_by", "entered_ref")) == {
        ("听雨里", "import", str(outcome["job"])), ("砚湖苑", "import", str(outcome["job"])),
    }  # fmt: skip
    assert Verdict.objects.filter(current=True, rule="three_no").count() == 2
    assert not behind(campaign)
    imported, judged = Act.objects.filter(number__gt=before).order_by("number")
    assert (imported.verb, judged.verb) == ("ledger.import", "verdicts.refresh")
    assert [bound["kind"] for bound in imported.digests] == ["ledger.batch", "campaigns.compounds", "exchange.import"]
    assert imported.after["sha256"] == Upload.objects.get().sha256
    assert is_sound()


def test_the_source_of_each_fact_is_the_file_and_its_line(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120,1986", name="东江区摸底.csv")

    change_set = ChangeSet.objects.get()
    assert (change_set.line, change_set.batch.source, change_set.batch.kind) == (2, "东江区摸底.csv", "import")


def test_a_dry_run_says_the_same_and_writes_nothing(bring: Bring) -> None:
    lines = (HEAD, "A-1,听雨里,东江区,120,1986", "A-2,砚湖苑,没有区,9,", "A-3,柳浪苑,东江区,很多,")
    before = standing()

    tried = bring(*lines, dry_run=True)

    assert standing() == before
    done = bring(*lines)
    same = [key for key in done if key not in ("job", "dry_run", "error_file")]
    assert {key: tried[key] for key in same} == {key: done[key] for key in same}
    assert (tried["dry_run"], done["dry_run"]) == (True, False)


def test_a_dry_run_of_changes_names_them_and_changes_nothing(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120,1986")

    outcome = bring(HEAD, "A-1,听雨里,东江区,121,1986", dry_run=True)

    assert outcome["changes"][0]["facts"] == {"household_count": [120, 121]}
    assert facts_of("听雨里")["household_count"] == 120


def test_importing_the_same_file_again_changes_nothing(bring: Bring) -> None:
    lines = (HEAD, "A-1,听雨里,东江区,120,1986", ",砚湖苑,西江区,9,1990")
    bring(*lines)
    before = (ChangeSet.objects.count(), ChangeBatch.objects.count(), Verdict.objects.count())

    again = bring(*lines)

    assert sums(again) == (2, 2, 0, 0, 0, 2, 0)
    assert again["changes"] == []
    assert (ChangeSet.objects.count(), ChangeBatch.objects.count(), Verdict.objects.count()) == before


def test_an_edited_copy_changes_what_was_edited_and_says_which(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120,1986", "A-2,砚湖苑,东江区,9,1990")

    outcome = bring(HEAD, "A-1,听雨里,东江区,120,1986", "A-2,砚湖苑,东江区,9,1991")

    assert sums(outcome) == (2, 2, 0, 0, 1, 1, 0)
    assert outcome["changes"] == [{"line": 3, "compound": the("砚湖苑").pk, "facts": {"built_year": [1990, 1991]}}]
    assert is_sound()


def test_verdicts_follow_the_facts_that_an_import_changes(bring: Bring) -> None:
    head = "小区名称,所属区,有无物业,有无主管部门,有无人防,有无物防,有无技防"
    bring(head, "听雨里,东江区,无,,无,无,无")

    bring(head, "听雨里,东江区,无,无,无,无,无")

    verdicts = Verdict.objects.filter(rule="three_no").order_by("id").values_list("outcome", "current")
    assert list(verdicts) == [("unknown", False), ("yes", True)]


def test_a_second_campaign_shares_the_facts_and_gets_its_own_entries(bring: Bring, campaign: Campaign) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120,1986")
    other = open_campaign(EAST, "东江区行动")

    outcome = bring(HEAD, "A-1,听雨里,东江区,120,1986", into=other)

    assert sums(outcome) == (1, 1, 0, 0, 0, 1, 0)
    assert other.entries.get().compound == campaign.entries.get().compound
    assert Verdict.objects.filter(campaign=other, current=True).exists()


def test_two_columns_that_seem_the_same_need_a_decision_before_anything_is_read(bring: Bring) -> None:
    with pytest.raises(BadInput) as refused:
        bring("小区名称,所属区,户数,户数", "听雨里,东江区,1,2")

    assert refused.value.code == "mapping_unclear"
    assert not Compound.objects.exists()
    assert Job.objects.get().state == "failed"


def test_a_map_says_what_columns_mean(bring: Bring) -> None:
    said = "columns: {甲: name, 乙: household_count, 丙: has_property_provider}\nvalues: {has_property_provider: {管: 是}}\n"

    bring("甲,乙,丙", "听雨里,120,管", said=said)

    assert facts_of("听雨里") == {"household_count": 120, "has_property_provider": True}


def test_a_map_for_a_column_that_is_not_there_is_refused(bring: Bring) -> None:
    with pytest.raises(BadInput) as refused:
        bring("小区名称,所属区", "听雨里,东江区", said="columns: {没有的列: name}\n")

    assert refused.value.code == "bad_map"
    assert "没有的列" in refused.value.message


# ── sums ──

NAMES = st.sampled_from(["听雨里", "砚湖苑", "柳浪苑", "听雨里 ", ""])
NUMBERS = st.sampled_from(["", "", "A-1", "A-2", "A-3"])
COUNTIES = st.sampled_from(["东江区", "西江", "没有区", ""])
HOUSEHOLDS = st.sampled_from(["", "12", "１３户", "很多", "-1", "约20"])
ROWS = st.lists(st.tuples(NUMBERS, NAMES, COUNTIES, HOUSEHOLDS), min_size=1, max_size=8)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS)
def test_every_row_is_counted_once_and_repetition_changes_nothing(
    bring: Bring, first: list[tuple[str, ...]], second: list[tuple[str, ...]]
) -> None:
    """Whatever the sheets hold; each example goes on where the one before left the ledger."""
    refusals = []
    for rows in (first, second, second):
        lines = [",".join((*row, "x")) for row in rows]
        outcome = bring("小区编号,小区名称,所属区,户数,无关的列", *lines)
        rows_, accepted, refused, created, updated, unchanged, duplicates = sums(outcome)
        assert rows_ == len(rows) == accepted + refused
        assert accepted == created + updated + unchanged + duplicates
        assert len(outcome["changes"]) == updated
        assert len({line for line, _ in told(outcome)}) == refused
        assert bool(outcome["error_file"]) == bool(refused)
        refusals.append(refused)
    # Two rows that contradict each other may be told apart once the first is in; then the refused one counts as new.
    assert refusals[1] or (created, updated) == (0, 0)
    assert is_sound()


# ── rights ──


def test_nobody_imports_nothing(bring: Bring) -> None:
    with pytest.raises(Refused):
        bring(HEAD, "A-1,听雨里,东江区,120,1986", scope=NOBODY)

    assert not Compound.objects.exists()


def test_who_may_only_look_may_not_import(bring: Bring) -> None:
    with pytest.raises(Refused):
        bring(HEAD, "A-1,听雨里,东江区,120,1986", scope=scope_over(CITY, abilities=[Ability.VIEW_LEDGER]))


def test_another_citys_officer_may_not_import(bring: Bring) -> None:
    with pytest.raises(Refused):
        bring(HEAD, "A-1,听雨里,东江区,120,1986", scope=scope_over("990200000000"))


def test_a_closed_campaign_takes_nothing_more(bring: Bring, campaign: Campaign) -> None:
    campaign.closed_on = date(2024, 1, 1)
    campaign.save()

    with pytest.raises(Refused) as refused:
        bring(HEAD, "A-1,听雨里,东江区,120,1986")

    assert "已结束" in refused.value.message


def test_the_worker_goes_by_the_rights_that_the_person_has_when_the_job_runs(
    campaign: Campaign, tmp_path: Path
) -> None:
    from sanwu.people.services import account_add, account_deactivate

    account = account_add(
        username="chen",
        name="陈立",
        role="street_officer",
        division=RIVER,
        organisation="滨河街道",
        actor=LOCAL_OPERATOR,
    )
    path = tmp_path / "a.csv"
    path.write_text("小区名称,所属区,街道,户数\n听雨里,东江区,滨河街道,1\n松院,东江区,松风街道,2\n")
    from sanwu.base import clock
    from sanwu.people.selectors import scope_and_actor

    scope, actor = scope_and_actor(account, clock.today())
    jobs = []
    for _ in range(2):
        with path.open("rb") as file:
            upload = upload_store(file=file, file_name="a.csv", campaign=campaign, actor=actor)
        jobs.append(import_queue(upload=upload, actor=actor, scope=scope, dry_run=False))

    run_here(jobs[0], handle_import)
    account_deactivate(account=account, actor=LOCAL_OPERATOR)
    with pytest.raises(Refused):
        run_here(jobs[1], handle_import)

    run = ImportRun.objects.get(job=jobs[0])
    assert (run.accepted, run.refused) == (1, 1)
    assert ChangeBatch.objects.get().actor_name == "陈立"


def test_the_same_form_sent_twice_is_one_job(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("小区名称,户数\n听雨里,1\n")
    with path.open("rb") as file:
        upload = upload_store(file=file, file_name="a.csv", campaign=campaign, actor=OFFICER)
    form = {"upload": upload, "actor": OFFICER, "scope": scope_over(CITY), "dry_run": False, "client_key": "form-1"}

    assert import_queue(**form) == import_queue(**form)
    assert Job.objects.count() == 1


def test_a_job_done_twice_has_one_effect(bring: Bring, campaign: Campaign) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,120,1986")
    job = Job.objects.get(pk=outcome["job"])
    before = standing()

    from sanwu.base.scope import everywhere
    from sanwu.exchange.services import _run

    _run(job.params, lambda phase, done, total: None, job, everywhere(), LOCAL_OPERATOR)

    assert standing()[:-1] == before[:-1]


# ── uploads and proposals ──


def test_an_upload_keeps_its_name_apart_from_where_it_lies(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    with path.open("rb") as file:
        upload = upload_store(file=file, file_name="../../台账\x07.xlsx", campaign=campaign, actor=OFFICER)

    assert (upload.file_name, upload.size) == ("台账�.xlsx", 3)
    assert upload.stored_as == f"uploads/{upload.uid.hex}"


@pytest.mark.parametrize(("content", "code"), [(b"", "empty_file"), (b"x" * 2000, "file_too_large")])
def test_uploads_that_cannot_be_used_leave_no_file(
    campaign: Campaign, tmp_path: Path, settings: pytest.FixtureRequest, content: bytes, code: str
) -> None:
    settings.SANWU_UPLOAD_MAX_BYTES = 1000
    settings.MEDIA_ROOT = str(tmp_path / "media")
    path = tmp_path / "x"
    path.write_bytes(content)

    with path.open("rb") as file, pytest.raises(BadInput) as refused:
        upload_store(file=file, file_name="x.csv", campaign=campaign, actor=OFFICER)

    assert refused.value.code == code
    assert [p for p in (tmp_path / "media").rglob("*") if p.is_file()] == []
    assert not Upload.objects.exists()


def test_a_proposal_shows_headers_targets_and_samples(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("序号,小区名称,户数,别的\n1,听雨里,120,甲\n2,砚湖苑,,甲\n")
    with path.open("rb") as file:
        upload = upload_store(file=file, file_name="a.csv", campaign=campaign, actor=OFFICER)

    proposal = import_propose(upload)

    assert proposal.rows == 2
    assert [(c.letter, c.header, c.target, c.samples) for c in proposal.columns] == [
        ("A", "序号", "ignore", ("1", "2")), ("B", "小区名称", "name", ("听雨里", "砚湖苑")),
        ("C", "户数", "household_count", ("120",)), ("D", "别的", "", ("甲",)),
    ]  # fmt: skip


def test_issues_are_kept_with_the_run(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,很多,1986")

    issue = ImportIssue.objects.get(level="error")
    assert (issue.run.job_id, issue.line, issue.column, issue.value) == (outcome["job"], 2, "D 户数", "很多")
    assert not Compound.objects.exists()


def test_what_is_odd_about_the_columns_is_told_with_the_result(bring: Bring) -> None:
    outcome = bring("小区名称,所属区,经度,纬度", "听雨里,东江区,114.3512345,28.9512345")

    assert told(outcome, "warnings") == [(1, "datum_unknown")]
    assert "CGCS2000" in outcome["warnings"][0]["message"]


def test_another_sheet_that_was_not_imported_is_told_with_the_result(campaign: Campaign, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("望澜区", "江北区"):
            page = book.add_worksheet(name)
            for line in range(6):
                page.write_row(line, 0, ["小区名称", "所属区"] if line == 0 else [f"{name}{line}院", "东江区"])

    outcome = bring_file(path, campaign)

    assert outcome["created"] == 5
    assert told(outcome, "warnings") == [(0, "other_sheets")]
    assert "江北区" in outcome["warnings"][0]["message"]

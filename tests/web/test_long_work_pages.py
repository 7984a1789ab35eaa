"""What is too long for a page: a large export and the verification of a long journal are jobs, and their answer stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.exchange import export_jobs
from sanwu.jobs.models import Job
from sanwu.people.services import post_end
from sanwu.records.models import Act
from tests.web.test_import_pages import work

Browser = Callable[[str], Client]


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows count as many."""
    monkeypatch.setattr(export_jobs, "AT_ONCE", 1)


def export(browser: Client, campaign: Campaign, key: str, query: str = "?rule-three_no=yes") -> Any:
    return browser.post(f"/campaigns/{campaign.pk}/ledger/export/{query}", {"format": "csv", "client_key": key})


def test_a_large_export_is_written_by_the_worker_and_fetched_from_its_page(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    official = sign_in("official")
    page = export(official, campaign, key).headers["Location"]
    assert "正在排队" in official.get(page).content.decode()
    assert official.get(f"{page}file/").status_code == 404

    work()

    assert "共 2 个小区" in official.get(page).content.decode()
    answer = official.get(f"{page}file/")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "听雨里老院" in text
    assert "渡口二村" not in text
    assert Act.objects.filter(verb="ledger.export", actor_name="林晓岚").count() == 1


def test_the_same_form_sent_twice_makes_one_export(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    official = sign_in("official")

    assert export(official, campaign, key).headers["Location"] == export(official, campaign, key).headers["Location"]
    assert Job.objects.count() == 1


def test_a_small_export_is_handed_out_at_once(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    answer = export(sign_in("official"), campaign, key, "?rule-merge=merge")

    assert b"".join(answer.streaming_content)
    assert not Job.objects.exists()


def test_nobody_but_who_asked_for_it_fetches_an_export(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    page = export(sign_in("official"), campaign, key).headers["Location"]
    work()

    assert sign_in("reviewer").get(page).status_code == 200  # imports there, so sees that there was a job
    for person in ("reviewer", "street", "neighbour", "auditor", "system"):
        assert sign_in(person).get(f"{page}file/").status_code == 404


def test_an_export_stays_closed_once_the_right_has_ended(
    sign_in: Browser, cast: Any, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    page = export(sign_in("official"), campaign, key).headers["Location"]
    post_end(post=cast("official").posts.get(), actor=LOCAL_OPERATOR)
    work()

    job = Job.objects.get()
    assert job.state == "failed"
    assert "没有导出" in job.error
    cast("official").refresh_from_db()
    assert sign_in("official").get(f"{page}file/").status_code == 404


def test_a_file_is_thrown_away_after_a_week_and_the_page_says_so(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, key: str
) -> None:
    official = sign_in("official")
    page = export(official, campaign, key).headers["Location"]
    work()
    Path(default_storage.path(Job.objects.get().result["file"])).unlink()

    assert official.get(f"{page}file/").status_code == 404
    assert "7 天后删除" in official.get(page).content.decode()


def test_old_exports_do_not_lie_about(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = sign_in("official")
    export(official, campaign, "one")
    work()
    first = Path(default_storage.path(Job.objects.get().result["file"]))
    monkeypatch.setattr(export_jobs, "KEPT_SECONDS", -60)
    export(official, campaign, "two")
    work()

    assert not first.exists()


def test_a_long_journal_is_verified_by_the_worker(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanwu.web.desk.journal.AT_ONCE", 1)
    official = sign_in("official")
    page = official.post("/journal/verify/").headers["Location"]
    work()

    assert "核验通过" in official.get(page).content.decode()


def test_a_long_journal_that_was_edited_says_where(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sanwu.web.desk.journal.AT_ONCE", 1)
    Act.objects.filter(number=2).update(actor_name="别人")
    official = sign_in("official")
    page = official.post("/journal/verify/").headers["Location"]
    work()

    text = official.get(page).content.decode()
    assert "核验没有通过" in text
    assert "第 2 条" in text

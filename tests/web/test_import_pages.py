"""The way of a file: upload, what the columns mean, dry run, writing, the refused rows, taking it back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.exchange.models import ImportRun, Upload
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.models import Job
from sanwu.jobs.services import work_once

Browser = Callable[[str], Client]
HEADER = "序号,小区名称,所属街道,户数,有无物业,有无主管部门,有无人防,有无物防"
ROWS = (
    "1,柳荫里,青石桥街道,36,无,无,无,无",
    "2,河沿小区,东渡街道,六十多户,有,,,",
    "3,石榴巷,青石桥街道,120,有,有,有,有",
)


def sheet(*rows: str, name: str = "摸底表.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join((HEADER, *rows)).encode("utf-8-sig"))


def upload(browser: Client, campaign: Campaign, file: Any) -> Any:
    return browser.post(f"/campaigns/{campaign.pk}/upload/", {"client_key": str(uuid4()), "file": file})


def as_proposed(page: Any) -> dict[str, str]:
    """What a browser would send when nothing on the mapping page is changed."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def work() -> None:
    while work_once(HANDLERS, "test:1:web"):
        pass


@pytest.fixture
def tried(sign_in: Browser, campaign: Campaign) -> tuple[Client, Job]:
    """A browser at the result of a dry run of three rows, one of which is refused."""
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS)).headers["Location"]
    sent = official.post(mapping, as_proposed(official.get(mapping)))
    work()
    return official, Job.objects.get(pk=int(sent.headers["Location"].split("/")[2]))


def test_the_meaning_of_every_column_is_proposed_with_samples(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    page = official.get(upload(official, campaign, sheet(*ROWS)).headers["Location"])

    proposed = as_proposed(page)
    assert proposed["column-1"] == "name"
    assert proposed["column-2"] == "street"
    assert proposed["column-3"] == "household_count"
    assert proposed["column-4"] == "has_property_provider"
    assert proposed["column-0"] == ""  # 序号 says nothing about a compound
    assert "柳荫里" in page.content.decode()


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(tried: tuple[Client, Job]) -> None:
    official, job = tried
    page = official.get(f"/imports/{job.pk}/").content.decode()

    assert "这是试运行的结果" in page
    assert "六十多户" in page
    assert "写入台账（2 行）" in page
    assert not Compound.objects.exists()


def test_warnings_of_one_kind_stand_together_with_their_number(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    rows = [f"{n},连排{n}号院,青石桥街道,约{n}0户,无,无,无,无" for n in range(1, 41)]
    mapping = upload(official, campaign, sheet(*rows)).headers["Location"]
    job = official.post(mapping, as_proposed(official.get(mapping))).headers["Location"]
    work()
    groups = official.get(job).context["warnings"]

    assert [group.count for group in groups] == [40]
    assert "是约数" in groups[0].message
    assert len(groups[0].issues.rows) + groups[0].more == 40


def test_writing_after_the_dry_run_makes_compounds_and_verdicts(tried: tuple[Client, Job], campaign: Campaign) -> None:
    official, dry = tried
    answer = official.post(f"/imports/{dry.pk}/commit/", {"client_key": str(uuid4())})
    work()

    page = official.get(answer.headers["Location"]).content.decode()
    assert "已写入台账" in page
    assert set(Compound.objects.values_list("name", flat=True)) == {"柳荫里", "石榴巷"}
    ledger = official.get(f"/campaigns/{campaign.pk}/ledger/?rule-three_no=yes").content.decode()
    assert "柳荫里" in ledger
    assert "石榴巷" not in ledger


def test_the_same_writing_sent_twice_is_one_import(tried: tuple[Client, Job]) -> None:
    official, dry = tried
    key = {"client_key": str(uuid4())}
    first = official.post(f"/imports/{dry.pk}/commit/", key).headers["Location"]
    again = official.post(f"/imports/{dry.pk}/commit/", key).headers["Location"]
    work()

    assert first == again
    assert ImportRun.objects.filter(dry_run=False).count() == 1


def test_writing_without_a_key_is_refused_with_a_sentence(tried: tuple[Client, Job]) -> None:
    official, dry = tried
    answer = official.post(f"/imports/{dry.pk}/commit/")

    assert answer.status_code == 400
    assert "刷新后再试" in answer.content.decode()


def test_refused_rows_come_back_in_a_workbook(tried: tuple[Client, Job]) -> None:
    official, dry = tried
    answer = official.get(f"/imports/{dry.pk}/refused/")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert BytesIO(b"".join(answer.streaming_content)).read(2) == b"PK"


def test_an_import_is_taken_back_from_its_page_once(tried: tuple[Client, Job], campaign: Campaign) -> None:
    official, dry = tried
    written = official.post(f"/imports/{dry.pk}/commit/", {"client_key": str(uuid4())}).headers["Location"]
    work()
    assert "撤销这次导入" in official.get(written).content.decode()

    page = official.post(f"{written}undo/", {"client_key": str(uuid4())}, follow=True).content.decode()
    assert "已撤销：移出 2 个小区" in page
    assert "台账还是空的" in official.get(f"/campaigns/{campaign.pk}/ledger/").content.decode()

    again = official.post(f"{written}undo/", {"client_key": str(uuid4())}, follow=True).content.decode()
    assert "已经撤销过了" in again


def test_progress_is_asked_for_and_the_page_is_loaded_anew_when_it_ends(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS)).headers["Location"]
    job = official.post(mapping, as_proposed(official.get(mapping))).headers["Location"]
    assert 'hx-get="' + job + 'progress/"' in official.get(job).content.decode()
    assert "正在排队" in official.get(f"{job}progress/").content.decode()

    work()
    ended = official.get(f"{job}progress/")
    assert ended.status_code == 204
    assert ended.headers["HX-Refresh"] == "true"
    assert "every 2s" not in official.get(job).content.decode()


def test_an_import_that_fails_says_why_and_leads_back(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS)).headers["Location"]
    job = official.post(mapping, as_proposed(official.get(mapping))).headers["Location"]
    Campaign.objects.filter(pk=campaign.pk).update(closed_on=campaign.opened_on)  # ended while the job waited
    work()

    page = official.get(job).content.decode()
    assert "没有办成，什么都没有改动" in page
    assert "已结束，不能再导入" in page
    assert f'href="{mapping}"' in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "空"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0" + b"0" * 500, "不是表格文件"),
        ("网页.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
        ("只有表头.csv", HEADER.encode("utf-8-sig"), "没有小区的数据行"),
    ],
)
def test_a_file_that_cannot_be_read_is_sent_back_with_what_to_do(
    sign_in: Browser, campaign: Campaign, name: str, content: bytes, words: str
) -> None:
    answer = upload(sign_in("official"), campaign, SimpleUploadedFile(name, content))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "请" in page


def test_no_file_at_all_is_sent_back(sign_in: Browser, campaign: Campaign) -> None:
    answer = sign_in("official").post(f"/campaigns/{campaign.pk}/upload/", {"client_key": str(uuid4())})

    assert answer.status_code == 422
    assert "请选择文件" in answer.content.decode()


def test_two_columns_for_one_meaning_are_sent_back_and_the_choice_is_kept(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS)).headers["Location"]
    sent = as_proposed(official.get(mapping)) | {"column-0": "household_count"}
    answer = official.post(mapping, sent)

    assert answer.status_code == 422
    assert "两列对应了同一项" in answer.content.decode()
    assert answer.context["form"]["column-0"].value() == "household_count"


def test_a_mapping_without_a_name_is_sent_back(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS)).headers["Location"]
    answer = official.post(mapping, as_proposed(official.get(mapping)) | {"column-1": ""})

    assert answer.status_code == 422
    assert "哪一列是小区名称" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_file_of_somebody_else_is_not_shown_to_an_officer_of_one_street(sign_in: Browser, campaign: Campaign) -> None:
    mapping = upload(sign_in("official"), campaign, sheet(*ROWS)).headers["Location"]

    assert sign_in("street").get(mapping).status_code == 404
    assert Upload.objects.count() == 1


def test_the_job_of_somebody_else_is_not_found(tried: tuple[Client, Job], sign_in: Browser) -> None:
    _official, job = tried
    for page in ("", "progress/", "refused/"):
        assert sign_in("neighbour").get(f"/imports/{job.pk}/{page}").status_code == 404
    for verb in ("commit/", "undo/"):
        answer = sign_in("neighbour").post(f"/imports/{job.pk}/{verb}", {"client_key": str(uuid4())})
        assert answer.status_code == 404


def test_a_file_name_cannot_write_markup_into_the_page(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    mapping = upload(official, campaign, sheet(*ROWS, name="<img src=x onerror=alert(1)>.csv")).headers["Location"]

    assert "<img src=x" not in official.get(mapping).content.decode()

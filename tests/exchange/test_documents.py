"""The documents of a list: made once from what was frozen, kept with their digest, found when edited."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from docx import Document

from sanwu.approvals.enums import Verb
from sanwu.approvals.holders import Holder
from sanwu.approvals.models import Case
from sanwu.approvals.services import take_step
from sanwu.base import clock
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_closing import list_file
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_reviewing import list_decide, list_review
from sanwu.decisions.filing_terms import terms_of
from sanwu.decisions.models import ListVersion
from sanwu.decisions.sampling import sample_draw
from sanwu.exchange import documents
from sanwu.exchange.documents import document_queue, documents_make, documents_visible_to, file_name
from sanwu.exchange.documents_models import ListDocument
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.tasks import HANDLERS
from sanwu.people.models import Post
from sanwu.records.selectors import verify
from sanwu.render.pdf_gongwen import NoChineseFont
from sanwu.territory.models import Organisation
from tests.decisions.filing_world import World, build
from tests.worlds import CITY, EAST, WEST


@pytest.fixture
def world(db: None) -> World:
    """Two bodies of the plan are known here under their full names."""
    found = build()
    names = {CITY: ("晴川市住房和城乡建设局", "department"), EAST: ("东江区整治工作领导小组", "leading_group")}
    for code, (name, kind) in names.items():
        Organisation.objects.filter(division_id=code).update(name=name, kind=kind)
    return found


@pytest.fixture
def version(world: World) -> ListVersion:
    return list_submit(campaign=world.campaign, division=EAST, **world["district"].does)


def made(version: ListVersion, kind: str, world: World, source: int = 0) -> tuple[list[str], list[list[str]]]:
    """The lines and the table of the Word file."""
    found = {
        one.ending: one
        for one in documents_make(version=version, kind=kind, actor=world["city"].actor, source_id=source)
    }
    with default_storage.open(found["docx"].stored_as) as file:
        word = Document(BytesIO(file.read()))
    tables = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    return [line.text for line in word.paragraphs if line.text], tables


def test_the_report_says_how_many_and_marks_what_is_to_be_verified(version: ListVersion, world: World) -> None:
    lines, table = made(version, "report", world)

    assert lines[0] == "关于上报云州省晴川市东江区\n“三无”小区整治对象名单的报告"
    assert "晴川市住房和城乡建设局：" in lines, "the organisation's own name, not the plan's word for it"
    assert "东江区整治工作领导小组" in lines
    basis = next(line for line in lines if line.startswith("根据《"))
    assert "“各区‘三无’小区整治管理实施工作领导小组应在2016年6月30日前" in basis
    assert basis.startswith("根据《海口市“三无”小区整治管理》")
    assert "”（A-24）的要求" in basis
    assert any("共上报小区4个，其中认定为“三无”小区的3个，情况待核实的1个" in line for line in lines)
    assert any("已超过期限" in line for line in lines)
    assert {"负责人（签字）：　＿＿＿＿＿＿＿＿", "经办人：district"} <= set(lines)
    assert table[0][:3] == ["序号", "小区名称", "所在街道、社区"]
    assert table[2][:2] == ["2", "听雨里"]
    assert "3,000" in table[2]
    assert table[3][-1] == "待核实：有主管部门"


def test_where_no_organisation_is_known_the_plans_word_for_the_body_stands(world: World) -> None:
    Organisation.objects.update(kind="partner_unit")
    Post.objects.update(organisation=Organisation.objects.create(name="他处", kind="department", division_id=WEST))
    version = list_submit(campaign=world.campaign, division=EAST, **world["district"].does)

    assert (version.recipients, version.body) == ("市住建部门", "区“三无”小区整治管理实施工作领导小组")


def test_several_organisations_that_may_be_meant_are_none(world: World) -> None:
    other = Organisation.objects.create(name="晴川市房产局", kind="department", division_id=CITY)
    Post.objects.filter(account__username="city2").update(organisation=other)

    assert terms_of(world.campaign).reviewer == "市住建部门"


def test_a_department_is_found_by_the_remit_that_the_body_names(world: World) -> None:
    other = Organisation.objects.create(name="晴川市住建委", kind="department", division_id=CITY)
    Post.objects.filter(account__username="city2").update(organisation=other, remit="住建")

    assert terms_of(world.campaign).reviewer == "晴川市住建委"


def test_the_opinion_says_what_was_said_of_each_row(version: ListVersion, world: World) -> None:
    row = world.row(version, "松风园")
    list_review(version=version, decision=RowDecision.RETURN, rows=[row.pk], reason="户数有误", **world["city"].does)
    list_review(version=version, decision=RowDecision.ACCEPT, rows=None, **world["city"].does)
    list_decide(version=version, decision=RowDecision.RETURN, expected_version=1, **world["city"].does)
    lines, table = made(version, "opinion", world, source=2)

    assert any("同意3个，退回1个，剔除0个" in line for line in lines)
    assert "名单整体退回，请改正后重新上报。" in lines
    assert "东江区整治工作领导小组：" in lines
    assert "晴川市住房和城乡建设局" in lines
    assert any("“市住建部门：负责全面指导、协调各区" in line and "（A-12）、“市住建部门在" in line for line in lines)
    assert [line[-2:] for line in table if line[1] == "松风园"] == [["退回", "户数有误"]]


def test_the_opinion_names_who_countersigned_it(version: ListVersion, world: World) -> None:
    first, other = world["city"], world["city2"]
    case = version.case
    for verb, who, more in (
        (Verb.COUNTERSIGN_ASK, first, {"to": Holder("", account=other.account.pk)}),
        (Verb.COUNTERSIGN_GIVE, other, {"reason": "户数以不动产登记为准"}),
    ):
        case.refresh_from_db()
        take_step(case=case, verb=verb, expected_version=case.version, **who.does, **{"reason": ""} | more)
    list_review(version=version, decision=RowDecision.ACCEPT, rows=None, **first.does)
    list_decide(version=version, decision=RowDecision.ACCEPT, expected_version=3, **first.does)
    lines, _table = made(version, "opinion", world, source=4)

    assert [line for line in lines if line.startswith("加签：city2（")]
    assert not any("户数以不动产登记为准" in line for line in lines), "an opinion inside the house"


def test_the_sample_sheet_names_its_seed(version: ListVersion, world: World) -> None:
    sample = sample_draw(version=version, size=2, seed="2026-1", **world["city"].does)
    lines, table = made(version, "sample", world, source=sample.pk)

    assert any("抽样种子为 2026-1" in line for line in lines)
    assert len(table) == 3


def test_the_receipt_names_number_and_day(version: ListVersion, world: World) -> None:
    list_review(version=version, decision=RowDecision.ACCEPT, rows=None, **world["city"].does)
    list_decide(version=version, decision=RowDecision.ACCEPT, expected_version=1, **world["city"].does)
    case = Case.objects.get(pk=version.case_id)
    list_file(
        version=version, number="备〔1〕号", filed_on=clock.today(), expected_version=case.version, **world["city"].does
    )
    lines, table = made(version, "receipt", world)

    assert any("备案号为备〔1〕号" in line for line in lines)
    assert any(version.digest in line for line in lines)
    assert len(table) == 5


def test_what_was_made_stays_byte_for_byte(version: ListVersion, world: World) -> None:
    first = documents_make(version=version, kind="report", actor=world["district"].actor)
    again = documents_make(version=version, kind="report", actor=world["city"].actor)

    assert [(one.pk, one.sha256) for one in first] == [(one.pk, one.sha256) for one in again]
    assert {one.ending for one in first} == {"docx", "pdf"}


def test_the_journal_verifies_the_files_and_finds_an_edited_one(version: ListVersion, world: World) -> None:
    word = documents_make(version=version, kind="report", actor=world["district"].actor)[0]
    assert verify(digesters(), state_checks()).ok

    Path(default_storage.path(word.stored_as)).write_bytes(b"another text")
    assert "exchange.document" in (verify(digesters(), state_checks()).reason or "")


def test_without_a_font_the_word_file_is_there_and_the_pdf_says_what_to_do(
    version: ListVersion, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_font(paper: Any) -> bytes:
        raise NoChineseFont

    with monkeypatch.context() as patch:
        patch.setitem(documents.PAPERS, "pdf", no_font)
        found = {one.ending: one for one in documents_make(version=version, kind="report", actor=world["city"].actor)}
        assert found["docx"].sha256
        assert "没有中文字体" in found["pdf"].problem
        assert verify(digesters(), state_checks()).ok
    again = documents_make(version=version, kind="report", actor=world["city"].actor)

    assert [one.problem for one in again] == ["", ""]
    assert ListDocument.objects.count() == 2


def test_the_worker_makes_what_a_step_has_queued_once(version: ListVersion, world: World) -> None:
    jobs = {document_queue(version=version, kind="report", actor=world["district"].actor).pk for _ in range(2)}
    job = document_queue(version=version, kind="report", actor=world["district"].actor)
    assert jobs == {job.pk}
    for _ in range(2):
        HANDLERS[job.kind](job.params, lambda phase, done, total: None, job)

    assert ListDocument.objects.count() == 2


def test_files_are_seen_where_their_list_is(version: ListVersion, world: World) -> None:
    document = documents_make(version=version, kind="report", actor=world["district"].actor)[0]
    seen = {name for name, person in world.people.items() if documents_visible_to(person.scope).exists()}

    assert seen == {"district", "district2", "city", "city2", "auditor"}
    assert file_name(document) == "云州省晴川市东江区-上报名单-第1版.docx"

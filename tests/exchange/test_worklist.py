"""Missing facts: counted, walked through in order, handed out as a workbook and read again without mapping by hand."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.exchange.references import reference_of
from sanwu.exchange.worklist import Place, after, before, count_up_to_cap, fact_of, lacking, missing_facts
from sanwu.exchange.worklist_files import write_worklist
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.records.models import Act
from tests.exchange.conftest import Bring, bring_file
from tests.worlds import EAST, OFFICER, RIVER, WEST, scope_over

HEAD = "小区编号,小区名称,区县,街道,社区,户数,建筑面积（m²）,是否有物业管理,是否有主管部门,人防,物防"
ROWS = (
    "Y-1,听雨里,东江区,滨河街道,听雨社区,120,,否,否,否,否",
    "Y-2,砚湖一村,东江区,滨河街道,砚湖社区,40,,否,否,否,否",
    ",松风院,东江区,松风街道,,,,否,否,否,否",
    "W-1,西园,西江区,滨河街道,,60,8000,否,否,否,否",
)


@pytest.fixture
def ledger(campaign: Campaign, bring: Bring) -> Campaign:
    assert bring(HEAD, *ROWS)["created"] == 4
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    return campaign


def rules_of(path: Path) -> dict[str, str]:
    """{range: what may stand there} of a workbook: the list of a drop-down, or the kind of number."""
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r'<dataValidation type="(\w+)"[^>]*sqref="([^"]+)"[^>]*>(?:<formula1>(.*?)</formula1>)?', sheet)
    return {where: formula.replace("&quot;", '"') if kind == "list" else kind for kind, where, formula in found}


def fill_in(
    path: Path, answers: Callable[[list[object]], dict[int, object]], heads: dict[int, str] | None = None
) -> None:
    """Save the workbook with some cells filled in, as a spreadsheet program would, and with these columns added."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("补填")
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(line, column, cell)
            more = answers(row) if line > 2 else heads or {} if "小区名称" in row else {}
            for column, value in more.items():
                sheet.write(line, column, value)


def names(campaign: Campaign, fact: str, **more: object) -> list[str]:
    return [row.compound.name for row in lacking(campaign, everywhere(), fact, **more).select_related("compound")]  # type: ignore[arg-type]


def test_facts_that_verdicts_wait_for_come_first_with_their_counts(ledger: Campaign) -> None:
    found = {missing.fact.id: missing for missing in missing_facts(ledger, everywhere())}

    assert (found["floor_area_m2"].waiting, found["floor_area_m2"].lacking) == (2, 3)
    assert found["household_count"].lacking == 1
    first = missing_facts(ledger, everywhere())[0]
    assert first.waiting == max(missing.waiting for missing in found.values())
    assert "has_property_provider" not in found


def test_what_lies_outside_the_scope_or_the_division_is_not_counted(ledger: Campaign) -> None:
    def counted(scope: object, under: str = "") -> int | None:
        return {m.fact.id: m.lacking for m in missing_facts(ledger, scope, under)}.get("floor_area_m2")  # type: ignore[arg-type]

    assert counted(scope_over(RIVER)) == 2
    assert counted(scope_over(WEST)) is None
    assert counted(everywhere(), RIVER) == 2


def test_the_list_is_walked_in_one_order_forth_and_back(ledger: Campaign) -> None:
    rows = lacking(ledger, everywhere(), "floor_area_m2")
    seen: list[LedgerEntry] = []
    place = None
    while row := after(rows, place):
        seen.append(row)
        place = Place.read(f"{row.division_code}-{row.compound_id}")
    assert [row.compound.name for row in seen] == ["听雨里", "砚湖一村", "松风院"]

    assert place is not None
    assert before(rows, place).compound.name == "砚湖一村"  # type: ignore[union-attr]
    assert before(rows, Place(seen[0].division_code, seen[0].compound_id)) is None
    assert count_up_to_cap(rows) == (3, False)


@pytest.mark.parametrize(
    "text", ["", "-", "990101-", "-7", "x-1", "990101001001-1' OR 1", "9" * 13 + "-1", "1-" + "9" * 19]
)
def test_what_is_no_position_is_the_beginning(text: str) -> None:
    assert Place.read(text) is None


def test_a_position_is_read_as_it_was_written() -> None:
    assert Place.read(str(Place(RIVER, 17))) == Place(RIVER, 17)


def test_only_what_one_may_correct_is_asked(ledger: Campaign) -> None:
    looking = scope_over(EAST, abilities={Ability.VIEW_LEDGER})

    assert not lacking(ledger, looking, "floor_area_m2").exists()


def test_a_list_may_keep_to_what_verdicts_wait_for(ledger: Campaign) -> None:
    waiting = names(ledger, "floor_area_m2", waiting=True)

    assert waiting == ["听雨里", "松风院"]
    assert set(waiting) < set(names(ledger, "floor_area_m2"))


def test_a_filled_in_fact_leaves_the_list_at_once(ledger: Campaign) -> None:
    compound = Compound.objects.get(name="听雨里")
    correct_fact(compound=compound, fact="floor_area_m2", value="9000", source="实测", actor=OFFICER)

    assert names(ledger, "floor_area_m2") == ["砚湖一村", "松风院"]


def test_identity_is_no_fact_to_be_filled_in(ledger: Campaign) -> None:
    assert fact_of(ledger, "compound_name") is None
    assert fact_of(ledger, "no_such_fact") is None


def test_the_workbook_goes_out_and_comes_back_without_mapping_by_hand(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    asked = ["floor_area_m2", "household_count", "technical_protection", "property_arrangement", "built_year"]
    rows = write_worklist(campaign=ledger, facts=asked, scope=everywhere(), actor=OFFICER, out=out)
    assert rows == 4
    assert Act.objects.latest("number").after == {"rows": 4, "facts": asked, "under": ""}

    choice = next(rule for rule in rules_of(out).values() if rule.count(",") > 2).strip('"').split(",")[0]
    filled = {
        "听雨里": {7: 9000.5, 9: "是"}, "砚湖一村": {7: 1200, 9: "否"}, "松风院": {7: 3404, 8: 35, 10: choice},
    }  # fmt: skip
    fill_in(out, lambda row: filled.get(str(row[1]), {}))

    done = bring_file(out, ledger)

    assert (done["refused"], done["created"], done["updated"], done["unchanged"]) == (0, 0, 3, 1)
    facts = {entry.compound.name: entry.facts for entry in LedgerEntry.objects.select_related("compound")}
    assert facts["听雨里"]["floor_area_m2"] == "9000.50"
    assert facts["听雨里"]["household_count"] == 120
    assert facts["听雨里"]["technical_protection"] is True
    assert facts["砚湖一村"]["technical_protection"] is False
    assert facts["松风院"]["household_count"] == 35
    assert "property_arrangement" in facts["松风院"]
    assert "built_year" not in facts["松风院"]
    assert Compound.objects.count() == 4


def test_an_empty_workbook_changes_nothing(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    write_worklist(campaign=ledger, facts=["floor_area_m2"], scope=everywhere(), actor=OFFICER, out=out)

    done = bring_file(out, ledger)

    assert (done["rows"], done["unchanged"], done["refused"]) == (3, 3, 0)


def test_marks_and_choices_drop_down_and_numbers_are_guarded(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    write_worklist(
        campaign=ledger, facts=["technical_protection", "property_arrangement", "floor_area_m2"], scope=everywhere(),
        actor=OFFICER, out=out,
    )  # fmt: skip

    rules = rules_of(out)
    assert rules["H4:H7"] == '"是,否"'
    assert rules["I4:I7"].count(",") > 2
    assert rules["J4:J7"] == "decimal"


@pytest.mark.parametrize("facts", [[], ["no_such_fact"], ["compound_name"]])
def test_a_workbook_about_nothing_is_refused(ledger: Campaign, tmp_path: Path, facts: list[str]) -> None:
    with pytest.raises(BadInput):
        write_worklist(campaign=ledger, facts=facts, scope=everywhere(), actor=OFFICER, out=tmp_path / "x.xlsx")


def test_a_workbook_holds_only_what_one_may_hand_out(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    assert (
        write_worklist(campaign=ledger, facts=["floor_area_m2"], scope=scope_over(RIVER), actor=OFFICER, out=out) == 2
    )

    looking = scope_over(EAST, abilities={Ability.VIEW_LEDGER})
    with pytest.raises(Refused):
        write_worklist(campaign=ledger, facts=["floor_area_m2"], scope=looking, actor=OFFICER, out=out)


TWINS = (",同名院,东江区,滨河街道,听雨社区,,,否,否,否,否", ",同名院二,东江区,滨河街道,听雨社区,,,否,否,否,否")
REFERENCE, AREA = 6, 7  # columns of the workbook


@pytest.fixture
def twins(ledger: Campaign, bring: Bring) -> Campaign:
    """Two compounds of one name in one community, without a number: the second came to be called so later."""
    assert bring(HEAD, *TWINS)["created"] == 2
    first = Compound.objects.get(name="同名院")
    Compound.objects.filter(name="同名院二").update(name=first.name, match_name=first.match_name)
    return ledger


def handed_out(campaign: Campaign, out: Path, **more: object) -> list[list[object]]:
    """The rows of a workbook about the floor area."""
    write_worklist(
        campaign=campaign,
        facts=["floor_area_m2"],
        actor=OFFICER,
        out=out,
        **({"scope": everywhere()} | more),  # type: ignore[arg-type]
    )
    return CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python(skip_empty_area=False)[3:]


def areas(name: str) -> list[str | None]:
    return [
        row.facts.get("floor_area_m2") for row in LedgerEntry.objects.filter(compound__name=name).order_by("compound")
    ]


def test_two_of_one_name_are_told_apart_by_the_identifier_of_their_rows(twins: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    rows = handed_out(twins, out)
    pks = Compound.objects.filter(name="同名院").order_by("pk").values_list("pk", flat=True)
    wanted = {reference_of(twins.pk, pk): area for pk, area in zip(pks, (1000, 2000), strict=True)}
    assert wanted.keys() < {row[REFERENCE] for row in rows}
    fill_in(out, lambda row: {AREA: wanted[str(row[REFERENCE])]} if row[REFERENCE] in wanted else {})

    done = bring_file(out, twins)

    assert (done["refused"], done["created"], done["updated"]) == (0, 0, 2)
    assert areas("同名院") == ["1000.00", "2000.00"]


def test_without_the_identifier_such_rows_are_refused_as_ever(twins: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(twins, out)
    fill_in(out, lambda row: {AREA: 1000, REFERENCE: " "} if row[1] == "同名院" else {})

    done = bring_file(out, twins)

    assert {error["code"] for error in done["errors"]} == {"name_twice_in_ledger"}
    assert areas("同名院") == [None, None]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda found: found[:-1] + ("0" if found[-1] != "0" else "1"), "reference_unknown"),  # counted on by dragging
        (lambda found: "17", "reference_unknown"),
        (
            lambda found: reference_of(10**9, int(found[1:].partition("-")[0])),
            "reference_unknown",
        ),  # another campaign's
    ],
)
def test_an_identifier_that_was_not_handed_out_here_refuses_its_row(
    ledger: Campaign, tmp_path: Path, change: Callable[[str], str], code: str
) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(ledger, out)
    fill_in(out, lambda row: {AREA: 900, REFERENCE: change(str(row[REFERENCE]))} if row[1] == "听雨里" else {AREA: 800})

    done = bring_file(out, ledger)

    assert [(error["code"], error["column"]) for error in done["errors"]] == [(code, "G 平台标识")]
    assert "请重新下载补填表格" in done["errors"][0]["message"]
    assert (areas("听雨里"), areas("砚湖一村")) == ([None], ["800.00"])


def test_a_column_that_was_sorted_by_itself_writes_nothing_into_another_compound(
    ledger: Campaign, tmp_path: Path
) -> None:
    out = tmp_path / "补填.xlsx"
    other = {str(row[1]): row[REFERENCE] for row in handed_out(ledger, out)}
    swapped = {"听雨里": other["砚湖一村"], "砚湖一村": other["听雨里"]}
    fill_in(out, lambda row: {AREA: 900, REFERENCE: swapped[str(row[1])]} if row[1] in swapped else {})

    done = bring_file(out, ledger)

    assert [error["code"] for error in done["errors"]] == ["reference_conflict"] * 2
    assert (areas("听雨里"), areas("砚湖一村")) == ([None], [None])


@pytest.mark.parametrize("name", ["听雨里", "松风院"])
def test_a_number_typed_into_the_workbook_is_refused_and_named(ledger: Campaign, tmp_path: Path, name: str) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(ledger, out)
    fill_in(out, lambda row: {AREA: 900, 0: "Y-77"} if row[1] == name else {})

    done = bring_file(out, ledger)

    (error,) = done["errors"]
    assert error["code"] == "reference_other_number"
    assert f"这一行是“{name}”，编号“Y-77”却和台账里的不同" in error["message"]
    assert "请改回下载时的编号" in error["message"]
    assert areas(name) == [None]


def test_an_identifier_from_outside_ones_area_refuses_its_row(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(ledger, out)
    foreign = reference_of(ledger.pk, Compound.objects.get(name="松风院").pk)
    fill_in(out, lambda row: {AREA: 900, REFERENCE: foreign, 1: "松风院", 0: " "} if row[1] == "听雨里" else {})

    done = bring_file(out, ledger, scope=scope_over(RIVER))

    assert "compound_outside_scope" in {error["code"] for error in done["errors"]}
    assert areas("松风院") == [None]


def test_a_compound_that_left_the_campaign_meanwhile_is_not_brought_back(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(ledger, out)
    ledger.entries.filter(compound__name="听雨里").update(left_on=clock.today())
    fill_in(out, lambda row: {AREA: 900} if row[1] == "听雨里" else {})

    done = bring_file(out, ledger)

    assert [error["code"] for error in done["errors"]] == ["reference_gone"]
    assert areas("听雨里") == [None]


def test_a_row_with_an_identifier_moves_and_renames_nothing(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    handed_out(ledger, out)
    fill_in(out, lambda row: {AREA: 900, 3: "松风街道", 4: " ", 5: " "} if row[1] == "听雨里" else {})
    before = Compound.objects.get(name="听雨里").division_id

    done = bring_file(out, ledger)

    assert (done["errors"], done["updated"]) == ([], 1)
    assert (Compound.objects.get(name="听雨里").division_id, areas("听雨里")) == (before, ["900.00"])
    (remark,) = done["warnings"]
    assert (remark["code"], remark["column"]) == ("reference_unwritten", "")
    assert remark["message"].startswith("街道（镇）与台账里的不同，没有写入")


def test_columns_added_beside_an_identifier_are_told_as_not_written(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    width = len(handed_out(ledger, out)[0])
    added = dict(enumerate(("地址", "曾用名", "经度", "纬度", "原编号"), start=width))
    said = dict(zip(added, ("听雨路 1 号", "听雨老院", "110.3312345", "20.0312345", "O-1"), strict=True))
    fill_in(out, lambda row: said | {AREA: 900} if row[1] == "听雨里" else {}, heads=added)
    before = Compound.objects.get(name="听雨里")

    done = bring_file(out, ledger)

    assert (done["errors"], done["updated"]) == ([], 1)
    (remark,) = (warning for warning in done["warnings"] if warning["code"] == "reference_unwritten")
    assert "曾用名、原编号、地址、经度、纬度与台账里的不同，没有写入" in remark["message"]
    after = Compound.objects.get(name="听雨里")
    assert (after.address, after.longitude, areas("听雨里")) == (before.address, before.longitude, ["900.00"])


def test_a_row_that_says_of_the_compound_what_is_known_needs_no_remark(ledger: Campaign, tmp_path: Path) -> None:
    out = tmp_path / "补填.xlsx"
    width = len(handed_out(ledger, out)[0])
    Compound.objects.filter(name="听雨里").update(address="听雨路 1 号")
    fill_in(out, lambda row: {AREA: 900, width: "听雨路 1 号"} if row[1] == "听雨里" else {}, heads={width: "地址"})

    assert bring_file(out, ledger)["warnings"] == []

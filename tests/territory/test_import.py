"""Editions of the division list: what they create, rename and close, and what they leave alone."""

import os
from datetime import date
from pathlib import Path

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.records.models import Act
from sanwu.territory.models import Division
from sanwu.territory.services import import_divisions

pytestmark = pytest.mark.django_db

OLD, NEW = date(2016, 7, 31), date(2022, 10, 1)
ROOT = "990000000000,100000000000,云州省,province,1,990000"
CITY = "990100000000,990000000000,晴川市,city,2,990100"
COUNTY = "990101000000,990100000000,东江区,county,3,990101"
OTHER_COUNTY = "990102000000,990100000000,西江区,county,3,990102"
STREETS = ["990101001000,990101000000,滨河街道办事处,town,4,990101", "990101100000,990101000000,南湖镇,town,4,990101"]
COMMUNITY = "990101001001,990101001000,望江社区居委会,village,5,990101"
WHOLE = [ROOT, CITY, COUNTY, OTHER_COUNTY, *STREETS, COMMUNITY]


def load(path: Path, edition: date, **more: object) -> dict[str, int]:
    return import_divisions(paths=[path], edition=edition, actor=LOCAL_OPERATOR, **more)


def headless(folder: Path, *lines: str) -> Path:
    path = folder / "990100.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def with_heads(folder: Path, streets: list[str]) -> Path:
    (folder / "provinces.csv").write_text("code,name\n99,云州省\n")
    (folder / "cities.csv").write_text("code,name,provinceCode\n9901,晴川市,99\n")
    (folder / "areas.csv").write_text("code,name,cityCode,provinceCode\n990101,东江区,9901,99\n990102,西江区,9901,99\n")
    (folder / "streets.csv").write_text(
        "\n".join(["code,name,areaCode,provinceCode,cityCode", *(f"{s},990101,99,9901" for s in streets)])
    )
    return folder


def counts(created: int = 0, updated: int = 0, closed: int = 0, renamed: int = 0, ignored: int = 0) -> dict[str, int]:
    return {"created": created, "updated": updated, "closed": closed, "renamed": renamed, "ignored": ignored}


def test_a_list_without_header_makes_the_tree(tmp_path: Path) -> None:
    assert load(headless(tmp_path, *WHOLE), OLD) == counts(created=7)

    community = Division.objects.get(code="990101001001")
    assert (community.name, community.parent_id, community.level) == ("望江社区居委会", "990101001000", "community")
    assert (community.edition, community.valid_from, community.valid_to) == (OLD, None, None)
    assert Division.objects.get(code="990000000000").parent is None


def test_the_same_edition_again_changes_nothing(tmp_path: Path) -> None:
    path = headless(tmp_path, *WHOLE)
    load(path, OLD)

    assert load(path, OLD) == counts()


def test_short_codes_are_filled_up_and_find_their_parents(tmp_path: Path) -> None:
    assert load(with_heads(tmp_path, ["990101001,滨河街道"]), NEW) == counts(created=5)
    assert Division.objects.get(code="990101001000").parent_id == "990101000000"
    assert load(tmp_path, NEW) == counts()


def test_a_newer_edition_renames_closes_and_adds_only_on_levels_that_it_covers(tmp_path: Path) -> None:
    load(headless(tmp_path, *WHOLE), OLD)
    newer = tmp_path / "new"
    newer.mkdir()

    assert load(with_heads(newer, ["990101001,滨河街道", "990101002,新城街道"]), NEW) == counts(
        created=1, closed=1, renamed=1
    )

    assert Division.objects.get(code="990101001000").name == "滨河街道"
    assert Division.objects.get(code="990101100000").valid_to == NEW
    assert Division.objects.get(code="990101002000").valid_from == NEW
    assert Division.objects.get(code="990101001001").valid_to is None, "no community was listed, so none was closed"


def test_an_older_edition_never_overwrites_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "new"
    newer.mkdir()
    load(with_heads(newer, ["990101001,滨河街道"]), NEW)

    assert load(headless(tmp_path, *WHOLE), OLD) == counts(created=2, ignored=5)

    assert Division.objects.get(code="990101001000").name == "滨河街道"
    assert Division.objects.get(code="990101100000").valid_to == NEW, "it had gone by the newer edition"
    assert Division.objects.get(code="990101001001").valid_to is None


def test_what_a_newer_edition_closed_stays_closed_when_the_older_comes_again(tmp_path: Path) -> None:
    path = headless(tmp_path, *WHOLE)
    load(path, OLD)
    newer = tmp_path / "new"
    newer.mkdir()
    load(with_heads(newer, ["990101001,滨河街道"]), NEW)

    load(path, OLD)

    assert Division.objects.get(code="990101100000").valid_to == NEW


def test_a_division_that_comes_back_is_opened_again(tmp_path: Path) -> None:
    load(headless(tmp_path, *WHOLE), OLD)
    load(headless(tmp_path, ROOT, CITY, COUNTY, OTHER_COUNTY, STREETS[0]), NEW)
    assert Division.objects.get(code="990101100000").valid_to == NEW

    assert load(headless(tmp_path, *WHOLE), date(2024, 1, 1)) == counts(updated=1)
    assert Division.objects.get(code="990101100000").valid_to is None


def test_a_list_of_one_county_does_not_close_the_others(tmp_path: Path) -> None:
    load(headless(tmp_path, *WHOLE), OLD)

    assert load(headless(tmp_path, ROOT, CITY, COUNTY, *STREETS), NEW) == counts()
    assert Division.objects.get(code="990102000000").valid_to is None
    assert Act.objects.latest("number").after["extracts"] == ["990100000000"]


def test_a_county_that_left_a_full_list_is_closed(tmp_path: Path) -> None:
    third = "990103000000,990100000000,北江区,county,3,990103"
    load(headless(tmp_path, *WHOLE, third), OLD)

    assert load(headless(tmp_path, *WHOLE), NEW) == counts(closed=1)
    assert Division.objects.get(code="990103000000").valid_to == NEW


def test_a_city_without_counties_is_one_place_although_it_is_listed_twice(tmp_path: Path) -> None:
    (tmp_path / "provinces.csv").write_text("code,name\n99,云州省\n")
    (tmp_path / "cities.csv").write_text("code,name,provinceCode\n9919,石桥市,99\n")
    (tmp_path / "areas.csv").write_text("code,name,cityCode,provinceCode\n991900,石桥市,9919,99\n")
    (tmp_path / "streets.csv").write_text(
        "code,name,areaCode,provinceCode,cityCode\n991900003,东城街道,991900,99,9919\n"
    )

    assert load(tmp_path, NEW) == counts(created=3, ignored=1)

    assert Division.objects.get(code="991900000000").level == "city"
    assert Division.objects.get(code="991900003000").parent_id == "991900000000"


def test_the_demo_city_is_not_closed_by_a_real_list(tmp_path: Path) -> None:
    load(headless(tmp_path, *WHOLE), OLD)
    Division.objects.filter(code="990101100000").update(demo=True)

    assert load(headless(tmp_path, ROOT, CITY, COUNTY, OTHER_COUNTY, STREETS[0]), NEW) == counts()


def test_gb18030_a_byte_order_mark_and_blank_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(["", *WHOLE, "", " , "]).encode("gb18030"))
    assert load(path, OLD) == counts(created=7)

    path.write_text("\ufeff" + "\n".join(WHOLE))
    assert load(path, OLD) == counts()


def test_the_country_above_the_provinces_is_no_division(tmp_path: Path) -> None:
    country = "100000000000,000000000000,全国,country,0,100000"

    assert load(headless(tmp_path, country, *WHOLE), OLD) == counts(created=7, ignored=1)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([ROOT, CITY.replace("990100000000,", "99010000000,", 1)], ["第 2 行", "99010000000"]),
        ([ROOT, CITY.replace("990100000000,", "9.901E+11,", 1)], ["第 2 行", "科学记数法", "文本"]),
        ([ROOT, CITY.replace("晴川市", "")], ["第 2 行", "名称"]),
        ([ROOT, CITY.replace("晴川市", "晴\x07川")], ["第 2 行", "控制字符"]),
        ([ROOT, CITY.replace(",2,", ",7,")], ["第 2 行", "级别"]),
        ([ROOT, CITY, COUNTY, COUNTY.replace("东江区", "别的区")], ["第 4 行", "重复", "东江区", "别的区"]),
        ([ROOT, COUNTY], ["第 2 行", "990100000000", "一起导入"]),
        ([ROOT, CITY, COUNTY.replace("990101000000,", "980101000000,", 1)], ["第 3 行", "代码范围"]),
        ([ROOT, CITY, COUNTY.replace(",3,", ",2,")], ["第 3 行", "级别不比它高"]),
        ([ROOT, CITY.replace("990000000000", "")], ["第 2 行", "没有上级"]),
        ([ROOT, "990100000000,990000000000"], ["第 2 行", "2 列"]),
        (["姓名,电话", "甲,1"], ["第 1 行", "看不出是区划表"]),
        ([ROOT, CITY.replace("晴川市", '"晴川市')], ["第 2 行"]),
        ([], ["没有一行区划"]),
    ],
)
def test_a_bad_file_is_refused_whole_and_the_line_is_named(tmp_path: Path, lines: list[str], words: list[str]) -> None:
    with pytest.raises(BadInput) as refusal:
        load(headless(tmp_path, *lines), OLD)

    assert all(word in refusal.value.message for word in words), refusal.value.message
    assert not Division.objects.exists()
    assert not Act.objects.exists()


def test_many_bad_lines_are_counted_and_the_first_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"(?s)第 2 行.*第 6 行.*另有 4 处"):
        load(headless(tmp_path, ROOT, *[CITY.replace("晴川市", "")] * 9), OLD)


def test_a_code_that_lost_its_leading_zero_is_refused_with_a_guess(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code,name\n9,云州省\n")

    with pytest.raises(BadInput, match="是不是 09"):
        load(path, OLD)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"code,name\n99,\x00\n", b"\xff\xff\xff\xff,\x80"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.csv"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=r"picture\.csv"):
        load(path, OLD)


def test_a_missing_file_or_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="打不开"):
        load(tmp_path / "none.csv", OLD)
    with pytest.raises(BadInput, match="没有 CSV"):
        load(tmp_path, OLD)


@pytest.mark.skipif(os.name != "posix", reason="needs file modes")
def test_the_journal_keeps_which_files_were_taken_in(tmp_path: Path) -> None:
    load(headless(tmp_path, *WHOLE), OLD)

    written = Act.objects.get()
    assert (written.verb, written.object_id, written.object_name) == ("divisions.import", "2016-07-31", "990100.csv")
    assert set(written.after["files"]) == {"990100.csv"}


def test_the_same_submission_twice_has_one_effect(tmp_path: Path) -> None:
    path = headless(tmp_path, *WHOLE)

    first, second = load(path, OLD, client_key="k"), load(path, OLD, client_key="k")

    assert first == second == counts(created=7)
    assert Act.objects.count() == 1


def test_a_person_changes_only_divisions_of_the_own_area(tmp_path: Path) -> None:
    load(headless(tmp_path, ROOT, CITY, COUNTY, OTHER_COUNTY), OLD)
    district = Scope(1, (Grant("x", frozenset({Ability.IMPORT_DIVISIONS}), "990101000000", "990102000000"),))

    with pytest.raises(Refused, match="990102001000"):
        load(headless(tmp_path, *WHOLE, "990102001000,990102000000,西街街道,town,4,990102"), NEW, scope=district)
    assert Division.objects.count() == 4

    assert load(headless(tmp_path, *WHOLE), NEW, scope=district) == counts(created=3)


# --- Real lists ------------------------------------------------------------------------------------------------------


def test_the_real_editions_of_2016_and_2022_fit_together(trial_data: Path) -> None:
    """Over the ten counties 15 towns vanish, 15 appear and 30 keep the code with another name."""
    older, newer = trial_data / "divisions" / "adcode-2016", trial_data / "divisions" / "modood-2022"

    assert load(older, OLD) == counts(created=2305)
    assert load(newer, NEW) == counts(created=44558, closed=15, renamed=30, ignored=4)
    assert load(newer, NEW) == counts(ignored=4)
    assert load(older, OLD) == counts(ignored=141)

    assert Division.objects.filter(level="community", valid_to=None).count() == 2149
    assert Division.objects.filter(valid_to=NEW).count() == 15
    assert Division.objects.filter(valid_from=NEW, level="street", code__startswith="411").count() > 0


def test_single_real_files_can_be_taken_in_the_order_of_their_levels(trial_data: Path) -> None:
    folder = trial_data / "divisions" / "modood-2022"
    names = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv"]

    assert [load(folder / name, NEW)["created"] for name in names] == [31, 342, 2975, 41351]
    assert load(folder, NEW) == counts(ignored=4)


def test_a_real_county_without_its_city_is_refused(trial_data: Path) -> None:
    with pytest.raises(BadInput, match="一起导入"):
        load(trial_data / "divisions" / "adcode-2016" / "341302.csv", OLD)


def test_a_folder_of_folders_names_those_that_hold_lists(tmp_path: Path) -> None:
    (tmp_path / "modood").mkdir()
    (tmp_path / "modood" / "provinces.csv").write_text("code,name\n")

    with pytest.raises(BadInput, match="modood"):
        load(tmp_path, OLD)

"""The fictional city as rows: repeatable, of every kind, and with no name of a real place behind a real code."""

from collections import Counter

from sanwu.demo.rules import HEADER, communities, compound_rows, places, read_city, surveyed_later
from sanwu.territory.rules import LEVELS

CITY = read_city()
ROWS = list(compound_rows(CITY, count=600, seed=1))
COLUMN = {name: place for place, name in enumerate(HEADER)}


def column(name: str) -> list[str]:
    return [row[COLUMN[name]] for row in ROWS]


def test_the_same_seed_gives_the_same_rows_whatever_their_number() -> None:
    assert list(compound_rows(CITY, count=600, seed=1)) == ROWS
    assert list(compound_rows(CITY, count=50, seed=1)) == ROWS[:50]


def test_another_seed_gives_other_rows() -> None:
    assert list(compound_rows(CITY, count=600, seed=2)) != ROWS


def test_every_row_fills_the_header_with_texts() -> None:
    assert {len(row) for row in ROWS} == {len(HEADER)}
    assert all(isinstance(cell, str) for row in ROWS for cell in row)


def test_numbers_are_unique_and_so_are_names_within_a_district() -> None:
    assert len(set(column("小区编号"))) == 600
    assert len(set(zip(column("所属区"), column("小区名称"), strict=True))) == 600


def test_there_is_no_end_of_names() -> None:
    many = list(compound_rows(CITY, count=20_000, seed=3))

    assert len({(row[COLUMN["所属区"]], row[COLUMN["小区名称"]]) for row in many}) == 20_000


def test_small_and_large_known_and_unknown_occur() -> None:
    households = [int(text) for text in column("户数") if text]
    assert min(households) <= 50 < 300 <= max(households)
    for name in ("户数", "建筑面积（㎡）", "有无主管部门", "有无人防"):
        assert 0 < column(name).count("") < 600
    assert set(column("有无物业")) == {"", "√", "×"}
    assert {"小区", "院落", "单栋楼"} == set(column("小区类别"))


def test_a_second_visit_fills_what_the_first_left_open_and_changes_nothing_else() -> None:
    later = list(surveyed_later(iter(ROWS), seed=1))
    by_number = {row[0]: row for row in ROWS}

    assert later == list(surveyed_later(iter(ROWS), seed=1))
    assert 30 < len(later) < 150
    for row in later:
        before = by_number[row[0]]
        changed = {HEADER[place] for place in range(len(HEADER)) if row[place] != before[place]}
        assert changed <= {"有无主管部门", "有无人防", "有无物防", "备注"}
        assert all(before[COLUMN[name]] == "" for name in changed)


def test_divisions_hang_together_and_bear_codes_of_no_province() -> None:
    found = list(places(CITY))
    known = {place.code for place in found}

    assert all(place.code.startswith("99") and len(place.code) == 12 for place in found)
    assert all(place.parent in known for place in found if place.level != "province")
    assert set(Counter(place.level for place in found)) == set(LEVELS)
    assert len(communities(CITY)) == Counter(place.level for place in found)["community"]
    assert Counter(place.level for place in found)["county"] >= 3

"""Made workbooks of the fictional city, 20 columns wide, laid out as an office does; the same seed gives the same file."""

from pathlib import Path

import xlsxwriter

from sanwu.demo.rules import HEADER, compound_rows, places, read_city

COLUMNS = HEADER[:20]
HOUSEHOLDS = COLUMNS.index("户数")
NUMERIC = {COLUMNS.index(name) for name in ("建成年份", "楼栋数", "户数", "建筑面积（㎡）", "经度", "纬度")}


def write_workbook(path: Path, *, rows: int, seed: int = 1, bad_every: int = 0) -> None:
    """A title row, a header row and `rows` data rows; every `bad_every`-th row has a household count that cannot be read."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, "小区基本情况台账")
    sheet.write_row(1, 0, COLUMNS)
    for line, row in enumerate(compound_rows(read_city(), count=rows, seed=seed), 2):
        for column, text in enumerate(row[: len(COLUMNS)]):
            if bad_every and column == HOUSEHOLDS and line % bad_every == 0:
                sheet.write_string(line, column, "六十多户")
            elif text and column in NUMERIC:
                sheet.write_number(line, column, float(text))
            elif text:
                sheet.write_string(line, column, text)
    book.close()


def write_divisions(path: Path) -> None:
    """The divisions of the fictional city in the 20-column layout without a header that `divisions import` reads."""
    number = {"province": 1, "city": 2, "county": 3, "street": 4, "community": 5}
    level_word = {"province": "province", "city": "city", "county": "county", "street": "town", "community": "village"}
    with path.open("w", encoding="utf-8") as file:
        for place in places(read_city()):
            parent = place.parent or "100000000000"
            cells = [place.code, parent, place.name, level_word[place.level], str(number[place.level]), place.code[:6]]
            file.write(",".join(cells + [""] * 14) + "\n")

"""Writes office-ledger.xlsx, a workbook of the fictional city laid out as an office lays out a ledger.

It has the traps of real ones: a merged title, a filler row, a two-row merged header, sums between the rows, a signature
line, units in the cells, full-width digits, "约", fee ranges, marks that contradict the firm, a mark that is not verified,
an exact duplicate, and three rows that must be refused. Run `python -m tests.office.build` after changing it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

PATH = Path(__file__).with_name("office-ledger.xlsx")
GROUPS = [("基本情况", 1, 7), ("物业管理情况", 8, 10), ("三无情况", 11, 13)]
COLUMNS = [
    "序号", "小区名称", "所属街道", "所属社区", "建成年份", "楼栋数", "户数", "建筑面积(㎡)", "物业服务企业", "物业费(元/平方米·月)",
    "有无物业(√/×)", "有无主管部门", "有无人防", "有无物防", "备注",
]  # fmt: skip
STREET_A, STREET_B = "青石桥街道", "东渡街道"
ROWS_A: list[tuple[Any, ...]] = [
    (
        "听雨里老院",
        STREET_A,
        "听雨社区",
        "1986年建成",
        "1栋",
        "49户",
        "3980.5",
        "无物业管理服务",
        "/",
        "×",
        "无",
        "无",
        "无",
        "",
    ),
    (
        "砚湖一村",
        STREET_A,
        "砚湖社区",
        "1992年建成",
        "2栋",
        "50户",
        "12000",
        "无物业管理服务",
        "/",
        "×",
        "无",
        "无",
        "无",
        "",
    ),
    (
        "柳浪新苑",
        STREET_A,
        "柳浪社区",
        "1995年建成",
        "3栋",
        "51户",
        "10000",
        "无物业管理服务",
        "/",
        "×",
        "无",
        "无",
        "无",
        "",
    ),
    (
        "石榴巷宿舍",
        STREET_A,
        "石榴巷社区",
        "1979年建成",
        "１栋",
        "３６户",
        "９９９９",
        "",
        "/",
        "×",
        "无",
        "无",
        "无",
        "",
    ),
    (
        "听雨花园",
        STREET_A,
        "听雨社区",
        "2003年建成",
        "9栋",
        "约640户",
        "5.2万㎡",
        "澜溪安居物业服务有限公司",
        "0.8至1.2元/平米/月",
        "√",
        "",
        "有",
        "有",
        "",
    ),
    (
        "柳浪职工楼",
        STREET_A,
        "柳浪社区",
        "1983",
        "1栋",
        "28户",
        "",
        "单位自管物业",
        "0.3元/平米/月",
        "√",
        "",
        "",
        "",
        "",
    ),
    ("砚湖家园", STREET_A, "砚湖社区", "1999年建成", "4栋", "210户", "18600", "", "/", "×", "", "", "", "待核"),
    (
        "听雨社区服务楼",
        STREET_A,
        "听雨社区",
        "1998年建成",
        "1栋",
        "18户",
        "1500",
        "望澜社区物业管理有限公司",
        "/",
        "√",
        "",
        "",
        "",
        "",
    ),
]
ROWS_B: list[tuple[Any, ...]] = [
    (
        "渡口二村",
        STREET_B,
        "渡口社区",
        "1988年建成",
        "6栋",
        "1,124户",
        "7.6万平方米",
        "澜溪安居物业服务有限公司",
        "1.1元/平米/月",
        "√",
        "",
        "有",
        "有",
        "",
    ),
    (
        "晒网场小区",
        STREET_B,
        "晒网场社区",
        "1990年建成",
        "5栋",
        "300户",
        "21000",
        "澜溪安居物业服务有限公司",
        "/",
        "×",
        "无",
        "无",
        "无",
        "标记与企业不一致",
    ),
    (
        "老船厂家属院",
        STREET_B,
        "老船厂社区",
        "1975年建成",
        "3栋",
        "96户",
        "",
        "街道办事处（委员会）代管物业",
        "0.2元/平米/月",
        "√",
        "",
        "",
        "",
        "",
    ),
    (
        "渡口花园",
        STREET_B,
        "渡口社区",
        "2001年建成",
        "7栋",
        "380户",
        "30120.25",
        "开元城市服务有限公司",
        "1.5元/平米/月",
        "√",
        "",
        "有",
        "有",
        "",
    ),
    (
        "渡口花园",
        STREET_B,
        "渡口社区",
        "2001年建成",
        "7栋",
        "380户",
        "30120.25",
        "开元城市服务有限公司",
        "1.5元/平米/月",
        "√",
        "",
        "有",
        "有",
        "",
    ),
    (
        "老船厂新村",
        STREET_B,
        "老船厂社区",
        "1987年建成",
        "2栋",
        "六十多户",
        "4200",
        "无物业管理服务",
        "/",
        "×",
        "无",
        "无",
        "无",
        "",
    ),
    ("晒网场东区", "不存在街道", "晒网场社区", "1989年建成", "2栋", "72户", "5000", "", "/", "×", "无", "无", "无", ""),
    ("", STREET_B, "渡口社区", "1991年建成", "2栋", "60户", "4300", "", "/", "×", "无", "无", "无", ""),
]
REFUSED_LINES = 3  # 六十多户, 不存在街道, no name


def build(path: Path = PATH) -> None:
    """Write the workbook to `path`."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": datetime(2024, 1, 1)})
    sheet = book.add_worksheet("台账")
    centre = book.add_format({"align": "center", "bold": True, "border": 1})
    cell = book.add_format({"border": 1})
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, "望澜区“三无”小区基本情况台账", centre)
    sheet.write(1, 0, "填报单位（盖章）：望澜区领导小组办公室")
    sheet.write(1, 10, "填报日期：2024.3.15")
    for title, first, final in GROUPS:
        sheet.merge_range(2, first, 2, final, title, centre)
    for column, title in enumerate(COLUMNS):
        if any(first <= column <= final for _, first, final in GROUPS):
            sheet.write(3, column, title, centre)
        else:
            sheet.merge_range(2, column, 3, column, title, centre)
    line, serial = 4, 1
    for street, rows in ((STREET_A, ROWS_A), (STREET_B, ROWS_B)):
        for row in rows:
            for column, value in enumerate((serial, *row)):
                sheet.write(line, column, value, cell)
            line, serial = line + 1, serial + 1
        sheet.write(line, 1, f"{street}小计", cell)
        sheet.write(line, 6, len(rows), cell)
        line += 1
    sheet.write(line, 1, "合计", cell)
    sheet.write(line, 6, len(ROWS_A) + len(ROWS_B), cell)
    for column, text in ((0, "填表人："), (5, "审核人："), (10, "负责人：")):
        sheet.write(line + 1, column, text)
    book.close()


if __name__ == "__main__":
    build()

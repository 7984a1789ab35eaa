"""The fictional city as rows of an office's ledger: the same seed gives the same rows, whatever their number.

Pure: no database. The mix follows the size of real compounds of this kind (10 to 400 households, a few to 2 900) and
leaves out what a first survey usually leaves out, so that every outcome occurs: yes, no, unknown, not applicable.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sanwu.demo.layout import Middles, centres, near

CITY_FILE = Path(__file__).with_name("city.yaml")
HEADER = (
    "小区编号", "小区名称", "别名", "小区类别", "所属区", "街道", "社区", "详细地址", "经度", "纬度", "建成年份", "楼栋数", "户数",
    "建筑面积（㎡）", "物业服务企业", "有无物业", "有无主管部门", "有无人防", "有无物防", "有无技防", "停车位数", "出入口数",
    "是否封闭", "能否封闭", "业主组织", "管理模式已表决通过", "原产权单位状态", "单位是否愿意管理", "基础设施严重缺失",
    "房屋年久失修", "有无整治必要", "是否早期保障房", "主城区以外", "备注",
)  # fmt: skip
UNMANAGED = ("无物业管理服务",) * 6 + ("单位自管物业", "街道办事处（委员会）代管物业", "")
CommunityRow = tuple[str, str, str, str]  # code, district, street, community


@dataclass(frozen=True)
class Place:
    """A division of the demo city: 12-digit code, name, the parent's code (None for the province), level."""

    code: str
    name: str
    parent: str | None
    level: str


def read_city() -> dict[str, Any]:
    """The data file of the demo city."""
    with CITY_FILE.open(encoding="utf-8") as file:
        city: dict[str, Any] = yaml.safe_load(file)
    return city


def places(city: Mapping[str, Any]) -> Iterator[Place]:
    """All divisions of the city, parents first, with codes numbered in the order of the file."""
    province, town = city["province"], city["city"]
    yield Place(province["code"], province["name"], None, "province")
    yield Place(town["code"], town["name"], province["code"], "city")
    for d, district in enumerate(city["districts"], 1):
        district_code = f"{town['code'][:4]}{d:02d}000000"
        yield Place(district_code, district["name"], town["code"], "county")
        for s, street in enumerate(district["streets"], 1):
            street_code = f"{district_code[:6]}{s:03d}000"
            yield Place(street_code, street["name"], district_code, "street")
            for c, community in enumerate(street["communities"], 1):
                yield Place(f"{street_code[:9]}{c:03d}", community, street_code, "community")


def communities(city: Mapping[str, Any]) -> list[CommunityRow]:
    """(code, district, street, community) of every community, in code order."""
    by_code = {place.code: place for place in places(city)}
    rows: list[CommunityRow] = []
    for place in by_code.values():
        if place.level == "community" and place.parent:
            street = by_code[place.parent]
            district = by_code[street.parent or ""]
            rows.append((place.code, district.name, street.name, place.name))
    return rows


def compound_rows(city: Mapping[str, Any], *, count: int, seed: int) -> Iterator[tuple[str, ...]]:
    """`count` rows in the order of HEADER, every cell as text, empty where the survey has not reached."""
    draw = random.Random(seed)  # noqa: S311 - repeatable on purpose
    homes = communities(city)
    middles = centres((row[0] for row in homes), city["centre"])
    used: set[tuple[str, str]] = set()
    for number in range(1, count + 1):
        code, district, street, community = draw.choice(homes)
        name = _name(draw, city["names"], used, district, number)
        yield _row(draw, city, middles, number, name, (code, district, street, community))


def _name(
    draw: random.Random, names: Mapping[str, list[str]], used: set[tuple[str, str]], district: str, number: int
) -> str:
    """A name that is free in its district; after some tries the house number makes it so."""
    for _ in range(4):
        if draw.random() < 0.3:
            name = draw.choice(names["employers"]) + draw.choice(names["housing"])
        else:
            name = draw.choice(names["places"]) + draw.choice(names["endings"])
        if (district, name) not in used:
            used.add((district, name))
            return name
    name = f"{draw.choice(names['streets'])}{number}号院"
    used.add((district, name))
    return name


def _row(
    draw: random.Random, city: Mapping[str, Any], middles: Middles, number: int, name: str, home: CommunityRow
) -> tuple[str, ...]:
    code, district, street, community = home
    households = min(2900, max(8, int(draw.lognormvariate(4.4, 0.9))))
    buildings = max(1, round(households / draw.randint(18, 60)))
    area = round(households * draw.uniform(58, 96), 1)
    managed = draw.random() < 0.32
    surveyed = draw.random()  # how far the survey got: below 0.12 only the list, below 0.3 half of the form

    def known(value: object, upto: float) -> str:
        return str(value) if surveyed >= upto else ""

    firm = draw.choice(city["firms"]) if managed else draw.choice(UNMANAGED)
    mark = {"": "", "无物业管理服务": "×"}.get(firm, "√")
    unit = known(draw.choice("有无无无无"), 0.3)
    guards = known(draw.choice("有无无无") if not managed else "有", 0.3)
    walls = known(draw.choice("有无无无") if not managed else "有", 0.3)
    return (
        f"LX{code[4:9]}{number:06d}", name, _alias(draw, name), _kind(name, buildings), district, street, community,
        f"{draw.choice(city['names']['streets'])}{draw.randint(1, 300)}号", *_point(draw, middles, code, surveyed),
        known(draw.randint(1972, 2004), 0.12), known(buildings, 0.05), known(households, 0.05), known(area, 0.22),
        firm, mark, unit, guards, walls, known(draw.choice("有无无"), 0.35),
        known(int(households * draw.uniform(0.05, 0.5)), 0.4), known(draw.randint(1, 4), 0.4),
        *(known(answer, 0.45) for answer in _judged(draw)), "",
    )  # fmt: skip


def _judged(draw: random.Random) -> tuple[str, ...]:
    """Enclosure, owners' body, mode vote, owning unit and what the housing department judges, in the order of HEADER."""
    worn = draw.random() < 0.2
    return (
        draw.choice("是否"), draw.choice("是否"), draw.choice(["无", "无", "业主委员会", "居民自治管理小组"]), draw.choice("是是否"),
        draw.choice(["无原产权单位", "存续", "已撤销", "已破产"]), draw.choice("是否"), "是" if worn else "否", "是" if worn else "否",
        draw.choice("有无") if worn else "有", "是" if draw.random() < 0.06 else "否", "是" if draw.random() < 0.08 else "否",
    )  # fmt: skip


def _alias(draw: random.Random, name: str) -> str:
    return f"老{name[:2]}大院" if draw.random() < 0.06 else ""


def _kind(name: str, buildings: int) -> str:
    if buildings == 1:
        return "单栋楼"
    return "院落" if name.endswith(("院", "宿舍", "职工楼")) else "小区"


def _point(draw: random.Random, middles: Middles, code: str, surveyed: float) -> tuple[str, str]:
    """Somewhere in the community, as its boundary is drawn."""
    longitude, latitude = middles[code]
    longitude, latitude = near(code, (longitude + draw.gauss(0, 0.006), latitude + draw.gauss(0, 0.005)), middles)
    return (f"{longitude:.6f}", f"{latitude:.6f}") if surveyed >= 0.18 else ("", "")


def surveyed_later(rows: Iterator[tuple[str, ...]], *, seed: int) -> Iterator[tuple[str, ...]]:
    """The rows of a second survey visit: about one in eight compounds, with what the first visit left open filled in."""
    draw = random.Random(seed + 1)  # noqa: S311 - repeatable on purpose
    unit, human, physical = (HEADER.index(name) for name in ("有无主管部门", "有无人防", "有无物防"))
    for row in rows:
        if draw.random() < 0.125:
            filled = list(row)
            for column in (unit, human, physical):
                filled[column] = filled[column] or draw.choice("有无无")
            filled[-1] = "补充调查"
            yield tuple(filled)

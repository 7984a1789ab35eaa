"""What a column can mean: a fact of the dictionary, or one of the columns that say which compound and where.

The words for facts come from the dictionary; the words for places and for what is never imported stand here.
"""

from typing import NamedTuple

from sanwu.exchange.reading.headers import header_key, unit_key
from sanwu.policy.model import Dictionary, Fact

NAME, NUMBER, KIND, ALIAS, OLD_NUMBER, ADDRESS = "name", "number", "kind", "alias", "old_number", "address"
LONGITUDE, LATITUDE = "longitude", "latitude"
PROVINCE, CITY, COUNTY, STREET, COMMUNITY = "province", "city", "county", "street", "community"
DIVISION_CODE, REMARK, IGNORE = "division_code", "remark", "ignore"
REFERENCE = "reference"  # the platform's own identifier, in workbooks that it handed out

PLACES = (PROVINCE, CITY, COUNTY, STREET, COMMUNITY)
IDENTITY = (
    NAME, NUMBER, KIND, ALIAS, OLD_NUMBER, ADDRESS, LONGITUDE, LATITUDE, *PLACES, DIVISION_CODE, REFERENCE, REMARK, IGNORE,
)  # fmt: skip

# Facts that the dictionary lists for the form, but that are kept as identity.
OF_DICTIONARY = {
    "compound_code": NUMBER,
    "compound_name": NAME,
    "compound_alias": ALIAS,
    "compound_kind": KIND,
    "division_code": DIVISION_CODE,
    "address": ADDRESS,
}

_WORDS = {
    NAME: "楼盘名称 楼盘 小区全称 项目名称 name title",
    NUMBER: "小区唯一编号 统一编号 档案编号 id code",
    ALIAS: "又称 推广名 备案名 alias",
    OLD_NUMBER: "原编号 旧编号 原编码 旧编码 原小区编号 曾用编号",
    ADDRESS: "小区地址 门牌号 门牌地址 详址 address",
    LONGITUDE: "经度 东经 中心经度 坐标经度 lng lon longitude",
    LATITUDE: "纬度 北纬 中心纬度 坐标纬度 lat latitude",
    PROVINCE: "省 省份 所属省 所在省 省(自治区、直辖市) 省级 province",
    CITY: "市 地市 所属市 所在市 市州 设区市 地级市 市(州) 城市 市级 city",
    COUNTY: "所属区 区县 县区 行政区 所在区 区 县 区(县) 县(区) 市县区 县(市、区) 区(县、市) 县市区 所属区县 所属县区"
    " 所属行政区 行政区县 辖区 城区 所属城区 区县名称 区级 district county",
    STREET: "街道 街镇 镇街 乡镇 街道(镇) 街道(乡镇) 镇(街道) 乡镇街道 乡镇(街道) 街道办 街道办事处 所属街道 所在街道"
    " 所属镇街 所属街镇 所属乡镇 街道名称 镇 乡 镇(办) 街(镇) street town",
    COMMUNITY: "社区 居委会 村居 社区(村) 村(居) 村(社区) 社区居委会 所属社区 所在社区 社区名称 居民委员会 村(居)委会 community",
    DIVISION_CODE: "区划编码 行政区划编码 社区代码 街道代码 区划 统计用区划代码(12位) adcode",
    REFERENCE: "平台标识",
    REMARK: "备注 说明 备注说明 情况说明 其他说明 note remark remarks",
    IGNORE: "序号 序 顺序号 行号 no no. № 错误说明 填报人 填表人 填报时间 填报日期",
}


class Vocabulary(NamedTuple):
    """`targets`: header as compared -> target. `inverse`: headers of a boolean that ask for the opposite (无主管部门).
    `units`: fact -> unit as compared -> how many of the fact's own unit it is."""

    targets: dict[str, str]
    inverse: dict[str, str]
    units: dict[str, dict[str, object]]


def vocabulary(dictionary: Dictionary) -> Vocabulary:
    """All headers that are understood. Words of the dictionary go before the ones above."""
    targets: dict[str, str] = {}
    inverse: dict[str, str] = {}
    for fact in dictionary.facts.values():
        target = target_of(fact)
        for word in (fact.title, *fact.synonyms):
            targets.setdefault(header_key(word), target)
    for target, words in _WORDS.items():
        for word in words.split():
            targets.setdefault(header_key(word), target)
    for fact in dictionary.facts.values():
        if fact.type == "boolean":
            for word in (fact.title, *fact.synonyms):
                for opposite in _opposites(header_key(word)):
                    if opposite not in targets:
                        inverse.setdefault(opposite, fact.id)
    units = {fact.id: units_of(fact) for fact in dictionary.facts.values() if fact.numeric}
    return Vocabulary(targets, inverse, units)


def target_of(fact: Fact) -> str:
    """Where a column of this fact goes. Identity that the platform does not keep (a grid code) is not imported."""
    if fact.id in OF_DICTIONARY:
        return OF_DICTIONARY[fact.id]
    return IGNORE if fact.collected_by == "identity" else fact.id


def _opposites(key: str) -> list[str]:
    """有主管部门 -> 无主管部门, 没有主管部门, 缺主管部门; nothing for words that do not say 有."""
    for lead in ("有", "是否有", "有无"):
        if key.startswith(lead) and not (lead == "有" and key.startswith("有无")):
            rest = key.removeprefix(lead)
            return [no + rest for no in ("无", "没有", "缺", "缺少", "缺乏")] if len(rest) >= 2 else []
    return []


def units_of(fact: Fact) -> dict[str, object]:
    """Units in which a number of this fact may be written -> factor to its own unit."""
    units: dict[str, object] = {unit_key(unit): factor for unit, factor in fact.unit_factors.items()}
    if fact.unit_text:
        units[unit_key(fact.unit_text)] = 1
    return units

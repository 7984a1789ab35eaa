"""Facts and identity as columns of a ledger, so written that the reader of uploads understands every one of them again."""

from decimal import Decimal

from sanwu.policy.model import Dictionary, Fact
from sanwu.render.workbook import Cell, Column

# Identity, by the names that the reader gives to these columns; codes and numbers of compounds are text.
IDENTITY = {
    "number": Column("小区编号", "基本信息", width=16),
    "old_number": Column("原编号", "基本信息", width=16),
    "name": Column("小区名称", "基本信息", width=24),
    "alias": Column("别名", "基本信息", width=16),
    "kind": Column("小区类别", "基本信息", width=10),
    "city": Column("市", "所在地", width=12),
    "county": Column("区县", "所在地", width=12),
    "street": Column("街道（镇）", "所在地", width=14),
    "community": Column("社区（村）", "所在地", width=14),
    "division_code": Column("区划代码", "所在地", width=16),
    "address": Column("地址", "所在地", width=28),
    "longitude": Column("经度（CGCS2000）", "所在地", kind="number", places=7, width=14, grouped=False),
    "latitude": Column("纬度（CGCS2000）", "所在地", kind="number", places=7, width=14, grouped=False),
}
# Which compound a row of a workbook to be filled in is about; the reader asks the platform what it means.
REFERENCE = Column("平台标识", "基本信息", width=16)
_YEAR = "年"


def fact_column(fact: Fact, dictionary: Dictionary) -> Column:
    """The column of one fact under the title of its group. Counts and areas are summed; years, shares and rates are not."""
    group = dictionary.groups[fact.group].title
    if fact.type == "boolean":
        return Column(fact.title, group, kind="mark", width=8)
    if fact.numeric:
        shown = f"{fact.title}（{fact.unit_text}）" if fact.unit_text and fact.unit != _YEAR else fact.title
        return Column(
            shown, group, kind="number", places=fact.places, width=12, grouped=fact.unit != _YEAR, total=_adds_up(fact)
        )
    return Column(fact.title, group, width=24 if fact.type == "text" else 12)


def fact_cell(fact: Fact, value: bool | int | str | None) -> Cell:
    """A canonical value as it stands in a row: a choice by its title, a decimal as an exact number."""
    if value is None or isinstance(value, bool):
        return value
    if fact.type == "choice":
        choice = fact.choices.get(str(value))
        return choice.title if choice else str(value)
    return Decimal(value) if fact.numeric and isinstance(value, str) else value


def _adds_up(fact: Fact) -> bool:
    """Whether a sum over compounds means anything: a count or a whole amount, not a share, a rate, a year or a maximum."""
    if fact.type == "integer":
        return fact.maximum is None and fact.id.endswith(("_count", "_year"))
    return fact.type == "money" or (fact.numeric and fact.unit_text in ("m²", "㎡"))

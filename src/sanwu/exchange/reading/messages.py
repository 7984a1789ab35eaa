"""Every code that reading a file can give, as a sentence for the person who handed it in: what is wrong, what to do.

Templates are Chinese sources of the translation catalogue; `{names}` in them are filled from the params of the issue, and
what the dictionary calls a thing in English stands under `en` among these.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sanwu.exchange.reading.cellmessages import CELLS, ROWS

# ── the file as a whole (nothing was changed) ──
FAILURES: dict[str, str | Promise] = {
    "empty_file": _("文件是空的（0 字节）。请检查是否保存成功，重新上传。"),
    "file_too_large": _("文件有 {size_mb} MB，超过上限 {limit_mb} MB。请按区或街道拆成几个文件分别上传。"),
    "wrong_type": _(
        "这不是表格文件{found_text}。请上传 Excel（.xlsx、.xls）、WPS 表格另存的 .xlsx、.ods 或 .csv 文件。"
    ),
    "web_page": _(
        "这个文件的内容其实是网页（有些系统导出的 .xls 就是这样）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
    ),
    "xml_file": _("这个文件是 XML 格式（包括“XML 电子表格 2003”）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
    "encrypted": _("文件设了打开密码，无法读取。请在 Excel 或 WPS 的“文件→信息→保护工作簿”里去掉密码，保存后再上传。"),
    "truncated": _("文件不完整，后面一部分缺失或损坏，多半是传输中断。请找到原文件，确认能打开后重新上传。"),
    "damaged": _("文件内容损坏，读不下去。请用 Excel 或 WPS 打开，确认无误后另存为新的 .xlsx 再上传。"),
    "bomb": _("文件解压后异常地大，像是压缩炸弹，已拒绝读取。请只保留需要的工作表，另存为新的 .xlsx 再上传。"),
    "entities": _(
        "文件里有 XML 实体定义，正常的表格不会有，已拒绝读取。请用 Excel 或 WPS 打开，另存为新的 .xlsx 再上传。"
    ),
    "far_cell": _(
        "很远处的单元格 {cell} 里有内容，整张表因此大得无法读取。请按 Ctrl+End 找到它，删去多余的行和列后再上传。"
    ),
    "huge_merge": _("表里有一个合并单元格几乎盖住整张工作表。请选中全表，取消合并单元格，保存后再上传。"),
    "too_many_rows": _("数据超过一次导入的上限 {limit} 行。请按区或街道拆成几个文件分别上传，或请系统管理员调高上限。"),
    "too_many_columns": _("表格有 {columns} 列，超过上限 {limit} 列。请删去多余的列，或检查分隔符是否选错。"),
    "too_big": _("表格内容太多，超过了读取时允许的内存。请拆成几个文件分别上传，或删去图片、空白格式后另存再试。"),
    "too_slow": _("读取用时过长，已停止。请删去多余的工作表、公式和格式，另存为新的 .xlsx，或拆成几个文件再上传。"),
    "empty": _("表里没有内容。请检查是否选对了文件和工作表。"),
    "no_data": _("表里只有标题或表头，没有小区的数据行。请检查是否选对了文件和工作表。"),
    "no_such_sheet": _("没有名为“{sheet}”的工作表；这个文件里有：{sheets_text}。请改成其中之一。"),
    "encoding": _("认不出文件的文字编码。请用 Excel 或 WPS 打开，另存为“CSV UTF-8”或 .xlsx 后再上传。"),
    "csv_cell_too_long": _(
        "第 {line} 行有一格超过 {limit} 个字，表格软件也存不下。请删减这一格，或把长文字另存到别的文件后再上传。"
    ),
    "csv_quote": _(
        "第 {line} 行起引号没有配对，后面的行都连成了一格。请补上或删去那一行的引号，或另存为 .xlsx 后再上传。"
    ),
}

# ── lines that are no data ──
IGNORED_LINES: dict[str, str | Promise] = {
    "sum_row": _("小计、合计行，不作为小区导入。"),
    "signature_line": _("填表人、审核人等签字行。"),
    "note_line": _("注释说明行。"),
    "repeated_head": _("重复的表头。"),
    "repeated_title": _("重复的标题。"),
    "section_line": _("整行合并的分组标题；如果它写着街道或社区，请在每一行里也写上。"),
    "serial_only": _("只有序号，没有内容。"),
}

# ── why a column was taken for what it is ──
REASONS: dict[str, str | Promise] = {
    "header": _("按表头认出"),
    "group_and_header": _("按两行表头认出"),
    "group": _("按上一行表头认出，请核对"),
    "header_with_note": _("表头括号里另有说明，请核对"),
    "similar_header": _("表头与之相近，请核对"),
    "opposite": _("表头问的是“没有”，打√表示没有"),
    "given": _("由您指定"),
    "unknown_header": _("没有认出这个表头，不导入"),
    "no_header": _("没有表头，不导入"),
    "counts_lines": _("只是 1、2、3 地数行，相当于序号，不作为小区编号"),
    "second_column": _("与另一列重复，不导入"),
}

# ── the mapping as a whole ──
MAPPING: dict[str, str | Promise] = {
    "no_name_column": _("没有找到“小区名称”一列。请在对应关系里指定哪一列是小区名称；现有的列有：{headers_text}。"),
    "same_header_twice": _(
        "有两列的表头相同（{columns_text}），内容却不一样。请指定导入哪一列，另一列选“不导入”，或改正表头。"
    ),
    "two_columns_for_one": _("这几列看起来是同一项内容：{columns_text}。请指定导入哪一列，其余选“不导入”。"),
    "half_a_point": _("经度和纬度要成对填写，现在只有一个。请补上另一个，或两个都不填。"),
    "datum_unknown": _(
        "没有说明经纬度取自哪种地图，暂按国家大地坐标（CGCS2000）处理，若取自高德、腾讯或百度地图会偏几百米。请说明来源。"
    ),
    "merged_number": _("数字写在跨行的合并单元格里，分不清各行是多少，只记在第一行。请拆开后分别填写。"),
    "other_sheets": _("还有 {count} 张有内容的工作表没有导入：{sheets_text}。如果也要导入，请指定工作表后再导入一次。"),
    "map_yaml": _("对应关系文件读不懂：{reason}{remedy}"),
    "map_too_large": _("对应关系文件超过 {limit} 个字符，不像是对应关系。请核对是不是选错了文件。"),
    "map_form": _("对应关系文件应当是一组“键: 内容”。可以写的键有：{keys_text}。请按这个样子改写。"),
    "map_unknown_key": _("不认识“{key}”这个键{guess_hint}。可以写的有：{keys_text}。请改正。"),
    "map_wants_text": _("“{key}”应当写一段文字。请改写。"),
    "map_unknown_target": _(
        "没有“{word}”这个数据项{guess_hint}。请写数据项字典里的标识或名称，或写 name、number、county、remark、ignore 等。"
    ),
    "map_column_form": _(
        "“{where}”一列的写法看不懂。请写成 {where}: 数据项，或 {where}: {{fact: 数据项, unit: 单位}}。"
    ),
    "map_columns_form": _("columns 应当是一组“表头: 数据项”。请改写。"),
    "map_values_form": _("values 应当写成 {{数据项: {{表里的文字: 值}}}}。请改写。"),
    "map_ignore_form": _("ignore 应当是一列表头。请写成 [甲, 乙]。"),
    "map_head_lines": _("head_lines 应当是 0 到 20 的整数，现在是“{value}”。没有表头请写 0。"),
    "map_datum": _("不认识坐标来源“{value}”。请写其中之一：{allowed_text}。"),
    "map_unknown_column": _("表里没有“{where}”这一列。请改成现有的表头或列号；现有的列有：{headers_text}。"),
}

CATALOGUE: dict[str, str | Promise] = {**ROWS, **FAILURES, **IGNORED_LINES, **REASONS, **MAPPING, **CELLS}


class _Filled(dict[str, Any]):
    """Params as sentences need them: lists joined, and what is missing left out rather than an error."""

    def __missing__(self, key: str) -> str:
        if key == "guess_hint":
            return str(_("（是不是想写“{guess}”？）")).format(guess=self["guess"]) if self.get("guess") else ""
        base = key.removesuffix("_text")
        value = self.get(base) if base != key else None
        if key == "found_text":
            return str(_("（看起来是 {found} 文件）")).format(found=value) if value else ""
        if isinstance(value, (list, tuple)):
            return "、".join(str(item) for item in value)
        return "" if value is None else str(value)


def text_of(code: str, params: Mapping[str, Any]) -> str:
    """The sentence for a code in the active language; an unknown code stands for itself."""
    said = {**params, **params.get("en", {})} if get_language() == "en" else params
    return str(CATALOGUE.get(code, code)).format_map(_Filled(said))

"""Every code that reading a file can give, as a sentence for the person who handed it in: what is wrong, what to do.

Templates are Chinese sources of the translation catalogue; `{names}` in them are filled from the params of the issue.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "csv_quote": _(
        "第 {line} 行起引号没有配对，后面的行都连成了一格。请补上或删去那一行的引号，或另存为 .xlsx 后再上传。"
    ),
}

CATALOGUE: dict[str, str | Promise] = {**FAILURES}


class _Filled(dict[str, Any]):
    """Params as sentences need them: lists joined, and what is missing left out rather than an error."""

    def __missing__(self, key: str) -> str:
        base = key.removesuffix("_text")
        value = self.get(base) if base != key else None
        if key == "found_text":
            return str(_("（看起来是 {found} 文件）")).format(found=value) if value else ""
        if isinstance(value, (list, tuple)):
            return "、".join(str(item) for item in value)
        return "" if value is None else str(value)


def text_of(code: str, params: Mapping[str, Any]) -> str:
    """The sentence for a code in the active language; an unknown code stands for itself."""
    return str(CATALOGUE.get(code, code)).format_map(_Filled(params))

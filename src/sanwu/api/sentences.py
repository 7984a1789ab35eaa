"""What was wrong with a parameter, as a Chinese sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def sentence_of(problem: Mapping[str, Any]) -> str:
    """pydantic's problem in Chinese, by its kind."""
    kind, told = str(problem["type"]), problem.get("ctx", {})
    if kind == "missing":
        return _("缺少这一项。")
    if kind in ("int_parsing", "int_type", "int_from_float"):
        return _("应为整数。")
    if kind in ("greater_than_equal", "greater_than"):
        return _("不能小于 %(bound)s。") % {"bound": told.get("ge", told.get("gt"))}
    if kind in ("less_than_equal", "less_than"):
        return _("不能大于 %(bound)s。") % {"bound": told.get("le", told.get("lt"))}
    if kind in ("string_too_long", "string_too_short", "string_pattern_mismatch"):
        return _("长度或写法不正确。")
    if kind.startswith(("date", "datetime")):
        return _("应为日期，写成 YYYY-MM-DD。")
    if kind in ("literal_error", "enum"):
        return _("只能是：%(allowed)s。") % {"allowed": told.get("expected", "")}
    if kind == "extra_forbidden":
        return _("没有这一项，请删去。")
    return _("写法不正确。")

"""What an area may change in the scheme it adopts: the absolute dates, each with its own document as source. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sanwu.base.errors import BadInput
from sanwu.base.text import forbidden_character, tidy
from sanwu.policy.model_dates import DateExpr, Dekad, MonthEnd, OnDate, QuarterEnd, TargetAndLimit, ToBeSet, YearEnd
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty
from sanwu.policy.problems import allowed_text

ABSOLUTE = (OnDate, Dekad, MonthEnd, QuarterEnd, YearEnd, ToBeSet)
LONGEST_SOURCE = 200


def read_redating(scheme: Scheme, given: Mapping[str, Any] | None) -> dict[str, dict[str, str]]:
    """{duty or phase id: {date: YYYY-MM-DD, source}} as it is stored; BadInput lists everything that is wrong.

    A date that the plan leaves open may be set. One that follows from an event, a law or a rhythm is not moved by hand:
    it moves with what it follows. For a phase the date is that of its end, for a duty that only recurs that of its last
    turn; it then begins with the campaign.
    """
    if given is not None and not isinstance(given, Mapping):
        raise BadInput("日期应写成“事项标识: {date: 年-月-日, source: 依据文件}”。", "bad_dates")
    problems: list[str] = []
    redating: dict[str, dict[str, str]] = {}
    for key, entry in (given or {}).items():
        found = _problem(scheme, str(key), entry)
        if found:
            problems.append(f"{key}：{found}")
        else:
            redating[str(key)] = {"date": str(entry["date"]).strip(), "source": tidy(str(entry["source"]))}
    if problems:
        raise BadInput("日期有问题，没有保存。请改正后再试：\n" + "\n".join(problems), "bad_dates")
    return redating


def redatable(scheme: Scheme) -> list[str]:
    """Ids of the duties and phases whose date an area may set, duties first, in the scheme's order."""
    duties = [key for key, duty in scheme.duties.items() if _is_absolute(planned(duty))]
    return duties + [
        key for key, phase in scheme.phases.items() if key not in scheme.duties and _is_absolute(phase.ends)
    ]


def planned(duty: Duty) -> DateExpr | None:
    """The date of a duty that an area may move where it is absolute: its own, or the end of what only recurs."""
    return duty.recurs.until if duty.due is None and duty.recurs is not None else duty.due


def _problem(scheme: Scheme, key: str, entry: Any) -> str | None:
    if key not in scheme.duties and key not in scheme.phases:
        return f"方案里没有这个事项或阶段。{allowed_text(key, redatable(scheme))}"
    if key not in redatable(scheme):
        return "它的时间由别的事项、法规或周期推算，不能单独改。请改它所依据的事项。"
    if not isinstance(entry, Mapping):
        return "请写成 {date: 年-月-日, source: 依据文件}。"
    if unknown := sorted(str(name) for name in entry if name not in ("date", "source")):
        return f"只能写 date 和 source，不认识{'、'.join(unknown)}。"
    try:
        date.fromisoformat(str(entry.get("date", "")).strip())
    except ValueError:
        return f"日期“{entry.get('date', '')}”不对，请写成 年-月-日，例如 2000-06-30。"
    source = tidy(str(entry.get("source") or ""))
    if not 0 < len(source) <= LONGEST_SOURCE or forbidden_character(source):
        return f"缺少依据。请在 source 里写明本地文件的名称或文号（不超过 {LONGEST_SOURCE} 字）。"
    return None


def _is_absolute(when: object) -> bool:
    if isinstance(when, TargetAndLimit):
        return _is_absolute(when.target) and _is_absolute(when.limit)
    return isinstance(when, ABSOLUTE)

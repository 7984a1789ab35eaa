"""What a version would change for running campaigns, as JSON and as lines for a terminal."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sanwu.campaigns.selectors import loaded
from sanwu.decisions.publishing import CostShift, Effect, Shift
from sanwu.decisions.publishing_duties import DutyShift
from sanwu.policy.model_base import Entry
from sanwu.policy.values import number_text
from sanwu.policy.whatif_costs import Sum
from sanwu.territory.selectors import full_names

SHOWN = 20
KINDS = {"moved": "改期", "new": "新增", "gone": "不再要求", "body": "换单位"}


def effect_json(found: Effect) -> dict[str, Any]:
    """One campaign: classes, duties, costs."""
    classes, campaign = found.classes, found.campaign
    names = full_names(list(classes.streets))
    return {
        "campaign": campaign.pk, "name": campaign.name, "division": campaign.division_id,
        "from": campaign.scheme_version.version, "compounds": classes.compounds, "changed": classes.changed,
        "shifts": [_shift_json(shift) for shift in classes.shifts],
        "new_rules": [_shift_json(shift) for shift in classes.new],
        "dropped_rules": [_shift_json(shift) for shift in classes.dropped],
        "streets": [
            {"code": code, "name": names.get(code, code), "compounds": n} for code, n in sorted(classes.streets.items())
        ],
        "duties": [_duty_json(shift) for shift in found.duties],
        "cost_declared": bool(classes.costs),
        "costs": [_cost_json(cost) for cost in classes.costs],
        "lost_dates": list(found.lost_dates),
    }  # fmt: skip


def effect_lines(effects: Sequence[Effect]) -> Iterator[str]:
    """All campaigns, one after the other."""
    if not effects:
        yield "没有进行中的行动采用这个方案的其他版本，发布不影响任何行动。"
    for found in effects:
        yield f"行动“{found.campaign.name}”（编号 {found.campaign.pk}，现用版本 {found.campaign.scheme_version.version}）："
        yield from _lines(found)


def _lines(found: Effect) -> Iterator[str]:
    classes = found.classes
    yield f"  小区 {classes.compounds:,} 个，认定有变化的 {classes.changed:,} 个。"
    for shift in classes.shifts:
        yield f"    {shift.title}：{shift.before_title} → {shift.after_title}，{shift.compounds:,} 个"
    for shift in classes.new:
        yield f"    新增规则“{shift.title}”：{shift.after_title} {shift.compounds:,} 个"
    for title in dict.fromkeys(shift.title for shift in classes.dropped):
        yield f"    不再有规则“{title}”"
    names = full_names(list(classes.streets))
    for code, compounds in sorted(classes.streets.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]:
        yield f"      {names.get(code, code)}：{compounds:,} 个"
    if not found.duties:
        yield "  应办事项没有变化。"
    for duty in found.duties[:SHOWN]:
        yield f"  事项 {KINDS[duty.kind]}：{duty.title}，{_duty_text(duty)}，{duty.rows:,} 件"
    if len(found.duties) > SHOWN:
        yield f"  ……事项另有 {len(found.duties) - SHOWN} 类变化，用 --json 可看全部。"
    if not classes.costs:
        yield "  费用：方案没有写费用估算，费用变化不明。"
    for cost in classes.costs:
        yield f"  费用“{cost.title}”：{_sum_text(cost.before)} → {_sum_text(cost.after)}"
    for title in _lost(found):
        yield f"  本地日期：“{title}”在新版本里不能单独定日期，迁移后按方案的日期。"


def _lost(found: Effect) -> Iterator[str]:
    """What the area dated itself and cannot date any more, as the version calls it that the campaign follows."""
    scheme = loaded(found.campaign.scheme_version)
    entries: dict[str, Entry] = {**scheme.duties, **scheme.phases}
    return (entries[key].title if key in entries else key for key in found.lost_dates)


def _duty_text(duty: DutyShift) -> str:
    if duty.kind == "body":
        return f"{duty.body_before} → {duty.body_after}"
    if duty.kind == "moved":
        return f"{_day(duty.before)} → {_day(duty.after)}"
    return _day(duty.after if duty.kind == "new" else duty.before)


def _sum_text(found: Sum | None) -> str:
    if found is None:
        return "没有估算"
    open_ones = f"（另有 {found.unknown:,} 个小区缺数据，费用不明）" if found.unknown else ""
    return f"{number_text(found.yuan.quantize(Decimal('0.01')))} 元{open_ones}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "待定"


def _shift_json(shift: Shift) -> dict[str, Any]:
    return {
        "rule": shift.rule, "title": shift.title, "before": shift.before, "after": shift.after,
        "before_title": shift.before_title, "after_title": shift.after_title, "compounds": shift.compounds,
    }  # fmt: skip


def _duty_json(duty: DutyShift) -> dict[str, Any]:
    return {
        "duty": duty.duty, "title": duty.title, "kind": duty.kind, "before": duty.before and duty.before.isoformat(),
        "after": duty.after and duty.after.isoformat(), "body_before": duty.body_before,
        "body_after": duty.body_after, "rows": duty.rows,
    }  # fmt: skip


def _cost_json(cost: CostShift) -> dict[str, Any]:
    return {
        "estimate": cost.estimate, "title": cost.title, "every": cost.every, "before": _sum_json(cost.before),
        "after": _sum_json(cost.after), "difference": _yuan(cost.difference),
    }  # fmt: skip


def _sum_json(found: Sum | None) -> dict[str, Any] | None:
    return None if found is None else {"yuan": _yuan(found.yuan), "unknown_compounds": found.unknown}


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.quantize(Decimal('0.01')):f}"

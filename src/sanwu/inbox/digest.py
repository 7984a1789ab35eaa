"""The day in short, for one person: the same as the inbox, as plain data and as a text that can be sent or pinned up."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sanwu.approvals.models import Case
from sanwu.approvals.words import KINDS
from sanwu.base.scope import Ability, Scope
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.duties.enums import ObjectType
from sanwu.duties.models import Duty
from sanwu.duties.selectors import rule_of, state_of
from sanwu.inbox.selectors import MyWork, my_work
from sanwu.territory.selectors import full_names

HEADS = (
    ("overdue", "已逾期"),
    ("soon", "七天内到期"),
    ("waiting", "等您办理"),
    ("returned", "退回给您"),
    ("answered", "已答复您的延期申请"),
)


def digest(scope: Scope, account_id: int | None, on: date) -> dict[str, Any]:
    """{on, counts, overdue: […], soon: […], waiting: […], returned: […], answered: […]}; each item
    {id, title, place, due_on, estimated, state}."""
    work = my_work(scope, account_id, on)
    places = full_names(_codes(work))
    names = _compounds(scope, [*work.overdue, *work.soon])
    return {
        "on": on.isoformat(),
        "counts": {name: getattr(work.counts, name) for name, _head in HEADS} | {"total": work.counts.total},
        "overdue": [_of_duty(row, places, names, on) for row in work.overdue],
        "soon": [_of_duty(row, places, names, on) for row in work.soon],
        "waiting": [_of_case(case, places) for case in work.waiting],
        "returned": [_of_case(case, places) for case in work.returned],
        "answered": [_of_case(case, places) for case in work.answered],
    }


def as_lines(name: str, found: Mapping[str, Any]) -> list[str]:
    """The digest as text, one thing a line."""
    lines = [f"{name}，{found['on']} 的工作：共 {found['counts']['total']} 件。"]
    if not found["counts"]["total"]:
        lines.append("今天没有等您办理的事。")
    for key, head in HEADS:
        if not found[key]:
            continue
        lines += ["", f"{head}（{found['counts'][key]}）"]
        lines += [f"  {item['due_on'] or '期限待定'}  {item['title']}（{item['place']}）" for item in found[key]]
        if (more := found["counts"][key] - len(found[key])) > 0:
            lines.append(f"  另有 {more} 件。")
    return lines


def _codes(work: MyWork) -> Iterable[str]:
    lists = (work.overdue, work.soon, work.waiting, work.returned, work.answered)
    return {item.division_code for items in lists for item in items}


def _compounds(scope: Scope, rows: Iterable[Duty]) -> dict[int, str]:
    """The names of the compounds that single duties are about."""
    ids = {row.object_id for row in rows if row.object_id and row.object_type == ObjectType.COMPOUND}
    found = compounds_visible_to(scope, Ability.VIEW_DUTIES).filter(pk__in=ids) if ids else None
    return {} if found is None else dict(found.values_list("pk", "name"))


def _of_duty(row: Duty, places: Mapping[str, str], names: Mapping[int, str], on: date) -> dict[str, Any]:
    name = names.get(row.object_id, "") if row.object_type == ObjectType.COMPOUND else ""
    return {
        "id": row.pk, "title": rule_of(row).title, "place": places.get(row.division_code, "") + name,
        "due_on": row.due_on and row.due_on.isoformat(), "estimated": row.estimated, "state": str(state_of(row, on)),
    }  # fmt: skip


def _of_case(case: Case, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": case.pk, "title": f"{KINDS[case.kind]}：{case.title}", "place": places.get(case.division_code, ""),
        "due_on": case.due_on and case.due_on.isoformat(), "estimated": False, "state": case.state,
    }  # fmt: skip

"""Entries of the journal as people read them: what each part is called, and its value in words.

What has no name here is shown only in the record as it is hashed, below on the page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.ledger.selectors import known_facts
from sanwu.people.enums import Role
from sanwu.records.models import Act
from sanwu.territory.enums import OrganisationKind
from sanwu.territory.selectors import full_names
from sanwu.web.desk.verbs import verb_label
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, fact_text, title_of

LABELS: dict[str, Text] = {
    "accepted": gettext_lazy("接受"), "address": gettext_lazy("地址"), "bound": gettext_lazy("已绑定动态口令"),
    "closed": gettext_lazy("停用"), "compounds": gettext_lazy("小区数"), "created": gettext_lazy("新增"),
    "datum": gettext_lazy("坐标系"), "decision": gettext_lazy("意见"), "demo": gettext_lazy("示例"),
    "digest": gettext_lazy("摘要"),
    "division": gettext_lazy("区划"), "drawn": gettext_lazy("抽取"), "duplicates": gettext_lazy("重复"),
    "entered": gettext_lazy("进入行动的小区"), "evidence": gettext_lazy("证明材料"), "expires_at": gettext_lazy("有效至"),
    "file": gettext_lazy("文件"), "files": gettext_lazy("文件"), "filed_on": gettext_lazy("备案日期"),
    "for": gettext_lazy("代谁"), "format": gettext_lazy("格式"), "from": gettext_lazy("原任职人"),
    "granted": gettext_lazy("批准"), "ignored": gettext_lazy("略过"), "into": gettext_lazy("并入"),
    "is_active": gettext_lazy("账号启用"), "kind": gettext_lazy("类别"), "name": gettext_lazy("名称"),
    "note": gettext_lazy("备注"), "number": gettext_lazy("编号"), "on": gettext_lazy("日期"),
    "organisation": gettext_lazy("单位"), "origin": gettext_lazy("底稿"), "parallel": gettext_lazy("并列稿"),
    "posts": gettext_lazy("岗位数"), "reason": gettext_lazy("理由"), "refused": gettext_lazy("退回"),
    "remit": gettext_lazy("职责范围"), "renamed": gettext_lazy("更名"), "restored": gettext_lazy("恢复"),
    "removed": gettext_lazy("移除"), "returned": gettext_lazy("退回"), "revision": gettext_lazy("稿次"),
    "role": gettext_lazy("岗位"),
    "rows": gettext_lazy("行数"), "seed": gettext_lazy("随机种子"), "size": gettext_lazy("字节数"),
    "source": gettext_lazy("依据"), "successor_name": gettext_lazy("由谁接续"), "title": gettext_lazy("标题"),
    "unchanged": gettext_lazy("没有变化"), "until": gettext_lazy("延至"), "updated": gettext_lazy("更新"),
    "username": gettext_lazy("账号名"), "valid_from": gettext_lazy("起始日"), "valid_to": gettext_lazy("从这一天起失效"),
    "version": gettext_lazy("版本"), "with_keys": gettext_lazy("含密钥"),
}  # fmt: skip
# What people want to read first; the journal itself keeps the parts in the order of their names.
FIRST = (
    "name", "username", "title", "revision", "parallel", "note", "role", "organisation", "division", "remit", "valid_from",
    "valid_to", "for", "from", "into",
)  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
CODE = re.compile(r"\d{12}")


@dataclass(frozen=True)
class Row:
    """One part: what it is, how it was, how it became; "" where it was not there."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True)
class Rows:
    """All parts of an entry; `both` where there was something before."""

    rows: list[Row]

    @property
    def both(self) -> bool:
        return any(row.before for row in self.rows)


@dataclass(frozen=True)
class Step:
    """An inner verb of the same act."""

    verb: Text
    object_name: str
    content: Rows


class Reader:
    """Reads entries; the names of all their divisions are asked for at once."""

    def __init__(self, acts: Iterable[Act]) -> None:
        codes = {code for act in acts for code in _codes([act.before, act.after, act.steps, act.division_code])}
        self._places = full_names(codes) if codes else {}

    def place(self, code: str) -> str:
        """A division by name, with its code; the code alone where it is gone."""
        return f"{self._places[code]}（{code}）" if code in self._places else code

    def content(self, before: Any, after: Any) -> Rows:
        """What can be said in words; parts that did not change, and empty ones, are left out."""
        old = before if isinstance(before, Mapping) else {}
        new = after if isinstance(after, Mapping) else {}
        facts = known_facts()
        found = []
        for key in sorted({**new, **old}, key=lambda key: (FIRST.index(key) if key in FIRST else len(FIRST), key)):
            fact = facts.get(key)
            label = LABELS.get(key) or (title_of(fact) if fact else None)
            if label is None or (key in old and key in new and old[key] == new[key]):
                continue
            row = Row(label, self._text(key, old.get(key, "")), self._text(key, new.get(key, "")))
            if row.before or row.after:
                found.append(row)
        return Rows(found)

    def steps(self, steps: Any) -> list[Step]:
        return [
            Step(verb_label(step["verb"]), step["object_name"], self.content(step["before"], step["after"]))
            for step in steps or ()
        ]

    def _text(self, key: str, value: Any) -> Text:
        if value is None or value in ("", [], {}):
            return ""
        fact = known_facts().get(key)
        if fact is not None and key not in LABELS:
            return fact_text(fact, value)
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(value, list):
            plain = [str(part) for part in value if isinstance(part, str | int)]
            return "、".join(plain) if len(plain) == len(value) else _("%(n)s 项") % {"n": len(value)}
        if isinstance(value, Mapping):
            return _("%(n)s 项") % {"n": len(value)}
        if key == "role" and value in Role.values:
            return Role(value).label
        if key == "kind" and value in OrganisationKind.values:
            return OrganisationKind(value).label
        return self._plain(str(value))

    def _plain(self, text: str) -> Text:
        if CODE.fullmatch(text):
            return self.place(text)
        if MOMENT.match(text):
            return date_format(localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
        if DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        return text


def _codes(value: Any) -> Iterable[str]:
    """All division codes inside a JSON value."""
    if isinstance(value, str):
        if CODE.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _codes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _codes(part)

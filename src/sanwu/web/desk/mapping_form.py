"""The form on which a person checks what the columns of a sheet mean. It asks only what the program cannot know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.coordinates import Datum
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.standing import questions_of
from sanwu.exchange.reading import targets
from sanwu.exchange.reading.mapfile import LONGEST_SOURCE
from sanwu.exchange.services import Proposal, ProposedColumn
from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of

COLUMN = "column-"
NOT = "not "  # a mark in the column says the opposite of the fact (√ under 无主管部门)
IDENTITY_WORDS: dict[str, Text] = {
    targets.NAME: gettext_lazy("小区名称"),
    targets.NUMBER: gettext_lazy("小区编号（序号不算）"),
    targets.ALIAS: gettext_lazy("别名"),
    targets.OLD_NUMBER: gettext_lazy("旧编号"),
    targets.KIND: gettext_lazy("类型（小区、院落、单栋楼）"),
    targets.ADDRESS: gettext_lazy("地址"),
    targets.PROVINCE: gettext_lazy("省"),
    targets.CITY: gettext_lazy("市"),
    targets.COUNTY: gettext_lazy("区县"),
    targets.STREET: gettext_lazy("街道（镇）"),
    targets.COMMUNITY: gettext_lazy("社区（村）"),
    targets.DIVISION_CODE: gettext_lazy("区划代码"),
    targets.LONGITUDE: gettext_lazy("经度"),
    targets.LATITUDE: gettext_lazy("纬度"),
    targets.REFERENCE: gettext_lazy("平台标识（下载的补填表格里有）"),
    targets.REMARK: gettext_lazy("备注"),
}
DATUMS: dict[str, Text] = {
    Datum.CGCS2000.value: gettext_lazy("国家大地坐标系（CGCS2000、天地图）"),
    Datum.WGS84.value: gettext_lazy("GPS（WGS-84）"),
    Datum.GCJ02.value: gettext_lazy("高德、腾讯（GCJ-02）"),
    Datum.BD09.value: gettext_lazy("百度（BD-09）"),
}


@dataclass(frozen=True)
class Line:
    """One column: letter and header as in the sheet, first values, and the choice of what it means."""

    letter: str
    header: str
    samples: tuple[str, ...]
    field: forms.BoundField


class MappingForm(KeyedForm):
    """One choice for each column; the coordinate system only where there are coordinates that do not say theirs."""

    def __init__(self, proposal: Proposal, campaign: Campaign, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.proposal = proposal
        dictionary = loaded(campaign.scheme_version).dictionary
        choices = [("", _("不导入")), *_choices(dictionary)]
        for column in proposal.columns:
            field = forms.ChoiceField(label=column.header or column.letter, required=False, choices=choices)
            field.widget.attrs["class"] = "form-select"
            field.initial = _value(column)
            self.fields[f"{COLUMN}{column.column}"] = field
        if any(column.target in (targets.LONGITUDE, targets.LATITUDE) for column in proposal.columns):
            known = proposal.opened.mapping.datum
            self.fields["datum"] = forms.ChoiceField(
                label=_("坐标用的是哪一种"),
                required=False,
                choices=[("", _("不清楚")), *DATUMS.items()],
                initial=known,
                help_text=_("选错会偏几百米。问一下做表的人：坐标是从哪里取的？"),
            )
            self.fields["datum"].widget.attrs["class"] = "form-select"

        if questions_of(loaded(campaign.scheme_version)):
            self.fields["source"] = forms.CharField(
                label=_("判定的依据文件"),
                required=False,
                max_length=LONGEST_SOURCE,
                initial=proposal.opened.mapping.source,
                help_text=_("表里有须由指定单位判定的内容时，写明该单位书面意见的名称或文号；没有的可以不填。"),
            )

    @property
    def lines(self) -> list[Line]:
        return [
            Line(column.letter, column.header or _("（没有列名）"), column.samples, self[f"{COLUMN}{column.column}"])
            for column in self.proposal.columns
        ]

    @property
    def asks_datum(self) -> bool:
        return "datum" in self.fields

    @property
    def asks_source(self) -> bool:
        return "source" in self.fields

    def clean(self) -> dict[str, Any]:
        """Every meaning once, and something to know a compound by."""
        cleaned = super().clean() or {}
        chosen: dict[str, str] = {}
        for column in self.proposal.columns:
            name = f"{COLUMN}{column.column}"
            target = cleaned.get(name, "").removeprefix(NOT)
            if target and target in chosen:
                text = _("“%(one)s”和“%(other)s”两列对应了同一项，请把其中一列改成“不导入”。")
                self.add_error(name, text % {"one": chosen[target], "other": column.header or column.letter})
            elif target:
                chosen[target] = column.header or column.letter
        if targets.NAME not in chosen and targets.NUMBER not in chosen:
            self.add_error(None, _("请指出哪一列是小区名称（或小区编号），否则不知道每一行是哪个小区。"))
        return cleaned

    def mapping(self) -> dict[str, Any]:
        """What was chosen, as a MAP file says it: columns by position, the rest left out."""
        columns: dict[str, Any] = {}
        ignore: list[str] = []
        proposed = {column.column: column for column in self.proposal.opened.mapping.columns}
        for column in self.proposal.columns:
            value = self.cleaned_data.get(f"{COLUMN}{column.column}", "")
            where, target = str(column.column + 1), value.removeprefix(NOT)
            before = proposed[column.column]
            unit = before.unit if before.target == target else ""
            if not target:
                ignore.append(where)
            elif unit:
                columns[where] = {"fact": target, "unit": unit, "inverse": "yes" if value.startswith(NOT) else "no"}
            else:
                columns[where] = value
        said: dict[str, Any] = {
            "sheet": self.proposal.opened.table.sheet,
            "head_lines": str(len(self.proposal.opened.layout.head_lines)),
            "columns": columns,
            "ignore": ignore,
            "datum": self.cleaned_data.get("datum", ""),
            "source": self.cleaned_data.get("source", ""),
        }
        return {key: value for key, value in said.items() if value not in ("", {}, [])}


def _value(column: ProposedColumn) -> str:
    if column.target in ("", targets.IGNORE):
        return ""
    return NOT + column.target if column.inverse else column.target


def _choices(dictionary: Dictionary) -> Iterator[tuple[str, Any]]:
    """Identity first, then the facts by group; a yes/no fact also the other way round."""
    yield _("小区和位置"), list(IDENTITY_WORDS.items())
    for group in dictionary.groups.values():
        facts = [
            fact for fact in dictionary.facts.values() if fact.group == group.id and fact.collected_by != "identity"
        ]
        if facts:
            yield title_of(group), [choice for fact in facts for choice in _of_fact(fact)]


def _of_fact(fact: Fact) -> Iterator[tuple[str, str]]:
    yield fact.id, title_of(fact)
    if fact.type == "boolean":
        yield NOT + fact.id, _("%(fact)s：打勾表示没有") % {"fact": title_of(fact)}

"""The facts of a compound by group, and its history, as the page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.identity import MERGED
from sanwu.ledger.selectors import Known, Recorded
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.explaining import Where
from sanwu.web.desk.fact_help import FactHelp, Helper
from sanwu.web.desk.mapping_form import IDENTITY_WORDS
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import fact_text, joined, person, title_of

CHANGES_SHOWN = 4
KINDS: dict[str, Text] = {
    "import": pgettext_lazy("change", "导入"),
    "correction": pgettext_lazy("change", "更正"),
    "undo": gettext_lazy("撤销导入"),
    "addition": gettext_lazy("手工新增"),
    "identity": gettext_lazy("修改基本信息"),
    "merge": gettext_lazy("合并"),
    "withdrawal": gettext_lazy("撤回"),
    "restoration": gettext_lazy("恢复"),
}
NAME, KIND, DIVISION = "compound_name", "compound_kind", "division_code"
FIRST = (NAME, DIVISION)
# Keys of a compound's identity, which stand among the facts of a change set.
IDENTITY: dict[str, Text] = {
    "compound_name": IDENTITY_WORDS["name"],
    "compound_code": gettext_lazy("小区编号"),
    "compound_alias": IDENTITY_WORDS["alias"],
    "compound_kind": gettext_lazy("类型"),
    "division_code": gettext_lazy("所属区划"),
    "address": IDENTITY_WORDS["address"],
    "compound_point": gettext_lazy("位置"),
    "compound_old_number": gettext_lazy("旧编号"),
    "compound_withdrawn": gettext_lazy("已移出台账"),
    MERGED: gettext_lazy("已并入别的小区"),
}


@dataclass(frozen=True)
class FactLine:
    """One fact: its value with where it comes from, or that it is not known; `href` leads to filling it in."""

    id: str
    title: str
    known: bool
    text: str
    source: str
    observed_on: date | None
    person: str
    href: str
    help: FactHelp


@dataclass(frozen=True)
class Group:
    title: str
    filled: int
    total: int
    facts: list[FactLine]
    open: bool


@dataclass(frozen=True)
class ChangeLine:
    title: Text
    old: Text
    new: Text


@dataclass(frozen=True)
class HistoryLine:
    """One change set; `hidden` are the changes that unfold."""

    kind: Text
    when: datetime
    person: str
    source: str
    line: int | None
    shown: list[ChangeLine]
    hidden: list[ChangeLine]

    @property
    def hidden_count(self) -> int:
        return len(self.hidden)


def fact_groups(
    schemes: Sequence[Scheme], known: Mapping[str, Fact], facts: Mapping[str, Known], where: Where, helper: Helper
) -> list[Group]:
    """What is known, and what the schemes ask for, in the groups of the dictionary; empty groups are left out."""
    wanted = {name for scheme in schemes for form in scheme.forms.values() for name in form.required}
    groups: dict[str, list[Fact]] = {}
    for name, fact in known.items():
        if fact.collected_by != "identity" and (name in facts or name in wanted):
            groups.setdefault(fact.group, []).append(fact)
    titles = {key: title_of(group) for scheme in schemes for key, group in scheme.dictionary.groups.items()}
    return [_group(titles.get(key, _("其他")), members, facts, where, helper) for key, members in groups.items()]


def _group(title: str, members: list[Fact], facts: Mapping[str, Known], where: Where, helper: Helper) -> Group:
    lines = [_fact(fact, facts.get(fact.id), where, helper) for fact in members]
    filled = sum(line.known for line in lines)
    return Group(title, filled, len(lines), lines, bool(filled))


def _fact(fact: Fact, known: Known | None, where: Where, helper: Helper) -> FactLine:
    if known is None:
        return FactLine(fact.id, title_of(fact), False, "", "", None, "", where(fact.id), helper(fact))
    batch = known.batch
    source = (
        batch.source
        if known.line is None
        else _("%(source)s 第 %(line)s 行")
        % {
            "source": batch.source,
            "line": known.line,
        }
    )
    seen = batch.observed_on or localtime(batch.recorded_at).date()
    return FactLine(
        fact.id,
        title_of(fact),
        True,
        fact_text(fact, known.value),
        source,
        seen,
        person(batch.actor_name),
        where(fact.id),
        helper(fact),
    )


def history_lines(
    changes: Sequence[Recorded], known: Mapping[str, Fact], first: Sequence[str], places: Mapping[str, str]
) -> list[HistoryLine]:
    """Change sets as people read them: name and place, then the facts that decide (`first`), then the others.

    `places` are the names of the divisions that occur.
    """
    rank = {name: number for number, name in enumerate([*FIRST, *first])}
    return [_recorded(row, known, rank, places) for row in changes]


def divisions_in(changes: Iterable[Recorded]) -> set[str]:
    """Codes of divisions that the changes speak of."""
    return {code for row in changes for code in row.changes.get(DIVISION, ()) if code}


def _recorded(
    row: Recorded, known: Mapping[str, Fact], rank: Mapping[str, int], places: Mapping[str, str]
) -> HistoryLine:
    ordered = sorted(row.changes.items(), key=lambda change: rank.get(change[0], len(rank)))
    lines = [_change(name, old, new, known, places) for name, (old, new) in ordered]
    batch = row.batch
    return HistoryLine(
        KINDS.get(batch.kind, batch.kind),
        batch.recorded_at,
        person(batch.actor_name),
        batch.source,
        row.line,
        lines[:CHANGES_SHOWN],
        lines[CHANGES_SHOWN:],
    )


def _change(name: str, old: Any, new: Any, known: Mapping[str, Fact], places: Mapping[str, str]) -> ChangeLine:
    if name == KIND:
        words = {str(kind): label for kind, label in CompoundKind.choices}
        return ChangeLine(IDENTITY[name], words.get(old, ""), words.get(new, ""))
    if name == DIVISION:
        return ChangeLine(IDENTITY[name], places.get(old, _plain(old)), places.get(new, _plain(new)))
    if name == MERGED:  # the notice at the top of the page says which
        return ChangeLine(IDENTITY[name], _yes_no(old), _yes_no(new))
    if name in IDENTITY:
        return ChangeLine(IDENTITY[name], _plain(old), _plain(new) or _("无"))
    fact = known.get(name)
    if fact is None:
        return ChangeLine(name, _plain(old), _plain(new))
    return ChangeLine(title_of(fact), "" if old is None else fact_text(fact, old), fact_text(fact, new))


def _yes_no(value: Any) -> str:
    return _("否") if value is None else _("是")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if value is True:
        return _("是")
    return joined(value) if isinstance(value, list) else str(value)

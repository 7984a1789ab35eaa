"""The values of a scheme that can be tried out, in words, with what a slider needs: from, to, step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_base import Entry
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.policy.whatif_levers import Lever
from sanwu.web.desk.explaining import DATES, NUMBERS
from sanwu.web.desk.scheme_words import cite, cite_of
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, title_of, unit_of

# The sections that are offered, in this order; items suggest work and change no class.
SECTIONS: dict[str, Text] = {
    "conditions": gettext_lazy("怎样认定"), "decisions": gettext_lazy("怎样认定"), "extent": gettext_lazy("适用范围"),
    "estimates": gettext_lazy("费用测算"), "money": gettext_lazy("资金"), "phases": gettext_lazy("阶段"),
    "duties": gettext_lazy("应办事项"),
}  # fmt: skip
STEPS: dict[str, Text] = {
    "ends": gettext_lazy("结束日期"), "starts": gettext_lazy("开始日期"), "due": gettext_lazy("期限"),
    "from": gettext_lazy("从哪天起"), "until": gettext_lazy("到哪天止"), "target": gettext_lazy("目标日期"),
    "limit": gettext_lazy("最后期限"), "days": gettext_lazy("天数"), "months": gettext_lazy("月数"),
    "years": gettext_lazy("年数"), "amount": gettext_lazy("标准"), "cap": gettext_lazy("最多"),
    "at_least": gettext_lazy("最少"), "rate": gettext_lazy("单价"), "share": gettext_lazy("承担比例（%）"),
    "times": gettext_lazy("次数"), "dekad": gettext_lazy("旬"), "month_end": gettext_lazy("月底"),
    "quarter_end": gettext_lazy("季度末"), "year_end": gettext_lazy("年底"),
}  # fmt: skip
LONGEST_NUMBER = 18  # digits; 1e999999999 is a number too, but nothing to write out
OTHERS: dict[str, Text] = {"is": gettext_lazy("是 %(value)s"), "is_not": gettext_lazy("不是 %(value)s")}


@dataclass(frozen=True)
class Slider:
    """Bounds of a slider; the value that is written lies on one of its steps."""

    low: str
    high: str
    step: str


@dataclass(frozen=True)
class LeverRow:
    """One lever as the form shows it. `value` is what stands in its field, `was` what the scheme says."""

    key: str
    label: str
    where: str
    unit: str
    type: str
    value: str
    was: str
    slider: Slider | None
    clauses: tuple[str, ...]

    @property
    def moved(self) -> bool:
        return self.value != self.was

    @property
    def said(self) -> str:
        """What stands in its field, for people."""
        return _said(self.type, self.value, self.unit)

    @property
    def was_said(self) -> str:
        """What the scheme says, for people."""
        return _said(self.type, self.was, self.unit)


@dataclass(frozen=True)
class Subject:
    """A rule, a duty or a kind of money whose levers are shown together; `moved` counts those that were."""

    key: str
    title: str
    group: Text
    chosen: bool
    moved: int


def _said(kind: str, text: str, unit: str) -> str:
    """A value with separators and unit, a day as a day; what is no such value as it was typed."""
    try:
        if kind == "number":
            number = Decimal(text)
            short = number.is_finite() and abs(number.adjusted()) < LONGEST_NUMBER
            return number_text(number, unit) if short else text
        return day(date.fromisoformat(text)) if kind == "date" else text
    except (ArithmeticError, ValueError):
        return text


def offered(levers: Mapping[str, Lever]) -> dict[str, Lever]:
    """The levers that change something here, section by section."""
    order = list(SECTIONS)
    found = [lever for lever in levers.values() if lever.section in SECTIONS]
    return {lever.key: lever for lever in sorted(found, key=lambda lever: order.index(lever.section))}


def subjects(scheme: Scheme, levers: Mapping[str, Lever], moved: Mapping[str, str], chosen: str) -> list[Subject]:
    """What can be chosen; the first stands where the address names none of them."""
    names = dict.fromkeys(lever.subject for lever in levers.values())
    here = chosen if chosen in names else next(iter(names), "")
    return [
        Subject(
            name, title_of(_entry(scheme, *name.split(".", 1))), SECTIONS[name.split(".")[0]], name == here,
            sum(levers[key].subject == name for key in moved),
        )
        for name in names
    ]  # fmt: skip


def lever_rows(scheme: Scheme, levers: Mapping[str, Lever], moved: Mapping[str, str], subject: str) -> list[LeverRow]:
    return [lever_row(scheme, lever, moved.get(lever.key)) for lever in levers.values() if lever.subject == subject]


def lever_row(scheme: Scheme, lever: Lever, value: str | None = None) -> LeverRow:
    """One lever in words; `value` is what somebody tries."""
    fact = scheme.dictionary.facts.get(lever.fact)
    entry = _entry(scheme, lever.section, lever.entry)
    kinds = {"date": "date", "whole": "number", "number": "number", "text": "text"}
    clauses = dict.fromkeys([*_row_clauses(scheme, lever), *cite_of(entry).clauses])
    return LeverRow(
        lever.key, _label(lever, fact), _where(scheme, lever), unit_of(fact) if fact else _unit(scheme, lever),
        kinds[lever.kind], value if value is not None else lever.value, lever.value, slider(lever), tuple(clauses),
    )  # fmt: skip


def _entry(scheme: Scheme, section: str, name: str) -> Entry:
    entry: Entry = getattr(scheme, section)[name]
    return entry


def _label(lever: Lever, fact: Fact | None) -> str:
    """What is compared how, the value left out; or what kind of figure it is."""
    if fact is not None:
        words = OTHERS | dict(DATES if fact.type == "date" else NUMBERS)
        if lever.operator == "between":
            said = _("下限") if lever.path[-1] == 0 else _("上限")
        else:
            said = (str(words[lever.operator]) % {"value": ""}).strip()
        return f"{title_of(fact)} {said}"
    if lever.section == "conditions":
        return _("至少几项成立才算")
    return str(_step(lever))


def _step(lever: Lever) -> Text:
    """The last step of the path that has a name for people; a plain date has that of the field that holds it."""
    for step in reversed(lever.path[2:]):
        if isinstance(step, str) and step in STEPS:
            return STEPS[step]
    return str(lever.path[-1])


def _where(scheme: Scheme, lever: Lever) -> str:
    """Which row, member, year or line of its entry."""
    path = lever.path
    if lever.section == "decisions" and path[2] == "table":
        rule = scheme.decisions[lever.entry]
        row = rule.table[int(path[3])]
        said = row.title or _("第 %(n)s 行") % {"n": int(path[3]) + 1}
        return _("%(row)s：结论是“%(outcome)s”") % {"row": said, "outcome": title_of(rule.outcomes[row.outcome])}
    if lever.section == "conditions" and path[2] == "members":
        return title_of(scheme.conditions[lever.entry].members[str(path[3])])
    if lever.section == "money":
        return _money_line(scheme, lever)
    if lever.section == "estimates" and path[2] == "items":
        return title_of(scheme.estimates[lever.entry].items[str(path[3])])
    if path[-1] in ("days", "months", "years") and len(path) > 3 and path[-2] in STEPS:
        return str(STEPS[str(path[-2])])
    return ""


def _money_line(scheme: Scheme, lever: Lever) -> str:
    line, path = scheme.money[lever.entry], lever.path
    if path[2] == "rates":
        return _("%(year)s 年") % {"year": line.rates[int(path[3])].year}
    if path[2] == "shares":
        return line.shares[int(path[3])].level
    if path[2] == "groups":
        return title_of(line.groups[str(path[3])])
    return ""


def _unit(scheme: Scheme, lever: Lever) -> str:
    if lever.kind == "date" or lever.section in ("phases", "duties") or lever.path[-1] == "share":
        return ""
    if lever.section == "money":
        return scheme.money[lever.entry].unit or _("元")
    if lever.section == "estimates":
        return _("万元") if scheme.estimates[lever.entry].unit == "ten_thousand_yuan" else _("元")
    return _("项") if lever.section == "conditions" else ""


def _row_clauses(scheme: Scheme, lever: Lever) -> Iterator[str]:
    if lever.section == "decisions" and lever.path[2] == "table":
        yield from cite(scheme.decisions[lever.entry].table[int(lever.path[3])].clause, None).clauses


def slider(lever: Lever) -> Slider | None:
    """From nothing to the double, in steps of about a hundredth; none where there is nothing to double."""
    if lever.kind not in ("whole", "number"):
        return None
    number = Decimal(lever.value)
    if number <= 0:
        return None
    step = Decimal(1).scaleb(number.adjusted() - 2)
    if lever.kind == "whole":
        step = max(step, Decimal(1))
    while number % step:
        step /= 10
    return Slider("0", f"{number * 2:f}", f"{step:f}")

"""Texts of schemes and facts in the language of the page: a scheme may carry an English title beside the Chinese."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import Canonical, display, number_text
from sanwu.web.ui.outcomes import Text

# Measure words, which only Chinese needs.
COUNTERS = frozenset("个处件盏具座辆套部栋层户人")
UNITS: dict[str, Text] = {
    "元": pgettext_lazy("unit", "元"),
    "元/m²·月": pgettext_lazy("unit", "元/m²·月"),
    "小时": pgettext_lazy("unit", "小时"),
    "天": pgettext_lazy("unit", "天"),
    "年": pgettext_lazy("unit", "年"),
}


class Titled(Protocol):
    """Whatever has a Chinese title and perhaps an English one."""

    @property
    def title(self) -> str: ...

    @property
    def title_en(self) -> str | None: ...


def title_of(entry: Titled) -> str:
    """The title in the page's language; Chinese where the scheme has no English."""
    if get_language() == "en" and entry.title_en:
        return entry.title_en
    return entry.title


def fact_text(fact: Fact, value: Canonical | None) -> str:
    """A fact's value for people in the page's language."""
    if value is None:
        return _("未填写")
    if fact.type == "boolean":
        return _("是") if value else _("否")
    if fact.type == "choice" and str(value) in fact.choices:
        return title_of(fact.choices[str(value)])
    if fact.type == "date":
        return day(date.fromisoformat(str(value)))
    if is_year(fact):
        return str(value)
    if fact.numeric:
        return number_text(Decimal(value), unit_of(fact))
    return display(fact, value)


def unit_of(fact: Fact) -> str:
    """The unit after a number. English says what is counted in the name of the fact, not in a measure word."""
    unit = fact.unit_text
    if get_language() != "en":
        return unit
    return "" if unit in COUNTERS else str(UNITS.get(unit, unit))


def is_year(fact: Fact) -> bool:
    """A calendar year is a number that nobody writes with a comma."""
    return fact.type == "integer" and fact.unit_text == "年" and fact.minimum is not None and fact.minimum >= 1000


def label_of(fact: Fact) -> str:
    """The heading of a column of this fact, with its unit."""
    unit = "" if is_year(fact) else unit_of(fact)
    return _("%(title)s（%(unit)s）") % {"title": title_of(fact), "unit": unit} if unit else title_of(fact)


def joined(words: Iterable[object]) -> str:
    """Words one after another: 甲、乙; A, B."""
    return _("、").join(map(str, words))


def phrased(parts: Iterable[object]) -> str:
    """Phrases one after another, the empty ones left out: 先做甲；再做乙."""
    return _("；").join(str(part) for part in parts if part)


def person(name: str) -> str:
    """Who did something, as the journal keeps it; the command line has no account of its own."""
    return _("本机命令行") if name == LOCAL_OPERATOR.name else name


def day(value: date | None) -> str:
    """2016年6月30日 / June 30, 2016; 待定 for none."""
    return date_format(value) if value else _("待定")


def count_text(count: int, capped: bool = False) -> str:
    """A count with separators; a capped one says that there are more: 1,000+."""
    return f"{Decimal(count):,}{'+' if capped else ''}"

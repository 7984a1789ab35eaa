"""The dates of a plan in words: fixed days, so long after an event, by law, in a rhythm, still open."""

from collections.abc import Callable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanwu.campaigns.selectors import ABSOLUTE
from sanwu.policy.dates import absolute
from sanwu.policy.model_dates import After, Before, ByLaw, DateExpr, Dekad, Length, Recurring, TargetAndLimit, ToBeSet
from sanwu.policy.model_scheme import Scheme
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, title_of

Name = Callable[[str], str]
RHYTHMS: dict[str, Text] = {
    "day": gettext_lazy("每天"), "working_day": gettext_lazy("每个工作日"), "week": gettext_lazy("每周"),
    "month": gettext_lazy("每月"), "quarter": gettext_lazy("每季度"), "half_year": gettext_lazy("每半年"),
    "year": gettext_lazy("每年"),
}  # fmt: skip
WEEKDAYS: dict[str, Text] = {
    "mon": gettext_lazy("周一"), "tue": gettext_lazy("周二"), "wed": gettext_lazy("周三"), "thu": gettext_lazy("周四"),
    "fri": gettext_lazy("周五"), "sat": gettext_lazy("周六"), "sun": gettext_lazy("周日"),
    "last": gettext_lazy("最后一天"),
}  # fmt: skip

DEKADS: dict[str, Text] = {
    "1": gettext_lazy("%(month)s上旬"), "2": gettext_lazy("%(month)s中旬"), "3": gettext_lazy("%(month)s下旬"),
}  # fmt: skip

# How far to trust a date or a figure that says so itself, beside an entry of the plan's own words.
OWN: dict[str, Text] = {
    "law": gettext_lazy("法律"), "practice": gettext_lazy("做法"), "example": gettext_lazy("示例"),
}  # fmt: skip


def day_said(when: DateExpr | None, scheme: Scheme, event: Name) -> str:
    """A fixed day as a day and not as a deadline; any other date as it is said."""
    return "" if when is None else _day(when, lambda part: date_text(part, scheme, event))


def span_text(starts: DateExpr | None, ends: DateExpr | None, scheme: Scheme, event: Name) -> str:
    """From when till when: 2020年6月上旬 — 2020年8月中旬; one edge alone says which it is."""

    def edge(when: DateExpr) -> str:
        if isinstance(when, Dekad):
            return with_own(_dekad(when), when.status)
        if isinstance(when, ABSOLUTE) and not isinstance(when, ToBeSet):
            return with_own(day(absolute(when)), when.status)
        return date_text(when, scheme, event)

    if starts is None or ends is None:
        return date_text(ends, scheme, event) if starts is None else _("%(event)s起") % {"event": edge(starts)}
    return " — ".join(dict.fromkeys((edge(starts), edge(ends))))


def with_own(text: str, status: str | None) -> str:
    """A date or a figure with what it says of itself: 15 天（做法）; unchanged where it says nothing of its own."""
    return f"{text}（{OWN[status]}）" if text and status in OWN else text


def date_text(when: DateExpr | None, scheme: Scheme, event: Name) -> str:
    """When something is due, as the plan states it; "" where it states nothing. `event` names what dates follow.

    A date that is not the plan's own says so: 验收通过后 15 天内（做法）.
    """
    return "" if when is None else with_own(_date_text(when, scheme, event), when.status)


def _date_text(when: DateExpr, scheme: Scheme, event: Name) -> str:
    def said(part: DateExpr) -> str:
        return date_text(part, scheme, event)

    if isinstance(when, ToBeSet):
        return _("待定")
    if isinstance(when, TargetAndLimit):
        return _("目标 %(target)s，期限 %(limit)s") % {
            "target": said(when.target),
            "limit": said(when.limit),
        }
    if isinstance(when, After):
        if when.days == 0:
            return _("%(event)s当天") % {"event": event(when.after)}
        return _("%(event)s后 %(length)s内") % {"event": event(when.after), "length": length_text(when)}
    if isinstance(when, Before):
        return _("%(event)s前 %(length)s") % {"event": event(when.before), "length": length_text(when)}
    if isinstance(when, ByLaw):
        return _by_law(when, scheme, event)
    if isinstance(when, Recurring):
        return _recurring(when, said)
    before = _("%(day)s前") % {"day": day(absolute(when))}
    return f"{_dekad(when)}（{before}）" if isinstance(when, Dekad) else before


def _dekad(when: Dekad) -> str:
    """The third of a month that the plan names: 2020年6月上旬."""
    month = date_format(absolute(when), "YEAR_MONTH_FORMAT")
    return str(DEKADS[when.dekad.partition("/")[2]]) % {"month": month}


def _by_law(when: ByLaw, scheme: Scheme, event: Name) -> str:
    family = scheme.law[when.family]  # the loader knows that it is there
    clocks = [version.clocks[when.key] for version in family.versions.values() if when.key in version.clocks]
    named = title_of(clocks[-1]) if clocks else title_of(family)
    after = _("%(event)s起") % {"event": event(when.after)} if when.after else ""
    return _("法定期限：%(law)s") % {"law": named} + (f"（{after}）" if after else "")


def _recurring(when: Recurring, said_of: Callable[[DateExpr], str]) -> str:
    said = str(RHYTHMS[when.every])
    if when.on:
        said += str(WEEKDAYS.get(when.on, "")) or _("%(day)s日") % {"day": when.on}
    if when.times > 1:
        said += _("%(times)s 次") % {"times": when.times}
    if when.from_:
        said += _("，自 %(day)s起") % {"day": _day(when.from_, said_of)}
    if when.until:
        said += _("，到 %(day)s止") % {"day": _day(when.until, said_of)}
    return said


def _day(when: DateExpr, said_of: Callable[[DateExpr], str]) -> str:
    """A fixed day without "before"; any other date as it is said."""
    if isinstance(when, ABSOLUTE) and not isinstance(when, ToBeSet):
        return day(absolute(when))
    return said_of(when)


def length_text(when: Length) -> str:
    if when.days is not None:
        if when.clock == "working":
            return ngettext("%(n)s 个工作日", "%(n)s 个工作日", when.days) % {"n": when.days}
        return ngettext("%(n)s 天", "%(n)s 天", when.days) % {"n": when.days}
    if when.months is not None:
        return ngettext("%(n)s 个月", "%(n)s 个月", when.months) % {"n": when.months}
    return ngettext("%(n)s 年", "%(n)s 年", when.years or 0) % {"n": when.years}

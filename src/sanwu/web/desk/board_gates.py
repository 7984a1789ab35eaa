"""The gates of phases in words: what is asked, how it stands, and why a gate is not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.campaigns.models import Campaign
from sanwu.indicators.selectors import GateResult, Tally, Tested
from sanwu.policy.outcomes import Truth
from sanwu.policy.values import number_text
from sanwu.web.desk.figure_rows import Rows, tally_rows
from sanwu.web.desk.phases import PhaseLine
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.words import count_text, title_of

LOOKS = {
    True: Look("good", "check", gettext_lazy("已达到")),
    False: Look("bad", "cross", gettext_lazy("没有达到")),
    None: Look("wait", "question", gettext_lazy("还看不到")),
}
SIDES = {"entry": gettext_lazy("进入前"), "exit": gettext_lazy("结束前")}
BOUNDS = {
    "at_least": gettext_lazy("不低于"), "at_most": gettext_lazy("不高于"), "above": gettext_lazy("高于"),
    "below": gettext_lazy("低于"), "is_": gettext_lazy("等于"),
}  # fmt: skip


@dataclass(frozen=True)
class GateLine:
    """One measure of a gate. `why` says what a value comes from, or what is missing; `done` and `total` are its numbers
    ("" where there are none), and `rows` where each of them leads."""

    phase: str
    side: Text
    measure: str
    wanted: str
    now: str
    why: str
    look: Look
    clauses: tuple[str, ...]
    current: bool
    done: str
    total: str
    left: str
    rows: Rows


def gate_lines(
    campaign: Campaign, results: Sequence[GateResult], phases: Sequence[PhaseLine], area: str
) -> list[GateLine]:
    """Every test of every gate, in the order of the phases."""
    current = {phase.title for phase in phases if phase.current}
    return [
        _line(campaign, result, tested, title_of(result.phase) in current, area)
        for result in results
        for tested in result.tests
    ]


def gate_summary(results: Sequence[GateResult]) -> str:
    """How many gates are open, shut, undecided."""
    counted: dict[Truth, int] = {truth: sum(result.holds is truth for result in results) for truth in LOOKS}
    return _("%(yes)s 道已达到，%(no)s 道没有达到，%(unknown)s 道还看不到") % {
        "yes": counted[True], "no": counted[False], "unknown": counted[None],
    }  # fmt: skip


def _line(campaign: Campaign, result: GateResult, tested: Tested, current: bool, area: str) -> GateLine:
    measure, tally = tested.measured.measure, tested.measured.tally
    counted = tally if tally and tally.total else None
    return GateLine(
        title_of(result.phase),
        SIDES[result.side],
        title_of(measure),
        _wanted(tested),
        _now(tested),
        _why(tested),
        LOOKS[tested.holds],
        tested.test.clause or measure.clause,
        current,
        count_text(counted.done) if counted else "",
        count_text(counted.total) if counted else "",
        _left(counted),
        tally_rows(campaign, measure, counted, area),
    )


def _left(tally: Tally | None) -> str:
    """How many have not come so far, in words; "" where none are left."""
    if tally is None or tally.done >= tally.total:
        return ""
    return _("看没有完成的 %(n)s") % {"n": count_text(tally.total - tally.done)}


def _wanted(tested: Tested) -> str:
    for name, word in BOUNDS.items():
        bound = getattr(tested.test, name)
        if bound is not None:
            return f"{word} {number_text(bound, tested.measured.measure.unit)}"
    return ""


def _now(tested: Tested) -> str:
    value = tested.measured.value
    return (
        "—"
        if value is None
        else number_text(value.quantize(Decimal("0.1")).normalize() + 0, tested.measured.measure.unit)
    )


def _why(tested: Tested) -> str:
    tally, measure = tested.measured.tally, tested.measured.measure
    if tally is None:
        return _("平台上还没有登记这件事")
    if not tally.total:
        return _("还没有要统计的对象")
    of = measure.of or title_of(measure)
    if tally.basis == "duties":
        return _("（%(of)s，按应办事项的登记）") % {"of": of}
    if tally.basis == "verdicts":
        return _("（%(of)s，按认定结论）") % {"of": of}
    if tally.basis == "lists":
        return _("（%(of)s，按上报的名单）") % {"of": of}
    return _("（%(of)s）") % {"of": of}

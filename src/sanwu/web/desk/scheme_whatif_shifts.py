"""Which days would move, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.whatif_dates import Shift
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, title_of


@dataclass(frozen=True)
class ShiftLine:
    title: str
    kind: Text
    before: str
    after: str
    days: str


def shift_lines(scheme: Scheme, found: Sequence[Shift]) -> list[ShiftLine]:
    """Phases and duties that move; a recurring one also where it only comes more or less often."""
    lines = []
    for shift in found:
        entry = (scheme.phases if shift.kind == "phase" else scheme.duties)[shift.id]
        kind = _("阶段") if shift.kind == "phase" else _("应办事项")
        days = ""
        if shift.days:
            days = _("晚 %(n)s 天") % {"n": shift.days} if shift.days > 0 else _("早 %(n)s 天") % {"n": -shift.days}
        elif shift.turns_before != shift.turns_after:
            days = _("%(before)s 次变成 %(after)s 次") % {"before": shift.turns_before, "after": shift.turns_after}
        lines.append(ShiftLine(title_of(entry), kind, day(shift.before.limit), day(shift.after.limit), days))
    return lines

"""Judge what is no compound – a street's six haves, a community's counts – by figures and answers, three-valued."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sanwu.policy.model_assessments import BOUNDS, Assessment, AssessmentMember
from sanwu.policy.outcomes import Outcome, Truth, as_outcome, at_least

Figures = Mapping[str, Decimal | bool | None]
_HOLDS = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "is_": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Assessed:
    """How an assessment came out, which members hold, and which figures or answers it waits for."""

    outcome: Outcome
    members: Mapping[str, Truth]
    missing: tuple[str, ...]


def assess(assessment: Assessment, figures: Figures) -> Assessed:
    """Judge by figures under measure ids and answers under member ids; absent or None is unknown, never zero or no."""
    members = {name: _holds(member, figures.get(member.asks)) for name, member in assessment.members.items()}
    truth = at_least(assessment.needed, members.values())
    open_ones = [assessment.members[name].asks for name, held in members.items() if held is None]
    return Assessed(as_outcome(truth), members, tuple(dict.fromkeys(open_ones)) if truth is None else ())


def _holds(member: AssessmentMember, value: Decimal | bool | None) -> Truth:
    if value is None:
        return None
    if member.measure is None:
        if not isinstance(value, bool):
            raise ValueError(f"“{member.title}”是问题，应当答 yes 或 no。")
        return value
    if isinstance(value, bool):
        raise ValueError(f"“{member.title}”要一个数字。")
    bound = next(key for key in BOUNDS if getattr(member, key) is not None)
    return bool(_HOLDS[bound](value, getattr(member, bound)))

"""Count a vote of owners by the rule in force: shares by floor area and by heads, as exact fractions.

2/3 and 3/4 are "at least", 1/2 is "more than" (reference 5.6). The date of the vote picks the version of the law.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from sanwu.policy.law import version_on
from sanwu.policy.model_law import LawFamily, LawVersion, Share, Shares, VoteRule
from sanwu.policy.outcomes import Truth, all_of
from sanwu.policy.values import number_text

Kind = Literal["area", "heads"]
KIND_TITLES: dict[Kind, str] = {"area": "面积", "heads": "人数"}


class VoteOutcome(StrEnum):
    """How a vote came out. `no_quorum`: too few took part, so nothing was decided."""

    PASSED = "passed"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """Floor area (any exact unit) and number of owners; None where it was not counted."""

    area: Fraction | None = None
    heads: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """All owners, those who took part, those in favour, those against."""

    everyone: Part
    participating: Part = Part()
    agreeing: Part = Part()
    dissenting: Part = Part()


@dataclass(frozen=True, slots=True)
class Step:
    """One share that was checked, with the sentence that says so."""

    what: Literal["participation", "approval", "objection"]
    kind: Kind
    holds: Truth
    sentence: str


@dataclass(frozen=True, slots=True)
class VoteResult:
    """The outcome with its working, and which counts are missing where it is unknown (`agreeing.area` …)."""

    outcome: VoteOutcome
    steps: tuple[Step, ...]
    missing: tuple[str, ...]


def vote_rule(family: LawFamily, matter: str, held_on: date) -> tuple[LawVersion, VoteRule] | None:
    """The version in force when the vote was held and its rule for the matter; None where it has none."""
    version = version_on(family, held_on)
    if version is None or matter not in version.matters:
        return None
    return version, version.rules[version.matters[matter].rule]


def count_vote(rule: VoteRule, tally: Tally) -> VoteResult:
    """Count a vote. Raises ValueError (Chinese) where the numbers contradict each other."""
    _check(tally)
    counter = _Counter(tally)
    if rule.participation is not None:
        steps = list(counter.shares("participation", rule.participation, "participating", "everyone"))
        attended = all_of(step.holds for step in steps)
        if attended is False:
            return VoteResult(VoteOutcome.NO_QUORUM, tuple(steps), ())
    else:
        steps, attended = [], True
    if rule.approval is not None:
        base: Literal["everyone", "participating"] = "everyone" if rule.approval.of == "all" else "participating"
        found = list(counter.shares("approval", rule.approval, "agreeing", base))
    else:
        found = list(counter.shares("objection", rule.objection or Shares(), "dissenting", "everyone"))
    steps += found
    agreed = all_of(step.holds for step in found)
    if attended is None or agreed is None:
        return VoteResult(VoteOutcome.UNKNOWN, tuple(steps), tuple(dict.fromkeys(counter.missing)))
    return VoteResult(VoteOutcome.PASSED if agreed else VoteOutcome.REJECTED, tuple(steps), ())


_TITLES = {
    "participation": "参加表决的", "approval": "同意的", "objection": "不同意的", "everyone": "全体业主",
    "participating": "参加表决的业主",
}  # fmt: skip


class _Counter:
    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.missing: list[str] = []

    def shares(
        self,
        what: Literal["participation", "approval", "objection"],
        shares: Shares,
        part: Literal["participating", "agreeing", "dissenting"],
        base: Literal["everyone", "participating"],
    ) -> Iterator[Step]:
        if shares.area is not None:
            yield self._step(what, "area", shares.area, part, base)
        if shares.heads is not None:
            yield self._step(what, "heads", shares.heads, part, base)

    def _step(
        self, what: Literal["participation", "approval", "objection"], kind: Kind, share: Share, part: str, base: str
    ) -> Step:
        counted: Fraction | None = getattr(getattr(self.tally, part), kind)
        whole: Fraction | None = getattr(getattr(self.tally, base), kind)
        self.missing += [f"{name}.{kind}" for name, value in ((part, counted), (base, whole)) if value is None]
        holds = None if counted is None or whole is None else _reached(share, counted, whole)
        verdict = {True: "满足", False: "不满足", None: "缺少数据，不能判断"}[holds]
        numbers = f"{_shown(counted)} / {_shown(whole)}"
        sentence = (
            f"{_TITLES[what]}{KIND_TITLES[kind]}占{_TITLES[base]} {numbers}，要求{share_text(share)}：{verdict}。"
        )
        return Step(what, kind, holds, sentence)


def _reached(share: Share, counted: Fraction, whole: Fraction) -> bool:
    """Compare by multiplication, so that a share is exact. Nobody is never a majority."""
    if share.at_least is not None:
        return counted > 0 and counted >= share.at_least * whole
    if share.more_than is not None:
        return counted > share.more_than * whole
    if share.at_most is not None:
        return counted <= share.at_most * whole
    return counted < (share.less_than or 0) * whole


def share_text(share: Share) -> str:
    """不少于 2/3, 超过 1/2, 不超过 1/3."""
    for words, ratio in (
        ("不少于", share.at_least), ("超过", share.more_than), ("不超过", share.at_most), ("少于", share.less_than)
    ):  # fmt: skip
        if ratio is not None:
            return f"{words} {ratio}"
    return ""


def _shown(value: Fraction | None) -> str:
    if value is None:
        return "不详"
    return (
        f"{value.numerator:,}" if value.denominator == 1 else number_text(Decimal(value.numerator) / value.denominator)
    )


def _check(tally: Tally) -> None:
    order = (("参加表决的", tally.participating), ("同意的", tally.agreeing), ("不同意的", tally.dissenting))
    for kind, title in KIND_TITLES.items():
        whole: Fraction | None = getattr(tally.everyone, kind)
        if whole is not None and whole <= 0:
            raise ValueError(f"全体业主的{title}应当大于 0。")
        attended: Fraction | None = getattr(tally.participating, kind)
        for name, part in order:
            value: Fraction | None = getattr(part, kind)
            if value is None:
                continue
            if value < 0:
                raise ValueError(f"{name}{title}不能小于 0。")
            if whole is not None and value > whole:
                raise ValueError(f"{name}{title} {_shown(value)} 超过了全体业主的 {_shown(whole)}。")
            if part is not tally.participating and attended is not None and value > attended:
                raise ValueError(f"{name}{title} {_shown(value)} 超过了参加表决的 {_shown(attended)}。")
        _check_sides(tally, kind, title)


def _check_sides(tally: Tally, kind: Kind, title: str) -> None:
    """Nobody is for and against: both sides together are no more than took part."""
    agreeing, dissenting = getattr(tally.agreeing, kind), getattr(tally.dissenting, kind)
    most, whose = getattr(tally.participating, kind), "参加表决的"
    if most is None:
        most, whose = getattr(tally.everyone, kind), "全体业主的"
    if None not in (agreeing, dissenting, most) and agreeing + dissenting > most:
        both = f"同意的和不同意的{title}加起来是 {_shown(agreeing + dissenting)}"
        raise ValueError(f"{both}，超过了{whose} {_shown(most)}。")

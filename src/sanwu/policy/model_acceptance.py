"""Acceptance: checklists, and the levels that a work goes through before it is handed over."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import BodyRef, BodyRefs, ChecklistRefs, Entry, FactRef, Keyed, Part, ResultRefs
from sanwu.policy.model_words import Clauses, Flag, Number, Text, Texts, Whole
from sanwu.policy.problems import refused


class Criterion(Entry):
    """One line of a checklist. `veto` fails the whole acceptance."""

    veto: Flag = False
    measure: Text | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    unit: Text | None = None
    fact: FactRef | None = None


class Checklist(Entry):
    """An acceptance checklist for one or several items."""

    criteria: Annotated[dict[str, Criterion], Keyed("title")] = Field(min_length=1)
    text: Text | None = None


class Sampling(Part):
    """Which compounds a level looks at: each one, a share in per cent, or a number; a draw can be repeated."""

    kind: Literal["each", "share", "number"]
    share: Number | None = None
    number: Whole | None = None
    at_least: Whole | None = None
    per: Literal["campaign", "city", "district", "street", "community"] = "campaign"
    clause: Clauses = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.kind != "each" and getattr(self, self.kind) is None:
            raise refused("missing_key", f"kind 是 {self.kind}，缺少 {self.kind}。", f"请加上“{self.kind}: …”。")
        if self.share is not None and not 0 < self.share <= 100:
            raise refused(
                "bad_number",
                f"抽查比例 {self.share} 超出了范围。",
                "请写 0 到 100 之间的数，表示百分之几。",
                ("share",),
            )
        return self


class AcceptanceLevel(Entry):
    """One step of acceptance: who leads, who takes part, whose signatures it needs, which share is looked at.

    `sign_off` says how many of `by` and `with` must sign: all, any one, or a quorum of `quorum`. A failed work may be
    looked at again `reinspections` times, each within `reinspect_days`.
    """

    by: BodyRef | None = None
    with_: BodyRefs = Field(default=(), alias="with")
    sign_off: Literal["all", "any", "quorum"] | None = None
    quorum: Whole | None = None
    residents: Whole | None = None
    share: Number | None = None
    sampling: Sampling | None = None
    checklists: ChecklistRefs = ()
    veto: Texts = ()
    results: ResultRefs = ()
    reinspections: Whole | None = None
    reinspect_days: Whole | None = None
    days: Whole | None = None
    public: Flag = False
    text: Text | None = None

    @model_validator(mode="after")
    def _quorum_can_be_reached(self) -> Self:
        if (self.sign_off == "quorum") != (self.quorum is not None):
            raise refused(
                "missing_key",
                "sign_off: quorum 要和 quorum（几家签字才算数）一起写。",
                "请写 sign_off: quorum、quorum: 3；全部签字写 sign_off: all。",
            )
        signers = len(dict.fromkeys((*((self.by,) if self.by else ()), *self.with_)))
        if self.quorum is not None and not 1 <= self.quorum <= signers:
            message = f"要 {self.quorum} 家签字，可是 by 和 with 一共只有 {signers} 家。"
            raise refused("bad_number", message, "请改小 quorum，或在 with 里补上单位。", ("quorum",))
        return self


class Acceptance(Part):
    """Checklists, and the levels that an acceptance goes through."""

    checklists: Annotated[dict[str, Checklist], Keyed()] = {}
    levels: Annotated[dict[str, AcceptanceLevel], Keyed("title")] = {}
    results: Annotated[dict[str, Entry], Keyed("title")] = {}
    note: Text | None = None

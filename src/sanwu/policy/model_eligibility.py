"""How a compound comes in: by an expression, a score, as one of the last n, on application, by transfer, place or age."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import BodyRef, BodyRefs, ConditionRef, Entry, FactRef, Keyed, Part
from sanwu.policy.model_dates import DateField
from sanwu.policy.model_objects import ObjectKind
from sanwu.policy.model_words import Clauses, Number, Ratio, Status, Text, Texts, Whole, check_year
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused

EligibilityKind = Literal["expression", "score", "bottom_n", "application", "transfer", "spatial", "built_window"]

# kind → (keys it needs, further keys it may have); all others belong to other kinds.
_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "expression": (("when",), ()),
    "score": (("scores", "at_least"), ()),
    "bottom_n": (("fact",), ("count", "share", "order", "among")),
    "application": (("by",), ("signatures", "documents")),
    "transfer": (("from",), ("documents",)),
    "spatial": (("place",), ("within_m",)),
    "built_window": (("windows",), ()),
}
_OF_A_KIND = tuple(dict.fromkeys(key for needed, more in _KEYS.values() for key in (*needed, *more)))


class Points(Entry):
    """One line of a score: so many points where the predicate holds."""

    when: PredicateField
    points: Number


class Signatures(Part):
    """Who must sign an application: a share of the owners or households, or a number of them."""

    share: Ratio | None = None
    number: Whole | None = None
    of: Literal["owners", "households", "residents"] = "households"
    clause: Clauses = ()
    status: Status | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.share is None) == (self.number is None):
            raise refused(
                "signatures_shape", "签名要写比例或者人数，二者写一个。", "请写 share: 2/3，或者 number: 20。"
            )
        return self


class BuiltWindow(Part):
    """Years of building, both ends included; the lower the priority number, the earlier the turn."""

    from_: Whole | None = Field(default=None, alias="from")
    until: Whole | None = None
    priority: Whole = 1
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _a_window(self) -> Self:
        for key, year in (("from", self.from_), ("until", self.until)):
            if year is not None:
                check_year(year)
            elif self.from_ is None and self.until is None:
                raise refused("bad_range", "建成年份没有写起止。", "请写 from、until，或者两个都写。", (key,))
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise refused("bad_range", f"起始年份 {self.from_} 晚于截止年份 {self.until}。", "请对调。", ("from",))
        return self


class Eligibility(Entry):
    """One way into the scheme. `fact` is the answer where the platform cannot find it out itself.

    With `bottom_n` it is the fact that compounds are ordered by; with `built_window` the year (default: built_year).
    """

    kind: EligibilityKind
    object: ObjectKind = "compound"
    condition: ConditionRef | None = None
    when: PredicateField | None = None
    scores: Annotated[dict[str, Points], Keyed()] = {}
    at_least: Number | None = None
    fact: FactRef | None = None
    count: Whole | None = None
    share: Number | None = None
    order: Literal["lowest", "highest"] = "lowest"
    among: Literal["all", "city", "district", "street", "community"] = "all"
    signatures: Signatures | None = None
    documents: Texts = ()
    from_: BodyRef | None = Field(default=None, alias="from")
    place: Text | None = None
    within_m: Number | None = None
    windows: tuple[BuiltWindow, ...] = ()
    by: BodyRefs = ()
    to: BodyRef | None = None
    decided_by: BodyRef | None = None
    due: DateField | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        needed, more = _KEYS[self.kind]
        written = {
            field.alias or name for name, field in type(self).model_fields.items() if name in self.model_fields_set
        }
        for key in needed:
            if key not in written:
                raise refused("missing_key", f"kind 是 {self.kind}，缺少 {key}。", f"请加上“{key}: …”。")
        # The answer to any of them may be kept in a fact, and any body may hand in.
        for key in _OF_A_KIND:
            if key in written and key not in (*needed, *more, "fact", "by"):
                fitting = "、".join((*needed, *more))
                raise refused("key_unfit", f"kind 是 {self.kind}，不用写 {key}。", f"这一种可以写：{fitting}。", (key,))
        if self.kind == "bottom_n" and (self.count is None) == (self.share is None):
            raise refused(
                "bottom_shape", "取后几名要写个数或者比例，二者写一个。", "请写 count: 10，或者 share: 10（%）。"
            )
        return self

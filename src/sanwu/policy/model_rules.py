"""Conditions (named sets of members) and decisions (tables of rows)."""

from collections.abc import Sized
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sanwu.policy.model_base import BodyRefs, Entry, Keyed, Part
from sanwu.policy.model_words import Clauses, Id, Status, Text, read_flag, read_plain, read_whole
from sanwu.policy.predicate_fields import AppliesTo, PredicateField
from sanwu.policy.problems import refused, shown

RESERVED_OUTCOMES = ("unknown", "not_applicable")


class Member(Entry):
    """One member of a condition set: a predicate with its name and clause."""

    when: PredicateField


def read_holds(value: Any) -> str | int:
    """all, any, or {at_least: n}; the number stands for itself."""
    if isinstance(value, dict) and set(value) == {"at_least"}:
        number = read_whole(value["at_least"])
        if number < 1:
            raise refused("bad_number", "at_least 至少是 1。", "请写成立所需的成员个数。", ("at_least",))
        return number
    if value in ("all", "any"):
        return str(value)
    raise refused(
        "bad_choice",
        f"holds_when 不能写{shown(value)}。",
        "可以写的有：all（全部成立）、any（任一成立）、{at_least: 2}（至少几项成立）。",
    )


_COUNTED = {"type": "object", "properties": {"at_least": {"type": ["integer", "string"]}}, "required": ["at_least"]}
HoldsWhen = Annotated[
    Literal["all", "any"] | int,
    BeforeValidator(read_holds),
    WithJsonSchema({"anyOf": [{"enum": ["all", "any"]}, {**_COUNTED, "additionalProperties": False}]}),
]


def how_many(holds_when: str | int, members: Sized) -> int:
    """How many of the members must hold."""
    if holds_when == "all":
        return len(members)
    return 1 if holds_when == "any" else int(holds_when)


def refuse_too_few(needed: int, members: Sized) -> None:
    """Refuse a set that asks for more members than it has."""
    if needed > len(members):
        raise refused(
            "bad_number",
            f"要求至少 {needed} 项成立，可是只有 {len(members)} 个成员。",
            "请改小 at_least，或补上成员。",
            ("holds_when", "at_least"),
        )


def _read_required(value: Any) -> bool:
    text = read_plain(value, "required、yes 或 no").lower()
    return True if text == "required" else read_flag(text)


class Override(Part):
    """Who may decide otherwise than a condition or a table says, and whether a reason must be given."""

    by: BodyRefs
    reason: Annotated[bool, BeforeValidator(_read_required)] = True
    clause: Clauses = ()
    note: Text | None = None


class Condition(Entry):
    """A named condition set. A `deficit` is a lack (三无), an `achievement` a state to be reached (四有)."""

    polarity: Literal["deficit", "achievement"]
    holds_when: HoldsWhen = "all"
    members: Annotated[dict[str, Member], Keyed()] = Field(min_length=1)
    applies_to: AppliesTo | None = None
    override: Override | None = None

    @property
    def needed(self) -> int:
        """How many members must hold."""
        return how_many(self.holds_when, self.members)

    @model_validator(mode="after")
    def _enough_members(self) -> Self:
        refuse_too_few(self.needed, self.members)
        return self


class ResultChoice(Entry):
    """One outcome of a decision."""


class Row(Part):
    """One line of a decision table: `when … then …`, or the last line's `otherwise`."""

    when: PredicateField | None = None
    then: Id | None = None
    otherwise: Id | None = None
    title: Text | None = None
    clause: Clauses = ()
    status: Status | None = None
    source: Text | None = None
    note: Text | None = None

    @property
    def outcome(self) -> str:
        """What the row decides."""
        return self.then or self.otherwise or ""

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if self.otherwise is None and (self.when is None or self.then is None):
            missing = "when" if self.when is None else "then"
            raise refused(
                "missing_key", f"这一行缺少 {missing}。", "每一行写 when 和 then；最后一行可以只写 otherwise。"
            )
        if self.otherwise is not None and (self.when is not None or self.then is not None):
            raise refused(
                "predicate_shape",
                "这一行既写了 otherwise，又写了 when 或 then。",
                "otherwise 单独成行，放在最后。",
                ("otherwise",),
            )
        return self


class Decision(Entry):
    """A decision table. `first`: the first row that holds; `unique`: rows never overlap."""

    hit: Literal["first", "unique"] = "first"
    outcomes: Annotated[dict[str, ResultChoice], Keyed("title")] = Field(min_length=1)
    table: tuple[Row, ...] = Field(min_length=1)
    applies_to: AppliesTo | None = None
    override: Override | None = None
    question: Text | None = None
    decided_by: BodyRefs = ()

    @model_validator(mode="after")
    def _table_is_sound(self) -> Self:
        for name in self.outcomes:
            if name in RESERVED_OUTCOMES:
                raise refused("reserved_name", f"结果不能叫“{name}”，它是系统保留的。", "请改名。", ("outcomes", name))
        for number, row in enumerate(self.table):
            key = "otherwise" if row.otherwise else "then"
            if row.outcome not in self.outcomes:
                names = "、".join(self.outcomes)
                raise refused(
                    "unknown_outcome",
                    f"结果“{row.outcome}”没有在 outcomes 里列出。",
                    f"可以写的有：{names}。",
                    ("table", number, key),
                )
            if row.otherwise and number < len(self.table) - 1:
                raise refused(
                    "otherwise_not_last",
                    "otherwise 后面还有别的行，那些行永远轮不到。",
                    "请把 otherwise 移到最后一行。",
                    ("table", number, "otherwise"),
                )
        return self

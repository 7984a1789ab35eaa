"""The shared dictionary of facts: what may be known about a compound, in which unit, and how it is found out."""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from sanwu.policy.model_base import Entry, FactRef, Keyed, Part
from sanwu.policy.model_words import Flag, Id, Number, Text, Texts, Whole, read_number, read_text
from sanwu.policy.persons import refuse_persons
from sanwu.policy.problems import refused, shown

FactType = Literal["boolean", "integer", "decimal", "money", "choice", "text", "date"]
Collected = Literal[
    "identity",
    "survey",
    "import",
    "judgement",
    "department",
    "document",
    "vote",
    "works",
    "acceptance",
    "computed",
    "wishes",
]
NUMERIC: tuple[str, ...] = ("integer", "decimal", "money")


class Choice(Entry):
    """One allowed value of a choice fact; `synonyms` are other words for it in office lists."""

    synonyms: Texts = ()


class Group(Entry):
    """A group of facts as the survey form shows them."""

    help: Text | None = None
    min_cell: Whole | None = None


def _read_factors(value: Any) -> dict[str, Decimal]:
    if not isinstance(value, dict) or not value:
        raise refused(
            "wrong_kind", f"换算表应当写成“单位: 倍数”，现在是{shown(value)}。", "例如 {公顷: 10000, 万平方米: 10000}。"
        )
    factors = {read_text(unit): read_number(factor) for unit, factor in value.items()}
    for unit, factor in factors.items():
        if factor <= 0:
            raise refused(
                "bad_number", f"单位“{unit}”的倍数应当大于 0。", "请写出 1 个该单位等于多少个标准单位。", (unit,)
            )
    return factors


Factors = Annotated[
    dict[str, Decimal],
    PlainValidator(_read_factors),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["number", "string"]}}),
]


class Fact(Entry):
    """One fact. `scale` is the number of decimal places it is kept and compared with; money has two.

    Numbers are at least 0 unless `minimum` says otherwise. `unit_factors` turns other units into this one exactly.
    `text_beside` is the text fact that keeps words which stood where a number or a name belongs.
    `synonyms` are column headers under which office lists carry the fact. `collected_by: identity` marks what says
    which compound a row is about; `listed` facts stand in every list.
    """

    type: FactType
    group: Id
    collected_by: Collected
    unit: Text | None = None
    scale: Whole = 0
    choices: Annotated[dict[str, Choice], Keyed("title")] = {}
    indexed: Flag = False
    text_beside: FactRef | None = None
    listed: Flag = False
    synonyms: Texts = ()
    unit_factors: Factors = {}
    minimum: Number | None = None
    maximum: Number | None = None
    max_length: Whole = 500
    min_cell: Whole | None = None
    help: Text | None = None
    every: Literal["day", "week", "month", "quarter", "year"] | None = None

    @property
    def places(self) -> int:
        """Decimal places: 2 for money, `scale` for decimals, none otherwise."""
        return 2 if self.type == "money" else self.scale if self.type == "decimal" else 0

    @property
    def numeric(self) -> bool:
        """Whether values of this fact are numbers."""
        return self.type in NUMERIC

    @property
    def unit_text(self) -> str:
        """The unit as it is shown after a number."""
        return self.unit or ("元" if self.type == "money" else "")

    @model_validator(mode="after")
    def _says_nothing_of_a_person(self) -> Self:
        words = [(("synonyms", number), text) for number, text in enumerate(self.synonyms)]
        refuse_persons([(("title",), self.title), *words])
        return self

    @model_validator(mode="after")
    def _shape_fits_type(self) -> Self:
        if self.type == "choice" and not self.choices:
            raise refused(
                "choices_missing", f"“{self.title}”是选项，却没有列出选项。", "请加上 choices: {标识: {title: 名称}}。"
            )
        if self.type != "choice" and self.choices:
            raise refused(
                "not_a_choice",
                f"“{self.title}”的类型是 {self.type}，不能有 choices。",
                "请把 type 改成 choice，或删去 choices。",
                ("choices",),
            )
        if self.type == "decimal" and not 1 <= self.scale <= 6:
            raise refused(
                "scale_missing",
                f"“{self.title}”是小数，要说明保留几位小数。",
                "请加上 scale: 2（1 到 6）；不要小数请用 integer。",
                ("scale",),
            )
        if self.type != "decimal" and self.scale:
            raise refused(
                "not_a_decimal",
                f"“{self.title}”的类型是 {self.type}，不用写 scale。",
                "请删去 scale，或把 type 改成 decimal。",
                ("scale",),
            )
        if not self.numeric:
            for key in ("unit", "unit_factors", "minimum", "maximum"):
                if getattr(self, key):
                    raise refused(
                        "not_a_number", f"“{self.title}”的类型是 {self.type}，不用写 {key}。", f"请删去 {key}。", (key,)
                    )
        return self


class DerivationRow(Part):
    """One line of a derivation: how the text is recognised, and which facts follow from it (none is allowed).

    `not_a_name`: such a text is no name and is kept in the fact beside the one that is read, never in it.
    """

    is_: Texts = Field(default=(), alias="is")
    contains: Texts = ()
    starts_with: Texts = ()
    ends_with: Texts = ()
    otherwise: Flag = False
    not_a_name: Flag = False
    set_: dict[str, str] = Field(default={}, alias="set")
    note: Text | None = None

    @model_validator(mode="after")
    def _one_way_to_recognise(self) -> Self:
        ways = [bool(self.is_), bool(self.contains), bool(self.starts_with), bool(self.ends_with), self.otherwise]
        if sum(ways) != 1:
            raise refused(
                "derivation_row",
                "推定表的每一行要写一种、且只写一种认法。",
                "请写 is、contains、starts_with、ends_with 之一，最后一行可以写 otherwise: yes。",
            )
        return self


class Derivation(Entry):
    """A table that reads one text fact and sets others, first hit first. It never overrides a stated fact."""

    from_: Id = Field(alias="from")
    table: tuple[DerivationRow, ...] = Field(min_length=1)


class Reading(Part):
    """How marks in office lists are read; remark words turn a stated mark into unknown."""

    yes: Texts = ()
    no: Texts = ()
    unknown: Texts = ()
    remark_unknown: Texts = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _no_mark_means_two_things(self) -> Self:
        seen: dict[str, str] = {}
        for key in ("yes", "no", "unknown"):
            for mark in getattr(self, key):
                if mark in seen:
                    raise refused(
                        "mark_twice",
                        f"标记“{mark}”既写在 {seen[mark]} 又写在 {key}。",
                        "一个标记只能有一个意思，请删去一处。",
                        (key,),
                    )
                seen[mark] = key
        return self


class Dictionary(Part):
    """All facts that schemes may use. Four schemes over one compound collect each fact once."""

    version: Whole
    title: Text | None = None
    note: Text | None = None
    groups: Annotated[dict[str, Group], Keyed("title")]
    facts: Annotated[dict[str, Fact], Keyed()]
    derivations: Annotated[dict[str, Derivation], Keyed()] = {}
    reading: Reading = Field(default_factory=Reading)


class OwnFacts(Part):
    """Facts that one scheme needs and the shared dictionary does not have; `groups` only where no shared one fits."""

    note: Text | None = None
    groups: Annotated[dict[str, Group], Keyed("title")] = {}
    facts: Annotated[dict[str, Fact], Keyed()] = {}

"""Law packs: families of rules (votes, owners' bodies, petitions …) with versions by the date they came into force."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import Entry, Keyed, Part
from sanwu.policy.model_dates import EndsOnHoliday, Length
from sanwu.policy.model_words import Day, Flag, Id, Ids, Number, Ratio, Status, Text, Texts, Whole
from sanwu.policy.problems import refused


class Share(Part):
    """A share that must be reached. 2/3 and 3/4 are "at least", 1/2 is "more than"; objections are "at most"."""

    at_least: Ratio | None = None
    more_than: Ratio | None = None
    at_most: Ratio | None = None
    less_than: Ratio | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if sum(getattr(self, key) is not None for key in type(self).model_fields) != 1:
            raise refused(
                "share_shape",
                "比例要写一种、且只写一种界限。",
                "请写 at_least: 2/3（不少于）、more_than: 1/2（过半）或 at_most: 1/3（不超过）。",
            )
        return self


class Shares(Part):
    """Shares by floor area and by heads; a rule may ask for one or both."""

    area: Share | None = None
    heads: Share | None = None

    @model_validator(mode="after")
    def _at_least_one(self) -> Self:
        if self.area is None and self.heads is None:
            raise refused("share_shape", "这里没有写面积比例，也没有写人数比例。", "请写 area 或 heads，或者两个都写。")
        return self


class Approval(Shares):
    """Votes in favour as a share of all owners, or of those who take part."""

    of: Literal["all", "participating"]


class Objection(Shares):
    """The proposal passes while dissenting votes stay within these shares of all owners."""


class VoteRule(Entry):
    """One voting rule: who must take part, and how many must agree (or how few object)."""

    status: Status = "law"
    participation: Shares | None = None
    approval: Approval | None = None
    objection: Objection | None = None

    @model_validator(mode="after")
    def _decides(self) -> Self:
        if (self.approval is None) == (self.objection is None):
            raise refused(
                "vote_shape",
                f"表决规则“{self.title}”要写 approval（同意比例）或 objection（异议比例）之一。",
                "请补上，两者不能并存。",
            )
        return self


class Matter(Entry):
    """A matter that owners decide, and the voting rule that it needs under this version."""

    rule: Id
    status: Status = "law"


class Extension(Part):
    """How a clock may be prolonged."""

    days: Whole
    clock: Literal["calendar", "working"] = "calendar"
    once: Flag = True
    approver: Text | None = None
    note: Text | None = None


class LawClock(Entry, Length):
    """A statutory limit: so long from a named event. `source` names the article."""

    from_: Id = Field(alias="from")
    status: Status = "law"
    extension: Extension | None = None
    paused_by: Texts = ()


class Counting(Part):
    """How days are counted under this version (Civil Code art. 201, 203 unless a pack says otherwise)."""

    ends_on_holiday: EndsOnHoliday = "next_working_day"
    source: Text | None = None
    note: Text | None = None


class LawVersion(Entry):
    """One version: in force from `from` up to and including `until`."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    status: Status = "law"
    rules: Annotated[dict[str, VoteRule], Keyed()] = {}
    matters: Annotated[dict[str, Matter], Keyed()] = {}
    clocks: Annotated[dict[str, LawClock], Keyed()] = {}
    counting: Counting = Field(default_factory=Counting)
    bodies: Annotated[dict[str, "BodyRule"], Keyed()] = {}
    provisions: Annotated[dict[str, "Provision"], Keyed()] = {}


class BodyRule(Entry):
    """What a version says of a body: how many members, how long its term, other plain rules."""

    status: Status = "law"
    members_at_least: Whole | None = None
    members_at_most: Whole | None = None
    odd: Flag = False
    term_years: Whole | None = None
    text: Text | None = None


class Provision(Entry):
    """A rule of a version that is neither a vote nor a limit: in words, with its figure where it has one."""

    status: Status = "law"
    text: Text | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    unit: Text | None = None


class LawFamily(Part):
    """A family of law: one file under `law/`, named after the family."""

    family: Id
    title: Text
    title_en: Text | None = None
    note: Text | None = None
    source: Text | None = None
    events: Annotated[dict[str, Entry], Keyed("title")] = {}
    versions: Annotated[dict[str, LawVersion], Keyed()] = Field(min_length=1)
    synonyms: Ids = ()


LawVersion.model_rebuild()

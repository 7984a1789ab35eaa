"""A local law pack: `law/<family>.local.yaml` in a scheme's own folder replaces single figures of a shared pack."""

from typing import Annotated

from pydantic import Field

from sanwu.policy.model_base import Entry, Keyed, Part
from sanwu.policy.model_dates import Length
from sanwu.policy.model_law import BodyRule, Extension, Matter, Provision, VoteRule
from sanwu.policy.model_words import Day, Id, Status, Text, Texts


class LocalClock(Length):
    """One limit as the local rule has it. What is not written (`title`, `from`, `extension`) stays the shared pack's."""

    id: Id
    title: Text | None = None
    title_en: Text | None = None
    status: Status = "law"
    from_: Id | None = Field(default=None, alias="from")
    extension: Extension | None = None
    paused_by: Texts | None = None


class LocalVersion(Entry):
    """What a local rule says while it is in force; `source` names the rule and is never left out."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    status: Status = "law"
    source: Text
    clocks: Annotated[dict[str, LocalClock], Keyed()] = {}
    rules: Annotated[dict[str, VoteRule], Keyed()] = {}
    matters: Annotated[dict[str, Matter], Keyed()] = {}
    bodies: Annotated[dict[str, BodyRule], Keyed()] = {}
    provisions: Annotated[dict[str, Provision], Keyed()] = {}


class LocalLaw(Part):
    """The local rules that go before a shared family of law in one scheme."""

    overrides: Id
    title: Text
    title_en: Text | None = None
    note: Text | None = None
    versions: Annotated[dict[str, LocalVersion], Keyed()] = Field(min_length=1)

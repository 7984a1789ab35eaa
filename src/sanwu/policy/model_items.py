"""The catalogue: remediation items, survey forms, staffing."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sanwu.policy.model_base import (
    BodyRef,
    ChecklistRefs,
    Entry,
    FactRefs,
    ItemGroupRef,
    ItemRef,
    Keyed,
    Part,
)
from sanwu.policy.model_words import Flag, Number, Status, Text, Texts, Whole
from sanwu.policy.persons import refuse_persons
from sanwu.policy.predicate_fields import PredicateField
from sanwu.policy.problems import refused

ItemClass = Literal["safety", "basic", "improvement", "upgrade"]


class PriceRange(Part):
    """An indicative unit cost in yuan; for plausibility and demonstrations, never a budget."""

    from_: Number = Field(alias="from")
    to: Number
    status: Status = "example"
    source: Text | None = None

    @model_validator(mode="after")
    def _low_before_high(self) -> Self:
        if self.from_ > self.to:
            raise refused("bad_range", f"下限 {self.from_} 高于上限 {self.to}。", "请对调。", ("from",))
        return self


class Photo(Entry):
    """A photo that a form or an item asks for; a compulsory one must say what it is needed for."""

    required: Flag = False
    need: Text | None = None

    @model_validator(mode="after")
    def _shows_no_person(self) -> Self:
        refuse_persons([(("title",), self.title)])
        return self


class Item(Entry):
    """One kind of remediation work. `acceptance` names the checklist that it is accepted by."""

    code: Text | None = None
    item_class: ItemClass = Field(alias="class")
    group: ItemGroupRef | None = None
    unit: Text | None = None
    price: PriceRange | None = None
    lead: BodyRef | None = None
    owner: BodyRef | None = None
    parent: ItemRef | None = None
    acceptance: ChecklistRefs = ()
    photos: Annotated[dict[str, Photo], Keyed("title")] = {}
    suggested_when: PredicateField | None = None
    facts: FactRefs = ()
    steps: Texts = ()
    text: Text | None = None


class ItemGroup(Entry):
    """A group of items as the plan lists them."""

    text: Text | None = None


class FormSection(Entry):
    """Facts that one section of a form asks for, required or not."""

    required: FactRefs = ()
    optional: FactRefs = ()
    photos: Annotated[dict[str, Photo], Keyed("title")] = {}
    text: Text | None = None

    @model_validator(mode="after")
    def _asks_for_no_person(self) -> Self:
        refuse_persons([(("title",), self.title)])
        return self

    @model_validator(mode="after")
    def _asks_once(self) -> Self:
        for fact in self.optional:
            if fact in self.required:
                raise refused(
                    "said_twice", f"数据项“{fact}”既写在 required 又写在 optional。", "请删去一处。", ("optional",)
                )
        return self


class Form(Entry):
    """A survey form: a selection from the fact dictionary."""

    by: BodyRef | None = None
    sections: Annotated[dict[str, FormSection], Keyed()] = Field(min_length=1)
    minutes: Whole | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """All facts that must be filled for a complete file, in order."""
        return tuple(dict.fromkeys(fact for section in self.sections.values() for fact in section.required))

    @property
    def fields(self) -> tuple[str, ...]:
        """All facts that the form asks for."""
        both = (fact for section in self.sections.values() for fact in (*section.required, *section.optional))
        return tuple(dict.fromkeys(both))


class Post(Entry):
    """A staffing norm: so many of a post per so many of something."""

    number: Number | None = None
    number_max: Number | None = None
    per: Text | None = None
    payer: BodyRef | None = None
    text: Text | None = None
    item: ItemRef | None = None

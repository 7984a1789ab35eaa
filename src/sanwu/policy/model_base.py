"""What entries of a scheme are built from: parts that refuse unknown keys, entries by name, references by section."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sanwu.policy.model_words import ID_PATTERN, Clauses, Id, Ids, Status, Text, read_id
from sanwu.policy.problems import allowed_text, refused, shown


class Part(BaseModel):
    """Any mapping in a scheme file: unknown keys are refused, and what was read never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False, hide_input_in_errors=True)

    @classmethod
    def key_names(cls) -> list[str]:
        """The keys that may be written, in the order of the documentation."""
        return [field.alias or name for name, field in cls.model_fields.items()]


@dataclass(frozen=True)
class Refers:
    """Marks a field whose words name entries of another section; `references` checks that they exist."""

    section: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Editors offer what that section holds."""
        return {**handler(schema), "x-refers": self.section}


BodyRef = Annotated[Id, Refers("bodies")]
BodyRefs = Annotated[Ids, Refers("bodies")]
PhaseRef = Annotated[Id, Refers("phases")]
PhaseRefs = Annotated[Ids, Refers("phases")]
ItemRef = Annotated[Id, Refers("items")]
ItemRefs = Annotated[Ids, Refers("items")]
FactRef = Annotated[Id, Refers("facts")]
FactRefs = Annotated[Ids, Refers("facts")]
MeasureRef = Annotated[Id, Refers("measures")]
TargetRefs = Annotated[Ids, Refers("targets")]
DutyRefs = Annotated[Ids, Refers("duties")]
FormRefs = Annotated[Ids, Refers("forms")]
ChecklistRefs = Annotated[Ids, Refers("checklists")]
ItemGroupRef = Annotated[Id, Refers("item_groups")]
ConditionRef = Annotated[Id, Refers("conditions")]
DecisionRef = Annotated[Id, Refers("decisions")]
LawRef = Annotated[Id, Refers("laws")]
LawRefs = Annotated[Ids, Refers("laws")]
EventRef = Annotated[Id, Refers("events")]
DutyRef = Annotated[Id, Refers("duties")]
FormRef = Annotated[Id, Refers("forms")]
ChecklistRef = Annotated[Id, Refers("checklists")]
MoneyRef = Annotated[Id, Refers("money")]
RungRef = Annotated[Id, Refers("ladder")]
WorkflowRef = Annotated[Id, Refers("workflows")]
TargetRef = Annotated[Id, Refers("targets")]
ReportRef = Annotated[Id, Refers("reports")]
ResultRefs = Annotated[Ids, Refers("results")]
DecisionRefs = Annotated[Ids, Refers("decisions")]


@dataclass(frozen=True)
class Keyed:
    """Entries by name. A list of entries with `id:` is the same thing; plain text stands for the `shorthand` key.

    Where `names` are given, entries may bear no other: the platform knows what each of them means.
    """

    shorthand: str | None = None
    names: tuple[str, ...] = ()

    def __call__(self, value: Any) -> Any:
        if isinstance(value, list):
            return self._from_list(value)
        if not isinstance(value, dict):
            raise refused(
                "wrong_kind",
                f"这里应当是一组“标识: 内容”，现在是{shown(value)}。",
                "请换行缩进，每项写成“标识: 内容”。",
            )
        return {self._checked(key): self._entry(key, entry) for key, entry in value.items()}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Editors may offer a mapping by id or a list of entries that carry theirs."""
        mapping = handler(schema)
        entry = mapping.pop("additionalProperties", {})
        if self.shorthand:
            entry = {"anyOf": [entry, {"type": "string"}]}
        names = {"enum": list(self.names)} if self.names else {"pattern": ID_PATTERN}
        named = {**mapping, "additionalProperties": entry, "propertyNames": names}
        return {"anyOf": [named, {"type": "array", "items": entry}]}

    def _checked(self, key: Any) -> str:
        try:
            word = read_id(key)
        except Exception as error:
            context = getattr(error, "context", None) or {}
            raise refused("bad_id", str(context.get("message", "")), str(context.get("remedy", "")), (key,)) from None
        if self.names and word not in self.names:
            raise refused("bad_choice", f"这里不能写“{word}”。", allowed_text(word, self.names), (key,))
        return word

    def _entry(self, key: str, entry: Any) -> Any:
        if self.shorthand and isinstance(entry, str) and entry.strip():
            entry = {self.shorthand: entry}
        if not isinstance(entry, dict):
            return entry
        if "id" in entry and entry["id"] != key:
            raise refused(
                "id_differs", f"键是“{key}”，里面的 id 却是“{entry['id']}”。", "两处写一样，或删去 id。", (key, "id")
            )
        return {"id": key, **entry}

    def _from_list(self, entries: list[Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                raise refused("missing_key", "列表里的每一项都要有 id。", "请加上“id: 标识”。", (number,))
            key = entry["id"]
            if key in result:
                raise refused("duplicate_id", f"标识“{key}”用了两次。", "请改名，每项的 id 不能重复。", (number, "id"))
            result[self._checked(key)] = entry
        return result


@dataclass(frozen=True)
class Words:
    """Plain text stands for a mapping with this one key: `per: m2` where `per: {unit: m2}` may also be written."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        read = core_schema.no_info_before_validator_function(
            lambda value: {self.key: value} if isinstance(value, str) else value, handler(source)
        )
        return core_schema.json_or_python_schema(json_schema=handler(source), python_schema=read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"type": "string"}]}


@dataclass(frozen=True)
class ByKey:
    """One of several shapes, told apart by the key that is present; `text` reads the shape written as plain text.

    `words` are the words that `text` takes besides dates; editors offer them.
    """

    forms: tuple[tuple[str, type[Part]], ...]
    text: Callable[[str], Any] | None
    what: str
    words: tuple[str, ...] = ()

    def form_of(self, value: Any) -> type[Part] | None:
        """The shape that a mapping means, or None."""
        if isinstance(value, dict):
            for key, form in self.forms:
                if key in value:
                    return form
        return None

    def __call__(self, value: Any) -> Any:
        if isinstance(value, Part):
            return value
        form = self.form_of(value)
        if form is not None:
            return form.model_validate(value)
        if isinstance(value, str) and self.text is not None:
            return self.text(value)
        keys = [key for key, _ in self.forms]
        written = next(iter(value), "") if isinstance(value, dict) else ""
        raise refused("unknown_form", f"看不懂这里的{self.what}：{shown(value)}。", allowed_text(written, keys))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(
            json_schema=handler(source), python_schema=core_schema.no_info_plain_validator_function(self)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        found = handler(schema)
        return {**found, "anyOf": [*found["anyOf"], {"enum": list(self.words)}]} if self.words else found


class Entry(Part):
    """What every entry of a scheme carries: its name, and where it comes from.

    `clause` cites the requirement (A-46) or the article; `status` says how far to trust it: the plan's own words, law,
    practice seen elsewhere, or an example value.
    """

    id: Id
    title: Text
    title_en: Text | None = None
    clause: Clauses = ()
    status: Status = "plan"
    note: Text | None = None
    source: Text | None = None
    anchor: Text | None = None

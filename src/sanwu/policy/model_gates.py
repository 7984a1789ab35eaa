"""Gates of phases: named measures against bounds, joined by all or any."""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from sanwu.policy.model_base import MeasureRef, Part
from sanwu.policy.model_words import Clauses, Number, Status, Text, read_id, read_number
from sanwu.policy.problems import Path, allowed_text, refused, shown


class GateTest(Part):
    """One measure against one bound."""

    measure: MeasureRef
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    is_: Number | None = Field(default=None, alias="is")
    clause: Clauses = ()
    status: Status | None = None
    note: Text | None = None


class Gate(Part):
    """Tests joined by all or any."""

    joint: Literal["all", "any"] = "all"
    tests: tuple["GateTest | Gate", ...]


_BOUNDS = ("at_least", "at_most", "above", "below", "is")


def parse_gate(value: Any, at: Path = ()) -> Gate:
    """A gate: one test, a list of tests (all must hold), or all / any of them."""
    if isinstance(value, list):
        value = {"all": value}
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("all", "any"):
        ((joint, inner),) = value.items()
        if not isinstance(inner, list) or not inner:
            raise refused(
                "gate_shape",
                f"{joint} 后面应当是一个列表，现在是{shown(inner)}。",
                f"请写成 {joint}: [条件一, 条件二]。",
                (*at, joint),
            )
        return Gate(
            joint=joint, tests=tuple(_gate_part(part, (*at, joint, number)) for number, part in enumerate(inner))
        )
    return Gate(tests=(_gate_test(value, at),))


def _gate_part(value: Any, at: Path) -> "GateTest | Gate":
    if isinstance(value, dict) and ("all" in value or "any" in value):
        return parse_gate(value, at)
    return _gate_test(value, at)


def _gate_test(value: Any, at: Path) -> GateTest:
    if not isinstance(value, dict) or "measure" not in value:
        raise refused(
            "gate_shape",
            f"关口条件应当写成“指标 + 界限”，现在是{shown(value)}。",
            "请写成 {measure: 指标, at_least: 100}。",
            at,
        )
    for key in value:
        if key not in GateTest.key_names():
            raise refused(
                "unknown_key", f"关口条件里不能写“{key}”。", allowed_text(key, GateTest.key_names()), (*at, key)
            )
    if sum(key in value for key in _BOUNDS) != 1:
        raise refused("gate_shape", "关口条件要写一个、且只写一个界限。", f"可以写的有：{'、'.join(_BOUNDS)}。", at)
    bound = next(key for key in _BOUNDS if key in value)
    for key, read in (("measure", read_id), (bound, read_number)):
        try:
            read(value[key])
        except Exception as error:
            context = getattr(error, "context", None) or {}
            raise refused(
                str(context.get("code", "bad_value")),
                str(context.get("message", "")),
                str(context.get("remedy", "")),
                (*at, key),
            ) from None
    return GateTest.model_validate(value)


GateField = Annotated[
    Gate,
    PlainValidator(lambda value: value if isinstance(value, Gate) else parse_gate(value)),
    WithJsonSchema({"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}),
]

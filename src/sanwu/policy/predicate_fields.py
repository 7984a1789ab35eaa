"""Read predicates from what was written, with the path to every fault; and the field types of the models."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from sanwu.policy.hints import comparison_meant, operator_meant
from sanwu.policy.model_predicate import OPERATORS, AllOf, AnyOf, Not, Predicate, RuleIs, Test
from sanwu.policy.model_words import read_flag, read_id, read_list, read_plain, read_text
from sanwu.policy.problems import Path, allowed_text, refused, shown


def parse(value: Any, at: Path = ()) -> Predicate:
    """Read a predicate. Raises the loader's own refusal, which carries the path to the fault."""
    if not isinstance(value, dict) or not value:
        raise refused(
            "predicate_shape",
            f"这里应当是一个条件，现在是{shown(value)}。",
            "请写成 数据项: {比较: 值}，例如 household_count: {at_most: 50}。",
            at,
        )
    if "condition" in value or "decision" in value:
        return _reference(value, at)
    if "judged_by" in value:
        return _judgement(value, at)
    if len(value) > 1:
        names = "、".join(str(key) for key in value)
        raise refused(
            "predicate_shape",
            f"一个条件里并列写了 {names}，分不清是“都要”还是“任一”。",
            "请用 all: [...] 或 any: [...] 连起来。",
            at,
        )
    ((key, inner),) = value.items()
    if key in ("all", "any"):
        return _joint(key, inner, (*at, key))
    if key == "not":
        return Not(parse(inner, (*at, key)))
    return _test(key, inner, (*at, key))


def _joint(key: str, inner: Any, at: Path) -> Predicate:
    if not isinstance(inner, list) or not inner:
        raise refused(
            "predicate_shape",
            f"{key} 后面应当是一个列表，现在是{shown(inner)}。",
            f"请写成 {key}: [条件一, 条件二]。",
            at,
        )
    parts = tuple(parse(part, (*at, number)) for number, part in enumerate(inner))
    return AllOf(parts) if key == "all" else AnyOf(parts)


def _test(fact: str, inner: Any, at: Path) -> Test:
    if not isinstance(inner, dict):
        plain = f"{fact}: {{is: {inner if isinstance(inner, str) and inner else '值'}}}"
        raise refused(
            "predicate_shape",
            f"“{fact}”后面缺少比较方式，现在是{shown(inner)}。",
            f"请写成 {comparison_meant(fact) or plain}。",
            at,
        )
    if len(inner) != 1:
        raise refused(
            "predicate_shape",
            f"“{fact}”后面要写一种、且只写一种比较方式。",
            "一个范围用 between: [低, 高]；几个条件用 all: [...] 连起来。",
            at,
        )
    ((operator, operand),) = inner.items()
    return Test(fact, operator, read_operands(operator, operand, (*at, operator)), (*at, operator))


def read_operands(operator: str, operand: Any, at: Path) -> tuple[str, ...]:
    """The values after an operator, still as text."""
    kind = OPERATORS.get(operator)
    if kind is None:
        raise refused(
            "unknown_operator",
            f"没有“{operator}”这种比较方式。",
            allowed_text(operator_meant(operator) or operator, OPERATORS),
            at,
        )
    if kind == "flag":
        return ("yes" if _inner(read_flag, operand, at) else "no",)
    if kind == "one":
        return (_inner(lambda v: read_plain(v, "一个值"), operand, at),)
    operands: tuple[str, ...] = _inner(lambda v: read_list(v, lambda item: read_plain(item, "一个值")), operand, at)
    if kind == "two" and len(operands) != 2:
        raise refused(
            "bad_value", "between 后面要写两个值：从多少到多少（两头都算）。", "请写成 between: [50, 100]。", at
        )
    return operands


def _inner(read: Callable[[Any], Any], value: Any, at: Path) -> Any:
    """Read a value; a refusal is passed on with the place where it happened."""
    try:
        return read(value)
    except Exception as error:
        context = getattr(error, "context", None)
        if not context:
            raise
        raise refused(context["code"], context["message"], context["remedy"], (*at, *context["at"])) from None


def _judgement(value: dict[str, Any], at: Path) -> Predicate:
    """`{judged_by: body, question: …, fact: id, is: yes}`: a named role answers; the answer is a boolean fact."""
    allowed = ("judged_by", "question", "fact", "is")
    for key in value:
        if key not in allowed:
            raise refused("unknown_key", f"由人判断的条件里不能写“{key}”。", allowed_text(key, allowed), (*at, key))
    for key, what in (("judged_by", "由谁判断"), ("question", "要回答的问题"), ("fact", "记录答案的数据项")):
        if key not in value:
            raise refused(
                "missing_key",
                f"由人判断的条件缺少 {key}（{what}）。",
                "请写成 {judged_by: 单位, question: 问题, fact: 数据项, is: yes}。",
                at,
            )
    return Test(
        fact=_inner(read_id, value["fact"], (*at, "fact")),
        operator="is",
        operands=("yes" if _inner(read_flag, value.get("is", "yes"), (*at, "is")) else "no",),
        at=(*at, "fact"),
        judged_by=_inner(read_id, value["judged_by"], (*at, "judged_by")),
        question=_inner(read_text, value["question"], (*at, "question")),
    )


def _reference(value: dict[str, Any], at: Path) -> Predicate:
    """`{condition: three_no}` or `{decision: route, is: [remediate]}`."""
    kind = "condition" if "condition" in value else "decision"
    for key in value:
        if key not in (kind, "is"):
            raise refused(
                "unknown_key",
                f"引用{'条件' if kind == 'condition' else '决策'}时不能写“{key}”。",
                allowed_text(key, (kind, "is")),
                (*at, key),
            )
    if kind == "decision" and "is" not in value:
        raise refused("missing_key", "引用决策时要说明是哪一种结果。", "请写成 {decision: 决策, is: [结果]}。", at)
    outcomes = _inner(
        lambda v: read_list(v, lambda item: read_plain(item, "一个结果")), value.get("is", "yes"), (*at, "is")
    )
    return RuleIs(kind, _inner(read_id, value[kind], (*at, kind)), outcomes, (*at, kind))


def parse_applies_to(value: Any) -> Predicate:
    """A condition's name stands for "that condition holds"; otherwise any predicate."""
    if isinstance(value, str):
        return RuleIs("condition", read_id(value), ("yes",))
    return parse(value)


PREDICATE = "predicate"  # the JSON Schema of a predicate is put in by `schema` under this title
_PREDICATE_SCHEMA = WithJsonSchema({"type": "object", "title": PREDICATE})
PredicateField = Annotated[Predicate, PlainValidator(parse), _PREDICATE_SCHEMA]
AppliesTo = Annotated[
    Predicate,
    PlainValidator(parse_applies_to),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object", "title": PREDICATE}]}),
]

"""The reference of the format, drawn from the models, their meanings and the example schemes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args, get_origin

import yaml

from sanwu.policy.keys import meaning_of, meaning_of_model, meanings
from sanwu.policy.load import load_scheme
from sanwu.policy.model import Dictionary, LawFamily, Scheme
from sanwu.policy.model_base import ByKey, Entry, Part, Refers
from sanwu.policy.model_cases import CaseFile
from sanwu.policy.model_dates import DATE_FORMS, DateForm
from sanwu.policy.model_facts import OwnFacts
from sanwu.policy.model_flows import Since
from sanwu.policy.model_gates import Gate
from sanwu.policy.model_law_local import LocalLaw
from sanwu.policy.model_predicate import OPERATOR_TITLES, Test, leaves
from sanwu.policy.predicates import predicates
from sanwu.policy.translate import raw_path
from sanwu.policy.walk import walk
from sanwu.policy.yamltree import parse
from tests.source import ROOT

EXAMPLES = ROOT / "docs" / "schemes" / "examples"
PAGE = ROOT / "docs" / "schemes" / "reference.zh.md"
LONGEST = 72
Used = dict[tuple[type[Part], str], str]

# Chapters in the order of a scheme: title, the example file that shows it, the models (parts inside follow by themselves).
CHAPTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("总表", "town/scheme.yaml", ("Scheme", "Modules", "ObjectEntry", "Scenario", "Wording")),
    ("沿用上级方案", "street/scheme.yaml", ()),
    ("每一条都可以写的键", "", ("Entry",)),
    ("为什么做、做到什么程度", "town/aims.yaml", ("Statement", "Measure", "Target", "Goal")),
    ("单位", "town/bodies.yaml", ("Body",)),
    ("阶段", "town/phases.yaml", ("Phase", "Gate", "GateTest", "Recognised")),
    ("日期", "", ("DateForm",)),
    ("应办事项", "town/duties.yaml", ("Duty",)),
    ("规则和纳入方式", "town/rules.yaml", ("Condition", "Decision", "Eligibility", "Assessment")),
    ("整治事项、调查表、岗位", "town/items.yaml", ("ItemGroup", "Item", "Form", "Post")),
    ("验收", "town/acceptance.yaml", ("Acceptance",)),
    ("流程、值班、报表", "town/flows.yaml", ("Workflow", "Roster", "Report")),
    ("包联和党建", "town/partners.yaml", ("Partnership", "Party")),
    ("资金、测算、表决、备案", "town/money.yaml", ("MoneyLine", "Estimate", "Ballot", "Filing")),
    ("评价和责任", "town/oversight.yaml", ("Evaluation", "Rung", "Acknowledged")),
    ("用例", "town/cases/dates.yaml", ("CaseFile",)),
    ("数据项字典", "facts.yaml", ("Dictionary",)),
    ("本方案自己的数据项", "town/facts.local.yaml", ("OwnFacts",)),
    ("法律数据", "law/votes.yaml", ("LawFamily",)),
    ("本方案自己的法律数据", "town/law/votes.local.yaml", ("LocalLaw",)),
)
_READERS = {
    "read_id": "标识",
    "read_scheme_id": "方案标识",
    "read_clause": "条款",
    "read_clauses": "一个或几个条款",
    "read_ratio": "分数，例如 2/3",
    "read_day": "年-月-日",
}
_BASIC = {str: "文字", bool: "yes 或 no", int: "整数", Decimal: "数字", Fraction: "分数", date: "年-月-日"}


@dataclass
class Shown:
    """Everything that the examples write: where each key was first written, and as what."""

    used: Used = field(default_factory=dict)
    operators: dict[str, str] = field(default_factory=dict)
    schemes: list[Scheme] = field(default_factory=list)

    def take(self, part: Part, data: Any) -> None:
        """Note each key that was written in a part, with the text as it stands in the file."""
        for path, inner in walk(part):
            for name in inner.model_fields_set:
                key = type(inner).model_fields[name].alias or name
                self.used.setdefault((type(inner), key), _flow(_raw(data, (*path, key))))

    def example(self, model: type[Part], key: str) -> str:
        """How a key was written: in this part, or in another that has the same key from the same source."""
        own = self.used.get((model, key))
        if own is not None:
            return own
        source = source_of(model, key)
        return next(
            (text for (kind, name), text in self.used.items() if name == key and source_of(kind, key) == source), ""
        )


def source_of(model: type[Part], key: str) -> str:
    """The model for which a key's meaning is written down."""
    return next((kind.__name__ for kind in model.__mro__ if key in meanings().get(kind.__name__, {})), "")


def read_examples() -> Shown:
    """Load the example schemes and all that stands beside them."""
    shown = Shown()
    for folder in ("town", "street"):
        loaded = load_scheme(EXAMPLES / folder)
        assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
        shown.schemes.append(loaded.scheme)
        shown.take(loaded.scheme, loaded.scheme._data)
        for _, predicate in predicates(loaded.scheme):
            for leaf in leaves(predicate):
                if isinstance(leaf, Test):
                    value = leaf.operands[0] if len(leaf.operands) == 1 else list(leaf.operands)
                    shown.operators.setdefault(leaf.operator, _flow({leaf.fact: {leaf.operator: value}}))
    beside: tuple[tuple[str, type[Part]], ...] = (
        ("facts.yaml", Dictionary),
        ("town/facts.local.yaml", OwnFacts),
        ("law/votes.yaml", LawFamily),
        ("town/law/votes.local.yaml", LocalLaw),
        *((f"town/cases/{file.name}", CaseFile) for file in sorted((EXAMPLES / "town" / "cases").glob("*.yaml"))),
    )
    for name, model in beside:
        data = parse(name, (EXAMPLES / name).read_text(encoding="utf-8")).data
        shown.take(model.model_validate(data), data)
    return shown


def draw(events: dict[str, str]) -> str:
    """The whole reference; `events` are the platform's events with their Chinese names."""
    shown = read_examples()
    drawn: set[type[Part]] = set()
    text = [HEAD]
    for title, example, names in CHAPTERS:
        text.append(f"\n## {title}\n")
        for name in names:
            for model in _inside(_model(name), drawn):
                text += _table(model, shown)
        if title == "日期":
            for model in (*dict.fromkeys(form for _, form in DATE_FORMS.forms), Since):
                text += _table(model, shown)
                drawn.add(model)
        if title == "规则和纳入方式":
            text += ["\n### 条件的比较方式\n", "| 比较 | 意思 | 例子 |\n|---|---|---|"]
            text += [f"| `{name}` | {words} | {shown.operators[name]} |" for name, words in OPERATOR_TITLES.items()]
        if title == "应办事项":
            text += [
                "\n### 平台认得的事件\n",
                "`done_when`、`recognised` 和各种日期的起点用得到；方案自己的事件写在 `events`。\n",
            ]
            text.append("、".join(f"`{name}` {words}" for name, words in events.items()) + "。")
        if example:
            body = (EXAMPLES / example).read_text(encoding="utf-8").rstrip()
            text.append(f"\n例子 `examples/{example}`：\n\n```yaml\n{body}\n```")
    return "\n".join(text) + "\n"


def _table(model: type[Part], shown: Shown) -> list[str]:
    rows = []
    for name, info in model.model_fields.items():
        key = info.alias or name
        if model is not Entry and (name in Entry.model_fields and issubclass(model, Entry) and _common(model, name)):
            continue
        if issubclass(model, DateForm) and model is not DateForm and name in DateForm.model_fields:
            continue
        meaning = meaning_of(model, key)
        assert meaning is not None, f"{model.__name__}.{key} has no meaning in keys.zh.yaml"
        title = f"**{meaning.title}**（必填）" if info.is_required() and name != "id" else meaning.title
        example = shown.example(model, key)
        rows.append(
            f"| `{key}` | {title} | {_kind(info.annotation, list(info.metadata))} | {meaning.text} | {example} |"
        )
    head = f"\n### {model.__name__}\n\n{meaning_of_model(model)}\n"
    if issubclass(model, Entry) and model is not Entry:
        head += "另有[每一条都可以写的键](#每一条都可以写的键)。\n"
    return [head, "| 键 | 名称 | 写什么 | 说明 | 例子 |\n|---|---|---|---|---|", *rows] if rows else [head]


def _common(model: type[Part], name: str) -> bool:
    """Whether a model says of a key nothing but what all entries say."""
    return source_of(model, name) in ("Part", "Entry")


def _inside(model: type[Part], drawn: set[type[Part]]) -> Iterator[type[Part]]:
    """The model and the parts inside it that were not drawn yet, except whole chapters of their own."""
    if model in drawn:
        return
    drawn.add(model)
    yield model
    own = {_model(name) for _, _, names in CHAPTERS for name in names}
    for info in model.model_fields.values():
        for inner in _parts(info.annotation):
            if inner not in own and inner is not Entry and not (issubclass(inner, DateForm) and not _is_law(inner)):
                yield from _inside(inner, drawn)


def _is_law(model: type[Part]) -> bool:
    return model.__module__.rpartition(".")[2] in ("model_law", "model_law_local")


def _model(name: str) -> type[Part]:
    waiting: list[type[Part]] = [Part]
    while waiting:
        kind = waiting.pop()
        if kind.__name__ == name:
            return kind
        waiting += kind.__subclasses__()
    raise LookupError(name)


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


def _kind(annotation: Any, metadata: list[Any]) -> str:
    """What is written there, in words."""
    if get_origin(annotation) is Annotated:
        annotation, *extra = get_args(annotation)
        return _kind(annotation, [*extra, *metadata])
    refers = next((item.section for item in metadata if isinstance(item, Refers)), None)
    by_key = next((item for item in metadata if isinstance(item, ByKey)), None)
    if refers is not None:
        several = "一个或几个 " if get_origin(annotation) is tuple else ""
        return f"{several}`{refers}` 里的标识"
    if by_key is not None:
        return f"[{by_key.what}](#日期)"
    arguments = [item for item in get_args(annotation) if item is not type(None)]
    words = _words(annotation)
    reader = next(
        (name for item in metadata if (name := getattr(getattr(item, "func", None), "__name__", "")) in _READERS), ""
    )
    if words:
        return "、".join(f"`{word}`" for word in words)
    if annotation is Gate:
        return "[关口](#gate)"
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    if get_origin(annotation) is dict:
        inner = next(_parts(annotation), None)
        return f"一组 {_link(inner)}" if inner else "一组“键: 值”"
    if get_origin(annotation) is tuple:
        inner = next(_parts(annotation), None)
        return f"列表，每项是 {_link(inner)}" if inner else _READERS.get(reader, "一个或几个词")
    if annotation in _BASIC:
        return _READERS.get(reader, _BASIC[annotation])
    if len(arguments) == 1:
        return _kind(arguments[0], metadata)
    return "条件"


def _link(model: type[Part]) -> str:
    return "条目" if model is Entry else f"[{model.__name__}](#{model.__name__.lower()})"


def _words(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    if get_origin(annotation) in (dict, tuple) or isinstance(annotation, type):
        return []
    return [word for part in get_args(annotation) for word in _words(part)]


def _raw(data: Any, path: tuple[Any, ...]) -> Any:
    """What stands in the file at a path; where a single word stands for a part, that word."""
    for step in raw_path(path, data):
        inner = data.get(step) if isinstance(data, dict) else data[step] if isinstance(data, list) else None
        if inner is None:
            return data
        data = inner
    return data


def _flow(value: Any) -> str:
    """A value as one line of YAML; what is long stands in the chapter's example."""
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6)
    text = text.removesuffix("\n").removesuffix("\n...").replace("|", "¦")
    plain = text.replace("'", "")
    return f"`{plain}`" if len(plain) <= LONGEST else "见本章的例子"


HEAD = """# 方案格式参考手册

本页由程序从格式的定义、每个键的说明和示例方案生成（`python -m tests.schemes.write`），测试会核对它是不是最新的；请不要手改。
怎样从一份文件写成方案，见[编写指南](guide.zh.md)。

- 文件是 YAML，全部按文字读：`no` 就是“否”，编号前面的零不会丢，日期写成 `2016-06-30`。
- 不认识的键、重复的键、引用了不存在的内容都会被拒绝，提示里有文件、行号、可以写什么。
- “一组”写成“标识: 内容”，也可以写成列表，每项带 `id`；很多地方只写名称也行（`dirty: 脏乱差`）。
- “例子”一栏取自[示例方案](examples/README.md)，测试会读入并运行它们；长的见各章后面的全文。
"""

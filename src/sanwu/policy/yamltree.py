"""YAML as plain text values with line numbers.

Every scalar stays the text that was written: a code such as 010106001001 keeps its zero, `no` stays a word and a date
stays a date. Anchors, aliases and tags are refused, so a small file cannot unfold into a large one.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events

from sanwu.policy.hints import slip_in
from sanwu.policy.problems import Path, Problem, path_text

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 40

# libyaml reads ten times faster; its absence changes nothing else.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass
class Tree:
    """Parsed data (dicts, lists and text only), the line of each path, and what was wrong."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, message: str, remedy: str, line: int, path: Path = ()) -> None:
        """Note a problem at a line of this file."""
        self.problems.append(Problem(code, message, self.file, line, path_text(path), remedy))


class _Stop(Exception):
    """Reading further makes no sense; the reason stands in the tree's problems."""


@dataclass
class _Open:
    """A mapping or list that is still being read."""

    path: Path
    container: dict[str, Any] | list[Any]
    key: str | None = None
    skip: bool = False

    @property
    def waits_for_key(self) -> bool:
        return isinstance(self.container, dict) and self.key is None


def parse(file: str, text: str) -> Tree:
    """Read one file. Never raises: what cannot be read becomes a problem with its line."""
    tree = Tree(file)
    if len(text) > MAX_CHARACTERS:
        tree.refuse(
            "file_too_large",
            f"文件有 {len(text):,} 个字符，超过了上限 {MAX_CHARACTERS:,}。",
            "请把内容拆成几个文件，用 include 引入。",
            0,
        )
        return tree
    try:
        _build(tree, text)
    except _Stop:
        tree.data = None
    except yaml.YAMLError as error:
        tree.data = None
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        slip = slip_in(text, line)
        if slip is not None:
            tree.refuse("yaml_syntax", slip[1], slip[2], slip[0])
            return tree
        tree.refuse(
            "yaml_syntax",
            f"文件的写法有误，读到这里读不下去了（{_reason(error)}）。",
            "请检查这一行和上一行的缩进、冒号后的空格、引号和括号是否成对；不要用制表符缩进。",
            line,
        )
    except (ValueError, OverflowError):
        tree.data = None
        tree.refuse("yaml_syntax", "文件里有无法识别的字符。", "请另存为 UTF-8 编码，并删去不可见的控制字符。", 0)
    if tree.data is None and not tree.problems:
        tree.refuse("empty_file", "文件是空的。", "请写入内容，或者不要引用这个文件。", 0)
    return tree


def _reason(error: yaml.YAMLError) -> str:
    """The parser's own reason in Chinese where it is one of the common ones."""
    reason = str(getattr(error, "problem", "") or "")
    for english, chinese in _REASONS:
        if english in reason:
            return chinese
    return "语法错误"


_REASONS = (
    ("mapping values are not allowed", "这里不应出现冒号"),
    ("could not find expected ':'", "缺少冒号"),
    ("cannot start any token", "这个字符不能放在开头，制表符不能用于缩进"),
    ("found unexpected end of stream", "引号没有配对"),
    ("did not find expected ',' or", "括号里缺少逗号或右括号"),
    ("did not find expected key", "缩进不齐"),
    ("did not find expected '-'", "列表缩进不齐"),
    ("expected <block end>", "缩进不齐"),
    ("expected ',' or", "括号里缺少逗号或右括号"),
    ("undefined alias", "引用了没有定义的 * 名称"),
    ("control characters are not allowed", "有不可见的控制字符"),
    ("special characters are not allowed", "有不可见的控制字符"),
)


def _build(tree: Tree, text: str) -> None:
    """Turn the parser's events into data with an explicit stack, so that depth is ours to bound."""
    stack: list[_Open] = []
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark is not None else 0
        if isinstance(event, events.DocumentStartEvent) and tree.data is not None:
            tree.refuse(
                "several_documents", "一个文件里写了不止一份文档（出现了第二个“---”）。", "请只保留一份。", line
            )
            raise _Stop
        if isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            stack.pop()
            continue
        if not isinstance(event, events.NodeEvent):
            continue
        _check_node(tree, event, line)
        if stack and stack[-1].waits_for_key:
            _take_key(tree, stack[-1], event, line)
            continue
        path = _place(tree, stack, line)
        if isinstance(event, events.ScalarEvent):
            _put(tree, stack, event.value)
            continue
        if len(stack) >= MAX_DEPTH:
            tree.refuse("too_deep", f"内容嵌套超过了 {MAX_DEPTH} 层。", "请减少嵌套。", line, path)
            raise _Stop
        container: dict[str, Any] | list[Any] = {} if isinstance(event, events.MappingStartEvent) else []
        _put(tree, stack, container)
        stack.append(_Open(path, container))


def _check_node(tree: Tree, event: events.NodeEvent, line: int) -> None:
    if isinstance(event, events.AliasEvent) or event.anchor:
        tree.refuse(
            "alias",
            f"这里用了 YAML 的引用记号（&{event.anchor} 或 *{event.anchor}），不支持这种写法。",
            "请把内容原样写出；如果是文字以 & 或 * 开头，请加上引号。",
            line,
        )
        raise _Stop
    tag = getattr(event, "tag", None)
    if tag not in (None, "!"):
        tree.refuse(
            "tag",
            f"这里用了 YAML 的类型记号（{tag}），不支持这种写法。",
            "请删去以“!”开头的记号；文字以 ! 开头请加引号。",
            line,
        )
        raise _Stop


def _take_key(tree: Tree, top: _Open, event: events.NodeEvent, line: int) -> None:
    """Remember the key; a second one of the same name is refused, because one of the two would silently be lost."""
    if not isinstance(event, events.ScalarEvent):
        tree.refuse(
            "yaml_syntax",
            "键必须是一个词，不能是列表或一组键值。",
            "如果是文字里有 { 或 [，请加上引号。",
            line,
            top.path,
        )
        raise _Stop
    key = event.value
    path = (*top.path, key)
    top.skip = key in top.container
    if top.skip:
        first = tree.lines.get(path, 0)
        tree.refuse(
            "duplicate_key",
            f"“{key}”写了两次（第一次在第 {first} 行），后一次会盖掉前一次。",
            "请删去一个，或改名。",
            line,
            path,
        )
    else:
        tree.lines[path] = line
    top.key = key


def _place(tree: Tree, stack: list[_Open], line: int) -> Path:
    if not stack:
        tree.lines.setdefault((), line)
        return ()
    top = stack[-1]
    if isinstance(top.container, list):
        path = (*top.path, len(top.container))
        tree.lines[path] = line
        return path
    return (*top.path, str(top.key))


def _put(tree: Tree, stack: list[_Open], value: Any) -> None:
    if not stack:
        tree.data = value
        return
    top = stack[-1]
    if isinstance(top.container, list):
        top.container.append(value)
        return
    if not top.skip:
        top.container[str(top.key)] = value
    top.key = None

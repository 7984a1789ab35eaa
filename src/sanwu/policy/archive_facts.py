"""Shared facts and bodies of a scheme that comes from elsewhere, beside what is known here. Pure.

A fact that is unknown here, or is counted otherwise, can be mapped to one of ours that means the same; then the scheme's
files are rewritten word by word, and nothing else in them changes.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

import yaml

from sanwu.policy.bundle import CASES, FACTS, LAW, OWN_FACTS
from sanwu.policy.load import load_files
from sanwu.policy.model_base import Entry
from sanwu.policy.model_facts import Dictionary, Fact
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.own_facts import difference, kind_text, names_own
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import near
from sanwu.policy.walk import references, walk
from sanwu.policy.yamltree import parse

State = Literal["same", "mapped", "brought", "unknown", "differs"]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that the scheme uses. `own` is the fact here that it becomes, its own name where the scheme brings it along
    because nothing here is the same; `reason` says why it cannot be used yet, or
    "". `proposed` is a fact here that may be meant."""

    id: str
    title: str
    kind: str
    state: State
    own: str
    own_kind: str
    reason: str
    proposed: str = ""

    @property
    def settled(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body of the scheme, and the organisation here whose name it takes ("" keeps the plan's words); `reason` says why
    it cannot, or ""."""

    id: str
    title: str
    level: str
    own: str = ""
    reason: str = ""

    @property
    def settled(self) -> bool:
        return not self.reason


class CannotMap(ValueError):
    """A mapping that cannot be carried out; the message is a Chinese sentence."""


def facts_used(scheme: Scheme) -> list[str]:
    """Every fact that the scheme speaks of, in the order of its dictionary."""
    used = {word for path, part in walk(scheme) for _, section, word in references(part, path) if section == "facts"}
    for _, predicate in predicates(scheme):
        used |= {leaf.fact for leaf in leaves(predicate) if isinstance(leaf, Test)}
    return [name for name in scheme.dictionary.facts if name in used]


def fact_lines(
    scheme: Scheme, ours: Mapping[str, Fact], mapping: Mapping[str, str], brought: Container[str] = ()
) -> list[FactLine]:
    """Every fact that the scheme uses, with what it is here. A fact that is mapped to its own name, and unknown here, or
    that stands in `brought` (the scheme's own file), comes along with the scheme."""
    lines = []
    for name in facts_used(scheme):
        wanted = mapping.get(name, "") or (name if name in brought and name not in ours else "")
        lines.append(_fact_line(scheme.dictionary.facts[name], ours, wanted))
    return lines


def _fact_line(fact: Fact, ours: Mapping[str, Fact], wanted: str) -> FactLine:
    own = ours.get(wanted or fact.id)
    if own is None and wanted == fact.id:
        return FactLine(fact.id, fact.title, kind_text(fact), "brought", fact.id, kind_text(fact), "")
    if own is None:
        reason = (
            f"这里没有数据项“{wanted}”"
            if wanted
            else "这里没有这个数据项：意思相同的，对应到这里的一项；没有相同的，对应到它自己的标识"
            f" {fact.id}，就随方案带来"
        )
        return FactLine(fact.id, fact.title, kind_text(fact), "unknown", wanted, "", reason, _proposed(fact, ours))
    reason = difference(fact, own)
    state: State = "differs" if reason else "mapped" if own.id != fact.id else "same"
    proposed = _proposed(fact, ours) if reason else ""
    return FactLine(fact.id, fact.title, kind_text(fact), state, own.id, kind_text(own), reason, proposed)


def _proposed(fact: Fact, ours: Mapping[str, Fact]) -> str:
    """A fact here of the same kind whose name or words come close."""
    fitting = {other.title: key for key, other in ours.items() if not difference(fact, other)}
    for word in (fact.title, *fact.synonyms):
        if word in fitting:
            return fitting[word]
    found = near(fact.title, fitting)
    return fitting[found] if found else near(fact.id, fitting.values()) or ""


def rewritten(
    files: Mapping[str, str],
    facts: Mapping[str, str],
    bodies: Mapping[str, str],
    dictionary: str | None,
) -> dict[str, str]:
    """The files with facts renamed ({theirs: ours}), bodies retitled ({id: title}), and another dictionary where one is
    given; facts that it lacks then stand in the scheme's own file. The same files and dictionary give the same result,
    whatever else is known here. CannotMap where a word would be changed that means something else, or the result is no
    sound scheme."""
    renamed = {theirs: ours for theirs, ours in facts.items() if theirs != ours}
    before = load_files(files).scheme
    if before is None:
        raise CannotMap("方案不能使用，无法改写。")
    taken = {part.id for _, part in walk(before) if isinstance(part, Entry)}
    if clash := sorted(taken & renamed.keys()):
        raise CannotMap(f"“{clash[0]}”在方案里既是数据项、又是别的条目的标识，不能自动改写。请让对方改名后重新导出。")
    after = {name: _text(name, text, renamed, bodies) for name, text in files.items()}
    if dictionary is not None:
        own = _own_file(files, [fact for fact in facts_used(before) if fact not in renamed], dictionary)
        after |= {FACTS: dictionary} if own is None else {FACTS: dictionary, OWN_FACTS: own}
    found = load_files(after)
    if found.scheme is None:
        raise CannotMap("按这个对应关系改写后，方案不能使用：\n" + "\n".join(map(str, found.problems[:5])))
    if set(facts_used(found.scheme)) != {renamed.get(fact, fact) for fact in facts_used(before)}:
        raise CannotMap("按这个对应关系改写后，方案用到的数据项与预期不同，没有导入。请让对方改名后重新导出。")
    return after


def _own_file(files: Mapping[str, str], used: Sequence[str], dictionary: str) -> str | None:
    """The scheme's own facts with those that it takes out of the dictionary that it came with; None where it takes none,
    so that its own file stays as it was written."""
    shared, own = (parse(name, files[name]).data if name in files else None for name in (FACTS, OWN_FACTS))
    ours = parse(FACTS, dictionary).data
    theirs = {fact for name in names_own(files) for fact in _named(parse(name, files[name]).data, "facts")}
    taken = {fact for fact in used if fact not in _named(ours, "facts") and fact not in theirs}
    facts, groups = ({**_named(shared, key), **_named(own, key)} for key in ("facts", "groups"))
    kept = {name: facts[name] for name in facts if name in taken or name in _named(own, "facts")}
    wanted = {fact["group"] for fact in kept.values()}
    if not taken and wanted <= {*_named(own, "groups"), *_named(ours, "groups")}:
        return None
    written = {"groups": {name: group for name, group in groups.items() if name in wanted}, "facts": kept}
    return yaml.safe_dump(written, allow_unicode=True, sort_keys=False)


def _named(data: Any, key: str) -> dict[str, Any]:
    """A section as entries by name, however it is written."""
    section = data.get(key, {}) if isinstance(data, dict) else {}
    return section if isinstance(section, dict) else {entry["id"]: entry for entry in section}


Span = tuple[int, int, str]


def _text(name: str, text: str, renamed: Mapping[str, str], bodies: Mapping[str, str]) -> str:
    """One file with its words replaced where they stand; everything else stays as it was, byte for byte."""
    if PurePosixPath(name).name in (FACTS, OWN_FACTS) or name.startswith(f"{LAW}/") or not name.endswith(".yaml"):
        return text
    root = yaml.compose(text, Loader=yaml.BaseLoader)  # the loader has refused anchors, tags and depth before
    spans = [] if root is None else [*_renames(root, renamed)]
    if root is not None and not name.startswith(f"{CASES}/"):
        spans += _titles(root, bodies)
    for start, end, word in sorted(spans, reverse=True):
        text = text[:start] + word + text[end:]
    return text


def _renames(node: yaml.Node, renamed: Mapping[str, str]) -> Iterator[Span]:
    if isinstance(node, yaml.ScalarNode):
        if node.value in renamed:
            yield node.start_mark.index, node.end_mark.index, renamed[node.value]
    elif isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            yield from _renames(inner, renamed)
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            yield from _renames(key, renamed)
            yield from _renames(inner, renamed)


def _titles(root: yaml.Node, bodies: Mapping[str, str]) -> Iterator[Span]:
    """Where the titles of these bodies stand."""
    for body, entry in _bodies(_under(root, "bodies")):
        title = _under(entry, "title")
        if body in bodies and isinstance(title, yaml.ScalarNode):
            quoted = '"' + bodies[body].replace("\\", "\\\\").replace('"', '\\"') + '"'
            yield title.start_mark.index, title.end_mark.index, quoted


def _bodies(section: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(section, yaml.MappingNode):
        yield from ((key.value, entry) for key, entry in section.value)
    elif isinstance(section, yaml.SequenceNode):
        for entry in section.value:
            if isinstance(key := _under(entry, "id"), yaml.ScalarNode):
                yield key.value, entry


def _under(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def as_table(lines: Sequence[FactLine | BodyLine]) -> list[dict[str, Any]]:
    """The lines as JSON."""
    return [asdict(line) for line in lines]


def compatible(theirs: Dictionary, ours: Mapping[str, Fact]) -> bool:
    """Whether two dictionaries never mean different things by one word."""
    return all(not difference(fact, ours[name]) for name, fact in theirs.facts.items() if name in ours)

"""What a scheme has of its own to offer where something is written: its ids with their titles, facts, outcomes.

Each answer is (text, kind, title), for `complete`. It is read from the text as it is, so it knows of an entry as soon
as its id is written, and still knows it while another line is broken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sanwu.policy.bundle import CASES, FACTS, LAW, OWN_FACTS
from sanwu.policy.local_law import LOCAL
from sanwu.policy.model_predicate import JOINTS, OPERATOR_TITLES, OPERATORS
from sanwu.policy.operands import TYPE_TITLES
from sanwu.policy.outcomes import OUTCOME_TITLES
from sanwu.policy.own_facts import names_own
from sanwu.policy.problems import Path
from sanwu.policy.yamlscan import Scan, Spot, scan
from sanwu.policy.yamltree import parse

Offer = tuple[str, str, str]
Places = Callable[[str, Path], Iterable[Mapping[str, Any]]]

JOINT_TITLES = {"all": "全部成立", "any": "任一成立", "not": "不成立"}
OF_TYPE = {
    "boolean": ("is", "known"),
    "choice": ("is", "is_not", "one_of", "none_of", "known"),
    "text": ("is", "is_not", "contains", "known"),
}
NUMBERS = ("below", "at_most", "above", "at_least", "between", "is", "is_not", "known")
# Where a section stands that is no top-level one.
NESTED = {"checklists": ("acceptance", "checklists")}


class Known:
    """The ids, titles and facts that a scheme's files hold."""

    def __init__(self, files: Mapping[str, str]) -> None:
        adding = names_own(files)
        own = [name for name in files if name.endswith(".yaml") and not name.startswith((FACTS, f"{LAW}/"))]
        own = [name for name in own if name not in adding]
        self.scans: list[Scan] = [scan(files[name]) for name in own if not name.startswith(f"{CASES}/")]
        self.facts: dict[str, dict[str, Any]] = {}
        self.groups: dict[str, str] = {}
        for name in (*reversed(adding), FACTS):  # what is shared, or stands above, counts
            self.facts |= _facts(files.get(name, ""))
            self.groups |= _groups(files.get(name, ""))
        packs = (name[len(LAW) + 1 : -5] for name in files if name.startswith(f"{LAW}/") and not name.endswith(LOCAL))
        self.laws = sorted(packs)

    def of(self, section: str) -> Iterator[Offer]:
        """What a reference to a section may name."""
        if section == "facts":
            yield from self.all_facts()
        elif section == "laws":
            yield from ((family, "id", "") for family in self.laws)
        else:
            yield from self._entries(NESTED.get(section, (section,)))

    def _entries(self, path: Path) -> Iterator[Offer]:
        """Entries by name, or as a list with their ids."""
        for one in self.scans:
            for key in one.keys.get(path, ()):
                yield key, "id", one.scalars.get((*path, key, "title"), one.scalars.get((*path, key), ""))
            for place, word in one.scalars.items():
                if len(place) == len(path) + 2 and place[: len(path)] == path and place[-1] == "id":
                    yield word, "id", one.scalars.get((*place[:-1], "title"), "")

    def all_facts(self) -> Iterator[Offer]:
        for name, fact in self.facts.items():
            unit = f"，{fact['unit']}" if fact.get("unit") else ""
            yield name, "fact", f"{fact.get('title', '')}（{TYPE_TITLES.get(fact.get('type', ''), '')}{unit}）"

    def values_of(self, fact: str) -> Iterator[Offer]:
        """What a fact may say, where that is closed."""
        about = self.facts.get(fact, {})
        if about.get("type") == "boolean":
            yield from (("yes", "choice", "是"), ("no", "choice", "否"))
        choices = about.get("choices")
        for word, choice in choices.items() if isinstance(choices, dict) else ():
            yield word, "choice", str(choice.get("title", "")) if isinstance(choice, dict) else str(choice)

    def rules(self) -> Iterator[Offer]:
        for section in ("conditions", "decisions", "assessments"):
            yield from self._entries((section,))

    def outcomes(self, rule: str) -> Iterator[Offer]:
        """What a decision may come out as; nothing for a condition."""
        yield from self._entries(("decisions", rule, "outcomes"))

    def every_outcome(self, rule: str) -> Iterator[Offer]:
        """What a rule may come out as in a worked case."""
        own = list(self.outcomes(rule))
        yield from own
        for outcome, title in OUTCOME_TITLES.items():
            if not own or outcome not in ("yes", "no"):
                yield outcome.value, "choice", title


@lru_cache(maxsize=8)
def _facts(text: str) -> dict[str, dict[str, Any]]:
    data = parse(FACTS, text).data if text else None
    facts = data.get("facts") if isinstance(data, dict) else None
    return {name: fact for name, fact in facts.items() if isinstance(fact, dict)} if isinstance(facts, dict) else {}


@lru_cache(maxsize=8)
def _groups(text: str) -> dict[str, str]:
    """The groups of facts with their titles."""
    data = parse(FACTS, text).data if text else None
    groups = data.get("groups") if isinstance(data, dict) else None
    if not isinstance(groups, dict):
        return {}
    return {name: str(group.get("title", "") if isinstance(group, dict) else group) for name, group in groups.items()}


def in_own_facts(name: str, here: Spot, known: Known) -> list[Offer] | None:
    """The group of a fact of the scheme's own; None elsewhere."""
    match here.path, here.at_key:
        case (("facts", _, "group"), False) if name == OWN_FACTS:
            return [(group, "id", title) for group, title in known.groups.items()]
    return None


def in_case(name: str, here: Spot, known: Known) -> list[Offer] | None:
    """Inside the facts, expectations and dates of a worked case; None elsewhere."""
    if not name.startswith(f"{CASES}/"):
        return None
    path = here.path[2:] if here.path[:1] == ("cases",) else here.path
    match path, here.at_key:
        case (("facts",), True):
            return list(known.all_facts())
        case (("facts", fact), False):
            return list(known.values_of(str(fact)))
        case (("expect",), True):
            return [*known.rules(), ("vote", "key", "表决的结果"), ("due", "key", "应当哪天"), ("limit", "key", "期限")]
        case (("missing",), True):
            return list(known.rules())
        case (("expect", rule), False) | (("expect", rule, int()), _):
            return list(known.every_outcome(str(rule)))
        case (("missing", _, *_), False) | (("missing", _, int()), _):
            return list(known.all_facts())
        case (("due", "duty" | "phase" as kind), False):
            return list(known.of({"duty": "duties", "phase": "phases"}[str(kind)]))
    return None


def in_predicate(places: Places, name: str, here: Spot, known: Known) -> list[Offer] | None:
    """Inside a predicate: joints and facts, then operators, then values; None elsewhere."""
    if name.startswith(f"{CASES}/"):
        return None
    for depth in range(2, len(here.path) + 1):
        if any(place.get("title") == "predicate" for place in places(name, here.path[:depth])):
            rest = here.path[depth:]
            return list(_inside(rest, here.at_key, known)) if rest or here.at_key else None
    return None


def _inside(rest: Path, at_key: bool, known: Known) -> Iterator[Offer]:
    """What may stand in a predicate after these steps."""
    while rest and (rest[0] in JOINTS or isinstance(rest[0], int)):
        rest = rest[1:]
    match rest, at_key:
        case ((), True):
            yield from ((joint, "key", JOINT_TITLES[joint]) for joint in JOINTS)
            yield from (("condition", "key", "另一个构成条件成立"), ("decision", "key", "另一个判定表的结果"))
            yield "judged_by", "key", "由人判断"
            yield from known.all_facts()
        case (("condition",), False):
            yield from known.of("conditions")
        case (("decision",), False):
            yield from known.of("decisions")
        case (("judged_by",), False):
            yield from known.of("bodies")
        case (("fact",), False):
            yield from known.all_facts()
        case ((fact,), True):
            kind = str(known.facts.get(str(fact), {}).get("type", ""))
            fitting = OF_TYPE.get(kind, NUMBERS if kind else tuple(OPERATORS))
            yield from ((operator, "key", OPERATOR_TITLES[operator]) for operator in fitting)
        case ((_, "known"), False):
            yield from (("yes", "choice", "已登记"), ("no", "choice", "没有登记"))
        case ((fact, _, *_), _):
            yield from known.values_of(str(fact))

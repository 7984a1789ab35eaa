"""What the filters of ledger and map offer for a scheme: the same for everybody who reads it in one language, so it is
kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import loaded, rules_of, version_frozen
from sanwu.decisions.listing import CONCERNED, JUDGED, NOT_YET, UNKNOWN
from sanwu.decisions.stages import reports_lists
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.bars import RULE
from sanwu.web.ui.outcomes import LABELS, ORDER, Text
from sanwu.web.ui.words import joined, title_of

ARRANGEMENT = "property_arrangement"
KEPT = 64  # schemes, each in one language
STAGES = {
    "listed": gettext_lazy("已列入上报名单"), "reviewing": gettext_lazy("名单还在审核"),
    "reviewed": gettext_lazy("名单已审核"), "filed": gettext_lazy("名单已备案"), "unfiled": gettext_lazy("已上报、还没有备案"),
    "unlisted": gettext_lazy("还没有上报"),
}  # fmt: skip
# What the map's legend leads to; nobody else asks for it.
EXACT = {"pending": gettext_lazy("已上报、还在审核"), "passed": gettext_lazy("审核通过、还没有备案")}
# What figures of the boards lead to; nobody else asks for it.
COUNTED = {CONCERNED: gettext_lazy("适用的"), NOT_YET: gettext_lazy("还没有达到（含待核实）")}
FILES = {"yes": gettext_lazy("填齐"), "no": gettext_lazy("还没有填齐")}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Choice:
    """One drop-down list; `help` says what it asks about, `clauses` where the plan says so.

    `besides` are answers that nobody is offered: figures of other pages lead to them.
    """

    name: str
    label: str
    options: Sequence[Option]
    help: str = ""
    clauses: tuple[str, ...] = ()
    besides: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def chosen(self) -> Option | None:
        return next((option for option in self.options if option.selected), None)

    def answered(self, answer: str) -> "Choice":
        """The same with this answer; as it is for a text that is none of its answers."""
        options = [replace(option, selected=True) if option.value == answer else option for option in self.options]
        if answer in self.besides:
            options.append(Option(answer, str(self.besides[answer]), True))
        return replace(self, options=options)


class Offered(NamedTuple):
    """The choices about the rules of a scheme, and all others but those of divisions; none has an answer yet."""

    rules: tuple[Choice, ...]
    others: tuple[Choice, ...]


def offered(version: SchemeVersion) -> Offered:
    """What can be chosen, in the language of the page."""
    return _offered(version.digest, version.pk, get_language() or "")


@lru_cache(KEPT)
def _offered(digest: str, version_id: int, language: str) -> Offered:
    version = version_frozen(version_id)
    scheme = loaded(version)
    about = scheme.dictionary.facts.get(ARRANGEMENT)
    arrangement = Choice(
        "arrangement", _("物业管理方式"), list(_arrangements(about)), (about.help or "") if about else ""
    )
    facts = scheme.dictionary.facts
    asked = [Option(name, title_of(facts[name])) for name in rules_of(version).facts]
    missing = Choice("missing", _("缺少的数据项"), asked, _("结论待核实，是因为还不知道这一项。"))
    return Offered((*_conditions(scheme), *_decisions(scheme)), (arrangement, missing, *_ways(scheme)))


def _ways(scheme: Scheme) -> Iterator[Choice]:
    """How far a compound has come: its file, where the scheme asks for one, and the list that it stands on."""
    if survey_facts(scheme):
        told = _("摸底要求的数据项是不是全部有值。")
        yield Choice("complete", _("资料"), _options(FILES), told)
    if reports_lists(scheme):
        told = _("按区里上报、市里审核和备案的名单。")
        yield Choice("stage", _("上报与备案"), _options(STAGES), told, besides=EXACT)


def _conditions(scheme: Scheme) -> Iterator[Choice]:
    for condition in scheme.conditions.values():
        options = _options({**{outcome: LABELS[outcome] for outcome in ORDER}, JUDGED: _("已有结论")})
        members = [title_of(member) for member in condition.members.values()]
        told = joined(members) if len(members) > 1 else condition.note or ""
        yield Choice(RULE + condition.id, title_of(condition), options, told, condition.clause, COUNTED)


def _decisions(scheme: Scheme) -> Iterator[Choice]:
    for decision in scheme.decisions.values():
        words: dict[str, Text] = {name: title_of(outcome) for name, outcome in decision.outcomes.items()}
        words |= {name: LABELS[name] for name in (UNKNOWN, "not_applicable")}
        options = _options({**words, JUDGED: _("已有结论")})
        clauses = tuple(dict.fromkeys((*decision.clause, *(clause for row in decision.table for clause in row.clause))))
        told = joined(title_of(outcome) for outcome in decision.outcomes.values())
        yield Choice(RULE + decision.id, title_of(decision), options, told, clauses)


def _arrangements(fact: Fact | None) -> Iterator[Option]:
    if fact is not None:
        for name, choice in fact.choices.items():
            yield Option(name, title_of(choice))
        yield Option(UNKNOWN, str(LABELS[UNKNOWN]))


def _options(words: Mapping[str, Text]) -> list[Option]:
    return [Option(value, str(word)) for value, word in words.items()]

"""What the points of a map can be: an outcome of one rule, or a stage; with its word, its colour and its sign."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.decisions.stages import COMPLETE, INCOMPLETE, ON_FILE, PASSED, PENDING, STAGE, UNLISTED, stages_of
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.render.svgmap import SIGNS
from sanwu.web.desk.bars import RULE, SHADES
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.words import title_of

COLOUR = "colour"
# Signs of outcomes that every rule may have; those of a decision's own outcomes follow in their order.
OF_OUTCOME = {"yes": "circle", "no": "square", "unknown": "diamond", "not_applicable": "ring", "": "cross"}
OF_ORDER = ("circle", "square", "triangle", "pentagon", "hexagon")
# Word, tone, icon, sign; and what the ledger's filters call the compounds that are there.
STAGES: dict[str, tuple[Text, str, str, str, dict[str, str]]] = {
    ON_FILE: (gettext_lazy("已备案"), "good", "check", "circle", {"stage": ON_FILE}),
    PASSED: (gettext_lazy("审核通过、还没有备案"), "info", "right", "hexagon", {"stage": PASSED}),
    PENDING: (gettext_lazy("已上报、还在审核"), "wait", "clock", "triangle", {"stage": PENDING}),
    COMPLETE: (gettext_lazy("资料填齐、还没有上报"), "info-3", "file", "square", {"complete": "yes"}),
    INCOMPLETE: (gettext_lazy("资料还没有填齐、还没有上报"), "none", "dash", "ring", {"complete": "no"}),
    UNLISTED: (gettext_lazy("还没有上报"), "none", "dash", "ring", {"stage": UNLISTED}),
}
FILE_ONLY: dict[str, Text] = {COMPLETE: gettext_lazy("资料填齐"), INCOMPLETE: gettext_lazy("资料还没有填齐")}


@dataclass(frozen=True)
class Kind:
    """`id` is the outcome ("" for not judged yet), `fill` the class that colours it, `sign` a path in 24 by 24, `asked` the
    filters of the ledger that leave those of this kind ({} where none do)."""

    id: str
    label: Text
    fill: str
    sign: str
    look: Look
    asked: dict[str, str]


@dataclass(frozen=True)
class Colouring:
    """One rule by which the map can be coloured."""

    id: str
    title: str
    chosen: bool


def colourings(scheme: Scheme, query: QueryDict) -> list[Colouring]:
    """All rules of the scheme, then the stages; the first, unless another is asked for."""
    names = [*scheme.conditions, *scheme.decisions, *([STAGE] if stages_of(scheme) else [])]
    asked = query.get(COLOUR, "")
    chosen = asked if asked in names else names[0] if names else ""
    titles = {STAGE: _("办到哪一步")}
    return [Colouring(name, titles.get(name) or title_of(rule_of(scheme, name)), name == chosen) for name in names]


def chosen_rule(scheme: Scheme, query: QueryDict) -> str:
    """The rule that colours the map; "" where the scheme has none."""
    return next((each.id for each in colourings(scheme, query) if each.chosen), "")


def kinds_of(scheme: Scheme, rule: str, outcomes: list[str]) -> list[Kind]:
    """The kinds in the order of `outcomes`."""
    if rule == STAGE:
        return [_stage(name, stages_of(scheme)) for name in outcomes]
    said = rule_of(scheme, rule) if rule else None
    own = list(said.outcomes) if isinstance(said, Decision) else []
    return [_kind(rule, said, own, outcome) for outcome in outcomes]


def _stage(name: str, stages: list[str]) -> Kind:
    label, tone, icon, sign, asked = STAGES[name]
    if name in FILE_ONLY:
        listed = PENDING in stages
        label, asked = (label, asked | {"stage": UNLISTED}) if listed else (FILE_ONLY[name], asked)
    return Kind(name, label, f"seg-{tone}", SIGNS[sign], Look(tone.removesuffix("-3"), icon, label), asked)


def _kind(name: str, rule: Condition | Decision | None, own: list[str], outcome: str) -> Kind:
    if rule is None or outcome == "":
        label = _("尚未认定")
        return Kind(outcome, label, "seg-none", SIGNS["cross"], Look("none", "clock", label), {})
    asked = {RULE + name: outcome}
    look = look_of(rule, outcome)
    if outcome in own and outcome not in OF_OUTCOME:
        number = own.index(outcome)
        sign = SIGNS[OF_ORDER[number % len(OF_ORDER)]]
        return Kind(outcome, look.label, f"seg-{SHADES[number % len(SHADES)]}", sign, look, asked)
    return Kind(outcome, look.label, f"seg-{look.tone}", SIGNS[OF_OUTCOME.get(outcome, "circle")], look, asked)

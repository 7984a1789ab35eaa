"""What the points of a map can be: an outcome of one rule, with its word, its colour and its sign."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_scheme import Scheme
from sanwu.render.svgmap import SIGNS
from sanwu.web.desk.bars import SHADES
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.words import title_of

COLOUR = "colour"
# Signs of outcomes that every rule may have; those of a decision's own outcomes follow in their order.
OF_OUTCOME = {"yes": "circle", "no": "square", "unknown": "diamond", "not_applicable": "ring", "": "cross"}
OF_ORDER = ("circle", "square", "triangle", "pentagon", "hexagon")


@dataclass(frozen=True)
class Kind:
    """`id` is the outcome ("" for not judged yet), `fill` the class that colours it, `sign` a path in 24 by 24."""

    id: str
    label: Text
    fill: str
    sign: str
    look: Look


@dataclass(frozen=True)
class Colouring:
    """One rule by which the map can be coloured."""

    id: str
    title: str
    chosen: bool


def colourings(scheme: Scheme, query: QueryDict) -> list[Colouring]:
    """All rules of the scheme; the first, unless another is asked for."""
    names = [*scheme.conditions, *scheme.decisions]
    asked = query.get(COLOUR, "")
    chosen = asked if asked in names else names[0] if names else ""
    return [Colouring(name, title_of(rule_of(scheme, name)), name == chosen) for name in names]


def chosen_rule(scheme: Scheme, query: QueryDict) -> str:
    """The rule that colours the map; "" where the scheme has none."""
    return next((each.id for each in colourings(scheme, query) if each.chosen), "")


def kinds_of(scheme: Scheme, rule: str, outcomes: list[str]) -> list[Kind]:
    """The kinds in the order of `outcomes`."""
    said = rule_of(scheme, rule) if rule else None
    own = list(said.outcomes) if isinstance(said, Decision) else []
    return [_kind(said, own, outcome) for outcome in outcomes]


def _kind(rule: Condition | Decision | None, own: list[str], outcome: str) -> Kind:
    if rule is None or outcome == "":
        label = _("尚未认定")
        return Kind(outcome, label, "seg-none", SIGNS["cross"], Look("none", "clock", label))
    look = look_of(rule, outcome)
    if outcome in own and outcome not in OF_OUTCOME:
        number = own.index(outcome)
        sign = SIGNS[OF_ORDER[number % len(OF_ORDER)]]
        return Kind(outcome, look.label, f"seg-{SHADES[number % len(SHADES)]}", sign, look)
    return Kind(outcome, look.label, f"seg-{look.tone}", SIGNS[OF_OUTCOME.get(outcome, "circle")], look)

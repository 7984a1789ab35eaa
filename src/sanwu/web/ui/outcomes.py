"""How an outcome looks: a tone, a sign and a word. Colour never stands alone (WCAG 1.4.1)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Look:
    """`tone` is a CSS tone (good, bad, wait, none, info, error), `icon` a symbol of icons.svg."""

    tone: str
    icon: str
    label: Text


LABELS: dict[str, Text] = {
    "yes": _("是"),
    "no": _("否"),
    "unknown": _("待核实"),
    "not_applicable": _("不适用"),
}
ORDER = ("yes", "no", "unknown", "not_applicable")

_TONES = {
    # Under a deficit ("three-no") a yes is what has to be put right; under an achievement it is the goal.
    "deficit": {"yes": "bad", "no": "good"},
    "achievement": {"yes": "good", "no": "bad"},
    "": {"yes": "info", "no": "none"},
}
_ICONS = {"yes": "check", "no": "cross", "unknown": "question", "not_applicable": "dash"}


def outcome_look(outcome: str, polarity: str = "", label: Text = "") -> Look:
    """The look of a condition's outcome, or of a decision's outcome when `outcome` is none of the four.

    `label` replaces the word, for the titles that a scheme gives to a decision's outcomes.
    """
    if outcome == "unknown":
        return Look("wait", "question", label or LABELS[outcome])
    if outcome == "not_applicable":
        return Look("none", "dash", label or LABELS[outcome])
    if outcome in ("yes", "no"):
        tones = _TONES.get(polarity, _TONES[""])
        return Look(tones[outcome], _ICONS[outcome], label or LABELS[outcome])
    return Look("info", "right", label or outcome)

"""Lines of what would change: moves of compounds between outcomes, and sums of money, in words."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.policy.whatif_costs import Amount, Sum, yuan
from sanwu.policy.whatif_parts import EXTENT
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.ui.outcomes import Look, Text, outcome_look
from sanwu.web.ui.words import title_of

TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Move:
    """So many compounds go from one outcome of a rule to another."""

    rule: str
    before: Look
    after: Look
    count: int


@dataclass(frozen=True)
class CostLine:
    """A sum before and after, with the difference, in words; `unknown` says for how many compounds it is not known."""

    title: str
    note: Text
    before: str
    after: str
    difference: str
    unknown: str


def amount_text(amount: Amount) -> str:
    """An amount of money for people; unknown where a fact is missing."""
    return _("不详") if amount is None else money_text(yuan(amount))


def money_text(value: Decimal) -> str:
    """12,000 元 as 1.2 万元, rounded to two digits; smaller sums, and all sums outside Chinese, in yuan."""
    large = abs(value) >= TEN_THOUSAND
    if large and get_language() != "en":
        return number_text(_rounded(value / TEN_THOUSAND), _("万元"))
    return number_text(value.quantize(Decimal(1), ROUND_HALF_UP) if large else _rounded(value), _("元"))


def difference_text(value: Decimal) -> str:
    return f"+{money_text(value)}" if value > 0 else money_text(value)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def cost_line(title: str, note: Text, before: Sum, after: Sum) -> CostLine:
    unknown = ""
    if before.unknown or after.unknown:
        unknown = _("%(before)s → %(after)s 个") % {"before": before.unknown, "after": after.unknown}
    return CostLine(
        title, note, money_text(before.yuan), money_text(after.yuan), difference_text(after.yuan - before.yuan), unknown
    )


def move_of(scheme: Scheme, rule: str, before: str, after: str, count: int) -> Move:
    return Move(rule_title(scheme, rule), outcome_of(scheme, rule, before), outcome_of(scheme, rule, after), count)


def rule_title(scheme: Scheme, rule: str) -> str:
    if rule.startswith(EXTENT):
        return _("范围：%(title)s") % {"title": title_of(scheme.extent[rule.removeprefix(EXTENT)])}
    return title_of(rule_of(scheme, rule))


def outcome_of(scheme: Scheme, rule: str, outcome: str) -> Look:
    return outcome_look(outcome) if rule.startswith(EXTENT) else look_of(rule_of(scheme, rule), outcome)

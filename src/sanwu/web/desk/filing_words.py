"""How lists, their rows and their states are said and look on pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals.enums import State
from sanwu.approvals.words import STATES
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.filing_enums import Change, RowDecision
from sanwu.decisions.models import ListRow, RowReview
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.explaining import look_of, rule_of
from sanwu.web.ui.outcomes import Look, Text
from sanwu.web.ui.words import fact_text, is_year, person, title_of, unit_of

REPLACED = "replaced"
NONE = "none"
_LOOKS: Mapping[str, tuple[str, str]] = {
    State.SUBMITTED: ("info", "clock"), State.COUNTERSIGNING: ("info", "clock"), State.RETURNED: ("bad", "undo"),
    State.WITHDRAWN: ("none", "undo"), State.ACCEPTED: ("good", "check"), State.REJECTED: ("bad", "cross"),
    State.FILED: ("good", "shield"), State.GRANTED: ("good", "check"), State.REFUSED: ("bad", "cross"),
    REPLACED: ("none", "history"), NONE: ("wait", "question"),
}  # fmt: skip
_STATE_WORDS: Mapping[str, Text] = {
    State.SUBMITTED: gettext_lazy("复核中"), REPLACED: gettext_lazy("已有新的一版"), NONE: gettext_lazy("还没有上报"),
}  # fmt: skip
DECISIONS: Mapping[str, Text] = {
    RowDecision.ACCEPT: gettext_lazy("同意"), RowDecision.RETURN: gettext_lazy("退回"),
    RowDecision.REJECT: gettext_lazy("剔除"),
}  # fmt: skip
_SAID = {
    RowDecision.ACCEPT: ("good", "check"),
    RowDecision.RETURN: ("bad", "undo"),
    RowDecision.REJECT: ("none", "cross"),
}
CHANGES: Mapping[str, Text] = {Change.ADDED: gettext_lazy("新增"), Change.CHANGED: gettext_lazy("有变动")}


NOTHING_GONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True)
class RowView:
    """A row of a list on a page; of a preview `id` is 0."""

    id: int
    position: int
    name: str
    place: str
    number: str
    href: str  # "" where the compound is withdrawn: it has no page
    gone: str  # what became of the compound since
    outcome: Look
    missing: str
    override: str
    size: str
    decisions: list[tuple[str, Look]]
    change: Text
    said: Look | None
    reason: str
    by: str


def state_look(state: str) -> Look:
    """The badge of a list's state."""
    tone, icon = _LOOKS[state]
    return Look(tone, icon, _STATE_WORDS.get(state) or STATES[state])


def said_look(decision: str) -> Look | None:
    """The badge of an opinion on a row; None where nothing was said."""
    if not decision:
        return None
    tone, icon = _SAID[RowDecision(decision)]
    return Look(tone, icon, DECISIONS[decision])


def shown_facts(scheme: Scheme) -> list[Fact]:
    """The numbers that a list shows beside each compound."""
    return [fact for fact in scheme.dictionary.facts.values() if fact.listed and fact.numeric]


def row_view(
    campaign: Campaign, scheme: Scheme, condition: str, row: Any, position: int, review: RowReview | None = None,
    gone: Mapping[int, str] = NOTHING_GONE,
) -> RowView:  # fmt: skip
    """A frozen row (ListRow) or one of a preview (Row); `said` of a frozen one comes from `rows_reviewed`, `gone` from
    `gone_among`."""
    rule = scheme.conditions[condition]
    said = getattr(row, "said", "")
    carried = bool(said) and review is None
    return RowView(
        id=row.pk if isinstance(row, ListRow) else 0,
        position=position,
        name=row.name,
        place=row.place,
        number=row.number,
        href=href_of(row.compound_id, campaign.pk, gone),
        gone=gone_text(row.compound_id, gone),
        outcome=look_of(rule, row.outcome),
        missing=missing_text(scheme, row.missing),
        override=_("%(body)s改判：%(reason)s") % row.override if row.override else "",
        size=" · ".join(_said(fact, row.facts[fact.id]) for fact in shown_facts(scheme) if fact.id in row.facts),
        decisions=[
            (title_of(rule_of(scheme, name)), look_of(rule_of(scheme, name), outcome))
            for name, outcome in row.decisions.items()
        ],
        change=CHANGES.get(row.change, ""),
        said=said_look(said),
        reason=review.reason if review else _("沿用上一版的意见") if carried else "",
        by=person(review.actor_name) if review else "",
    )


def href_of(compound: int, campaign: int, gone: Mapping[int, str]) -> str:
    """The page of a compound in a campaign; "" for a withdrawn one, which has none."""
    return "" if gone.get(compound) == "" else reverse("compound", args=[compound]) + f"?campaign={campaign}"


def gone_text(compound: int, gone: Mapping[int, str]) -> str:
    """What became of a compound since it was put on a list; "" where it is still there."""
    into = gone.get(compound)
    if into is None:
        return ""
    return _("现已并入“%(name)s”") % {"name": into} if into else _("这个小区现已撤回")


@dataclass(frozen=True)
class ChangedRow:
    """A row that says something else than in the version before: (what, before, now) of each fact and name, and of each
    outcome as badges."""

    name: str
    facts: list[tuple[Text, str, str]]
    outcomes: list[tuple[str, Look, Look]]
    why: str


def changed_row(scheme: Scheme, condition: str, before: ListRow, row: ListRow) -> ChangedRow:
    """What changed of a row, in the words of the scheme."""
    known = scheme.dictionary.facts
    facts: list[tuple[Text, str, str]] = [
        (word, old or _("（空）"), new or _("（空）"))
        for word, old, new in (
            (_("名称"), before.name, row.name), (_("编号"), before.number, row.number),
            (_("所在区划"), before.place, row.place), (_("地址"), before.address, row.address),
        )
        if old != new
    ]  # fmt: skip
    facts += [
        (
            title_of(known[name]),
            fact_text(known[name], before.facts.get(name)),
            fact_text(known[name], row.facts.get(name)),
        )
        for name in dict.fromkeys([*before.facts, *row.facts])
        if name in known and before.facts.get(name) != row.facts.get(name)
    ]
    said = {condition: (before.outcome, row.outcome)}
    said |= {name: (before.decisions.get(name, ""), now) for name, now in row.decisions.items()}
    outcomes = [
        (title_of(rule_of(scheme, name)), look_of(rule_of(scheme, name), old), look_of(rule_of(scheme, name), new))
        for name, (old, new) in said.items()
        if old != new and old
    ]
    why = (_("%(body)s改判：%(reason)s") % row.override) if row.override and row.override != before.override else ""
    return ChangedRow(row.name, facts, outcomes, why)


def missing_text(scheme: Scheme, missing: str) -> str:
    """Which facts a row waits for."""
    known = scheme.dictionary.facts
    names = [title_of(known[name]) if name in known else name for name in missing.split(",") if name]
    return _("缺：%(facts)s") % {"facts": _("、").join(names)} if names else ""


def scheme_of(campaign: Campaign) -> Scheme:
    """The campaign's scheme."""
    return loaded(campaign.scheme_version)


def _said(fact: Fact, value: Any) -> str:
    """A number with its unit; a year with what happened in it, and a count without a measure word with what it counts."""
    text = fact_text(fact, value if fact.type == "integer" else str(Decimal(str(value))))
    bare = is_year(fact) or not unit_of(fact)
    return _("%(title)s %(year)s") % {"title": title_of(fact), "year": text} if bare else text

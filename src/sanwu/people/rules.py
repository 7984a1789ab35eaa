"""What each role may do, which roles one person may not hold together, and when a post is valid (design §5)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from sanwu.base.scope import Ability

_LOOK = frozenset({Ability.VIEW_LEDGER, Ability.VIEW_DIVISIONS, Ability.VIEW_DUTIES})
_WORK = _LOOK | {
    Ability.IMPORT_LEDGER, Ability.CORRECT_FACT, Ability.EXPORT_LEDGER, Ability.EDIT_COMPOUND, Ability.FULFIL_DUTY,
    Ability.ANSWER_QUESTION,
}  # fmt: skip
_LEAD = _WORK | {
    Ability.OPEN_CAMPAIGN, Ability.IMPORT_DIVISIONS, Ability.VIEW_JOURNAL, Ability.MERGE_COMPOUND,
    Ability.GRANT_EXTENSION, Ability.OVERRIDE_VERDICT, Ability.DRAFT_SCHEME,
}  # fmt: skip

# Every ability holds in the post's own part of the territory only.
ABILITIES_OF_ROLE: Mapping[str, frozenset[Ability]] = {
    "community_worker": _WORK,
    "street_officer": _WORK | {Ability.OVERRIDE_VERDICT},
    "district_official": _LEAD | {Ability.SUBMIT_LIST},
    "city_reviewer": _LEAD | {Ability.REVIEW_LIST, Ability.PUBLISH_SCHEME},
    "department": _LOOK | {Ability.EXPORT_LEDGER, Ability.FULFIL_DUTY, Ability.ANSWER_QUESTION},
    "auditor": _LOOK | {Ability.EXPORT_LEDGER, Ability.VIEW_JOURNAL},
    "partner_unit": frozenset({Ability.VIEW_LEDGER}),
    "system_admin": frozenset({Ability.IMPORT_DIVISIONS, Ability.VIEW_DIVISIONS, Ability.EDIT_CALENDAR}),
    "security_admin": frozenset({Ability.MANAGE_ACCOUNTS, Ability.VIEW_DIVISIONS}),
    "audit_admin": frozenset({Ability.VIEW_JOURNAL}),
}

# 三员分立: whoever runs the platform sees no business data, and nobody is two of the three (security.md §5).
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})
# Posts on single objects: without objects they give nothing, whatever division they sit in.
WITHOUT_SUBTREE = frozenset({"partner_unit"})

# The kind of body in which a role works, and how it is called where nobody said; {0} is the division's name.
_BODIES: Mapping[str, tuple[str, str]] = {
    "community_worker": ("residents_committee", "{0}居民委员会"),
    "street_officer": ("street_office", "{0}街道办事处"),
    "district_official": ("leading_group", "{0}整治工作领导小组办公室"),
    "city_reviewer": ("leading_group", "{0}整治工作领导小组办公室"),
    "department": ("department", "{0}有关部门"),
    "auditor": ("department", "{0}审计部门"),
    "partner_unit": ("partner_unit", "{0}包联单位"),
}
_PLATFORM = ("platform", "{0}平台管理")
_ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "residents_committee": (("居民委员会", ""), ("居委会", ""), ("村民委员会", ""), ("村委会", "")),
    "street_office": (("办事处", ""), ("街道", "办事处"), ("镇", "人民政府"), ("乡", "人民政府")),
}


def body_of(role: str, division_name: str) -> tuple[str, str]:
    """(kind, name) of the organisation in which `role` works in a division, when none was named."""
    kind, pattern = _BODIES.get(role, _PLATFORM)
    for ending, rest in _ENDINGS.get(kind, ()):
        if division_name.endswith(ending):
            return kind, division_name + rest
    return kind, pattern.format(division_name)


def exclude_each_other(role: str, other: str) -> bool:
    """Whether one person may not hold both at the same time."""
    return role != other and bool({role, other} & ADMINISTRATORS)


def in_conflict(roles: Iterable[str]) -> bool:
    return any(exclude_each_other(role, other) for role, other in combinations(sorted(set(roles)), 2))


def valid_on(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    """A post holds from its first day up to, and without, `valid_to`: ended today means ended now."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on < valid_to)


def last_day(valid_to: date | None) -> date | None:
    """The last day on which a post holds, as people say it; None for one that is open."""
    return valid_to - timedelta(days=1) if valid_to else None


def overlap(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    """Whether two half-open periods share a day; None is open on that side."""
    low = max(first[0] or date.min, second[0] or date.min)
    high = min(first[1] or date.max, second[1] or date.max)
    return low < high


def object_pairs(held: Any) -> frozenset[tuple[str, int]]:
    """Stored [type, id] pairs as values; whatever is not such a pair gives nothing."""
    if not isinstance(held, list):
        return frozenset()
    return frozenset(
        (pair[0], pair[1])
        for pair in held
        if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and type(pair[1]) is int
    )

"""Which post stands for a body that a scheme names, and what is in force where somebody decided otherwise (pure)."""

from collections.abc import Iterable, Mapping

from sanwu.base.codes import level_of
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.policy.model_work import Body
from sanwu.policy.outcomes import Outcome

# Kind of body in a scheme -> roles that work in it. Any other kind is a department.
_ROLES: Mapping[str, frozenset[str]] = {
    "leading_group": frozenset({"district_official", "city_reviewer"}),
    "group_office": frozenset({"district_official", "city_reviewer"}),
    "street_office": frozenset({"street_officer"}),
    "residents_committee": frozenset({"community_worker"}),
}
# At the city the reviewers are the housing department's.
_DEPARTMENT = frozenset({"department", "city_reviewer"})
_LEVELS = {"district": "county"}


def in_force(ruled: str, decided: str | None) -> str:
    """What holds of a rule that says `ruled`: what was decided instead, unless the rule is not for the compound at all.

    `decided` is empty or None where nothing was decided, or where that was taken back.
    """
    return decided if decided and ruled != Outcome.NOT_APPLICABLE else ruled


def standing_for(bodies: Iterable[Body], scope: Scope, ability: Ability, code: str) -> Body | None:
    """The first of these bodies for which this person acts in a division with an ability; None when there is none."""
    grants = [grant for grant in scope.grants if ability in grant.abilities and grant.covers(code)]
    return next((body for body in bodies if any(_stands_for(body, grant) for grant in grants)), None)


def _stands_for(body: Body, grant: Grant) -> bool:
    if grant.role not in _ROLES.get(body.kind or "", _DEPARTMENT):
        return False
    return body.level == "any" or _LEVELS.get(body.level, body.level) == level_of(grant.low)

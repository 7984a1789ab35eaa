"""Which post stands for a body that a scheme names: who may decide otherwise, who answers a question (pure)."""

from collections.abc import Iterable, Mapping

from sanwu.base.codes import level_of
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Body
from sanwu.policy.predicates import rule_predicates

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


def standing_for(bodies: Iterable[Body], scope: Scope, ability: Ability, code: str) -> Body | None:
    """The first of these bodies for which this person acts in a division with an ability; None when there is none."""
    grants = [grant for grant in scope.grants if ability in grant.abilities and grant.covers(code)]
    return next((body for body in bodies if any(_stands_for(body, grant) for grant in grants)), None)


def questions_of(scheme: Scheme) -> dict[str, tuple[Body, ...]]:
    """{fact: the bodies that answer it} of the qualitative facts that the rules of a scheme leave to somebody's judgement."""
    found: dict[str, dict[str, Body]] = {}
    for _path, predicate in rule_predicates(scheme):
        for leaf in leaves(predicate):
            if isinstance(leaf, Test) and leaf.judged_by is not None:
                found.setdefault(leaf.fact, {})[leaf.judged_by] = scheme.bodies[leaf.judged_by]
    return {fact: tuple(bodies.values()) for fact, bodies in found.items()}


def _stands_for(body: Body, grant: Grant) -> bool:
    if grant.role not in _ROLES.get(body.kind or "", _DEPARTMENT):
        return False
    if grant.role == "department" and grant.remit and grant.remit not in body.title:
        return False
    return body.level == "any" or _LEVELS.get(body.level, body.level) == level_of(grant.low)

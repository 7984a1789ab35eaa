"""Whose duty it is: the posts that answer for a body of the scheme, matched by division and, for departments, remit.

A plan names bodies ("区消防部门"), people hold posts in organisations. A post answers for the bodies of the division in
which it sits; a department for department bodies only, and where its remit is named for those whose title names it.
"""

from django.db.models import Q

from sanwu.base.codes import CODE_LENGTH
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.campaigns.library import versions_running
from sanwu.campaigns.selectors import loaded
from sanwu.duties.models import Duty
from sanwu.policy.model_scheme import Scheme
from sanwu.records.scoping import NOTHING

DEPARTMENT = "department"
# Bodies that are no department: what they answer for, a department does not.
OFFICES = frozenset({"leading_group", "group_office", "street_office", "residents_committee", "owners_body"})


def mine(scope: Scope) -> Q:
    """Duties that one's own post answers for: those of the division in which the post sits, not of all below."""
    found = NOTHING
    for grant in scope.grants:
        if Ability.FULFIL_DUTY in grant.abilities and grant.low:
            own = Q(answers_code=grant.low.ljust(CODE_LENGTH, "0"))
            found |= own & _of_department(grant) if grant.role == DEPARTMENT else own
    return found


def depends_on_schemes(scope: Scope) -> bool:
    """Whether `mine` names the schemes that run when it is asked: a department's bodies are found by their titles."""
    return any(grant.role == DEPARTMENT and Ability.FULFIL_DUTY in grant.abilities for grant in scope.grants)


def may_answer(scope: Scope, duty: Duty) -> bool:
    """Whether somebody may act for the body of a duty: in its own division, or from above."""
    scheme = loaded(duty.campaign.scheme_version)
    return any(
        Ability.FULFIL_DUTY in grant.abilities
        and grant.covers(duty.answers_code)
        and (grant.role != DEPARTMENT or duty.body in _bodies(scheme, grant))
        for grant in scope.grants
    )


def _of_department(grant: Grant) -> Q:
    found = NOTHING
    for version in versions_running():
        found |= Q(campaign__scheme_version=version, body__in=_bodies(loaded(version), grant))
    return found


def _bodies(scheme: Scheme, grant: Grant) -> list[str]:
    departments = [body for body in scheme.bodies.values() if body.kind not in OFFICES]
    return [body.id for body in departments if not grant.remit or grant.remit in body.title]

"""Who calls: the token of the request, and what every operation asks before it answers."""

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from sanwu.base import clock
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.people.tokens import Bearer, bearer_of


class Call(HttpRequest):
    """A request behind the token, for annotations."""

    auth: Bearer


class Token(HttpBearer):
    """`Authorization: Bearer sanwu_…`."""

    openapi_description = "An access token of an account; see docs/developers/api.md"

    def authenticate(self, request: HttpRequest, token: str) -> Bearer | None:
        """The account that the token speaks for, or None (401)."""
        return bearer_of(token.strip(), clock.now())


def demand(request: Call, ability: Ability, *, of_object: bool = False) -> Bearer:
    """The caller, if she holds `ability` anywhere: otherwise 404 for what is about one object, and 403 for the rest."""
    if not request.auth.scope.may(ability):
        if of_object:
            raise Http404
        raise Refused("这个令牌没有做这件事的权限。", "no_right")
    return request.auth

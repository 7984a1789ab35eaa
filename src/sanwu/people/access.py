"""`@rule`: what a view demands. The middleware refuses a view that says nothing (security.md §5, net 3)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from sanwu.base.actor import Actor
from sanwu.base.scope import Ability, Scope

if TYPE_CHECKING:
    from sanwu.people.models import Account

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate(StrEnum):
    """What can be demanded besides an ability."""

    PUBLIC = "public"  # anybody, signed in or not
    SIGNED_IN = "signed_in"  # any account, whatever its posts
    TOKEN = "token"  # a program with an access token: the HTTP API asks for it, and then for what it needs


PUBLIC = Gate.PUBLIC
SIGNED_IN = Gate.SIGNED_IN
TOKEN = Gate.TOKEN


@dataclass(frozen=True)
class Rule:
    """What a view demands: for reading, and for writing where that is more."""

    read: Ability | Gate
    write: Ability | Gate

    def of(self, method: str | None) -> Ability | Gate:
        return self.read if method in SAFE_METHODS else self.write


class OfficeRequest(HttpRequest):
    """A request as every view behind a rule gets it, for annotations."""

    scope: Scope
    actor: Actor
    user: "Account"


def rule(read: Ability | Gate, *, write: Ability | Gate | None = None) -> Callable[[View], View]:
    """Declare what a view demands, as its outermost decorator: `@rule(Ability.VIEW_LEDGER)`.

    `write` is what POST demands where that is another right: `@rule(Ability.VIEW_LEDGER, write=Ability.CORRECT_FACT)`.
    This guards the door only. Which objects a person may reach is decided where they are fetched, by `visible_to`.
    """

    def declare(view: View) -> View:
        view.rule = Rule(read, read if write is None else write)  # type: ignore[attr-defined]
        return view

    return declare


def demand(request: HttpRequest, wanted: Ability, *, of_object: bool) -> None:
    """Refuse who does not hold an ability anywhere: 404 where the page is about one object, so that nobody learns
    whether it exists, else 403."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not scope.may(wanted):
        raise Http404 if of_object else PermissionDenied


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go after signing in: the `next` that was asked for if it is a page of ours, else `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else otherwise

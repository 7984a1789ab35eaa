"""A few pages with and without rules, for the tests of the middleware."""

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import path

from sanwu.base.scope import Ability
from sanwu.people import sessions
from sanwu.people.access import PUBLIC, SIGNED_IN, rule
from sanwu.people.models import Account


def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse(f"{request.actor.name}|{request.actor.post}|{len(request.scope.grants)}")  # type: ignore[attr-defined]


def declared(*args: Any, **kwargs: Any) -> Any:
    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        return page(request, **given)

    return rule(*args, **kwargs)(view)


@rule(PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    account = authenticate(request, username=request.POST.get("username"), password=request.POST.get("password"))
    if isinstance(account, Account):
        sessions.begin(request, account)
        return HttpResponse("welcome")
    return HttpResponse("wrong", status=422)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


handler403, handler404 = refused, missing
urlpatterns = [
    path("sign-in/", sign_in, name="sign_in"),
    path("sign-in/link/<str:token>/", declared(PUBLIC), name="sign_in_link"),
    path("public/", declared(PUBLIC), name="public"),
    path("home/", declared(SIGNED_IN), name="home"),
    path("ledger/", declared(Ability.VIEW_LEDGER), name="ledger"),
    path("ledger/<int:compound>/", declared(Ability.VIEW_LEDGER, write=Ability.CORRECT_FACT), name="compound"),
    path("journal/", declared(Ability.VIEW_JOURNAL), name="journal"),
    path("forgotten/", page, name="forgotten"),
]

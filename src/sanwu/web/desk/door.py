"""The door of every page: what it demands, which methods it answers, and how a refusal looks."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase

from sanwu.base.errors import SanwuError
from sanwu.base.scope import Ability
from sanwu.people.access import Gate, OfficeRequest, rule
from sanwu.web.ui.errors import not_allowed, refusal

P = ParamSpec("P")
PageView = Callable[Concatenate[OfficeRequest, P], HttpResponseBase]


def page(
    read: Ability | Gate, *, write: Ability | Gate | None = None, methods: tuple[str, ...] = ("GET",)
) -> Callable[[PageView[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Declare a page: `@page(Ability.VIEW_LEDGER, write=Ability.CORRECT_FACT, methods=("GET", "POST"))`.

    An object that is not there, or not in this person's scope, is 404; a verb that says no becomes a page that says so.
    """

    def declare(view: PageView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in allowed:
                return not_allowed(request, allowed)
            try:
                return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the middleware made it an OfficeRequest
            except ObjectDoesNotExist as missing:
                raise Http404 from missing
            except SanwuError as error:
                return refusal(request, error)

        update_wrapper(answer, view)
        return rule(read, write=write)(answer)

    return declare

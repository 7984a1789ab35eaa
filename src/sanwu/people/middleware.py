"""Between the session and the views: who is asking, and whether this view may be asked at all."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.scope import NOBODY, Ability
from sanwu.people import factors, sessions
from sanwu.people.access import Gate, Rule, demand
from sanwu.people.models import Account
from sanwu.people.selectors import scope_and_actor

ANONYMOUS = Actor(name="")
# What a person may open before the device that her post demands is bound.
WITHOUT_FACTOR = frozenset({"account", "password", "second_factor", "sign_out"})

Respond = Callable[[HttpRequest], HttpResponse]


class AccessMiddleware:
    """Ends sessions that are over, sets `request.scope` and `request.actor`, and lets nobody into a view without rule.

    Stands after the session, authentication and message middleware.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.is_revoked(request):
            sessions.end(request)
            messages.info(request, _("您的岗位或账号有变动，请重新登录。"))
        elif isinstance(request.user, Account) and sessions.is_over(request):
            sessions.end(request)
            messages.info(request, _("您有一段时间没有操作，为了安全已自动退出。请重新登录。"))
        scope, actor = NOBODY, ANONYMOUS
        if isinstance(request.user, Account):
            if sessions.UNATTENDED not in request.headers:
                sessions.touch(request)
            scope, actor = scope_and_actor(request.user, clock.today())
        request.scope, request.actor = scope, actor  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declared = getattr(view, "rule", None)
        if not isinstance(declared, Rule):
            if settings.SANWU_STRICT_RULES:
                raise ImproperlyConfigured(f"the view {view.__module__}.{view.__qualname__} declares no @rule")
            raise PermissionDenied
        wanted = declared.of(request.method)
        if wanted in (Gate.PUBLIC, Gate.TOKEN):
            return None
        if not isinstance(request.user, Account):
            return _to_sign_in(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in WITHOUT_FACTOR and factors.is_demanded(request.user, request.scope):  # type: ignore[attr-defined]
            messages.info(request, _("您的岗位需要动态口令。请先用手机绑定，只需一分钟。"))
            return _to(request, resolve_url("second_factor"))
        if isinstance(wanted, Ability):
            demand(request, wanted, of_object=bool(args or kwargs))
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and from there back to the page that was asked for (a form that was sent is not resent)."""
    target = resolve_url(settings.LOGIN_URL)
    if request.method == "GET" and "HX-Request" not in request.headers:
        target += "?" + urlencode({"next": request.get_full_path()})
    return _to(request, target)


def _to(request: HttpRequest, target: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        # htmx would put the other page into a corner of this one; this header makes the whole page go there.
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)

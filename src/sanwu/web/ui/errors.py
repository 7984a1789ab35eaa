"""Pages for what went wrong. They say what happened and what to do, in Chinese or English, and never leak a detail."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Busy, Refused, SanwuError, Stale

# Refusals that another post would lift; all others are rules that hold for everybody.
LACKING = ("no_right", "outside_scope")
# What people write in sentences, under the names that forms give it: shown again where a form cannot be.
WRITTEN = {
    "name": gettext_lazy("名称"),
    "label": gettext_lazy("名称或编号"),
    "value": gettext_lazy("数值"),
    "number": gettext_lazy("编号"),
    "source": gettext_lazy("依据"),
    "reason": gettext_lazy("理由"),
    "opinion": gettext_lazy("意见"),
    "note": gettext_lazy("备注"),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, handler400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, handler403."""
    return render(request, "403.html", {"message": "", "lacks_right": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, handler404; also what is shown for an object outside the person's scope. Programs get it as the API says no."""
    if request.path.startswith("/api/"):
        said = {"code": "not_found", "message": _("没有这个地址，请对照接口说明检查。"), "fields": []}
        return JsonResponse(said, status=404, json_dumps_params={"ensure_ascii": False})
    return _without_counts(request, "404.html", 404)


def not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """405: an address that only takes a form was opened by itself, or the other way round."""
    response = _without_counts(request, "405.html", 405)
    response["Allow"] = ", ".join(methods)
    return response


def _without_counts(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """For addresses that lead nowhere, which programs try by the thousand: the database is asked nothing more."""
    request.counts_nothing = True  # type: ignore[attr-defined]
    return render(request, template, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, handler500. Made without session, account or database: any of them may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def refusal(request: HttpRequest, error: SanwuError) -> HttpResponse:
    """The page for a verb that said no: busy 503, wrong input 400, changed meanwhile 409, refused 403, each with its
    sentence."""
    if isinstance(error, Busy):
        response = HttpResponse(render_to_string("503.html", {"message": error.message}), status=503)
        response["Retry-After"] = "30"
        return response
    if isinstance(error, BadInput):
        return render(request, "400.html", {"message": error.message}, status=400)
    if isinstance(error, Stale) or error.code == "client_key_used":
        return _changed(request, error)
    status = 403 if isinstance(error, Refused) else 400
    # A rule may say no to somebody who holds every right; asking for another post would not help.
    context = {"message": error.message, "lacks_right": error.code in LACKING}
    return render(request, "403.html", context, status=status)


def _changed(request: HttpRequest, error: SanwuError) -> HttpResponse:
    """The thing changed, or the form was used already (the browser's way back): what was typed is shown again."""
    typed = [(title, request.POST[name]) for name, title in WRITTEN.items() if request.POST.get(name, "").strip()]
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    return render(request, "409.html", {"message": error.message, "typed": typed, "back": back}, status=409)

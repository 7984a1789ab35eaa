"""Pages for what went wrong. They say what happened and what to do, in Chinese or English, and never leak a detail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from sanwu.base.errors import BadInput, Busy, Refused, SanwuError


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, handler400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, handler403."""
    return render(request, "403.html", {"message": ""}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, handler404; also what is shown for an object outside the person's scope."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, handler500. Made without session, account or database: any of them may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def refusal(request: HttpRequest, error: SanwuError) -> HttpResponse:
    """The page for a verb that said no: busy 503, wrong input 400, refused 403, with the sentence it gave."""
    if isinstance(error, Busy):
        response = HttpResponse(render_to_string("503.html", {"message": error.message}), status=503)
        response["Retry-After"] = "30"
        return response
    if isinstance(error, BadInput):
        return render(request, "400.html", {"message": error.message}, status=400)
    status = 403 if isinstance(error, Refused) else 400
    return render(request, "403.html", {"message": error.message}, status=status)

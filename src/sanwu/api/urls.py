"""/api/v1/: the HTTP API, its description at openapi.json. Every address declares its rule, as the pages do."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from sanwu.api import campaigns, compounds, divisions, facts, lists, verdicts, work, writing
from sanwu.api.answers import answer_errors, not_allowed
from sanwu.api.caller import Token
from sanwu.people.access import PUBLIC, TOKEN, rule

OPEN = frozenset({"openapi-json", "api-root"})


class Renderer(JSONRenderer):
    """Chinese stays readable in what is handed over."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


api = NinjaAPI(
    title="三无小区治理平台 API",
    version="1",
    description="Divisions, compounds, facts and verdicts, within what the account of the token may see.",
    docs_url=None,  # its page would fetch scripts from another server
    auth=Token(),
    renderer=Renderer(),
    urls_namespace="api",
)
answer_errors(api)
for reading in (divisions, facts, campaigns, compounds, verdicts, work, lists):
    api.add_router("", reading.router, tags=["reading"])
api.add_router("", writing.router, tags=["writing"])


def _ruled(pattern: URLPattern | URLResolver) -> URLPattern:
    assert isinstance(pattern, URLPattern)  # noqa: S101 - ninja makes nothing else
    view: Any = pattern.callback

    @csrf_exempt  # as ninja's own views: tokens, no cookies
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if pattern.name in OPEN and request.method not in ("GET", "HEAD"):  # ninja would answer any method
            return not_allowed(api, request, "GET")
        found: HttpResponseBase = view(request, *args, **kwargs)
        return not_allowed(api, request, found["Allow"]) if isinstance(found, HttpResponseNotAllowed) else found

    pattern.callback = rule(PUBLIC if pattern.name in OPEN else TOKEN)(answer)
    return pattern


patterns, app_name, namespace = api.urls
urlpatterns = [_ruled(pattern) for pattern in patterns]

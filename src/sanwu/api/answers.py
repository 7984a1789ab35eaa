"""How the API says yes and no: pages by position, and errors as {code, message, fields} with a Chinese sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sanwu.api.sentences import sentence_of
from sanwu.base.errors import BadInput, Busy, Refused, SanwuError, Stale

STATUS: tuple[tuple[type[SanwuError], int], ...] = ((BadInput, 422), (Stale, 409), (Refused, 403), (Busy, 503))


def answer_errors(api: NinjaAPI) -> None:
    """Every refusal in the same shape, whoever raised it."""

    @api.exception_handler(SanwuError)
    def _refused(request: HttpRequest, error: SanwuError) -> HttpResponse:
        status = next((status for kind, status in STATUS if isinstance(error, kind)), 422)
        answer = said(api, request, status, error.code, error.message)
        if status == 503:
            answer["Retry-After"] = "5"
        return answer

    @api.exception_handler(ValidationError)
    def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = [{"field": _place(problem["loc"]), "message": sentence_of(problem)} for problem in error.errors]
        return said(api, request, 422, "bad_request", _("请求的参数不正确，请按 fields 的说明改正。"), fields)

    @api.exception_handler(AuthenticationError)
    def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = said(
            api, request, 401, "no_token",
            _("请在请求头 Authorization 中写“Bearer 令牌”。令牌可能已过期或撤销，可在“我的账号”中重新发放。"),
        )  # fmt: skip
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    for missing in (Http404, ObjectDoesNotExist):
        api.add_exception_handler(missing, _not_there(api))

    @api.exception_handler(HttpError)
    def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return said(api, request, error.status_code, "bad_request", _("请求不能理解：请求体应为 JSON。"))


def _not_there(api: NinjaAPI) -> Any:
    def answer(request: HttpRequest, error: Exception) -> HttpResponse:
        return said(api, request, 404, "not_found", _("没有这项内容，或者不在您的权限范围内。"))

    return answer


def not_allowed(api: NinjaAPI, request: HttpRequest, methods: str) -> HttpResponse:
    """405: the address is there, but not for this method; `methods` are those it has."""
    text = _("这个地址不支持这种请求方法，可用的有：%(methods)s。") % {"methods": methods}
    answer = said(api, request, 405, "method_not_allowed", text)
    answer["Allow"] = methods
    return answer


def said(
    api: NinjaAPI,
    request: HttpRequest,
    status: int,
    code: str,
    message: str,
    fields: Sequence[Mapping[str, str]] = (),
) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "fields": list(fields)}, status=status)


def _place(location: Sequence[Any]) -> str:
    """("query", "limit") -> limit; what stands in a body keeps its path: value, or facts.0."""
    return ".".join(str(part) for part in location[1:] if part != "body") or str(location[0])

"""How the API says yes and no: pages by position, and errors as {code, message, fields} with a Chinese sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

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
        fields = [{"field": _place(problem["loc"]), "message": _sentence(problem)} for problem in error.errors]
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


def _sentence(problem: Mapping[str, Any]) -> str:
    """pydantic's problem in Chinese, by its kind."""
    kind, told = str(problem["type"]), problem.get("ctx", {})
    if kind == "missing":
        return _("缺少这一项。")
    if kind in ("int_parsing", "int_type", "int_from_float"):
        return _("应为整数。")
    if kind in ("greater_than_equal", "greater_than"):
        return _("不能小于 %(bound)s。") % {"bound": told.get("ge", told.get("gt"))}
    if kind in ("less_than_equal", "less_than"):
        return _("不能大于 %(bound)s。") % {"bound": told.get("le", told.get("lt"))}
    if kind in ("string_too_long", "string_too_short", "string_pattern_mismatch"):
        return _("长度或写法不正确。")
    if kind.startswith(("date", "datetime")):
        return _("应为日期，写成 YYYY-MM-DD。")
    if kind in ("literal_error", "enum"):
        return _("只能是：%(allowed)s。") % {"allowed": told.get("expected", "")}
    if kind == "extra_forbidden":
        return _("没有这一项，请删去。")
    return _("写法不正确。")

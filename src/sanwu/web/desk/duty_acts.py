"""What is done on a duty's page: a statement, taking it back, asking for more time, answering that."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability
from sanwu.duties.declaring import declare, undo
from sanwu.duties.extending import answer_extension, ask_extension
from sanwu.duties.models import Duty
from sanwu.duties.selectors import duty_for, extensions_of
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.duty_forms import AnswerForm, DeclareForm, ExtendForm, UndoForm
from sanwu.web.desk.duty_page import ANSWER, DECLARE, EXTEND, UNDO, show
from sanwu.web.ui.forms import KeyedForm


@page(Ability.VIEW_DUTIES, write=Ability.FULFIL_DUTY, methods=("POST",))
def duty_declare(request: OfficeRequest, number: int) -> HttpResponse:
    """The responsible body states that it was done."""
    form = DeclareForm(request.POST)

    def act(row: Duty) -> str:
        said = form.cleaned_data
        declare(
            duty=row, scope=request.scope, on=said["on"], evidence=said["evidence"], actor=request.actor,
            expected_version=said["version"], object_id=said["compound"] or 0, client_key=form.key,
        )  # fmt: skip
        return _("已登记办结。")

    return _take(request, number, DECLARE, form, act)


@page(Ability.VIEW_DUTIES, write=Ability.FULFIL_DUTY, methods=("POST",))
def duty_undo(request: OfficeRequest, number: int) -> HttpResponse:
    """A mistaken statement is taken back."""
    form = UndoForm(request.POST)

    def act(row: Duty) -> str:
        undo(
            duty=row, fulfilment_id=form.cleaned_data["fulfilment"], scope=request.scope,
            reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key,
        )  # fmt: skip
        return _("已撤销这次登记。")

    return _take(request, number, UNDO, form, act)


@page(Ability.VIEW_DUTIES, write=Ability.FULFIL_DUTY, methods=("POST",))
def duty_extend(request: OfficeRequest, number: int) -> HttpResponse:
    """More time is asked for."""
    form = ExtendForm(request.POST)

    def act(row: Duty) -> str:
        said = form.cleaned_data
        ask_extension(
            duty=row, scope=request.scope, until=said["until"], reason=said["reason"], actor=request.actor,
            expected_version=said["version"], client_key=form.key,
        )  # fmt: skip
        return _("延期申请已提交，等有权的人答复。")

    return _take(request, number, EXTEND, form, act)


@page(Ability.VIEW_DUTIES, write=Ability.GRANT_EXTENSION, methods=("POST",))
def duty_answer(request: OfficeRequest, number: int) -> HttpResponse:
    """More time is granted or refused."""
    form, grant = AnswerForm(request.POST), request.POST.get("answer") == "grant"

    def act(row: Duty) -> str:
        said = form.cleaned_data
        answer_extension(
            duty=row, scope=request.scope, grant=grant, reason=said["reason"], actor=request.actor,
            expected_version=said["version"], expected_case=said["case"], client_key=form.key,
        )  # fmt: skip
        return _("已同意延期。") if grant else _("已答复不同意延期。")

    return _take(request, number, ANSWER, form, act)


def _take(request: OfficeRequest, number: int, name: str, form: KeyedForm, act: Callable[[Duty], str]) -> HttpResponse:
    """Run one verb and go back to the page; show the page again with what was typed where that fails."""
    row = duty_for(request.scope, number)
    status = 422
    if form.is_valid():
        try:
            messages.success(request, act(row))
            return redirect("duty", row.pk)
        except BadInput as wrong:
            form.add_error(None, wrong.message)
        except Stale as stale:
            status = 409
            form = type(form)({**request.POST.dict(), **_now(request, number, name)})
            form.add_error(None, stale.message)
        except Refused as refused:
            status = 403
            form.add_error(None, refused.message)
    return show(request, duty_for(request.scope, number), {name: form}, status)


def _now(request: OfficeRequest, number: int, name: str) -> dict[str, str]:
    """What to go on from: the version of the duty, or the request that is answered and its version."""
    row = duty_for(request.scope, number)
    case = extensions_of(row).first() if name == ANSWER else None
    return {"case": str(case.pk), "version": str(case.version)} if case else {"version": str(row.version)}

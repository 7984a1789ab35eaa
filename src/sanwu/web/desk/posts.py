"""岗位: given, ended, covered while somebody is away (代班), handed over to a successor (移交)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import Refused, SanwuError, Stale
from sanwu.base.scope import Ability
from sanwu.people.access import OfficeRequest
from sanwu.people.models import Post
from sanwu.people.parts import version_of
from sanwu.people.posts import post_cover, post_hand_over, still_to_hand_over
from sanwu.people.selectors import accounts_visible_to, posts_visible_to
from sanwu.people.services import post_add, post_end
from sanwu.web.desk.door import page
from sanwu.web.desk.invitations import BOTH, form_page, side_by_side
from sanwu.web.desk.people import post_line
from sanwu.web.desk.people_forms import BasedForm, CoverForm, EndForm, HandOverForm, PostForm, after
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day

FIELDS = {
    "handed_over_in_the_past": "on", "outside_the_post": "on", "cover_in_the_past": "last_day", "bad_period": "last_day", "no_reason": "reason",
    "beyond_the_post": "last_day", "may_not_manage_accounts": "division", "closed_division": "division",
    "roles_exclude_each_other": "role", "objects_not_allowed": "objects_held", "unknown_role": "role",
}  # fmt: skip


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def post_new(request: OfficeRequest, number: int) -> HttpResponse:
    """One more post for a person."""
    account = accounts_visible_to(request.scope).get(pk=number)
    form = PostForm(request.scope, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            post_add(account=account, actor=request.actor, client_key=form.key, **form.said())
        except SanwuError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("岗位已增加。"))
            return redirect("person", account.pk)
    lead = _("岗位决定能看和能办什么：单位、岗位类型、管辖区划、职责范围、任期。")
    return form_page(request, form, {"account": account, "title": _("增加岗位"), "lead": lead, "button": _("增加")})


def _post(request: OfficeRequest, number: int) -> Post:
    visible = posts_visible_to(request.scope).select_related("account", "organisation", "division", "covers__account")
    return visible.get(pk=number)


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def post_stop(request: OfficeRequest, number: int) -> HttpResponse:
    """End a post on a day."""
    post = _post(request, number)

    def verb(form: BasedForm) -> object:
        return post_end(
            post=post, on=form.cleaned_data["on"], expected=form.cleaned_data["base"], actor=request.actor,
            client_key=form.key,
        )  # fmt: skip

    lead = _("岗位从这一天起失效，记录保留。没有办完的事项留在单位和岗位上，由接任人继续办理。")
    said = (_("不再任职"), "on")
    return _about(request, post, EndForm, verb, (_("终止岗位"), lead, _("岗位已终止。")), [said], {"on": clock.today()})


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def post_substitute(request: OfficeRequest, number: int) -> HttpResponse:
    """Somebody stands in for some days."""
    post = _post(request, number)

    def verb(form: BasedForm) -> object:
        data = form.cleaned_data
        return post_cover(
            post=post, substitute=data["substitute"], valid_from=data["valid_from"],
            valid_to=after(data["last_day"]) or data["valid_from"], reason=data["reason"], expected=data["base"],
            actor=request.actor, client_key=form.key,
        )  # fmt: skip

    lead = _("代班期间，代班人也担任这个岗位，日志里写明代谁；到期自动结束。原任职人的岗位不变。")
    said = [(_("代班人"), "substitute"), (_("从"), "valid_from"), (_("到"), "last_day")]
    words = (_("委托代班"), lead, _("已安排代班。"))
    return _about(request, post, CoverForm, verb, words, said, {"valid_from": clock.today()})


@page(Ability.MANAGE_ACCOUNTS, methods=BOTH)
def post_pass_on(request: OfficeRequest, number: int) -> HttpResponse:
    """A successor takes the post over; a form that was open while it was handed over still says what came of it."""
    post = _post(request, number)
    if request.method == "GET":
        try:
            still_to_hand_over(post)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("person", post.account_id)

    def verb(form: BasedForm) -> object:
        data = form.cleaned_data
        return post_hand_over(
            post=post, successor=data["successor"], on=data["on"], reason=data["reason"], expected=data["base"],
            actor=request.actor, client_key=form.key,
        )  # fmt: skip

    lead = _("原任职人的岗位到移交日为止，接任人从这一天起担任同一岗位。待办和审批属于单位和岗位，不用转移。")
    said = [(_("接任人"), "successor"), (_("从"), "on")]
    return _about(
        request, post, HandOverForm, verb, (_("移交岗位"), lead, _("岗位已移交。")), said, {"on": clock.today()}
    )


def _about(
    request: OfficeRequest,
    post: Post,
    kind: type[BasedForm],
    verb: Callable[[BasedForm], object],
    words: tuple[str, str, str],
    said: Sequence[tuple[Text, str]],
    initial: dict[str, Any],
) -> HttpResponse:
    """A form about a post. What somebody else changed meanwhile is shown beside what was typed, which stays in the form."""
    title, lead, done = words
    conflict = None
    if request.method == "GET":
        form = kind(request.scope, initial={**initial, "base": version_of(post)})
    else:
        form = kind(request.scope, request.POST)
    if form.is_valid():
        try:
            verb(form)
        except Stale as stale:
            post = _post(request, post.pk)
            conflict = side_by_side(stale, _both(post, form, said))
            renewed = request.POST.copy()
            renewed["base"] = version_of(post)
            form = kind(request.scope, renewed)
        except SanwuError as refused:
            refuse(form, refused)
        else:
            messages.success(request, done)
            return redirect("person", post.account_id)
    context = {
        "account": post.account, "line": post_line(post, clock.today()), "title": title, "lead": lead, "button": title,
    }  # fmt: skip
    return form_page(request, form, context, conflict=conflict)


def _both(post: Post, form: BasedForm, said: Sequence[tuple[Text, str]]) -> list[tuple[Text, Text, Text]]:
    """(what, as it is now, as it was typed)."""
    line = post_line(post, clock.today())
    now = f"{post.organisation.name} {post.get_role_display()} {post.division.name}"
    typed = _("，").join(f"{label}{_text(form.cleaned_data[name])}" for label, name in said)
    return [(_("岗位"), now, now), (_("任期"), f"{line.since} — {line.until}", typed)]


def _text(value: Any) -> str:
    return str(getattr(value, "name", "") or day(value))


def refuse(form: Any, refused: SanwuError) -> None:
    """A refusal beside the field that it is about, where the form has it."""
    field = FIELDS.get(refused.code)
    form.add_error(field if field in form.fields else None, refused.message)

"""方案草稿: the schemes that an area is writing; beginning one, putting one away and taking it up again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.drafts import draft_begin, draft_discard, draft_restore
from sanwu.campaigns.drafts_reading import bases, draft_for, drafts_visible_to
from sanwu.campaigns.models import DraftState, SchemeDraft
from sanwu.campaigns.selectors import schemes_shipped
from sanwu.people.access import OfficeRequest
from sanwu.policy.load import load_scheme
from sanwu.territory.selectors import division, full_name, full_names, options_for
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import newest_first
from sanwu.web.ui.words import title_of

VERSION, SHIPPED = "version-", "shipped-"
STATE_LOOKS = {
    DraftState.OPEN: ("info", "edit"),
    DraftState.PUBLISHED: ("good", "check"),
    DraftState.DISCARDED: ("none", "cross"),
}


@page(Ability.DRAFT_SCHEME)
def drafts(request: OfficeRequest) -> HttpResponse:
    """Drafts of this person's area, newest first; those put away only when asked for."""
    state = request.GET.get("state", "")
    rows = drafts_visible_to(request.scope)
    rows = rows.filter(state=state) if state in DraftState.values else rows.exclude(state=DraftState.DISCARDED)
    found = newest_first(rows, request.GET)
    places = full_names({draft.division_id for draft in found.rows}) if found.rows else {}
    lines = [
        {"draft": draft, "place": places.get(draft.division_id, ""), "look": STATE_LOOKS[DraftState(draft.state)]}
        for draft in found.rows
    ]
    context = {"lines": lines, "pager": found.pager, "state": state, "states": DraftState.choices}
    return render(request, "desk/scheme_drafts.html", context)


class BeginForm(KeyedForm):
    """Where to begin from, how it is called, and whose it is."""

    base = forms.ChoiceField(
        label=gettext_lazy("底稿"),
        required=False,
        help_text=gettext_lazy("选“空白”，就从带说明和例子的空白稿写起；也可以选一个现有方案，在它上面改。"),
    )
    title = forms.CharField(
        label=gettext_lazy("方案名称"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如“某某区三无小区整治实施方案”。以现有方案为底稿时可以不填。"),
    )
    scheme_id = forms.CharField(
        label=gettext_lazy("标识"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "小写英文字母、数字和连字符，例如 river-2026，以后不能改。修订现有方案时不填，就是它的下一版。"
        ),
    )
    division = forms.ChoiceField(
        label=gettext_lazy("哪里的方案"), help_text=gettext_lazy("这个区划和它上级有权起草方案的人，都能看到和修改。")
    )

    def __init__(self, scope: Scope, data: QueryDict | None = None, chosen: str = "") -> None:
        super().__init__(data, initial={"base": chosen})
        self.shipped = {shipped.id: shipped for shipped in schemes_shipped()}
        self.versions = {str(version.pk): version for version in bases()}
        published = [(VERSION + key, version_title(version)) for key, version in self.versions.items()]
        shipped = [(SHIPPED + key, title_of(one)) for key, one in self.shipped.items()]
        base: Any = self.fields["base"]
        base.choices = [("", _("空白"))]
        base.choices += [(_("已发布的方案"), published)] if published else []
        base.choices += [(_("随平台提供的方案"), shipped)] if shipped else []
        places = [place.code for place in options_for(scope, Ability.DRAFT_SCHEME)]
        names = full_names(places)
        where: Any = self.fields["division"]
        where.choices = [(code, names[code]) for code in places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("base"):
            for name in ("title", "scheme_id"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("从空白开始时，请填写这一项。"))
        return cleaned

    @property
    def began_with(self) -> dict[str, Any]:
        """The chosen beginning, as the verb takes it."""
        base = self.cleaned_data["base"]
        if base.startswith(VERSION):
            return {"copy_of": self.versions[base.removeprefix(VERSION)]}
        if base.startswith(SHIPPED):
            shipped = self.shipped[base.removeprefix(SHIPPED)]
            return {"files": load_scheme(shipped.path).files, "origin": f"{shipped.title}（{shipped.id}）"}
        return {}


@page(Ability.DRAFT_SCHEME, methods=("GET", "POST"))
def draft_new(request: OfficeRequest) -> HttpResponse:
    """Begin a scheme; the divisions offered are those where this person may, any other is no valid choice."""
    form = BeginForm(request.scope, request.POST if request.method == "POST" else None, request.GET.get("base", ""))
    if form.is_bound and form.is_valid():
        try:
            draft = draft_begin(
                title=form.cleaned_data["title"], scheme_id=form.cleaned_data["scheme_id"].strip(),
                division=division(form.cleaned_data["division"]), actor=request.actor, client_key=form.key,
                **form.began_with,
            )  # fmt: skip
        except (BadInput, Refused) as refused:
            form.add_error({"bad_title": "title", "bad_scheme_id": "scheme_id"}.get(refused.code), refused.message)
        else:
            messages.success(request, _("草稿已建立。边写边看右边的提示，写到没有错误就可以发布。"))
            return redirect("scheme_draft", draft.pk)
    return render(request, "desk/scheme_draft_new.html", {"form": form}, status=422 if form.is_bound else 200)


class DiscardForm(KeyedForm):
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=200, help_text=gettext_lazy("写清楚，以后查记录的人要看得懂。")
    )


@page(Ability.DRAFT_SCHEME, methods=("GET", "POST"))
def discard(request: OfficeRequest, number: int) -> HttpResponse:
    """作废: out of the list, with a reason; every text in it stays."""
    draft = draft_for(request.scope, number)
    form = DiscardForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            draft_discard(draft=draft, reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key)
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("“%(title)s”已作废，可以在“已作废”里恢复。") % {"title": draft.title})
            return redirect("scheme_drafts")
    context = {"draft": draft, "form": form, "place": full_name(draft.division_id)}
    return render(request, "desk/scheme_draft_discard.html", context, status=422 if form.is_bound else 200)


@page(Ability.DRAFT_SCHEME, methods=("POST",))
def restore(request: OfficeRequest, number: int) -> HttpResponse:
    """恢复: a draft that was put away goes on."""
    draft: SchemeDraft = draft_for(request.scope, number)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
    draft_restore(draft=draft, actor=request.actor, client_key=form.key)
    messages.success(request, _("“%(title)s”已恢复，可以接着写。") % {"title": draft.title})
    return redirect("scheme_draft", draft.pk)

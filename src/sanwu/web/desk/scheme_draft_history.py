"""各稿: everything that was saved of a draft, what each text changed, and any of them back again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.drafts import draft_save
from sanwu.campaigns.drafts_reading import draft_for, revision_of, revisions_of
from sanwu.campaigns.models import DraftState
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_draft_lines import changes
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import newest_first


class TakeBackForm(KeyedForm):
    """Nothing but the key: the revision stands in the address."""


@page(Ability.DRAFT_SCHEME)
def history(request: OfficeRequest, number: int) -> HttpResponse:
    """All revisions, newest first; those saved beside the draft are marked."""
    draft = draft_for(request.scope, number)
    found = newest_first(revisions_of(draft), request.GET, field="number")
    return render(request, "desk/scheme_draft_history.html", {"draft": draft, "rows": found.rows, "pager": found.pager})


@page(Ability.DRAFT_SCHEME, methods=("GET", "POST"))
def revision(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    """One saved text: what it changed, all of it, and the way to make it the draft again (as a new revision)."""
    draft = draft_for(request.scope, number)
    held = revision_of(draft, part)
    if request.method == "POST":
        form = TakeBackForm(request.POST)
        if not form.is_valid():
            raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
        saved = draft_save(
            draft=draft, files=held.files, expected_revision=draft.head, actor=request.actor,
            note=_("取回第 %(number)s 稿") % {"number": held.number}, client_key=form.key,
        )  # fmt: skip
        messages.success(
            request, _("第 %(number)s 稿已取回，现在是第 %(new)s 稿。") % {"number": part, "new": saved.number}
        )
        return redirect("scheme_draft", draft.pk)
    before = revision_of(draft, held.based_on).files if held.based_on else {}
    context = {
        "draft": draft,
        "held": held,
        "changes": changes(before, held.files),
        "files": sorted(held.files.items()),
        "form": TakeBackForm(),
        "may_take": draft.state == DraftState.OPEN and held.number != draft.head,
    }
    return render(request, "desk/scheme_draft_revision.html", context)

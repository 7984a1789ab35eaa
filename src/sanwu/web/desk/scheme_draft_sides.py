"""两稿对照: a text that was saved onto somebody else's stands beside what the draft says; a person chooses, by file."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.drafts import StaleDraft, draft_save
from sanwu.campaigns.drafts_reading import draft_for, revision_of
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_draft_lines import Change, changes
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.paging import number_in

MINE, CURRENT = "mine", "current"


@dataclass(frozen=True)
class Side:
    """One file that differs, and which side is offered: the one that changed it, if only one did."""

    change: Change
    offered: str


class ChooseForm(KeyedForm):
    """The choice of each file stands beside it, as `file-…`."""


@page(Ability.DRAFT_SCHEME, methods=("GET", "POST"))
def sides(request: OfficeRequest, number: int, part: int) -> HttpResponse:
    """Both sides of every file that differs; what is chosen becomes the next revision."""
    draft = draft_for(request.scope, number)
    mine, current = revision_of(draft, part), revision_of(draft)
    base = revision_of(draft, mine.based_on).files if mine.based_on else {}
    found = [
        Side(change, _offered(change.name, base, mine.files, current.files))
        for change in changes(current.files, mine.files)
    ]
    missing: list[str] = []
    if request.method == "POST":
        form = ChooseForm(request.POST)
        if not form.is_valid():
            raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
        chosen = {side.change.name: request.POST.get(f"file-{side.change.name}", "") for side in found}
        missing = [name for name, side in chosen.items() if side not in (MINE, CURRENT)]
        if not missing:
            try:
                saved = draft_save(
                    draft=draft, files=_together(chosen, mine.files, current.files),
                    expected_revision=number_in(request.POST, "version") or 0, actor=request.actor,
                    note=_("对照第 %(number)s 稿后选定") % {"number": mine.number}, client_key=form.key,
                )  # fmt: skip
            except StaleDraft as stale:
                messages.warning(request, stale.message)
                return redirect("scheme_draft_sides", draft.pk, stale.mine.number)
            messages.success(request, _("已按您的选择保存为第 %(number)s 稿。") % {"number": saved.number})
            return redirect("scheme_draft", draft.pk)
    context = {
        "draft": draft, "mine": mine, "current": current, "sides": found, "missing": missing, "form": ChooseForm(),
    }  # fmt: skip
    return render(request, "desk/scheme_draft_sides.html", context, status=422 if missing else 200)


def _offered(name: str, base: Mapping[str, str], mine: Mapping[str, str], current: Mapping[str, str]) -> str:
    if current.get(name) == base.get(name):
        return MINE
    return CURRENT if mine.get(name) == base.get(name) else ""


def _together(chosen: Mapping[str, str], mine: Mapping[str, str], current: Mapping[str, str]) -> dict[str, str]:
    """What the draft says, with my text where mine was chosen; a file that the chosen side has not is left out."""
    files = dict(current)
    for name, side in chosen.items():
        if side == MINE and name in mine:
            files[name] = mine[name]
        elif side == MINE:
            del files[name]
    return files

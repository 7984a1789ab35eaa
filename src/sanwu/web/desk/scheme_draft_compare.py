"""对照: a draft beside a published or shipped scheme, before it is published: by entries for the next version of the same
scheme, by subject for another city's."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sanwu.base.scope import Ability
from sanwu.campaigns.drafts_reading import draft_bundle, draft_for
from sanwu.people.access import OfficeRequest
from sanwu.policy.bundle import SOURCE
from sanwu.policy.load import load_files
from sanwu.web.desk.door import page
from sanwu.web.desk.plan_text import quotes
from sanwu.web.desk.scheme_compare import compared
from sanwu.web.desk.scheme_sides import Side, side_choices, side_of


@page(Ability.DRAFT_SCHEME)
def draft_compare(request: OfficeRequest, number: int) -> HttpResponse:
    """`with` is the key of a side; without it the version that the draft began from, if any."""
    draft = draft_for(request.scope, number)
    chosen = request.GET.get("with") or str(draft.copied_from_id or "")
    other = side_of(chosen)
    context: dict[str, Any] = {"draft": draft, "others": side_choices(chosen), "chosen": other}
    if other is not None:
        files = draft_bundle(draft)
        found = load_files(files)
        context["problems"] = len(found.problems)
        if found.scheme is not None:
            title = _("%(title)s（草稿）") % {"title": draft.title}
            mine = Side(title, found.scheme, quotes(files.get(SOURCE, "")))
            context |= compared(request, other, mine)
    return render(request, "desk/scheme_draft_compare.html", context)

"""The editor of a draft: all its files, saving, live checking, completion.

Without scripts it is a form with one text field for each file; with them the same form lies under the editor.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput, Busy, SanwuError
from sanwu.base.scope import Ability
from sanwu.campaigns.checking import check_files
from sanwu.campaigns.drafts import StaleDraft, draft_save
from sanwu.campaigns.drafts_reading import draft_for, files_changed, revision_of, shared_files
from sanwu.campaigns.drafts_rules import MOST_CHARACTERS
from sanwu.campaigns.models import DraftState, SchemeDraft
from sanwu.campaigns.skeleton import new_file
from sanwu.people.access import OfficeRequest
from sanwu.policy.bundle import OWN_FACTS, SCHEME
from sanwu.policy.complete import complete
from sanwu.territory.selectors import full_name
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_draft_words import MESSAGES, WORDS
from sanwu.web.desk.scheme_events import EVENTS
from sanwu.web.ui.words import person

SAVE, CHECK, ADD, FACTS = "save", "check", "add", "facts"
STATUS = {Busy: 503, BadInput: 400}


@page(Ability.DRAFT_SCHEME, methods=("GET", "POST"))
def draft(request: OfficeRequest, number: int) -> HttpResponseBase:
    """The editor; saving, adding a file, and (for browsers without scripts) checking."""
    held = draft_for(request.scope, number)
    if request.method != "POST":
        return _page(request, held, dict(revision_of(held).files))
    as_json = request.headers.get("Accept", "").startswith("application/json")
    files = _files_of(request.POST)
    if request.POST.get("do") == CHECK:
        return _page(request, held, files, **_checked(files))
    try:
        added = _with_added(files, request.POST)
        saved = draft_save(
            draft=held, files=files, expected_revision=_number(request.POST.get("version")), actor=request.actor,
            note=request.POST.get("note", ""), client_key=request.POST.get("client_key") or None,
        )  # fmt: skip
    except StaleDraft as stale:
        sides = reverse("scheme_draft_sides", args=[held.pk, stale.mine.number])
        if as_json:
            return JsonResponse({"message": stale.message, "sides": sides}, status=409)
        messages.warning(request, stale.message)
        return redirect(sides)
    except SanwuError as refused:
        if as_json:
            return _refusal(refused)
        return _page(request, held, files, status=422, refused=refused.message)
    if as_json:
        at = date_format(localtime(saved.saved_at), "TIME_FORMAT")
        said = {
            "revision": saved.number, "at": at, "by": saved.saved_by, "key": str(uuid4()), "title": held.title,
            "state": _state(saved.number, saved.saved_by, saved.saved_at),
        }  # fmt: skip
        return JsonResponse(said | ({"added": {"name": added, "text": files[added]}} if added else {}))
    messages.success(request, _("已保存为第 %(number)s 稿。") % {"number": saved.number})
    return redirect("scheme_draft", held.pk)


@page(Ability.DRAFT_SCHEME, methods=("POST",))
def draft_check(request: OfficeRequest, number: int) -> HttpResponseBase:
    """{revision, changed: {name: text}, removed: [name]} → what `checking.check_files` says of it, worked cases too."""
    held = draft_for(request.scope, number)
    return _answer(lambda: check_files(_changed(held, _asked(request)), cases=True))


@page(Ability.DRAFT_SCHEME, methods=("POST",))
def draft_complete(request: OfficeRequest, number: int) -> HttpResponseBase:
    """{revision, changed, removed, name, line, column} → {suggestions: [{text, kind, title, required}]}."""
    held = draft_for(request.scope, number)

    def suggestions() -> dict[str, Any]:
        asked = _asked(request)
        files = {**shared_files(), **_changed(held, asked)}
        found = complete(files, str(asked.get("name")), _number(asked.get("line")), _number(asked.get("column")))
        return {
            "suggestions": [{**one.as_json(), "title": one.title or str(EVENTS.get(one.text, ""))} for one in found]
        }

    return _answer(suggestions)


def _page(
    request: OfficeRequest, held: SchemeDraft, files: Mapping[str, str], status: int = 200, **more: Any
) -> HttpResponse:
    version = request.POST.get("version") if request.method == "POST" else None
    names = sorted(files, key=lambda name: (name != SCHEME, "/" in name, name))
    addresses = {
        name: reverse(view, args=[held.pk])
        for name, view in (("check", "scheme_draft_check"), ("complete", "scheme_draft_complete"))
    }
    context = {
        "draft": held,
        "place": full_name(held.division_id),
        "files": [{"name": name, "text": files[name], "kept": name == SCHEME} for name in names],
        "version": version or held.head,
        "key": uuid4(),
        "open": held.state == DraftState.OPEN,
        "saved": _state(held.head, held.saved_by, held.saved_at),
        "settings": {**addresses, "draft": held.pk, "most": MOST_CHARACTERS, **_said()},
        **more,
    }
    return render(request, "desk/scheme_draft.html", context, status=status)


def _state(number: int, who: str, at: datetime) -> str:
    """Which revision the server holds, whose it is and since when."""
    day = date_format(localtime(at), "SHORT_DATETIME_FORMAT")
    return _("第 %(number)s 稿 · %(who)s · %(at)s") % {"number": number, "who": person(who), "at": day}


def _said() -> dict[str, dict[str, str]]:
    """What the script and the editor component say, in the language of the page."""
    tables = (("words", WORDS), ("messages", MESSAGES))
    return {name: {key: str(word) for key, word in table.items()} for name, table in tables}


def _files_of(sent: QueryDict) -> dict[str, str]:
    removed = set(sent.getlist("remove")) - {SCHEME}
    pairs = zip(sent.getlist("name"), sent.getlist("text"), strict=False)
    return {name: text for name, text in pairs if name not in removed}


def _with_added(files: dict[str, str], sent: QueryDict) -> str:
    """Put in the file that is to be added; its name, or "" where none is."""
    name = sent.get("new", "").strip().replace("\\", "/")
    if sent.get("do") == FACTS:
        name = OWN_FACTS
    elif sent.get("do") != ADD and not name:
        return ""
    if not name:
        raise BadInput(_("请写上新文件的名称，例如 cases/merge.yaml。"), "bad_file_name")
    if "." not in name.rpartition("/")[2]:
        name += ".yaml"
    if name in files:
        raise BadInput(_("已经有名为“%(name)s”的文件了。") % {"name": name}, "file_exists")
    files[name] = new_file(name)
    return name


def _checked(files: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows of a check without scripts."""
    try:
        return {"checked": check_files(files, cases=True)}
    except SanwuError as refused:
        return {"refused": refused.message}


def _asked(request: OfficeRequest) -> dict[str, Any]:
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
    return asked


def _changed(held: SchemeDraft, asked: Mapping[str, Any]) -> dict[str, str]:
    changed, removed = asked.get("changed", {}), asked.get("removed", [])
    if not isinstance(changed, dict) or not isinstance(removed, list) or not _all_text([*changed.values(), *removed]):
        raise BadInput(_("提交的内容不完整，请刷新页面再试。"))
    return files_changed(held, _number(asked.get("revision")), changed, removed)


def _all_text(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _number(value: Any) -> int:
    """A whole number that a page sent; -1, which no revision and no line has, for whatever else stands there."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _answer(made: Callable[[], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(made(), json_dumps_params={"ensure_ascii": False})
    except SanwuError as refused:
        return _refusal(refused)


def _refusal(refused: SanwuError) -> JsonResponse:
    """A refusal for the script. A used key means that an answer never arrived: with the new one the text is kept beside."""
    said = {"message": refused.message, "code": refused.code}
    if refused.code == "client_key_used":
        said["key"] = str(uuid4())
    return JsonResponse(said, status=STATUS.get(type(refused), 403))

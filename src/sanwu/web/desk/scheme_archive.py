"""导出、导入方案: one file from one installation to another, looked at before anything is written."""

import base64
import binascii
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded, version_frozen
from sanwu.decisions.publishing import campaigns_on, effect_of
from sanwu.exchange.scheme_archive import Decided, Incoming, scheme_export, scheme_import, scheme_read
from sanwu.ledger.dictionary import known_facts
from sanwu.people.access import OfficeRequest
from sanwu.policy.archive import ENDING
from sanwu.policy.archive_facts import FactLine, facts_used
from sanwu.policy.bundle import LAW
from sanwu.policy.own_facts import difference, kind_text
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_effect import MOST_CAMPAIGNS, effect_views, within
from sanwu.web.desk.scheme_files import download

MOST = 1_000_000  # of an archive that a page takes; the command line takes larger ones
FACT, BODY = "fact-", "body-"


@page(Ability.VIEW_LEDGER, methods=("GET", "POST"))
def archive(request: OfficeRequest, number: int) -> HttpResponse:
    """What the archive of a version holds; a POST brings it, which is journalled."""
    version = version_frozen(number)
    if request.method == "POST":
        content = scheme_export(version=version, actor=request.actor)
        name = f"{version.scheme_id}-v{version.version}{ENDING}"
        return download(content, name, "application/zip")
    scheme = loaded(version)
    facts = scheme.dictionary.facts
    context = {
        "version": version,
        "title": version_title(version),
        "facts": [(name, facts[name].title, kind_text(facts[name])) for name in facts_used(scheme)],
        "bodies": len(scheme.bodies),
        "laws": [family.title for family in scheme.law.values()],
        "law_folder": LAW,
    }
    return render(request, "desk/scheme_archive.html", context)


@page(Ability.PUBLISH_SCHEME, methods=("GET", "POST"))
def archive_import(request: OfficeRequest) -> HttpResponse:
    """Take a file, say what in it means something else here and what it would change, and publish it."""
    if request.method != "POST":
        return render(request, "desk/scheme_import.html", {})
    try:
        content = _content(request)
        incoming = scheme_read(content, _decided(request))
    except BadInput as refused:
        return render(request, "desk/scheme_import.html", {"said": refused.message}, status=422)
    if request.POST.get("do") != "import" or incoming.unsettled:
        asked = request.POST.get("do") == "import"
        return _page(request, incoming, content, status=422 if asked else 200)
    try:
        version = scheme_import(
            incoming=incoming, actor=request.actor, client_key=request.POST.get("client_key") or None
        )
    except Refused as refused:
        return _page(request, incoming, content, said=refused.message, status=422)
    messages.success(
        request, _("已导入并发布“%(title)s”第 %(version)s 版。") % {"title": version.title, "version": version.version}
    )
    return redirect("scheme_version", version.pk)


def _content(request: OfficeRequest) -> bytes:
    """The file that was chosen, or the one that the page carried along."""
    sent = request.FILES.get("file")
    if sent is not None:
        content = b"".join(sent.chunks())
    else:
        try:
            content = base64.b64decode(request.POST.get("content", ""), validate=True)
        except (ValueError, binascii.Error):
            raise BadInput(_("方案包在提交的途中损坏了，没有导入。请重新选择文件。")) from None
    if not content:
        raise BadInput(_("请选择方案包。"))
    if len(content) > MOST:
        raise BadInput(_("这个方案包太大，页面上收不下。请让系统管理员用 sanwu scheme import 导入。"))
    return content


def _decided(request: OfficeRequest) -> Decided:
    """What was chosen for facts and bodies; an empty choice says nothing."""
    if request.POST.get("do") != "import":
        return Decided()
    chosen = {name: value.strip() for name, value in request.POST.items() if isinstance(value, str) and value.strip()}
    facts = {name.removeprefix(FACT): value for name, value in chosen.items() if name.startswith(FACT)}
    bodies = {name.removeprefix(BODY): value for name, value in chosen.items() if name.startswith(BODY)}
    return Decided(facts, bodies)


def _page(
    request: OfficeRequest, incoming: Incoming, content: bytes, said: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "incoming": incoming,
        "asked": [(line, _choices(incoming, line)) for line in incoming.facts if line.state != "same"],
        "same": sum(line.state == "same" for line in incoming.facts),
        "content": base64.b64encode(content).decode(),
        "client_key": uuid4(),
        "said": said,
        "effects": [],
    }
    if incoming.files is not None and incoming.known is None:
        running = within(request.scope, campaigns_on(incoming.scheme.id))[:MOST_CAMPAIGNS]
        effects = effect_of(files=incoming.files, campaigns=running, on=clock.today())
        context["effects"] = effect_views(effects, "")
    return render(request, "desk/scheme_import.html", context, status=status)


def _choices(incoming: Incoming, line: FactLine) -> list[tuple[str, str]]:
    """The facts here that are counted as that one is, the proposed one first; and to bring it along where there is none
    of its name."""
    theirs = incoming.scheme.dictionary.facts[line.id]
    ours = known_facts()
    fitting = [(name, f"{fact.title}（{name}）") for name, fact in ours.items() if not difference(theirs, fact)]
    if line.id not in ours:
        fitting.append((line.id, _("这里没有相同的，随方案带来（%(name)s）") % {"name": line.id}))
    return sorted(fitting, key=lambda pair: pair[0] != line.proposed)

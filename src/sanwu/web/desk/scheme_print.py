"""打印方案: the plan as an official document, looked at here and taken away as Word or PDF for signing."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded, version_frozen
from sanwu.exchange.scheme_print import paper_name, scheme_paper
from sanwu.exchange.scheme_print_text import scheme_document
from sanwu.people.access import OfficeRequest
from sanwu.render.gongwen import level_of
from sanwu.render.papers import PAPERS
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_files import download

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
}  # fmt: skip


class PrintForm(forms.Form):
    format = forms.ChoiceField(choices=[(ending, ending) for ending in PAPERS])


@page(Ability.VIEW_LEDGER, methods=("GET", "POST"))
def paper(request: OfficeRequest, number: int) -> HttpResponse:
    """Look at it; a POST brings the file, which is journalled."""
    version = version_frozen(number)
    if request.method == "POST":
        form = PrintForm(request.POST)
        if not form.is_valid():
            raise BadInput(_("请选择 Word 或 PDF。"))
        ending = form.cleaned_data["format"]
        content = scheme_paper(version=version, ending=ending, actor=request.actor)
        return download(content, paper_name(version, ending), TYPES[ending])
    published = localtime(version.published_at or version.loaded_at).date()
    document = scheme_document(loaded(version), version=version.version, digest=version.digest, published=published)
    context = {
        "version": version,
        "title": version_title(version),
        "document": document,
        "paragraphs": [(level_of(text), text) for text in document.paragraphs],
    }
    return render(request, "desk/scheme_print.html", context)

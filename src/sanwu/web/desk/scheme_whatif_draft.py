"""The values somebody tried, as a draft of the scheme's next version."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.campaigns.drafts import draft_begin
from sanwu.campaigns.selectors import campaign_for
from sanwu.decisions.whatif import changed_scheme
from sanwu.people.access import OfficeRequest
from sanwu.territory.models import Division
from sanwu.territory.selectors import division, options_for
from sanwu.web.desk.door import page
from sanwu.web.desk.scheme_whatif import read_tried
from sanwu.web.ui.forms import KeyedForm


class DraftForm(KeyedForm):
    campaign = forms.IntegerField(widget=forms.HiddenInput)


@page(Ability.DRAFT_SCHEME, methods=("POST",))
def whatif_draft(request: OfficeRequest) -> HttpResponse:
    """Begin a draft with these values; the worked cases of the scheme are then to be looked at again."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("这个页面已经过期，请回到试算页面再试一次。"), "bad_whatif")
    campaign = campaign_for(request.scope, form.cleaned_data["campaign"])
    tried = read_tried(campaign, request.POST)
    if not tried.values:
        raise BadInput(_("还没有改任何数。请先在试算页面改一两个数，再存成草稿。"), "nothing_tried")
    changed = changed_scheme(campaign.scheme_version, tried.values)
    if changed.scheme is None:
        raise BadInput("\n".join(str(problem) for problem in changed.problems), "bad_scheme")
    draft = draft_begin(
        title="", division=_division(request, campaign.division_id), files=changed.files, actor=request.actor,
        origin=_("试算：%(campaign)s") % {"campaign": campaign.name}, client_key=form.key,
    )  # fmt: skip
    messages.success(request, _("已存成草稿，改动都在里面。请写明每处改动的依据，并检查用例。"))
    return redirect("scheme_draft", draft.pk)


def _division(request: OfficeRequest, code: str) -> Division:
    """The campaign's division where this person may draft there, else the first where she may."""
    if request.scope.may(Ability.DRAFT_SCHEME, code):
        return division(code)
    return options_for(request.scope, Ability.DRAFT_SCHEME)[0]

"""撤回方案: a published version that no campaign may adopt any more, with a reason; nothing is deleted."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.publishing import scheme_withdraw
from sanwu.campaigns.selectors import campaigns_visible_to, version_frozen
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.door import page
from sanwu.web.ui.forms import KeyedForm


class WithdrawForm(KeyedForm):
    reason = forms.CharField(
        label=gettext_lazy("撤回的理由"), max_length=200,
        help_text=gettext_lazy("例如“面积标准写错，以第 3 版为准”。以后想采用这一版的人会看到这句话。"),
    )  # fmt: skip


@page(Ability.PUBLISH_SCHEME, methods=("GET", "POST"))
def withdraw(request: OfficeRequest, number: int) -> HttpResponse:
    """Ask for the reason, and withdraw. The campaigns that run on it are named: they keep it."""
    version = version_frozen(number)
    form = WithdrawForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            scheme_withdraw(
                version=version, reason=form.cleaned_data["reason"], actor=request.actor, client_key=form.key
            )
        except (BadInput, Refused) as refused:
            form.add_error("reason" if refused.code == "reason" else None, refused.message)
        else:
            messages.success(request, _("已撤回。正在用这一版的行动不受影响。"))
            return redirect("scheme_version", version.pk)
    running = campaigns_visible_to(request.scope).filter(scheme_version=version, closed_on=None)
    context = {"version": version, "title": version_title(version), "form": form, "campaigns": running[:20]}
    return render(request, "desk/scheme_withdraw.html", context, status=422 if form.is_bound else 200)

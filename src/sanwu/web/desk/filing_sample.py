"""抽样: drawing rows for site checks, and the draws that were made, each with what it takes to draw it again."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals.enums import State
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability
from sanwu.compounds.selectors import gone_among
from sanwu.decisions.filed import is_replaced, state_of, version_for
from sanwu.decisions.models import SiteSample
from sanwu.decisions.sampling import is_reproducible, sample_draw
from sanwu.exchange.documents import document_queue
from sanwu.people.access import OfficeRequest
from sanwu.web.desk.door import page
from sanwu.web.desk.filing_words import row_view, scheme_of
from sanwu.web.ui.forms import KeyedForm, Radios
from sanwu.web.ui.words import person

SIZE, SHARE = "size", "share"
PER_MILLE = 10  # of a percent
SHOWN = 5  # the newest draws
OPEN = (State.SUBMITTED, State.COUNTERSIGNING, State.ACCEPTED)


class SampleForm(KeyedForm):
    """How many, or which share; a seed of one's own where the draw is done in public."""

    how = forms.ChoiceField(
        label=gettext_lazy("怎么抽"),
        choices=[(SHARE, gettext_lazy("按百分比")), (SIZE, gettext_lazy("按个数"))],
        widget=Radios,
        initial=SHARE,
    )
    number = forms.DecimalField(
        label=gettext_lazy("抽多少"),
        max_digits=6,
        decimal_places=1,
        help_text=gettext_lazy("百分比可以带一位小数；个数请写整数。各街道按比例分配，能分到的至少一个。"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control-short"}),
    )
    seed = forms.CharField(
        label=gettext_lazy("抽样种子"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("留空由系统随机产生并留底；公开抽样时可以填当场商定的数字。"),
    )
    again = forms.BooleanField(
        label=gettext_lazy("另抽一份"),
        required=False,
        help_text=gettext_lazy("这一版名单已经抽过样。另抽的一份和原来的都会留底，并写明是第几份。"),
    )


@page(Ability.REVIEW_LIST, methods=("GET", "POST"))
def sample(request: OfficeRequest, number: int) -> HttpResponse:
    """The draws of a version; POST draws another."""
    request.section = "campaigns"  # type: ignore[attr-defined]  # which entry of the navigation is lit
    version = version_for(request.scope, number, Ability.REVIEW_LIST)
    form = SampleForm(initial={"how": SHARE})
    if request.method == "POST":
        form = SampleForm(request.POST)
        if form.is_valid():
            earlier = set(version.samples.values_list("pk", flat=True))
            said = form.cleaned_data
            try:
                made = sample_draw(
                    version=version, **_asked(form), seed=said["seed"].strip() or None, again=said["again"],
                    scope=request.scope, actor=request.actor, client_key=form.key,
                )  # fmt: skip
            except BadInput as wrong:
                form.add_error("again" if wrong.code == "drawn_already" else "number", wrong.message)
            else:
                if made.actor_id == request.actor.account_id:  # a form sent twice has its sheet made all the same
                    document_queue(version=version, kind="sample", source_id=made.pk, actor=request.actor)
                if made.pk in earlier and said["seed"].strip():
                    messages.info(
                        request, _("用种子 %(seed)s 已经抽过同样多少，见下面那一份，没有另抽。") % {"seed": made.seed}
                    )
                else:
                    messages.success(request, _("已抽取 %(count)s 个小区。") % {"count": len(made.drawn)})
                return redirect("list_sample", version.pk)
    samples = list(version.samples.select_related("version__campaign__scheme_version"))
    context = {
        "version": version,
        "campaign": version.campaign,
        "form": form,
        "open": state_of(version, is_replaced(version)) in OPEN,
        "samples": [_view(one, len(samples) - place) for place, one in enumerate(samples[:SHOWN])],
        "drawn": len(samples),
    }
    return render(request, "desk/list_sample.html", context, status=422 if form.is_bound else 200)


def _asked(form: SampleForm) -> dict[str, int]:
    number: Decimal = form.cleaned_data["number"]
    if form.cleaned_data["how"] == SHARE:
        return {SHARE: int(number * PER_MILLE)}
    if number != int(number):
        raise BadInput(_("个数请写整数。"), "bad_size")
    return {SIZE: int(number)}


def _view(sample: SiteSample, number: int) -> dict[str, Any]:
    """One draw, the how manieth of its list, with its rows."""
    version = sample.version
    scheme = scheme_of(version.campaign)
    rows = list(version.rows.filter(position__in=sample.drawn).order_by("position"))
    gone = gone_among(row.compound_id for row in rows)
    return {
        "sample": sample,
        "number": number,
        "by": person(sample.actor_name),
        "asked": _("%(n)s 个") % {"n": sample.size} if sample.size else f"{Decimal(sample.share or 0) / PER_MILLE}%",
        "same": is_reproducible(sample),
        "rows": [row_view(version.campaign, scheme, version.condition, row, row.position, gone=gone) for row in rows],
    }

"""One row of a work list: the form of one value, and what stands around it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from sanwu.exchange.worklist import Place, count_up_to_cap
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import known_facts
from sanwu.people.access import OfficeRequest
from sanwu.policy.model_facts import Fact
from sanwu.territory.selectors import full_name
from sanwu.web.desk.compound_form import known_choices
from sanwu.web.desk.correct import CorrectForm, value_field
from sanwu.web.ui.paging import link
from sanwu.web.ui.words import count_text, fact_text, title_of

SOURCE, SEEN_ON = "worklist_source", "worklist_observed_on"
# Facts shown beside the compound that is asked about, so that the person knows which one it is.
BESIDE = ("household_count", "building_count", "floor_area_m2", "built_year")


class WorkForm(CorrectForm):
    """One value with its source. An empty value is no answer here: skipping is a link."""

    compound = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, fact: Fact, *args: Any, **kwargs: Any) -> None:
        super().__init__(fact, *args, **kwargs)
        field = value_field(fact)
        if isinstance(field, forms.ChoiceField):
            field.choices = known_choices(field)  # without "not known": that is what it is already
            field.widget.template_name = "desk/radios_first.html"
        field.help_text = _("单位：%(unit)s。") % {"unit": fact.unit_text} if fact.unit_text else ""
        field.widget.attrs["autofocus"] = True
        field.required = True
        field.error_messages["required"] = _("请填写；还不知道的，点“跳过”。")
        self.fields["value"] = field


def based_on(sent: QueryDict, row: LedgerEntry) -> QueryDict:
    renewed = sent.copy()
    renewed["revision"] = str(row.revision)
    return renewed


def fresh_form(request: OfficeRequest, fact: Fact, row: LedgerEntry) -> WorkForm:
    """An empty form for a compound; the source stays as it was, for a pile of papers usually is of one kind."""
    initial = {
        "compound": row.compound_id, "revision": row.revision, "source": request.session.get(SOURCE, ""),
        "observed_on": request.session.get(SEEN_ON) or None,
    }  # fmt: skip
    return WorkForm(fact, initial=initial)


def place_of(row: LedgerEntry) -> Place:
    return Place(row.division_code, row.compound_id)


def shown_around(request: OfficeRequest, row: LedgerEntry | None, rows: Any) -> dict[str, Any]:
    """What stands around the form."""
    total, capped = count_up_to_cap(rows)
    overview = link(request.GET, waiting="", after="")
    shown: dict[str, Any] = {
        "row": row,
        "left": count_text(total, capped),
        "overview": overview,
        "here": link(request.GET),
    }
    if row is None:
        return shown | {"again": link(request.GET, after="")}
    known = known_facts()
    place = place_of(row)
    return shown | {
        "place": full_name(row.division_code),
        "beside": [
            (title_of(known[name]), fact_text(known[name], row.facts[name]))
            for name in BESIDE
            if name in known and name in row.facts
        ],
        "skip": link(request.GET, after=place),
        "back": link(request.GET) + ("&" if link(request.GET) != "?" else "") + f"before={place}",
    }

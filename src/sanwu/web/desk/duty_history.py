"""What happened to a duty: done, taken back, more time asked and granted; compounds done by one act in one line."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sanwu.approvals.models import Case
from sanwu.approvals.selectors import steps_of
from sanwu.approvals.words import VERBS
from sanwu.base import clock
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.duties.models import Duty, Fulfilment
from sanwu.duties.selectors import (
    DECLARED,
    Together,
    fulfilled_together,
    fulfilments_of,
    is_about_many,
    may_answer,
)
from sanwu.people.access import OfficeRequest
from sanwu.people.selectors import posts_on
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.duty_forms import UndoForm
from sanwu.web.desk.duty_words import event_title
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.words import day, person, phrased

SHOWN = 30


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    at: datetime
    title: str
    detail: str
    who: str
    struck: bool = False
    undo: UndoForm | None = None


def history(request: OfficeRequest, row: Duty, case: Case | None, sent: KeyedForm | None) -> list[Step]:
    """What was done, taken back, asked and answered, newest first; compounds done by one act in one line."""
    scheme = loaded(row.campaign.scheme_version)
    many = is_about_many(row)
    steps = [_of_many(scheme, group) for group in fulfilled_together(row)] if many else []
    single = list((fulfilments_of(row).filter(event=DECLARED) if many else fulfilments_of(row))[:SHOWN])
    names = _names(request, single) if many else {}
    own = _own(request) if any(made.event == DECLARED for made in single) else frozenset()
    steps += [_of_fulfilment(request, row, scheme, made, sent, names.get(made.object_id, ""), own) for made in single]
    if case is not None:
        until = _("延到%(day)s") % {"day": day(case.asked_for)}
        for step in steps_of(case):
            detail = phrased([until if step.number == 1 else "", step.reason])
            title = " ".join(part for part in (str(VERBS[step.verb]), step.named) if part)
            steps.append(Step(step.at, title, detail, _who(step.actor_name, step.post)))
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _own(request: OfficeRequest) -> frozenset[int]:
    """The organisations in which this person works: only who made a statement takes it back."""
    return frozenset(post.organisation_id for post in posts_on(request.user, clock.today()))


def _names(request: OfficeRequest, made: list[Fulfilment]) -> dict[int, str]:
    known = compounds_visible_to(request.scope, Ability.VIEW_DUTIES).filter(pk__in={one.object_id for one in made})
    return dict(known.values_list("pk", "name"))


def _of_many(scheme: Scheme, group: Together) -> Step:
    title = _("%(event)s（%(day)s）：%(count)s 个小区") % {
        "event": event_title(scheme, group.event), "day": day(group.on), "count": group.count,
    }  # fmt: skip
    return Step(group.at, title, group.evidence, _who(group.actor, group.organisation))


def _of_fulfilment(
    request: OfficeRequest, row: Duty, scheme: Scheme, made: Fulfilment, sent: KeyedForm | None, about: str,
    own: frozenset[int],
) -> Step:  # fmt: skip
    who = _who(made.actor_name, made.organisation)
    if made.undoes_id is not None:
        return Step(made.recorded_at, named(_("撤销登记"), about), made.evidence, who)
    undone = hasattr(made, "undone_by")
    title = _("%(event)s（%(day)s）") % {"event": event_title(scheme, made.event), "day": day(made.on)}
    form: UndoForm | None = None
    if made.event == DECLARED and not undone and row.campaign.closed_on is None and may_answer(request.scope, row):
        same = isinstance(sent, UndoForm) and sent.data.get("fulfilment") == str(made.pk)
        if same and isinstance(sent, UndoForm):
            form = sent
        elif made.organisation_id in own:
            form = UndoForm(initial={"fulfilment": made.pk}, auto_id=f"undo-{made.pk}-%s")
    return Step(made.recorded_at, named(title, about), made.evidence, who, struck=undone, undo=form)


def named(title: str, name: str) -> str:
    """What something is, and of which object."""
    return f"{title} · {name}" if name else title


def _who(name: str, post: str) -> str:
    return " · ".join(part for part in (person(name), post) if part)

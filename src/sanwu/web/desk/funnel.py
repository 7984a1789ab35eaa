"""The way of the compounds as a funnel: entered, surveyed, judged, to be remediated, and what the scheme's gates count."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing_terms import FILED, REVIEWED
from sanwu.indicators.selectors import SURVEYED, Figures, Tally, measured
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_gates import Gate, GateTest
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Measure, Phase
from sanwu.web.desk.bars import RULE, ledger_href
from sanwu.web.desk.figure_rows import judged_href, tally_rows
from sanwu.web.ui.charts import Part, share
from sanwu.web.ui.words import count_text, title_of


@dataclass(frozen=True)
class Step:
    """One step; `count` "" where nothing on the platform tells yet. `parts` draw the bar."""

    title: str
    count: str
    share: str
    note: str
    href: str
    parts: list[Part]


def funnel(
    campaign: Campaign, scheme: Scheme, figures: Figures, told: Mapping[str, Tally], area: str = ""
) -> list[Step]:
    """All steps in order, each with where its rows are; a later step does not always lie inside the one before it."""
    total = figures.compounds
    steps = [_step(_("列入行动"), total, total, "", ledger_href(campaign, division=area))]
    if survey_facts(scheme):
        complete = ledger_href(campaign, complete="yes", division=area)
        steps.append(_step(_("资料填齐"), figures.complete, total, _("摸底要求的数据项全部有值"), complete))
    for rule in list(scheme.conditions.values())[:1]:
        settled = judged_href(campaign, rule.id, area)
        steps.append(_step(_("已有认定结论"), figures.judged(rule.id), total, _("其余的待核实"), settled))
        href = ledger_href(campaign, **{RULE + rule.id: "yes", "division": area})
        steps.append(
            _step(_("认定为%(rule)s") % {"rule": title_of(rule)}, figures.outcome(rule.id, "yes"), total, "", href)
        )
    for phase, measure in _later(scheme):
        tally = measured(measure, told).tally
        title = title_of(measure) if get_language() == "en" else measure.of or title_of(measure)
        if tally is None:
            steps.append(Step(title, "", "", _("%(phase)s：没有登记") % {"phase": title_of(phase)}, "", []))
        else:
            note = title_of(phase) + "：" + _("应有 %(total)s") % {"total": count_text(tally.total)}
            rows = tally_rows(campaign, measure, tally, area)
            steps.append(_step(title, tally.done, tally.total, note, rows.done))
        if REVIEWED in measure.done_when and (filed := told.get(FILED)):
            on_file = ledger_href(campaign, stage="filed", division=area)
            steps.append(_step(_("已备案的小区"), filed.done, filed.total, "", on_file))
    return steps


def _step(title: str, count: int, total: int, note: str, href: str) -> Step:
    parts = [Part(title, count, "info"), Part(_("其余"), max(total - count, 0), "none")]
    return Step(title, count_text(count), share(count, total), note, href, parts)


def _later(scheme: Scheme) -> Iterator[tuple[Phase, Measure]]:
    """The measures that gates count after the survey, each with the first phase that asks for it at its end."""
    seen: set[str] = set()
    for phase in scheme.phases.values():
        for test in _tests(phase.exit):
            measure = scheme.measures[test.measure]
            if measure.id not in seen and not set(SURVEYED) & set(measure.done_when):
                seen.add(measure.id)
                yield phase, measure


def _tests(gate: Gate | None) -> Iterator[GateTest]:
    for part in gate.tests if gate else ():
        if isinstance(part, Gate):
            yield from _tests(part)
        else:
            yield part

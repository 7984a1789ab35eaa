"""The street petitions plan, as written and under the Regulation of 2022: whole, sound, and about matters, never people."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_scheme
from sanwu.policy.model import ByLaw, Entry, Recurring, Scheme, ToBeSet
from sanwu.policy.walk import walk

SCHEMES = Path(__file__).parents[2] / "schemes"
NAMES = ("street-petitions", "street-petitions-2022")
CLAUSES = [f"C-{number:02}" for number in range(1, 30)]
SIX_STEPS = ("read", "screen", "abstract", "handle", "report", "reply")


@pytest.fixture(scope="module", params=NAMES)
def loaded(request: pytest.FixtureRequest) -> Loaded:
    return load_scheme(SCHEMES / request.param)


@pytest.fixture(scope="module")
def scheme(loaded: Loaded) -> Scheme:
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


@pytest.fixture(scope="module")
def written() -> Scheme:
    """The plan as written."""
    found = load_scheme(SCHEMES / NAMES[0]).scheme
    assert found is not None
    return found


def cited(scheme: Scheme) -> set[str]:
    return {clause for _, part in walk(scheme) for clause in getattr(part, "clause", ()) or ()}


def test_every_worked_case_comes_out_as_written(loaded: Loaded) -> None:
    result = run_cases(loaded)
    assert [str(failure) for failure in result.failures] == []
    assert result.cases >= 25


def test_every_clause_is_cited_and_none_that_the_plan_does_not_have(scheme: Scheme) -> None:
    assert cited(scheme) == set(CLAUSES)


def test_the_source_shows_each_clause_once_and_in_order(loaded: Loaded) -> None:
    assert re.findall(r"^### (C-\d\d) \S", loaded.files["source.md"], re.MULTILINE) == CLAUSES


def test_every_entry_that_says_it_is_the_plans_cites_a_clause(scheme: Scheme) -> None:
    own = [part for _, part in walk(scheme) if isinstance(part, Entry) and part.status == "plan"]
    assert [entry.id for entry in own if not entry.clause] == []


def test_every_entry_has_an_english_title_where_the_model_plan_has_one(scheme: Scheme) -> None:
    sections = (
        "bodies",
        "measures",
        "targets",
        "goals",
        "phases",
        "duties",
        "assessments",
        "workflows",
        "rosters",
        "reports",
    )
    entries = [entry for section in sections for entry in getattr(scheme, section).values()]
    assert [entry.id for entry in entries if not entry.title_en] == []


def test_the_linter_says_exactly_what_is_known_and_accepted(scheme: Scheme) -> None:
    findings = lint(scheme)
    assert [(finding.code, finding.message) for finding in findings if finding.acknowledged is None] == []
    assert [finding.code for finding in findings] == ["undated_phase"] * 4


def test_the_year_is_open_so_no_date_of_the_plan_is_set(scheme: Scheme) -> None:
    assert {type(phase.ends) for phase in scheme.phases.values()} == {ToBeSet}
    fixed = [path for path, part in walk(scheme) if type(part).__name__ in ("OnDate", "YearEnd", "MonthEnd", "Dekad")]
    assert fixed == []


def test_goals_of_fewer_petitions_are_words_without_a_figure(written: Scheme) -> None:
    for goal in ("four_no_street", "three_no_community", "three_falls", "three_eliminations", "three_rank_retreats"):
        assert written.goals[goal].text
        assert (written.goals[goal].targets, written.goals[goal].condition) == ((), None), goal


def test_no_street_or_community_is_told_yes_or_no_by_a_count(scheme: Scheme) -> None:
    """C-02 and C-03 stay the plan's words: their counts are shown, and only the six haves are assessed."""
    assert set(scheme.assessments) == {"six_haves"}
    assert {member.measure for member in scheme.assessments["six_haves"].members.values()} == {None}


def test_a_case_without_a_name_has_a_last_day_too(scheme: Scheme) -> None:
    """Notice is excused where name or address is unclear; acceptance is not."""
    due = scheme.duties["handle_case"].due
    assert isinstance(due, ByLaw)
    assert due.after == "accept_case"
    flows = [flow.steps["handle"].within for flow in scheme.workflows.values() if "handle" in flow.steps]
    assert {within.after for within in flows if isinstance(within, ByLaw)} == {"accept_case"}


def test_review_and_second_review_are_two_bodies_each_a_level_above_the_one_before() -> None:
    desk = load_scheme(SCHEMES / NAMES[1]).scheme
    assert desk is not None
    chain = [
        desk.bodies[desk.duties[name].by or ""] for name in ("handle_case", "decide_review", "decide_second_review")
    ]
    assert [body.level for body in chain] == ["street", "district", "city"]


def test_counts_of_petitions_are_shown_and_measure_nobody(scheme: Scheme) -> None:
    shown = {measure.id for measure in scheme.measures.values() if measure.unit in ("件", "条")}
    assert {scheme.measures[name].better for name in shown} == {"neither"}
    used = {target.measure for target in scheme.targets.values()}
    used |= {score.measure for one in scheme.evaluation.values() for score in one.scores.values() if score.measure}
    used |= {
        trigger.measure for rung in scheme.ladder.values() for trigger in rung.triggers.values() if trigger.measure
    }
    assert not used & shown


def test_nobody_is_ranked(scheme: Scheme) -> None:
    assert scheme.modules.ranks is False
    assert {one.rank for one in scheme.evaluation.values()} == {"hidden"}


def test_accountability_names_a_duty_that_was_not_done_or_is_judged_never_a_count(scheme: Scheme) -> None:
    kinds = {trigger.kind for rung in scheme.ladder.values() for trigger in rung.triggers.values()}
    assert kinds == {"overdue", "rung_expired", "judged"}


def test_the_desk_of_2022_leaves_the_goals_of_fewer_petitions_out(written: Scheme) -> None:
    desk = load_scheme(SCHEMES / NAMES[1]).scheme
    assert desk is not None
    assert set(desk.goals) == {"three_raises"}
    assert {"visits_capital", "abnormal_visits"} & set(desk.measures) == set()
    assert set(desk.duties) >= set(written.duties)


def fields(part: object) -> Iterator[BaseModel]:
    if isinstance(part, BaseModel):
        yield part
        for name in type(part).model_fields:
            yield from fields(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from fields(value)


def test_no_field_asks_who_somebody_is_and_contacts_are_kept_apart(scheme: Scheme) -> None:
    private = re.compile("姓名|身份证|名单|行踪|轨迹|照片上的人")
    asked = [
        field for flow in scheme.workflows.values() for field in fields(flow) if type(field).__name__ == "StepField"
    ]
    assert len(asked) > 20
    assert [field.id for field in asked if private.search(field.title)] == []  # type: ignore[attr-defined]
    contacts = [field for field in asked if "联系" in field.title]  # type: ignore[attr-defined]
    assert all(field.private and not field.required for field in contacts)  # type: ignore[attr-defined]


def test_letters_go_through_six_steps_and_visits_have_six_norms(scheme: Scheme) -> None:
    letter, visit = scheme.workflows["letter"], scheme.workflows["visit"]
    assert tuple(letter.steps)[:6] == SIX_STEPS
    assert [step.title[1:] for step in letter.steps.values()][:6] == ["阅", "筛", "摘", "办", "报", "复"]
    assert len(visit.norms) == 6
    assert all(norm.fields for norm in visit.norms.values())
    for flow in (letter, visit):
        assert tuple(flow.steps)[-1] == "return_visit"
        assert flow.transfer is not None
        assert (flow.transfer.allowed, flow.transfer.reason) == ("inside", True)


def test_silence_is_no_zero_and_a_leader_is_there_each_working_day(scheme: Scheme) -> None:
    zero = [report for report in scheme.reports.values() if report.kind == "zero"]
    assert len(zero) == 2
    assert {report.missing for report in zero} == {"silent"}
    every = scheme.rosters["leaders_reception"].every
    assert isinstance(every, Recurring)
    assert every.every == "working_day"

"""The burden of a scheme: what is asked, how long it takes, and what nobody stated."""

from fractions import Fraction
from typing import get_args

from sanwu.policy.burden import TIMES, Assumed, burden
from sanwu.policy.model_periods import Rhythm
from tests.policy.small import scheme

BODY = """
bodies:
  near: {title: 社区, level: community}
  far: {title: 区, level: district}
forms:
  survey:
    title: 调查表
    by: near
    minutes: 12
    sections:
      main:
        title: 基本
        required: [households]
        optional: [area]
        photos: {gate: {title: 大门, required: yes, need: 看有没有门卫}, wall: {title: 围墙, required: yes}}
  judgement: {title: 判断表, by: near, sections: {main: {title: 判断, required: [guarded, households]}}}
duties:
  survey: {title: 调查, by: near, object: compound, due: to_be_set, forms: [survey]}
  visit: {title: 走访, by: near, object: compound, recurs: {every: month, times: 2}, done_when: visit_recorded}
  round: {title: 巡查, by: far, object: district, recurs: {every: month}, done_when: inspection_recorded}
  clean: {title: 清扫, by: near, object: community, recurs: {every: day}, done_when: declared}
  tell: {title: 报送, by: near, recurs: {every: month}, done_when: report_submitted}
reports:
  monthly: {title: 月报, kind: periodic, by: near, every: month, duty: tell}
"""


def test_every_rhythm_has_a_number_of_times() -> None:
    assert set(TIMES) == set(get_args(Rhythm))


def test_a_fact_is_counted_once_and_names_the_forms_that_ask_for_it() -> None:
    facts = {asked.fact: asked for asked in burden(scheme(BODY)).facts}
    assert facts["households"].forms == ("survey", "judgement")
    assert facts["households"].required
    assert not facts["area"].required


def test_minutes_that_the_scheme_states_stand_apart_from_assumed_ones() -> None:
    found = burden(scheme(BODY), Assumed(field=Fraction(2), visit=Fraction(30), report=Fraction(20), compounds=3))
    assert found.once.stated == 12 * 3
    assert found.once.assumed == 2 * 2 * 3  # the form that no duty names: two fields, three compounds
    assert found.monthly.stated == 0
    assert found.monthly.assumed == 30 * 2 * 3 + 20  # visits, and one report that is a duty and a report at once


def test_work_that_is_no_paper_work_and_work_of_others_is_no_burden_of_a_community() -> None:
    loads = {load.entry: load for load in burden(scheme(BODY)).loads}
    assert "clean" not in loads
    assert "tell" not in loads
    assert loads["round"].counted is None


def test_a_compulsory_photo_without_need_is_counted() -> None:
    found = burden(scheme(BODY))
    assert [(asked.photo.title, asked.photo.need) for asked in found.photos] == [
        ("大门", "看有没有门卫"),
        ("围墙", None),
    ]
    assert found.without_need == 1


def test_an_empty_scheme_asks_nothing() -> None:
    found = burden(scheme())
    assert (found.facts, found.loads, found.photos, found.monthly.all) == ((), (), (), 0)

"""A made scheme with a duty of every shape, over the small territory of tests/worlds.py."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.identity import Identity
from sanwu.duties.services import generate
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people.models import Account
from sanwu.people.selectors import actor_of, scope_of
from sanwu.people.services import account_add
from sanwu.records.services import act
from tests.worlds import CITY, RAIN, RIVER, plant_tree

OPENED = date(2026, 3, 2)  # a Monday
FACTS = """
version: 1
groups: {identity: {title: 基本信息}}
facts:
  household_count: {title: 户数, type: integer, unit: 户, group: identity, collected_by: survey}
"""
SCHEME = """
id: made-2026
version: 1
title: 试验整治方案
bodies:
  group: {title: 区领导小组, level: district, kind: leading_group, clause: X-1}
  street: {title: 街道办事处, level: street, kind: street_office, clause: X-1}
  committee: {title: 社区居委会, level: community, kind: residents_committee, clause: X-1}
  housing: {title: 市住建部门, level: city, kind: housing, clause: X-1}
  fire: {title: 区消防部门, level: district, kind: fire, clause: X-1}
events: {vote_meeting: {title: 业主大会, clause: X-1}}
conditions:
  small:
    title: 规模小
    polarity: deficit
    holds_when: all
    clause: X-1
    members: {few: {title: 户数少, when: {household_count: {below: 50}}, clause: X-1}}
duties:
  report: {title: 上报名单, by: group, object: district, due: 2026-03-20, done_when: list_submitted, clause: X-2}
  review: {title: 复核名单, by: housing, object: district, due: {after: report, days: 5, clock: working}, done_when: list_reviewed, clause: X-3}
  announce: {title: 公示名单, by: street, object: street, due: {after: list_filed, days: 3}, done_when: declared, clause: X-3}
  survey: {title: 入户调查, by: committee, object: compound, due: 2026-04-30, done_when: survey_finished, clause: X-4}
  improve: {title: 完成整治, by: group, object: compound, due: 2026-12-31, applies_to: small, done_when: acceptance_passed, clause: X-4}
  look_back: {title: 回头看, by: group, object: compound, due: {after: acceptance_passed, months: 1}, done_when: look_back_done, clause: X-5}
  look_again: {title: 再回头看, by: group, object: compound, due: {after: acceptance_passed, months: 3}, follows: [look_back], done_when: look_back_done, clause: X-5}
  answer: {title: 答复投诉, by: street, object: case, due: {after: complaint_received, days: 5, clock: working}, done_when: complaint_answered, clause: X-5}
  zero: {title: 零报告, by: committee, object: community, done_when: zero_report_submitted, clause: X-6, recurs: {every: week, on: fri}}
  monthly: {title: 月度小结, by: housing, done_when: declared, clause: X-6, recurs: {every: month}}
  rules: {title: 制定资金办法, by: housing, due: to_be_set, done_when: declared, clause: X-7}
  both: {title: 公布方案, by: group, object: district, due: {target: 2026-03-10, limit: 2026-03-25}, done_when: declared, clause: X-7}
  drill: {title: 消防演练, by: fire, object: district, due: 2026-05-31, done_when: declared, clause: X-8}
  after_both: {title: 督促落实, by: group, object: district, due: {after: both, days: 10}, done_when: declared, clause: X-8}
"""


@pytest.fixture
def made_scheme(tmp_path: Path) -> Path:
    folder = tmp_path / "schemes" / "made-2026"
    folder.mkdir(parents=True)
    (folder / "scheme.yaml").write_text(SCHEME)
    (folder.parent / "facts.yaml").write_text(FACTS)
    return folder


@pytest.fixture
def campaign(db: None, made_scheme: Path) -> Campaign:
    """A campaign of the city, opened on 2 March 2026, without compounds and without duties yet."""
    plant_tree()
    version = scheme_load(path=made_scheme, actor=LOCAL_OPERATOR)
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "today", lambda: OPENED)
        opened = campaign_open(scheme_version=version, division=CITY, name="整治行动", actor=LOCAL_OPERATOR)
    return Campaign.objects.select_related("scheme_version").get(pk=opened.pk)


Enter = Callable[..., list[int]]


@pytest.fixture
def enter(campaign: Campaign) -> Enter:
    """Bring compounds, one for each division code, into the campaign; their ids."""

    def make(*codes: str) -> list[int]:
        with act(verb="fact.correct", actor=LOCAL_OPERATOR) as entry:
            rows = Created(
                [NewFacts(Identity(f"小区{n}", code), {"household_count": 40}, None) for n, code in enumerate(codes)]
            )
            origin = Origin("correction", "函", None, LOCAL_OPERATOR, CITY)
            made = record_changes(entry=entry, origin=origin, created=rows).created
        enter_compounds(
            campaign=campaign, compounds=zip(made, codes, strict=True), entered_by="hand", actor=LOCAL_OPERATOR
        )  # fmt: skip
        return list(made)

    return make


@pytest.fixture
def generated(campaign: Campaign, enter: Enter) -> Campaign:
    """The campaign with two compounds in one community and one known by its street only, and its duties."""
    enter(RAIN, RAIN, RIVER)
    generate(campaign=campaign, on=OPENED, actor=LOCAL_OPERATOR)
    return campaign


@pytest.fixture
def person(campaign: Campaign) -> Callable[..., tuple[Account, Scope, Actor]]:
    """An account with one post: person("district_official", EAST)."""

    def make(role: str, division: str, **more: Any) -> tuple[Account, Scope, Actor]:
        name = f"{role}-{division}-{Account.objects.count()}"
        account = account_add(username=name, name="经办人", role=role, division=division, actor=LOCAL_OPERATOR, **more)
        return account, scope_of(account, date(2026, 3, 2)), actor_of(account, date(2026, 3, 2))

    return make

"""Filters that lead from a figure to its rows: judged, complete, on which list, in no division below."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base.codes import range_of
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.models import Compound
from sanwu.decisions import listing_question
from sanwu.decisions.counting_lists import STAGES, counting_lists
from sanwu.decisions.listing import JUDGED, Filters, ledger_list
from sanwu.decisions.models import FileState, ListVersion
from sanwu.decisions.narrowing import gaps
from sanwu.decisions.removing import compound_withdraw
from sanwu.decisions.services import refresh
from sanwu.indicators.selectors import Reading
from sanwu.policy.completeness import survey_facts
from tests.decisions.filing_world import World, build
from tests.decisions.test_filing import accepted, file, submit
from tests.worlds import CITY, EAST, OFFICER, PINE, RIVER

ENOUGH = {"integer": 5, "decimal": "5.00", "boolean": True, "date": "2020-01-01", "text": "甲"}


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture(params=[0, 5000], ids=["walked", "few"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of finding rows bring the same."""
    monkeypatch.setattr(listing_question, "FEW", request.param)


def names(campaign: Campaign, filters: Filters) -> set[str]:
    found = ledger_list(scope=everywhere(), campaign=campaign, filters=filters)
    assert found.count == len(found.rows)
    return {row["name"] for row in found.rows}


def everyone(world: World) -> set[str]:
    return names(world.campaign, Filters())


def fill(world: World, name: str) -> None:
    """Every fact that the survey asks for becomes known."""
    scheme = loaded(world.campaign.scheme_version)
    known = world.compound(name).ledger.facts
    facts = {}
    for fact in survey_facts(scheme):
        about = scheme.dictionary.facts[fact]
        if known.get(fact) is None:
            facts[fact] = next(iter(about.choices)) if about.type == "choice" else ENOUGH[about.type]
    world.learn(name, **facts)


def test_places_of_the_same_words_are_looked_up_once(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert names(world.campaign, Filters(text="松风街道 松风园")) == {"松风园"}
    said = [one["sql"] for one in asked.captured_queries]
    looked_up = [sql for sql in said if 'FROM "territory_division"' in sql and " LIKE " in sql]
    assert len(looked_up) == 2, "one question a word"


def test_judged_is_every_outcome_but_unknown(world: World) -> None:
    campaign = world.campaign
    unknown = names(campaign, Filters(outcomes={"three_no": "unknown"}))

    assert names(campaign, Filters(outcomes={"three_no": JUDGED})) == everyone(world) - unknown
    assert len(everyone(world) - unknown) == Reading(campaign, everywhere()).figures().judged("three_no")


def test_a_file_is_complete_when_the_ledger_knows_it_all_and_no_longer_when_it_forgets(world: World) -> None:
    campaign = world.campaign
    assert names(campaign, Filters(complete="yes")) == set()
    assert names(campaign, Filters(complete="no")) == everyone(world)

    fill(world, "听雨里")
    assert names(campaign, Filters(complete="yes")) == {"听雨里"}
    assert names(campaign, Filters(complete="no")) == everyone(world) - {"听雨里"}
    assert Reading(campaign, everywhere()).figures().complete == 1
    assert names(campaign, Filters(complete="yes", outcomes={"three_no": "yes"})) == {"听雨里"}
    assert names(campaign, Filters(complete="yes", division=PINE)) == set()

    world.learn("听雨里", household_count=None)
    assert names(campaign, Filters(complete="yes")) == set()


def test_what_is_kept_of_files_is_what_a_judgement_from_scratch_gives(world: World) -> None:
    fill(world, "听雨里")
    kept = set(FileState.objects.values_list("compound", "division_code", "complete"))
    FileState.objects.all().delete()

    refresh(campaign=world.campaign, on=OFFICER and world.campaign.opened_on, actor=OFFICER, anew=True)

    assert set(FileState.objects.values_list("compound", "division_code", "complete")) == kept
    assert len(kept) == len(everyone(world))


def test_a_compound_that_was_taken_out_leaves_no_file_behind(world: World) -> None:
    compound = world.compound("听雨里")
    compound_withdraw(compound=compound, reason="录错了", actor=OFFICER, expected_version=compound.version)

    assert not FileState.objects.filter(compound=compound).exists()


def test_stages_are_the_rows_of_the_lists_that_count(world: World) -> None:
    campaign = world.campaign
    before = {stage: names(campaign, Filters(stage=stage)) for stage in STAGES}
    assert before == dict.fromkeys(STAGES, set()) | {"unlisted": everyone(world)}

    version = submit(world)
    rows = set(version.rows.values_list("name", flat=True))
    nothing: set[str] = set()
    assert rows
    assert names(campaign, Filters(stage="listed")) == names(campaign, Filters(stage="reviewing")) == rows
    assert names(campaign, Filters(stage="unfiled")) == names(campaign, Filters(stage="pending")) == rows
    assert names(campaign, Filters(stage="unlisted")) == everyone(world) - rows
    assert names(campaign, Filters(stage="reviewed")) == names(campaign, Filters(stage="filed")) == nothing


def test_a_filed_list_is_reviewed_and_filed(world: World) -> None:
    version = accepted(world)
    rows = set(version.rows.values_list("name", flat=True))
    assert names(world.campaign, Filters(stage="reviewed")) == names(world.campaign, Filters(stage="unfiled")) == rows

    file(world, version, who="city2")

    assert names(world.campaign, Filters(stage="filed")) == rows
    assert names(world.campaign, Filters(stage="unfiled")) == names(world.campaign, Filters(stage="reviewing")) == set()
    lists = counting_lists(ListVersion.objects.filter(campaign=world.campaign))
    assert (lists.listed, lists.reviewed, lists.on_file) == (len(rows),) * 3


def test_what_lies_in_a_division_and_in_none_below_it(world: World) -> None:
    """有人管的小区 and 砚湖一村 are entered under 滨河街道, not under a community of it."""
    found = names(world.campaign, Filters(unplaced=RIVER))
    assert found == {"有人管的小区", "砚湖一村"}
    assert names(world.campaign, Filters(unplaced=RIVER, outcomes={"three_no": "no"})) == {"有人管的小区"}
    assert names(world.campaign, Filters(unplaced=CITY)) == set()
    reading = Reading(world.campaign, everywhere())
    rest = next(area for area in reading.by_division(RIVER) if area.code == RIVER)
    assert rest.figures.compounds == len(found)


@pytest.mark.django_db
def test_the_gaps_of_a_division_are_what_its_parts_leave(world: World) -> None:
    low, high = range_of(EAST)
    ranges = gaps(EAST)

    assert ranges[0][0] == low
    assert ranges[-1][1] == high
    assert all(a < b for a, b in ranges)
    assert not any(a <= code < b for a, b in ranges for code in (RIVER, PINE))
    assert Compound.objects.exists()

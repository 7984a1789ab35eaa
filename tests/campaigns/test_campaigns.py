"""Opening campaigns, moving dates, and who sees them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.campaigns.models import Campaign, CampaignCompound, SchemeVersion
from sanwu.campaigns.rules import redatable
from sanwu.campaigns.selectors import campaign_for, campaigns_visible_to, entries_of, loaded
from sanwu.campaigns.services import campaign_open, enter_compounds, leave_campaign, scheme_load
from sanwu.compounds.models import Compound
from sanwu.records.models import Act
from sanwu.territory.models import Division

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

COUNTY, CITY = "990101000000", "990100000000"


@pytest.fixture
def version(scheme_folder: Path) -> SchemeVersion:
    return scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)


def start(version: SchemeVersion, division: str = COUNTY, name: str = "东江区整治行动", **more: Any) -> Campaign:
    return campaign_open(scheme_version=version, division=division, name=name, actor=LOCAL_OPERATOR, **more)


def test_a_campaign_is_opened_and_journalled(version: SchemeVersion) -> None:
    campaign = start(version)

    assert (campaign.division_id, campaign.opened_on, campaign.closed_on, campaign.redating) == (
        COUNTY,
        clock.today(),
        None,
        {},
    )
    entry = Act.objects.get(verb="campaign.open")
    assert (entry.object_id, entry.division_code, entry.result) == (str(campaign.pk), COUNTY, {"id": campaign.pk})
    assert entry.scheme_version.startswith("made-2020 1 ")


def test_the_same_call_again_brings_the_same_campaign(version: SchemeVersion) -> None:
    dates = {"report": {"date": "2026-03-31", "source": "东江府〔2026〕1号"}}
    first = start(version, redating=dates)

    assert start(version, redating=dates) == first
    assert start(version, name=" 东江区整治行动 ", redating=dates) == first
    assert Act.objects.filter(verb="campaign.open").count() == 1


def test_the_same_form_sent_twice_opens_one_campaign(version: SchemeVersion) -> None:
    assert start(version, client_key="k") == start(version, client_key="k")


def test_the_same_name_with_other_dates_is_refused(version: SchemeVersion) -> None:
    start(version)

    with pytest.raises(Refused, match="日期安排不同"):
        start(version, redating={"report": {"date": "2026-03-31", "source": "东江府〔2026〕1号"}})


def test_the_same_name_in_another_division_is_another_campaign(version: SchemeVersion) -> None:
    assert start(version).pk != start(version, division="990102000000").pk


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"division": "980000000000"}, "没有代码"),
        ({"division": "99010"}, "不是区划代码"),
        ({"name": " "}, "名称"),
        ({"name": "长" * 101}, "名称"),
        ({"name": "东\x00江"}, "名称"),
    ],
)
def test_a_wrong_division_or_name_is_refused(version: SchemeVersion, wrong: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        start(version, **wrong)
    assert not Campaign.objects.exists()


def test_a_division_that_was_closed_opens_no_campaign(version: SchemeVersion) -> None:
    Division.objects.filter(code=COUNTY).update(valid_to=date(2022, 1, 1))

    with pytest.raises(BadInput, match="撤销"):
        start(version)


# --- Dates of the area's own document ------------------------------------------------------------------------------------

SOURCE = "东江府〔2026〕1号"


def test_absolute_and_open_dates_of_duties_and_phases_may_be_set(version: SchemeVersion) -> None:
    dates = {
        "report": {"date": date(2026, 3, 31), "source": f" {SOURCE} "},
        "open": {"date": "2026-04-30", "source": SOURCE},
        "both": {"date": "2026-06-30", "source": SOURCE},
        "works": {"date": "2026-10-31", "source": SOURCE},
    }
    assert redatable(loaded(version)) == ["report", "open", "both", "survey", "works"]

    campaign = start(version, redating=dates)

    assert campaign.redating == {
        "report": {"date": "2026-03-31", "source": SOURCE},
        "open": {"date": "2026-04-30", "source": SOURCE},
        "both": {"date": "2026-06-30", "source": SOURCE},
        "works": {"date": "2026-10-31", "source": SOURCE},
    }


def test_the_end_of_what_only_recurs_may_be_set_where_the_plan_has_one(scheme_folder: Path) -> None:
    text = (scheme_folder / "scheme.yaml").read_text(encoding="utf-8")
    assert "every: month" in text
    (scheme_folder / "scheme.yaml").write_text(
        text.replace("every: month", "every: month, until: 2020-12-31"), encoding="utf-8"
    )
    version = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)

    assert "monthly" in redatable(loaded(version))
    assert start(version, redating={"monthly": {"date": "2026-12-31", "source": SOURCE}}).redating["monthly"]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"reprot": {"date": "2026-03-31", "source": SOURCE}}, ["reprot", "没有这个事项", "是不是想写“report”"]),
        ({"review": {"date": "2026-03-31", "source": SOURCE}}, ["review", "不能单独改"]),
        ({"monthly": {"date": "2026-03-31", "source": SOURCE}}, ["monthly", "不能单独改"]),
        ({"report": {"date": "2026-03-31"}}, ["report", "依据"]),
        ({"report": {"date": "2026-03-31", "source": "  "}}, ["report", "依据"]),
        ({"report": {"date": "2026-03-31", "source": "长" * 201}}, ["report", "依据"]),
        ({"report": {"source": SOURCE}}, ["report", "日期"]),
        ({"report": {"date": "2026-02-30", "source": SOURCE}}, ["report", "2026-02-30"]),
        ({"report": {"date": "明年三月", "source": SOURCE}}, ["report", "明年三月"]),
        ({"report": {"date": "2026-03-31", "source": SOURCE, "day": "1"}}, ["report", "day"]),
        ({"report": "2026-03-31"}, ["report", "date"]),
        (["report"], ["事项标识"]),
        ({"x": {}, "y": {}}, ["x：", "y："]),
    ],
)
def test_dates_that_cannot_be_moved_are_refused_with_what_to_do(
    version: SchemeVersion, dates: Any, words: list[str]
) -> None:
    with pytest.raises(BadInput) as refusal:
        start(version, redating=dates)

    assert all(word in refusal.value.message for word in words), refusal.value.message
    assert not Campaign.objects.exists()


# --- Who sees a campaign ---------------------------------------------------------------------------------------------


def holding(low: str, high: str, ability: Ability = Ability.VIEW_LEDGER) -> Scope:
    return Scope(1, (Grant("x", frozenset({ability}), low, high),))


DISTRICT = holding("990101000000", "990102000000")
NEIGHBOUR = holding("990102000000", "990103000000")
STREET = holding("990101001000", "990101002000")


def test_a_campaign_is_seen_from_above_and_from_below_and_not_from_beside(version: SchemeVersion) -> None:
    campaign = start(version)

    for scope in (everywhere(), holding("990100000000", "990200000000"), DISTRICT, STREET):
        assert list(campaigns_visible_to(scope)) == [campaign]
        assert campaign_for(scope, campaign.pk) == campaign
    for scope in (NOBODY, NEIGHBOUR, holding("990101000000", "990102000000", Ability.VIEW_JOURNAL)):
        assert list(campaigns_visible_to(scope)) == []
        with pytest.raises(Campaign.DoesNotExist):
            campaign_for(scope, campaign.pk)


def test_a_campaign_of_the_city_is_seen_in_all_its_districts(version: SchemeVersion) -> None:
    campaign = start(version, division=CITY)

    assert list(campaigns_visible_to(DISTRICT)) == list(campaigns_visible_to(NEIGHBOUR)) == [campaign]


def test_a_campaign_comes_whole_in_one_question_and_as_it_is_now(
    version: SchemeVersion, django_assert_num_queries: Any
) -> None:
    number = start(version).pk
    campaign_for(DISTRICT, number)

    Campaign.objects.filter(pk=number).update(name="改过的名称")

    with django_assert_num_queries(1):
        found = campaign_for(DISTRICT, number)
        told = (found.name, found.division.name, found.scheme_version.digest, found.scheme_version.withdrawn)
    stored = Campaign.objects.select_related("division", "scheme_version").get(pk=number)
    assert told == ("改过的名称", stored.division.name, version.digest, False)
    assert (found, found.redating, found.opened_on, found.closed_on) == (stored, {}, stored.opened_on, None)
    assert found.scheme_version.get_deferred_fields() == {"files"}


def test_the_ability_asked_for_counts(version: SchemeVersion) -> None:
    campaign = start(version)

    with pytest.raises(Campaign.DoesNotExist):
        campaign_for(STREET, campaign.pk, Ability.IMPORT_LEDGER)


# --- Compounds in a campaign --------------------------------------------------------------------------------------------


@pytest.fixture
def compounds() -> list[Compound]:
    return [
        Compound.objects.create(
            name=f"{n}号小区", match_name=f"{n}号小区", division_id=COUNTY, search_text="", created_at=clock.now()
        )
        for n in range(5)
    ]


def pairs(compounds: list[Compound]) -> list[tuple[int, str]]:
    return [(compound.pk, compound.division_id) for compound in compounds]


def enter(campaign: Campaign, compounds: list[tuple[int, str]], **more: Any) -> int:
    return enter_compounds(campaign=campaign, compounds=compounds, entered_by="import", actor=LOCAL_OPERATOR, **more)


def test_compounds_enter_once(version: SchemeVersion, compounds: list[Compound]) -> None:
    campaign = start(version)

    assert enter(campaign, pairs(compounds[:3]), entered_ref="7", on=date(2026, 1, 2)) == 3
    assert enter(campaign, pairs(compounds), entered_ref="8") == 2

    first = CampaignCompound.objects.get(compound=compounds[0])
    assert (first.division_code, first.entered_by, first.entered_ref, first.entered_on, first.left_on) == (
        COUNTY, "import", "7", date(2026, 1, 2), None,
    )  # fmt: skip
    assert entries_of(campaign).count() == 5


def test_compounds_leave_and_come_back(version: SchemeVersion, compounds: list[Compound]) -> None:
    campaign = start(version)
    enter(campaign, pairs(compounds))
    ids = [compound.pk for compound in compounds[:2]]

    assert leave_campaign(campaign=campaign, compounds=ids, actor=LOCAL_OPERATOR, reason="导入已撤销") == 2
    assert leave_campaign(campaign=campaign, compounds=ids, actor=LOCAL_OPERATOR, reason="导入已撤销") == 0
    assert entries_of(campaign).count() == 3

    newest = max(CampaignCompound.objects.values_list("pk", flat=True))
    assert enter(campaign, pairs(compounds)) == 2
    assert entries_of(campaign).count() == 5
    assert set(entries_of(campaign).filter(pk__gt=newest).values_list("compound_id", flat=True)) == set(ids)


def test_two_campaigns_hold_the_same_compound(version: SchemeVersion, compounds: list[Compound]) -> None:
    district, city = start(version), start(version, division=CITY, name="全市整治行动")

    assert (enter(district, pairs(compounds)), enter(city, pairs(compounds))) == (5, 5)


def test_compounds_outside_the_area_are_refused(version: SchemeVersion, compounds: list[Compound]) -> None:
    campaign = start(version)

    with pytest.raises(Refused, match="990102000000"):
        enter(campaign, [*pairs(compounds), (99, "990102000000")])
    assert not CampaignCompound.objects.exists()


def test_a_closed_campaign_takes_no_more(version: SchemeVersion, compounds: list[Compound]) -> None:
    campaign = start(version)
    campaign.closed_on = clock.today()

    with pytest.raises(Refused, match="已结束"):
        enter(campaign, pairs(compounds))


def test_a_post_on_single_compounds_sees_the_campaigns_that_these_are_in(
    version: SchemeVersion, compounds: list[Compound]
) -> None:
    campaign = start(version)
    enter(campaign, pairs(compounds[:1]))
    ability = frozenset({Ability.VIEW_LEDGER})
    partner = Scope(1, (Grant("partner_unit", ability, objects=frozenset({("compound", compounds[0].pk)})),))
    other = Scope(1, (Grant("partner_unit", ability, objects=frozenset({("compound", compounds[1].pk)})),))

    assert list(campaigns_visible_to(partner)) == [campaign]
    assert list(campaigns_visible_to(other)) == []

"""rollups rebuild"""

import pytest

from sanwu.base import clock
from sanwu.campaigns.models import Campaign
from sanwu.indicators.models import DivisionSum
from sanwu.indicators.services import fold
from tests.cli.conftest import Run
from tests.indicators.conftest import bring
from tests.worlds import RAIN, open_campaign, plant_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    plant_tree()
    campaign = open_campaign()
    bring(campaign, ("听雨里", RAIN, {}))
    fold(campaign=campaign, on=clock.today())
    return campaign


def test_sums_that_are_right_are_said_to_be(sanwu: Run, campaign: Campaign) -> None:
    answer = sanwu("rollups", "rebuild", "--campaign", campaign.pk, "--json")

    assert answer.code == 0
    assert answer.data == {"campaign": campaign.pk, "compounds": 1, "divisions": 5, "wrong": []}


def test_a_wrong_sum_is_named_and_put_right(sanwu: Run, campaign: Campaign) -> None:
    DivisionSum.objects.filter(prefix="9901").update(counts={"compounds": 9})

    answer = sanwu("rollups", "rebuild", "--campaign", campaign.pk)
    assert answer.code == 1
    assert "9901" in answer.out
    assert "已经改正" in answer.out
    assert DivisionSum.objects.get(prefix="9901").counts["compounds"] == 1


def test_a_campaign_that_does_not_exist_is_unusable_input(sanwu: Run, db: None) -> None:
    assert sanwu("rollups", "rebuild", "--campaign", 99).code == 2

"""Opening a campaign: only where one may, asked only what cannot be known, sent back with what was typed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.campaigns.models import Campaign
from tests.web.conftest import CITY, DISTRICT, OTHER_DISTRICT, STREET_A, at_most

Browser = Callable[[str], Client]


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "client_key": str(uuid4()),
        "scheme": "haikou-2016",
        "division": DISTRICT,
        "name": "秋季整治",
        "confirm": "on",
    } | changes


def test_a_campaign_is_opened_and_its_board_says_what_comes_next(sign_in: Browser) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(), follow=True)

    campaign = Campaign.objects.get()
    assert answer.redirect_chain == [(f"/campaigns/{campaign.pk}/", 302)]
    assert (campaign.name, campaign.division_id) == ("秋季整治", DISTRICT)
    assert "导入表格" in answer.content.decode()


def test_the_same_form_sent_twice_opens_one_campaign(sign_in: Browser) -> None:
    official, form = sign_in("official"), sent()
    places = {official.post("/campaigns/open/", form).headers["Location"] for _ in range(2)}

    assert len(places) == 1
    assert Campaign.objects.count() == 1


def test_dates_of_the_own_document_replace_those_of_the_plan(sign_in: Browser) -> None:
    official = sign_in("official")
    soon = clock.today() + timedelta(days=20)
    form = sent(**{"date-survey_filing": soon.isoformat(), "source": "望澜办〔2031〕3号"})
    page = official.post("/campaigns/open/", form, follow=True)

    stored = Campaign.objects.get().redating
    assert stored == {"survey_filing": {"date": soon.isoformat(), "source": "望澜办〔2031〕3号"}}
    assert "还有 20 天" in page.content.decode()


def test_the_dates_of_a_scheme_are_seen_before_the_campaign_is_opened(sign_in: Browser) -> None:
    official = sign_in("official")
    assert "date-survey_filing" not in official.get("/campaigns/open/").content.decode()

    with at_most(15):
        page = official.get("/campaigns/open/?scheme=haikou-2016").content.decode()

    assert "date-survey_filing" in page
    assert "个日期已经过去" in page
    assert "请填写这一项" not in page


def test_a_browser_without_scripts_sees_the_dates_too_and_keeps_what_was_typed(sign_in: Browser) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(look="1", name="冬季整治"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "date-survey_filing" in page
    assert 'value="冬季整治"' in page
    assert not Campaign.objects.exists()


def test_a_plan_of_the_past_is_opened_unchanged_only_where_somebody_says_so(sign_in: Browser) -> None:
    official = sign_in("official")
    form = sent()
    form.pop("confirm")
    answer = official.post("/campaigns/open/", form)

    assert answer.status_code == 422
    assert "个日期已过。请填新的日期，或者勾选确认" in answer.content.decode()
    assert not Campaign.objects.exists()
    assert official.post("/campaigns/open/", form | {"confirm": "on"}).status_code == 302


def test_a_plan_of_the_past_with_dates_of_its_own_needs_no_word(sign_in: Browser) -> None:
    official = sign_in("official")
    names = re.findall(r'name="(date-[^"]+)"', official.get("/campaigns/open/?scheme=haikou-2016").content.decode())
    soon = (clock.today() + timedelta(days=20)).isoformat()
    form = sent(source="望澜办〔2031〕3号", **dict.fromkeys(names, soon))
    form.pop("confirm")

    assert official.post("/campaigns/open/", form).status_code == 302
    assert len(Campaign.objects.get().redating) == len(names)


def test_a_date_without_a_document_is_sent_back(sign_in: Browser) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(**{"date-survey_filing": "2031-05-01"}))

    assert answer.status_code == 422
    assert "请写明依据的文件" in answer.content.decode()
    assert 'value="2031-05-01"' in answer.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("division", [OTHER_DISTRICT, CITY, "", "990101999000"])
def test_it_cannot_be_opened_where_the_person_has_no_right_to(sign_in: Browser, division: str) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(division=division))

    assert answer.status_code == 422
    assert not Campaign.objects.exists()


def test_a_scheme_that_does_not_ship_is_no_choice(sign_in: Browser) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(scheme="../../etc/passwd"))

    assert answer.status_code == 422
    assert not Campaign.objects.exists()


def test_a_missing_name_is_sent_back_and_the_rest_is_kept(sign_in: Browser) -> None:
    answer = sign_in("official").post("/campaigns/open/", sent(name=" ", division=STREET_A))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写这一项" in page
    assert f'<option value="{STREET_A}" selected>' in page


def test_the_same_campaign_with_other_dates_is_refused_with_a_reason(sign_in: Browser) -> None:
    official = sign_in("official")
    official.post("/campaigns/open/", sent())
    answer = official.post("/campaigns/open/", sent(**{"date-survey_filing": "2031-05-01", "source": "一号文件"}))

    assert answer.status_code == 422
    assert "已有同名行动" in answer.content.decode()


def test_a_street_officer_is_not_offered_to_open_one(sign_in: Browser) -> None:
    street = sign_in("street")

    assert "/campaigns/open/" not in street.get("/campaigns/").content.decode()
    assert street.get("/campaigns/open/").status_code == 403
    assert street.post("/campaigns/open/", sent(division=STREET_A)).status_code == 403

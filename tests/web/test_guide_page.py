"""The guide leads every role to its first steps, and to no page that it may not open."""

from collections.abc import Callable

import pytest
from django.test import Client

from sanwu.campaigns.models import Campaign
from sanwu.people.enums import Role
from sanwu.people.rules import ABILITIES_OF_ROLE
from sanwu.web.desk.guide import STEPS
from tests.web.conftest import CAST

Browser = Callable[[str], Client]


def test_every_role_has_its_first_steps() -> None:
    assert set(STEPS) == set(Role)
    assert all(steps for steps in STEPS.values())


def test_no_role_is_told_to_do_what_it_may_not() -> None:
    beyond = [
        (role, str(step.title))
        for role, steps in STEPS.items()
        for step in steps
        if step.ability is not None and step.ability not in ABILITIES_OF_ROLE[role]
    ]
    assert beyond == []


@pytest.mark.parametrize("person", CAST)
def test_every_step_opens_the_page_it_names(sign_in: Browser, campaign: Campaign, person: str) -> None:
    browser = sign_in(person)
    page = browser.get("/help/")
    assert page.status_code == 200
    (own,) = page.context["own"]

    hrefs = [href for _step, href in own.steps if href]
    assert hrefs
    for href in hrefs:
        assert browser.get(href, follow=True).status_code == 200, href


def test_steps_of_others_lead_nowhere_that_is_closed(sign_in: Browser, campaign: Campaign) -> None:
    browser = sign_in("audit")
    others = browser.get("/help/").context["others"]
    opened = {href for guide in others for _step, href in guide.steps if href}

    assert opened == {"/journal/"}


def test_every_page_leads_to_the_guide(sign_in: Browser) -> None:
    assert 'href="/help/"' in sign_in("street").get("/account/").content.decode()


def test_without_a_campaign_no_step_leads_into_one(sign_in: Browser) -> None:
    browser = sign_in("official")
    (own,) = browser.get("/help/").context["own"]

    assert all("/campaigns/" not in href or href == "/campaigns/open/" for _step, href in own.steps)

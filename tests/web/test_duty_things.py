"""A figure that counts over duties opens what it counts: the compounds, one by one, and what stands for itself."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_reviewing import list_review
from sanwu.duties.models import Duty
from sanwu.duties.services import fulfil
from sanwu.exchange.duties import bring_in_step
from sanwu.indicators.services import fold
from sanwu.people.models import Account
from sanwu.people.selectors import scope_and_actor
from tests.web.conftest import COMPOUNDS, DISTRICT, STREET_A, at_most, enter

Browser = Callable[[str], Client]
QUERIES = 15
SCHEMES = ("haikou-2016", "fancheng-light", "district-safety-2020", "chengdu-yards", "luohe-2020")


def opened(scheme: str) -> Campaign:
    version = scheme_load(path=django_settings.SANWU_SCHEMES / scheme, actor=LOCAL_OPERATOR)
    return campaign_open(scheme_version=version, division=DISTRICT, name="春季整治", actor=LOCAL_OPERATOR)


@pytest.fixture(params=SCHEMES)
def campaign(places: None, request: pytest.FixtureRequest) -> Campaign:
    return opened(request.param)


def happens(campaign: Campaign, compound: Compound, *events: str) -> None:
    for event in events:
        fulfil(
            event=event, campaign_id=campaign.pk, object_type="compound", object_id=compound.pk,
            division_code=compound.division_id, on=clock.today(), evidence="第1号", actor=LOCAL_OPERATOR,
        )  # fmt: skip


@pytest.fixture
def worked(campaign: Campaign, ledger: dict[str, Compound], cast: Callable[[str], Account]) -> Campaign:
    """Some compounds are far, one is done, most have not begun; a list is half reviewed where the plan asks for one."""
    bring_in_step(campaign, clock.today())
    first, second, *_rest = ledger.values()
    happens(campaign, first, "responsible_named", "plan_submitted", "budget_submitted", "works_finished")
    happens(campaign, first, "closed_out", "acceptance_passed", "handed_over", "look_back_done", "visit_recorded")
    happens(campaign, second, "responsible_named", "plan_submitted", "works_finished", "owners_body_founded")
    if campaign.scheme_version.scheme_id == "haikou-2016":
        who = dict(zip(("scope", "actor"), scope_and_actor(cast("official"), clock.today()), strict=True))
        reviewer = dict(zip(("scope", "actor"), scope_and_actor(cast("reviewer"), clock.today()), strict=True))
        version = list_submit(campaign=campaign, division=DISTRICT, **who)
        row = version.rows.order_by("position").values_list("pk", flat=True)[0]
        list_review(version=version, decision=RowDecision.ACCEPT, rows=[row], **reviewer)
    bring_in_step(campaign, clock.today())
    fold(campaign=campaign, on=clock.today())
    return campaign


def rows_of(browser: Client, address: str) -> int:
    """How many rows a list has, page after page."""
    browser.get("/")
    found = 0
    for _page in range(20):
        with at_most(QUERIES):
            answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        found += page.count('class="row-link"')
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            return found
        address = address.partition("?")[0] + unescape(following[1])
    raise AssertionError("a list without end")


def figures_of(page: str) -> list[tuple[str, int]]:
    """(address, count) of every figure of the gates that is a link, and of the steps of the funnel."""
    gates = page[page.index('id="gates"') :]
    gates = gates[: gates.index("</section>")]
    found = re.findall(r'href="([^"]+)">(?:看没有完成的 )?([\d,]+)</a>', gates)
    found += re.findall(r'<a[^>]*href="(/campaigns/\d+/duties/[^"]+)"[^>]*>\s*(?:<span[^>]*>)?([\d,]+)<', page)
    return [(unescape(href), int(count.replace(",", ""))) for href, count in found]


@pytest.mark.parametrize("person", ["official", "street"])
def test_every_figure_of_the_gates_opens_as_many_rows_as_it_counts(
    sign_in: Browser, worked: Campaign, person: str
) -> None:
    browser = sign_in(person)
    figures = figures_of(browser.get(f"/campaigns/{worked.pk}/").content.decode())

    assert len(figures) >= 2
    for href, count in figures:
        assert rows_of(browser, href) == count, href


@pytest.mark.parametrize("campaign", ["haikou-2016"], indirect=True)
def test_the_compounds_of_a_duty_are_listed_page_by_page_done_and_not_done(
    sign_in: Browser, worked: Campaign, ledger: dict[str, Compound]
) -> None:
    enter(worked, [(f"新增{n}号院", COMPOUNDS[0][1], COMPOUNDS[0][2]) for n in range(30)])
    bring_in_step(worked, clock.today())
    official, duty = sign_in("official"), Duty.objects.get(duty="name_responsible", object_id=0)
    assert duty.due_on is None, "the plan leaves its date open"
    first = next(iter(ledger))

    page = official.get(f"/duties/{duty.pk}/").content.decode()
    links = [
        (unescape(href), int(n))
        for href, n in re.findall(rf'href="(/duties/{duty.pk}/compounds/[^"]*)">看\D+(\d+) 个<', page)
    ]
    assert [n for _href, n in links] == [len(ledger) + 28, 2, len(ledger) + 30]
    for href, count in links:
        assert rows_of(official, href) == count
    assert rows_of(official, f"/duties/{duty.pk}/compounds/?state=undated") == len(ledger) + 28

    done = official.get(f"/duties/{duty.pk}/compounds/?state=done").content.decode()
    assert first in done
    assert "办结" in done
    assert first not in official.get(f"/duties/{duty.pk}/compounds/?state=open").content.decode()


@pytest.mark.parametrize("campaign", ["haikou-2016"], indirect=True)
def test_the_list_shows_what_lies_in_ones_own_part_only(sign_in: Browser, worked: Campaign) -> None:
    handed_over = f"/campaigns/{worked.pk}/duties/?duty=hand_over&under="
    here = Duty.objects.filter(duty="hand_over", object_id=0, division_code=STREET_A).first()
    assert here is not None

    whole = rows_of(sign_in("official"), handed_over + DISTRICT)
    assert rows_of(sign_in("official"), handed_over + STREET_A) == here.expected
    assert rows_of(sign_in("street"), handed_over + DISTRICT) == here.expected
    assert whole > (here.expected or 0) > 0
    assert sign_in("neighbour").get(handed_over + DISTRICT).status_code == 404


@pytest.mark.parametrize("campaign", ["haikou-2016"], indirect=True)
@pytest.mark.parametrize("asked", ["", "nothing", "hand_over,nothing", "patrol_daily"])
def test_what_no_figure_counts_has_no_list(sign_in: Browser, worked: Campaign, asked: str) -> None:
    assert sign_in("official").get(f"/campaigns/{worked.pk}/duties/?duty={asked}").status_code == 404


@pytest.mark.parametrize("campaign", ["haikou-2016"], indirect=True)
def test_a_duty_about_one_thing_has_no_list_of_compounds(sign_in: Browser, worked: Campaign) -> None:
    duty = Duty.objects.get(duty="report_list", division_code=DISTRICT)
    assert sign_in("official").get(f"/duties/{duty.pk}/compounds/").status_code == 404


@pytest.mark.parametrize("campaign", ["haikou-2016"], indirect=True)
def test_the_tile_of_what_is_late_opens_overdue_and_silent_duties(sign_in: Browser, worked: Campaign) -> None:
    official = sign_in("official")
    page = official.get(f"/campaigns/{worked.pk}/").content.decode()
    href = next(unescape(found) for found in re.findall(r'href="(/duties/[^"]+)"', page) if "overdue" in found)
    tile = page[page.index("逾期事项") :]
    count = int(re.findall(r"(?<![\w#-])(\d+)(?![\w-])", re.sub(r"<[^>]+>", " ", tile))[0])

    assert rows_of(official, href) == count > 0

"""Every figure of the boards, the overview, the large screen and the map opens its rows, and as many as it says."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.duties.services import generate
from sanwu.indicators.models import DaySum
from sanwu.indicators.services import fold
from tests.web.conftest import CITY, STREET_A

Browser = Callable[[str], Client]
NUMBER = re.compile(r"[\d,]+(\.\d)?%?")
# What holds nothing but a figure, on each page.
FIGURES = re.compile(
    r'<(td|span) class="(?:num|funnel__count)"[^>]*>(.*?)</\1>|<(strong)>(.*?)</strong>|<(div) class="screen__big[^>]*>(.*?)</div>',
    re.DOTALL,
)


@pytest.fixture
def folded(campaign: Campaign, ledger: dict[str, Compound]) -> Campaign:
    generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=clock.today())
    return campaign


def unlinked(page: str) -> list[str]:
    """Figures that lead nowhere; what stands inside a link as a whole was taken out."""
    page = re.sub(r"<a\b[^>]*>.*?</a>", "", page, flags=re.DOTALL)
    page = re.sub(r'<span class="muted small">[^<]*</span>', "", page)  # its share, beside a count that is a link
    found = []
    for match in FIGURES.finditer(page):
        text = unescape(re.sub(r"<[^>]+>", " ", " ".join(part for part in match.groups() if part))).split()
        found += [word for word in text if NUMBER.fullmatch(word) and word not in ("0", "0.0%")]
    return found


def counted_links(page: str) -> list[tuple[str, int]]:
    """(address in the ledger, count) of every link to it that shows a whole number."""
    found = re.findall(
        r'href="(/campaigns/\d+/ledger/[^"]*)"[^>]*>(?:<span>[^<]*</span>)?(?:<strong>)?\s*([\d,]+)<', page
    )
    return [(unescape(href), int(text.replace(",", ""))) for href, text in found]


@pytest.mark.parametrize(
    ("address", "fewest"),
    [("/campaigns/{}/", 22), (f"/campaigns/{{}}/?under={STREET_A}", 18), ("/campaigns/{}/screen/", 6),
     ("/campaigns/overview/", 3)],
)  # fmt: skip
def test_every_number_of_a_board_opens_as_many_rows(
    sign_in: Browser, folded: Campaign, address: str, fewest: int
) -> None:
    official = sign_in("official")
    page = official.get(address.format(folded.pk)).content.decode()
    wanted = {"100%", "1", "2"} if "screen" in address else set()  # places are numbered
    bounds = re.findall(r'<td class="num" data-label="要求">[^<]*</td>', page)
    page = page if not bounds else re.sub(r'<td class="num" data-label="(要求|现在)">[^<]*</td>', "", page)

    assert set(unlinked(page)) <= wanted
    links = counted_links(page)
    assert len(links) >= fewest
    for href, figure in links:
        assert f"<strong>{figure}</strong>" in official.get(href, follow=True).content.decode(), href


def test_a_gate_leads_to_what_is_done_and_to_what_is_left(sign_in: Browser, folded: Campaign) -> None:
    official = sign_in("official")
    page = official.get(f"/campaigns/{folded.pk}/").content.decode()

    left = next(unescape(href) for href in re.findall(r'href="([^"]+)">看没有完成的 6<', page))
    assert left == f"/campaigns/{folded.pk}/ledger/?complete=no"
    assert "资料：还没有填齐" in official.get(left).content.decode()
    duties = next(unescape(href) for href in re.findall(r'href="([^"]+)">看没有完成的 1<', page))
    assert duties.startswith(f"/campaigns/{folded.pk}/duties/?duty=report_list&state=open")
    assert "上报确定的整治对象" in official.get(duties).content.decode()


def test_what_lies_in_no_division_below_opens_its_rows(sign_in: Browser, folded: Campaign) -> None:
    official = sign_in("official")
    page = official.get(f"/campaigns/{folded.pk}/?under={STREET_A}").content.decode()
    href, figure = next(link for link in counted_links(page) if f"unplaced={STREET_A}" in link[0])

    rows = official.get(href).content.decode()
    assert f"<strong>{figure}</strong>" in rows
    assert "下级区划：还没有分到" in rows


def test_a_place_that_is_not_ones_own_cannot_be_asked_for(sign_in: Browser, folded: Campaign) -> None:
    rows = sign_in("street").get(f"/campaigns/{folded.pk}/ledger/?unplaced={CITY}&complete=maybe&stage=lost")
    assert "已选条件" not in rows.content.decode()


@pytest.mark.parametrize(("colour", "kinds"), [("", 2), ("-stage", 1)])
def test_the_legend_of_the_map_narrows_map_and_list(
    sign_in: Browser, folded: Campaign, colour: str, kinds: int
) -> None:
    official = sign_in("official")
    box = f"box=109,19,111,21&colour={colour}"
    page = official.get(f"/campaigns/{folded.pk}/map/?{box}&list=nowhere").content.decode()
    legend = page[page.index('class="map-legend"') : page.index('class="map-lines"')]
    links = [(unescape(href), int(n)) for href, n in re.findall(r'<strong><a href="([^"]+)">(\d+)</a>', legend)]

    assert len(links) >= kinds
    for href, figure in links:
        narrowed = official.get(f"/campaigns/{folded.pk}/map/{href}").content.decode()
        assert "109" in href
        assert f"<strong>{figure}</strong> 个" in narrowed


def test_the_newest_day_of_the_trend_opens_the_ledger_and_the_others_their_own_lists(
    sign_in: Browser, folded: Campaign
) -> None:
    page = sign_in("official").get(f"/campaigns/{folded.pk}/").content.decode()
    trend = page[page.index("启动以来的变化") : page.index('id="gates"')]
    assert len(counted_links(trend)) == 4
    assert "/days/" not in trend

    yesterday = clock.today() - timedelta(days=1)
    DaySum.objects.update(day=yesterday)
    page = sign_in("official").get(f"/campaigns/{folded.pk}/").content.decode()
    trend = page[page.index("启动以来的变化") : page.index('id="gates"')]
    assert len(counted_links(trend)) == 4
    assert trend.count(f"/campaigns/{folded.pk}/days/{yesterday.isoformat()}/?figure=") == 4
    assert "每个数点开" in trend

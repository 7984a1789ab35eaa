"""The ledger page finds, filters, sorts, pages and hands out; the board's figures lead to the rows they count."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from tests.web.conftest import COMPOUNDS, OTHER_DISTRICT, STREET_A, STREET_B, at_most, enter, known

Browser = Callable[[str], Client]
NAMES = {name for name, _street, _facts in COMPOUNDS}


def listed(browser: Client, campaign: Campaign, query: str = "") -> list[str]:
    """Names in the order of the page."""
    page = browser.get(f"/campaigns/{campaign.pk}/ledger/{query}").content.decode()
    return re.findall(r'class="row-link" href="[^"]*">([^<]+)<', page)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", NAMES),
        ("?q=渡口", {"渡口二村"}),
        ("?q=老院", {"听雨里老院"}),  # two characters
        ("?q=llxy", {"柳浪新苑"}),  # pinyin initials
        ("?q=liulang", {"柳浪新苑"}),
        ("?q=WL-0002", {"砚湖一村"}),
        ("?q=不存在", set()),
        ("?rule-three_no=yes", {"听雨里老院", "砚湖一村"}),
        ("?rule-three_no=unknown", {"柳浪新苑", "渡口二村"}),
        ("?rule-merge=merge", {"听雨里老院"}),
        ("?missing=has_governing_unit", {"柳浪新苑"}),
        ("?arrangement=firm", {"听雨花园"}),
        (f"?division={STREET_B}", {"渡口二村", "老船厂家属院"}),
        (f"?division={STREET_A}&rule-three_no=no", {"听雨花园"}),
        # What is no choice counts as not given.
        ("?rule-three_no=maybe", NAMES),
        (f"?division={OTHER_DISTRICT}", NAMES),
        ("?division=1;DROP&missing=nothing&sort=password", NAMES),
    ],
)
def test_filters_narrow_the_list(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], query: str, names: set[str]
) -> None:
    assert set(listed(sign_in("official"), campaign, query)) == names


EVERYTHING = {
    "q": "老",
    "division": STREET_A,
    "rule-three_no": "unknown",
    "rule-merge": "unknown",
    "rule-route": "unknown",
    "rule-management_mode": "unknown",
    "missing": "has_governing_unit",
    "arrangement": "unknown",
}


@pytest.mark.parametrize("sort", ["name", "-households", "area", "year"])
@pytest.mark.parametrize("left_out", [None, *EVERYTHING])
def test_no_combination_of_filters_asks_the_database_much(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], left_out: str | None, sort: str
) -> None:
    official = sign_in("official")
    official.get("/")
    query = {name: value for name, value in EVERYTHING.items() if name != left_out} | {"sort": sort}

    with at_most(15):
        assert official.get(f"/campaigns/{campaign.pk}/ledger/", query).status_code == 200


def test_a_heading_sorts_both_ways_and_unknown_values_stand_last(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    up, down = (listed(official, campaign, f"?sort={sort}") for sort in ("households", "-households"))

    assert up == ["听雨里老院", "柳浪新苑", "老船厂家属院", "砚湖一村", "渡口二村", "听雨花园"]
    assert down == [*reversed(up[:-1]), "听雨花园"]


def test_pages_follow_each_other_without_a_gap_and_back(sign_in: Browser, campaign: Campaign) -> None:
    enter(campaign, [(f"连排{n:02}号院", STREET_A, known(household_count=n // 3)) for n in range(60)])
    official = sign_in("official")
    address, seen, backs = f"/campaigns/{campaign.pk}/ledger/?sort=households", [], []
    while True:
        page = official.get(address)
        seen += re.findall(r'class="row-link" href="[^"]*">([^<]+)<', page.content.decode())
        pager = page.context["pager"]
        backs.append(pager.previous)
        if not pager.next:
            break
        address = f"/campaigns/{campaign.pk}/ledger/{pager.next}"

    assert len(seen) == len(set(seen)) == 60
    first = official.get(f"/campaigns/{campaign.pk}/ledger/{backs[1]}")
    assert re.findall(r'class="row-link" href="[^"]*">([^<]+)<', first.content.decode()) == seen[:25]


def test_an_active_filter_is_a_chip_that_can_be_taken_off(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/ledger/?q=老&rule-three_no=yes")
    chips = {str(chip.label): chip.href for chip in page.context["chips"]}

    assert set(chips) == {"查找“老”", "“三无”小区：是"}
    assert chips["查找“老”"] == "?rule-three_no=yes"


def test_the_address_keeps_only_what_was_asked_for(sign_in: Browser, campaign: Campaign) -> None:
    answer = sign_in("official").get(f"/campaigns/{campaign.pk}/ledger/?q=&division=&rule-three_no=yes&missing=")

    assert answer.headers["Location"] == f"/campaigns/{campaign.pk}/ledger/?rule-three_no=yes"


def test_the_filters_follow_the_answers_and_the_language_of_the_reader(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official, street = sign_in("official"), sign_in("street")
    street.post("/language/", {"language": "en", "next": "/"})
    address, asked = f"/campaigns/{campaign.pk}/ledger/", {"missing": "has_governing_unit"}
    option, folded = '<option value="has_governing_unit"{}>', '<details class="filter-bar__more"{}>'

    for _ in range(2):  # the second time they are shown as they were kept
        plain, answered = (official.get(address, query).content.decode() for query in ({}, asked))
        english = street.get(address, asked).content.decode()

        assert option.format("") in plain
        assert folded.format(" open") not in plain
        for page in (answered, english):
            assert option.format(" selected") in page
            assert folded.format(" open") in page
        assert ("更多条件" in answered, "更多条件" in english) == (True, False)
        assert "More filters" in english


def test_each_scheme_has_its_own_filters_and_columns(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    version = scheme_load(path=settings.SANWU_SCHEMES / "luohe-2020", actor=LOCAL_OPERATOR)
    other = campaign_open(scheme_version=version, division=campaign.division_id, name="第二场", actor=LOCAL_OPERATOR)
    enter(other, [("新城家属院", STREET_A, known())])
    official = sign_in("official")

    for _ in range(2):
        for one in (campaign, other):
            page = official.get(f"/campaigns/{one.pk}/ledger/").content.decode()
            scheme = loaded(one.scheme_version)
            rules = [*scheme.conditions, *scheme.decisions]
            assert set(re.findall(r'<select [^>]*name="rule-([^"]+)"', page)) == set(rules)
            boxes = re.findall(r'name="column" value="([^"]+)"', page)
            facts = [name for name, fact in scheme.dictionary.facts.items() if fact.collected_by != "identity"]
            assert sorted(boxes) == sorted([*rules, *facts])


def test_a_search_is_text_and_never_markup(sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]) -> None:
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/ledger/", {"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("ending", ["xlsx", "csv", "geojson"])
def test_the_ledger_is_handed_out_as_filtered(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound], ending: str
) -> None:
    answer = sign_in("official").post(f"/campaigns/{campaign.pk}/ledger/export/?rule-three_no=yes", {"format": ending})
    content = b"".join(answer.streaming_content)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if ending != "xlsx":
        text = content.decode("utf-8-sig")
        assert "听雨里老院" in text
        assert "渡口二村" not in text


def test_a_street_officer_hands_out_his_street_only(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    answer = sign_in("street").post(f"/campaigns/{campaign.pk}/ledger/export/", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "柳浪新苑" in text
    assert "渡口二村" not in text


def test_an_export_in_no_format_says_what_to_choose(sign_in: Browser, campaign: Campaign) -> None:
    answer = sign_in("official").post(f"/campaigns/{campaign.pk}/ledger/export/", {"format": "exe"})

    assert answer.status_code == 400
    assert "请选择导出的格式" in answer.content.decode()


def test_an_export_is_never_made_by_a_link(sign_in: Browser, campaign: Campaign) -> None:
    assert sign_in("official").get(f"/campaigns/{campaign.pk}/ledger/export/").status_code == 405


def test_the_ledger_entry_of_the_navigation_leads_to_the_newest_campaign(sign_in: Browser, campaign: Campaign) -> None:
    assert sign_in("official").get("/ledger/").headers["Location"] == f"/campaigns/{campaign.pk}/ledger/"
    assert "还没有行动" in sign_in("neighbour").get("/ledger/").content.decode()


def test_every_figure_of_the_board_leads_to_as_many_rows(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    board = official.get(f"/campaigns/{campaign.pk}/")
    parts = [part for bar in board.context["bars"] for part in bar.parts if part.count]
    cells = [cell for area in board.context["areas"] for cell in area.cells if cell.count and cell.href]
    missing = board.context["missing"]
    assert parts
    assert cells
    assert missing

    for figure in (*parts, *cells, *missing):
        rows = official.get(unescape(figure.href)).context["rows"]
        assert len(rows) == figure.count, figure.href


def test_the_board_goes_down_to_a_street_and_up_again(
    sign_in: Browser, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    official = sign_in("official")
    board = official.get(f"/campaigns/{campaign.pk}/")
    assert [area.name for area in board.context["areas"]] == ["青石桥街道", "东渡街道"]

    street = official.get(board.context["areas"][0].href)
    assert street.context["total"] == 4
    assert street.context["area_up"] == f"/campaigns/{campaign.pk}/"
    assert street.context["areas"][0].name == "青石桥街道（未分到下级）"


def test_an_undated_phase_is_to_be_set_and_a_dated_one_counts_down(sign_in: Browser, campaign: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/")
    states = {phase.title: str(phase.state) for phase in page.context["phases"]}

    assert states["试点"] == "待定"
    assert states["调查建档、上报对象"] == "期限已过"  # the plan's own date of 2016 stands


def test_an_empty_campaign_says_what_to_do_next(sign_in: Browser, campaign: Campaign) -> None:
    page = sign_in("official").get(f"/campaigns/{campaign.pk}/").content.decode()

    assert "行动里还没有小区" in page
    assert f'href="/campaigns/{campaign.pk}/upload/"' in page

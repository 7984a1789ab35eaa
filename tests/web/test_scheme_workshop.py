"""The workshop of schemes: library, reading without a campaign, comparing, trying out, and what a plan asks of people."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign, SchemeDraft, SchemeVersion
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.decisions import whatif
from sanwu.policy.load import load_scheme
from sanwu.policy.model_base import Entry
from sanwu.policy.model_dates import OnDate
from sanwu.policy.walk import walk
from sanwu.web.desk import scheme_state
from sanwu.web.desk.scheme_events import EVENTS
from sanwu.web.desk.scheme_whatif_levers import LeverRow
from sanwu.web.desk.scheme_whatif_lines import money_text
from sanwu.web.desk.scheme_words import Words
from tests.decisions.conftest import SCHEME, write_scheme
from tests.web.conftest import DISTRICT, STREET_A, STREET_B, at_most, enter

Browser = Callable[[str], Client]
BELOW = "decisions.merge.table.0.when.any.0.floor_area_m2.below"
PRICED = """
estimates:
  works: {title: 整治费用, when: {decision: merge, is: [keep]}, rate: 200, fact: floor_area_m2}
money:
  subsidy:
    {title: 日常补贴, kind: subsidy, per: household, fact: household_count, unit: 元,
     rates: [{year: 2021, rate: 100}, {year: 2022, rate: 60}]}
duties:
  report: {title: 上报名单, due: 2020-06-30, clause: X-3}
  follow: {title: 复核名单, due: {after: report, days: 5}, clause: X-3}
"""


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    whatif.KEPT.forget()
    yield
    whatif.KEPT.forget()


@pytest.fixture
def priced(places: None, tmp_path: Path) -> Campaign:
    """A small scheme with estimates, adopted by the district, with three compounds that lack everything."""
    version = scheme_load(path=write_scheme(tmp_path / "s" / "made-2020", SCHEME + PRICED), actor=LOCAL_OPERATOR)
    campaign = campaign_open(scheme_version=version, division=DISTRICT, name="试验整治", actor=LOCAL_OPERATOR)
    lacking = {"has_property_provider": False, "has_governing_unit": False, "household_count": 80}
    sizes = (("听雨里", STREET_A, "11000.00"), ("枕霞居", STREET_B, "11500.00"), ("砚湖苑", STREET_B, "30000.00"))
    enter(campaign, [(name, place, {"floor_area_m2": area, **lacking}) for name, place, area in sizes])
    return campaign


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_library_shows_versions_and_offers_what_is_shipped(sign_in: Browser, campaign: Campaign) -> None:
    page = body(sign_in("street").get("/schemes/"))
    assert f'href="/schemes/{campaign.scheme_version_id}/"' in page
    assert "算对" in page
    assert "/schemes/shipped/luohe-2020/" in page
    assert "/schemes/shipped/haikou-2016/" not in page  # it is a version already


def test_the_library_checks_a_few_schemes_at_a_time_and_the_one_asked_for(
    sign_in: Browser, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheme_state, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(scheme_state, "_KEPT", {})
    street, version = sign_in("street"), campaign.scheme_version_id

    page = body(street.get("/schemes/?q=haikou"))
    assert "还没有检查" in page
    assert f'href="/schemes/?check={version}&amp;q=haikou"' in page
    assert "算对" not in page

    checked = body(street.get(f"/schemes/?check={version}&q=haikou"))
    assert "算对" in checked
    assert "还没有检查" not in checked
    assert "算对" in body(street.get("/schemes/?q=haikou"))  # it is kept
    assert "算对" in body(street.get("/schemes/?check=luohe-2020&q=luohe"))


def test_the_library_finds_by_name_and_state(sign_in: Browser, campaign: Campaign) -> None:
    street = sign_in("street")
    assert "haikou-2016" in body(street.get("/schemes/?q=haikou"))
    assert "没有符合条件的方案" in body(street.get("/schemes/?q=没有这个名字"))
    assert "没有符合条件的方案" in body(street.get("/schemes/?state=withdrawn"))


def test_campaigns_that_a_person_does_not_see_are_not_counted(sign_in: Browser, campaign: Campaign) -> None:
    counted = '<td class="num" data-label="行动">{}</td>'
    assert counted.format(1) in body(sign_in("official").get("/schemes/"))
    assert counted.format(0) in body(sign_in("neighbour").get("/schemes/"))


def test_a_version_is_read_without_a_campaign(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    with at_most(15):
        page = body(official.get(f"/schemes/{campaign.scheme_version_id}/?month=2016-06"))
    assert "2016年6月" in page
    assert 'id="calendar"' in page
    assert "上报整治对象" in page
    assert campaign.name in page
    assert campaign.name not in body(sign_in("neighbour").get(f"/schemes/{campaign.scheme_version_id}/"))


@pytest.mark.parametrize("scheme", [one.parent.name for one in sorted(settings.SANWU_SCHEMES.glob("*/scheme.yaml"))])
def test_every_shipped_scheme_is_read_and_every_entry_of_it_is_shown(
    sign_in: Browser, places: None, scheme: str
) -> None:
    found = load_scheme(settings.SANWU_SCHEMES / scheme)
    assert found.scheme is not None, [str(problem) for problem in found.problems]
    answer = sign_in("street").get(f"/schemes/shipped/{found.scheme.id}/")
    assert answer.status_code == 200
    shown = unescape(body(answer))
    entries = [(path, part) for path, part in walk(found.scheme) if isinstance(part, Entry)]
    assert [path for path, entry in entries if entry.title not in shown] == []
    assert not SchemeVersion.objects.exists()  # reading freezes nothing


def test_what_a_law_is_noted_with_is_said_once(sign_in: Browser, places: None) -> None:
    found = load_scheme(settings.SANWU_SCHEMES / "haikou-2016").scheme
    assert found is not None
    noted = [version.note for name in found.laws for version in found.law[name].versions.values() if version.note]

    shown = unescape(body(sign_in("street").get("/schemes/shipped/haikou-2016/")))

    assert noted
    assert {note: shown.count(note) for note in noted} == {note: noted.count(note) for note in noted}


def test_a_scheme_that_is_not_there_is_not_found(sign_in: Browser, places: None) -> None:
    street = sign_in("street")
    for path in ("/schemes/shipped/nowhere-1999/", "/schemes/999/", "/schemes/999/burden/"):
        assert street.get(path).status_code == 404


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "0"])
def test_a_number_that_nothing_has_chooses_nothing(sign_in: Browser, campaign: Campaign, number: str) -> None:
    page = sign_in("official").get("/schemes/compare/", {"left": number, "right": campaign.scheme_version_id})

    assert page.status_code == 200
    assert "选两个方案" in body(page)


def test_two_versions_are_compared_entry_by_entry_and_two_cities_by_subject(
    sign_in: Browser, priced: Campaign, tmp_path: Path
) -> None:
    text = (SCHEME + PRICED).replace("version: 1", "version: 2").replace("below: 10000", "below: 12000")
    later = scheme_load(path=write_scheme(tmp_path / "t" / "made-2020", text), actor=LOCAL_OPERATOR)
    city = scheme_load(path=settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    street = sign_in("street")
    changes = body(street.get(f"/schemes/compare/?left={priced.scheme_version_id}&right={later.pk}&section=decisions"))
    assert "12,000" in changes
    assert "10,000" in changes
    subject = body(street.get(f"/schemes/compare/?left={priced.scheme_version_id}&right={city.pk}"))
    assert "按主题并排" in subject
    assert "无人管理" in subject
    assert "“三无”小区" in subject
    same = body(street.get(f"/schemes/compare/?left={later.pk}&right={later.pk}"))
    assert "两边说的完全一样" in same


def test_a_moved_threshold_tells_which_compounds_change_where_and_what_it_costs(
    sign_in: Browser, priced: Campaign
) -> None:
    official = sign_in("official")
    path = f"/schemes/what-if/?campaign={priced.pk}&subject=decisions.merge&{BELOW}=12000"
    official.get(path)
    with at_most(15):
        page = body(official.get(path))
    assert "2 个小区的结论会变" in page
    assert "听雨里" in page
    assert "砚湖苑" not in page
    assert "东渡街道" in page
    assert "-450 万元" in page
    assert f'name="{BELOW}" type="number"' in page


def test_what_somebody_else_may_not_see_is_not_tried_on(sign_in: Browser, priced: Campaign) -> None:
    page = body(sign_in("street").get(f"/schemes/what-if/?campaign={priced.pk}&{BELOW}=12000"))
    assert "1 个小区的结论会变" in page
    assert "枕霞居" not in page
    assert sign_in("neighbour").get(f"/schemes/what-if/?campaign={priced.pk}&{BELOW}=12000").status_code == 404


def test_a_moved_date_takes_along_what_follows_it(sign_in: Browser, priced: Campaign) -> None:
    page = body(sign_in("official").get(f"/schemes/what-if/?campaign={priced.pk}&duties.report.due=2020-07-10"))
    assert "日期会动的" in page
    assert page.count("晚 10 天") == 2


def test_a_flatter_curve_is_told_year_by_year(sign_in: Browser, priced: Campaign) -> None:
    page = body(sign_in("official").get(f"/schemes/what-if/?campaign={priced.pk}&money.subsidy.rates.1.rate=90"))
    assert "2022 年" in page
    assert "+7,200 元" in page


def test_a_value_that_is_none_is_told_in_words(sign_in: Browser, priced: Campaign) -> None:
    page = body(sign_in("official").get(f"/schemes/what-if/?campaign={priced.pk}&{BELOW}=很多"))
    assert "这样改方案用不了" in page
    assert "很多" in page


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [("number", "10000", "10,000 m²"), ("number", "0.250", "0.25 m²"), ("number", "1e999999999", "1e999999999"),
     ("number", "很多", "很多"), ("number", "NaN", "NaN"), ("date", "2016-06-30", "2016年6月30日"),
     ("date", "2016-13-40", "2016-13-40"), ("text", "10000", "10000")],
)  # fmt: skip
def test_a_value_tried_is_said_as_people_write_it(kind: str, text: str, said: str) -> None:
    row = LeverRow("key", "建筑面积", "", "m²", kind, text, "0", None, ())

    assert row.said == said


def test_a_number_below_nothing_or_too_large_is_told_in_words(sign_in: Browser, priced: Campaign) -> None:
    at = f"/schemes/what-if/?campaign={priced.pk}&{BELOW}="
    page = body(sign_in("official").get(f"{at}-5"))
    assert "不能小于 0。请改成 0 或更大的数。" in page
    assert "个小区的结论会变" not in page
    assert " 太大了，最多 15 位整数。" in unescape(body(sign_in("official").get(f"{at}{'9' * 20}")))


def test_values_tried_become_a_draft_of_the_next_version(sign_in: Browser, priced: Campaign) -> None:
    form = {"client_key": str(uuid4()), "campaign": str(priced.pk), BELOW: "12000"}
    official = sign_in("official")
    answers = [official.post("/schemes/what-if/draft/", form) for _ in range(2)]
    draft = SchemeDraft.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/schemes/drafts/{draft.pk}/"}
    files = draft.revisions.get(number=draft.head).files
    assert "below: 12000" in files["scheme.yaml"]
    assert "version: 2" in files["scheme.yaml"]


def test_a_draft_needs_the_right_to_draft_and_something_that_was_tried(sign_in: Browser, priced: Campaign) -> None:
    form = {"client_key": str(uuid4()), "campaign": str(priced.pk)}
    assert sign_in("official").post("/schemes/what-if/draft/", form).status_code == 400
    assert sign_in("street").post("/schemes/what-if/draft/", {**form, BELOW: "12000"}).status_code == 403
    assert not SchemeDraft.objects.exists()


def test_the_burden_names_facts_minutes_and_photos_and_stands_beside_another(
    sign_in: Browser, campaign: Campaign, tmp_path: Path
) -> None:
    other = scheme_load(path=write_scheme(tmp_path / "s" / "made-2020", SCHEME + PRICED), actor=LOCAL_OPERATOR)
    street = sign_in("street")
    page = body(street.get(f"/schemes/{campaign.scheme_version_id}/burden/?with={other.pk}&visit=20"))
    assert "网格每日巡查" in page
    assert "估计" in page
    assert "只填一次" in page
    assert 'name="visit" type="number" min="1" max="600" value="20"' in page


def test_every_event_that_a_workflow_or_report_names_has_a_word() -> None:
    for folder in sorted(settings.SANWU_SCHEMES.glob("*/scheme.yaml")):
        scheme = load_scheme(folder.parent).scheme
        for report in scheme.reports.values() if scheme else ():
            assert set(report.after) <= EVENTS.keys()


def test_no_page_of_the_workshop_asks_many_questions(sign_in: Browser, priced: Campaign) -> None:
    city = scheme_load(path=settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    left = priced.scheme_version_id
    official = sign_in("official")
    for path in (
        "/schemes/", f"/schemes/compare/?left={left}&right={city.pk}",
        f"/schemes/compare/?left={left}&right={city.pk}&view=changes&section=duties",
        f"/schemes/{left}/burden/?with={city.pk}", "/schemes/what-if/?warm=1",
    ):  # fmt: skip
        assert official.get(path).status_code == 200  # texts are read once per process
        with at_most(15):
            official.get(path)


def test_the_pages_speak_english_where_the_scheme_does(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")
    official.post("/language/", {"language": "en"})
    assert "Merge into a neighbour" in body(official.get(f"/schemes/{campaign.scheme_version_id}/"))


@pytest.mark.parametrize(
    ("language", "sums"),
    [("zh-hans", ["1.23 万元", "9,999.5 元", "-1.2 万元"]), ("en", ["12,346 yuan", "9,999.5 yuan", "-12,000 yuan"])],
)
def test_large_sums_are_said_as_each_language_says_them(language: str, sums: list[str]) -> None:
    with translation.override(language):
        assert [money_text(Decimal(text)) for text in ("12345.6", "9999.50", "-12000")] == sums


def test_a_shipped_scheme_is_compared_before_anybody_registers_it(sign_in: Browser, campaign: Campaign) -> None:
    official = sign_in("official")

    page = body(official.get(f"/schemes/compare/?left={campaign.scheme_version_id}&right=shipped-luohe-2020"))

    assert "党建引领" in page
    assert 'value="shipped-luohe-2020" selected' in page
    assert "选两个方案" in body(official.get("/schemes/compare/?left=9999&right=shipped-nowhere"))


def test_what_is_practice_or_example_says_so_and_an_issue_date_is_a_day(sign_in: Browser, places: None) -> None:
    page = body(sign_in("official").get("/schemes/shipped/haikou-2016/"))
    assert "后 15 天内（做法）" in page
    assert "后 15 天内</span>" not in page  # nowhere as the plan's own words
    scheme = load_scheme(settings.SANWU_SCHEMES / "haikou-2016").scheme
    assert scheme is not None
    words = Words(scheme)
    issued = OnDate.model_validate({"date": "2024-01-01"})
    assert (words.day(issued), words.date(issued)) == ("2024年1月1日", "2024年1月1日前")


def test_the_burden_says_rhythms_as_people_do_and_what_each_photo_is_for(sign_in: Browser, places: None) -> None:
    version = scheme_load(path=settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    page = body(sign_in("street").get(f"/schemes/{version.pk}/burden/"))
    assert 'data-label="多久">每天</td>' in page
    assert "30.42" not in page
    assert "方案没有写用处" not in page, "our own schemes say of each photo what it is for"
    assert "验收时看同一处已清运、无暴露垃圾" in page

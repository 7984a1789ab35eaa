"""Lists in every state open, and what is refused on their pages keeps what was ticked and typed, and says why."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sanwu.approvals.models import Case
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.decisions.filed import rows_reviewed
from sanwu.decisions.filing_composing import compose
from sanwu.decisions.models import ListVersion, SiteSample
from sanwu.jobs.models import Job
from tests.web.conftest import CITY, COMPOUNDS, DISTRICT, at_most, enter
from tests.web.test_filing_pages import compose_url, decide, file_it, hidden, learn, page, say, submit

SignIn = Callable[[str], Client]


@pytest.fixture
def campaign(places: None) -> Campaign:
    version = scheme_load(path=django_settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    opened = campaign_open(scheme_version=version, division=CITY, name="春季整治", actor=LOCAL_OPERATOR)
    enter(opened, COMPOUNDS)
    return opened


def ticks(html: str) -> set[str]:
    """The rows that are ticked on a page."""
    return set(re.findall(r'name="row" value="(\d+)" checked', html))


@pytest.mark.parametrize("state", ["submitted", "reviewing", "returned", "accepted", "filed", "withdrawn"])
def test_the_pages_of_a_list_open_in_every_state_for_both_sides(
    sign_in: SignIn, campaign: Campaign, state: str
) -> None:
    district, city = sign_in("official"), sign_in("reviewer")
    submit(district, campaign)
    version = ListVersion.objects.get()
    if state == "reviewing":
        say(city, version, "return", "柳浪新苑", reason="请核实主管部门")
    elif state == "returned":
        say(city, version, "return", "柳浪新苑", reason="请核实主管部门")
        decide(city, version, "return")
    elif state == "accepted":
        say(city, version, "accept")
        decide(city, version, "accept")
    elif state == "filed":
        file_it(city, version, "备〔1〕号")
    elif state == "withdrawn":
        district.post(f"/lists/{version.pk}/withdraw/", {"client_key": str(uuid4()), "version": 1, "reason": "漏报"})

    answers = "记下意见" in page(city, f"/lists/{version.pk}/review/")
    assert answers is (state in ("submitted", "reviewing"))
    for part in ("review/", "review/?said=open&q=砚湖", "sample/", ""):
        page(city, f"/lists/{version.pk}/{part}")
    page(district, f"/lists/{version.pk}/")
    page(district, f"/lists/{version.pk}/review/", 404)
    page(district, compose_url(campaign))


@pytest.mark.parametrize("reason", ["", "长" * 501])
def test_a_review_that_is_refused_keeps_every_tick_and_word(sign_in: SignIn, campaign: Campaign, reason: str) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    rows = {str(version.rows.get(name=name).pk) for name in ("砚湖一村", "柳浪新苑")}
    url = f"/lists/{version.pk}/review/?said=open"

    answer = city.post(
        url,
        {"client_key": str(uuid4()), "decision": "return", "which": "ticked", "row": sorted(rows), "reason": reason},
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert ticks(html) == rows
    assert re.search(r'value="return"[^>]*checked', html)
    assert f'action="{url}"' in html
    assert reason in html
    label = re.search(r'for="id_reason">(.*?)</label>', html, re.DOTALL)
    assert label is not None
    assert "可不填" not in label.group(1), "two of three opinions demand it"
    assert not ticks(page(city, url)), "a page that is opened anew has none"


def test_a_tick_on_a_row_that_a_colleague_settled_meanwhile_is_still_there(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    rows = {str(version.rows.get(name=name).pk) for name in ("砚湖一村", "柳浪新苑")}
    say(city, version, "accept", "砚湖一村")
    sent = {
        "client_key": str(uuid4()), "decision": "return", "which": "ticked", "row": sorted(rows), "reason": "户数存疑", "seen": "0",
    }  # fmt: skip

    answer = city.post(f"/lists/{version.pk}/review/?said=open", sent)

    assert answer.status_code == 409
    assert ticks(answer.content.decode()) == rows
    assert "户数存疑" in answer.content.decode()


def test_accepting_one_row_by_its_own_button_keeps_what_is_being_said_of_others(
    sign_in: SignIn, campaign: Campaign
) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    other, accepted = (str(version.rows.get(name=name).pk) for name in ("砚湖一村", "柳浪新苑"))
    sent = {
        "client_key": str(uuid4()), "decision": "return", "which": "ticked", "row": [other, accepted],
        "reason": "户数存疑", "seen": "0", "accept": accepted,
    }  # fmt: skip

    html = city.post(f"/lists/{version.pk}/review/", sent).content.decode()

    assert [row.pk for row in rows_reviewed(version) if row.said == "accept"] == [int(accepted)]
    assert ticks(html) == {other}
    assert "户数存疑" in html
    assert re.search(r'value="return"[^>]*checked', html)
    again = sent | {
        "client_key": hidden(html, "client_key"),
        "seen": hidden(html, "seen"),
        "accept": "",
        "row": [other],
    }
    assert city.post(f"/lists/{version.pk}/review/", again).status_code == 302
    assert sorted(row.said for row in rows_reviewed(version) if row.said) == ["accept", "return"]


def test_a_refused_button_of_one_row_keeps_what_is_being_said_of_others(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    other = str(version.rows.get(name="砚湖一村").pk)
    sent = {
        "client_key": str(uuid4()), "decision": "return", "which": "ticked", "row": [other], "reason": "户数存疑",
        "seen": "0", "accept": "999999",
    }  # fmt: skip

    answer = city.post(f"/lists/{version.pk}/review/", sent)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert ticks(html) == {other}
    assert "户数存疑" in html
    assert re.search(r'value="return"[^>]*checked', html)


def test_after_a_refused_decision_the_rows_are_still_reviewed_at_their_own_address(
    sign_in: SignIn, campaign: Campaign
) -> None:
    submit(sign_in("official"), campaign)
    version = ListVersion.objects.get()

    html = decide(sign_in("reviewer"), version, "accept").content.decode()

    assert "不能整体通过" in html
    assert html.count(f'action="/lists/{version.pk}/review/') == 2


def test_the_same_sample_is_not_drawn_twice_and_another_one_says_so(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    url, asked = f"/lists/{version.pk}/sample/", {"how": "size", "number": "2", "seed": "7"}
    assert "另抽一份" not in page(city, url)
    assert city.post(url, asked | {"client_key": str(uuid4())}).status_code == 302

    answer = city.post(url, asked | {"client_key": str(uuid4())}, follow=True)
    assert "没有另抽" in answer.content.decode()
    assert SiteSample.objects.count() == 1

    other = asked | {"number": "3", "seed": ""}
    answer = city.post(url, other | {"client_key": str(uuid4())})
    assert answer.status_code == 422
    assert "已经抽过 1 份样本" in answer.content.decode()
    assert city.post(url, other | {"client_key": str(uuid4()), "again": "on"}).status_code == 302
    html = page(city, url)
    assert html.index("第 2 份：") < html.index("第 1 份：")


def test_a_sample_form_sent_twice_draws_once_speaks_of_no_seed_and_has_its_sheet_made(
    sign_in: SignIn, campaign: Campaign
) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    url, asked = f"/lists/{version.pk}/sample/", {"how": "size", "number": "2", "seed": "", "client_key": str(uuid4())}
    assert city.post(url, asked).status_code == 302
    sheets = Job.objects.filter(kind="list.document", params__kind="sample")
    sheets.delete()  # the first of the two was cut off behind the draw

    answer = city.post(url, asked, follow=True)

    assert "已抽取 2 个小区" in answer.content.decode()
    assert "没有另抽" not in answer.content.decode()
    assert SiteSample.objects.count() == sheets.count() == 1
    city.post(url, asked)
    assert sheets.count() == 1


def test_a_filed_list_without_changes_is_not_offered_again_and_says_why(sign_in: SignIn, campaign: Campaign) -> None:
    district, city = sign_in("official"), sign_in("reviewer")
    submit(district, campaign)
    first = ListVersion.objects.get()
    file_it(city, first, "备〔1〕号")

    html = page(district, compose_url(campaign))
    assert "没有要补充上报的内容" in html
    assert f'href="/lists/{first.pk}/"' in html
    assert "确认上报" not in html

    answer = district.post(compose_url(campaign), {"client_key": str(uuid4()), "seen": "", "unknown": "yes"})
    assert answer.status_code == 422
    sent = {"client_key": str(uuid4()), "seen": compose(campaign, DISTRICT).digest, "unknown": "yes", "reason": "补"}
    answer = district.post(compose_url(campaign), sent)
    assert answer.status_code == 422
    assert "不用补报" in answer.content.decode()
    assert ListVersion.objects.count() == 1

    learn(campaign, "砚湖一村", "household_count", 121)
    assert "确认上报" in page(district, compose_url(campaign))


def test_handing_a_correction_in_again_asks_for_its_reason_where_it_is_demanded(
    sign_in: SignIn, campaign: Campaign
) -> None:
    district, city, street = sign_in("official"), sign_in("reviewer"), sign_in("street")
    submit(district, campaign)
    version = ListVersion.objects.get()
    say(city, version, "return", "柳浪新苑", reason="请核实主管部门")
    decide(city, version, "return")
    url = f"/approvals/{Case.objects.get(kind='correction').pk}/"
    label = re.search(r'<label[^>]*for="resubmit_reason">(.*?)</label>', page(street, url), re.DOTALL)
    assert label is not None
    assert "可不填" not in label.group(1)

    answer = street.post(url, {"client_key": str(uuid4()), "verb": "resubmit", "version": "1", "reason": ""})
    assert answer.status_code == 422
    assert "请写明“重报”的理由。" in answer.content.decode()


def test_a_correction_of_many_rows_asks_few_questions(sign_in: SignIn, campaign: Campaign) -> None:
    district, city, street = sign_in("official"), sign_in("reviewer"), sign_in("street")
    enter(campaign, [(f"新增{n}号院", *COMPOUNDS[0][1:]) for n in range(9)])
    submit(district, campaign)
    version = ListVersion.objects.get()
    say(city, version, "return", reason="请核实户数")
    decide(city, version, "return")
    case = Case.objects.filter(kind="correction").order_by("pk")[0]
    assert page(street, f"/approvals/{case.pk}/").count("请核实户数") > 9

    with at_most(15):
        page(street, f"/approvals/{case.pk}/")


def test_a_rule_that_refuses_is_not_called_a_missing_right(sign_in: SignIn, campaign: Campaign) -> None:
    """The reviewer holds every right over the list; that nobody samples what was withdrawn is a rule."""
    district, city = sign_in("official"), sign_in("reviewer")
    submit(district, campaign)
    version = ListVersion.objects.get()
    district.post(f"/lists/{version.pk}/withdraw/", {"client_key": str(uuid4()), "version": 1, "reason": "漏报"})

    answer = city.post(f"/lists/{version.pk}/sample/", {"client_key": str(uuid4()), "how": "size", "number": "1"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "不在复核中，不能抽样" in html
    assert "现在不能这样办理" in html
    assert "权限" not in html

"""From the district's list to its filing, by the pages alone; and who finds them."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.decisions.models import ListVersion, SiteSample, VerdictOverride
from sanwu.decisions.removing import compound_merge, compound_withdraw
from sanwu.decisions.services import refresh
from sanwu.exchange.tasks import HANDLERS
from sanwu.jobs.models import Job
from sanwu.ledger.selectors import entry_of
from sanwu.ledger.services import correct_fact
from tests.web.conftest import CITY, COMPOUNDS, DISTRICT, OTHER_DISTRICT, at_most, enter

SignIn = Callable[[str], Client]


@pytest.fixture
def campaign(places: None) -> Campaign:
    version = scheme_load(path=django_settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    return campaign_open(scheme_version=version, division=CITY, name="春季整治", actor=LOCAL_OPERATOR)


@pytest.fixture(autouse=True)
def ledger(campaign: Campaign) -> None:
    enter(campaign, COMPOUNDS)


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def hidden(html: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def compose_url(campaign: Campaign, code: str = DISTRICT) -> str:
    return f"/campaigns/{campaign.pk}/lists/{code}/"


def submit(client: Client, campaign: Campaign, **more: str) -> HttpResponse:
    html = page(client, compose_url(campaign))
    data = {"client_key": str(uuid4()), "seen": hidden(html, "seen"), "unknown": "yes", "reason": ""} | more
    return client.post(compose_url(campaign), data)  # type: ignore[return-value]


def say(client: Client, version: ListVersion, decision: str, *names: str, reason: str = "") -> HttpResponse:
    rows = [str(version.rows.get(name=name).pk) for name in names]
    data = {
        "client_key": str(uuid4()), "decision": decision, "which": "ticked" if rows else "open", "row": rows, "reason": reason,
    }  # fmt: skip
    return client.post(f"/lists/{version.pk}/review/", data)  # type: ignore[return-value]


def decide(client: Client, version: ListVersion, decision: str, reason: str = "") -> HttpResponse:
    case = Case.objects.get(pk=version.case_id)
    data = {"client_key": str(uuid4()), "decision": decision, "reason": reason, "version": case.version}
    return client.post(f"/lists/{version.pk}/decide/", data)  # type: ignore[return-value]


def work() -> None:
    """What the worker does meanwhile."""
    for job in Job.objects.filter(kind__in=HANDLERS, state="queued").order_by("id"):
        HANDLERS[job.kind](job.params, lambda phase, done, total: None, job)


def test_a_list_goes_from_the_district_to_the_city_and_back_and_is_filed(sign_in: SignIn, campaign: Campaign) -> None:
    district, city, street = sign_in("official"), sign_in("reviewer"), sign_in("street")

    # the district looks at what it would hand in, and hands it in
    html = page(district, compose_url(campaign))
    assert "听雨里老院" in html
    assert "缺：有主管部门" in html
    assert "听雨花园" not in html
    assert submit(district, campaign).status_code == 302
    version = ListVersion.objects.get()
    work()
    html = page(district, f"/lists/{version.pk}/")
    assert "复核中" in html
    assert "Word" in html

    # the city returns one row with a reason, accepts the rest, and sends the list back
    html = page(city, f"/lists/{version.pk}/review/")
    assert "还没有意见 4 个" in html
    assert say(city, version, "return", "柳浪新苑", reason="请核实主管部门").status_code == 302
    assert say(city, version, "accept").status_code == 302
    assert "请核实主管部门" in page(city, f"/lists/{version.pk}/review/?said=return")
    assert decide(city, version, "return").status_code == 302

    # the street finds the row among its work, and reports it corrected
    inbox = page(street, "/inbox/")
    case = Case.objects.get(kind="correction")
    assert f"/approvals/{case.pk}/" in inbox
    html = page(street, f"/approvals/{case.pk}/")
    assert "柳浪新苑" in html
    assert "请核实主管部门" in html
    assert "缺：有主管部门" in html
    assert "退回后还没有改动" in html
    learn(campaign, "柳浪新苑", "has_governing_unit", False)
    html = page(street, f"/approvals/{case.pk}/")
    assert "退回后已改动" in html
    assert "缺：有主管部门" not in html
    answer = street.post(
        f"/approvals/{case.pk}/",
        {"client_key": str(uuid4()), "verb": "resubmit", "version": "1", "reason": "已上门核实"},
    )
    assert answer.status_code == 302

    # the district hands in the next version, the city draws a sample, accepts and files
    assert submit(district, campaign, reason="已核实").status_code == 302
    second = ListVersion.objects.get(number=2)
    assert "已有新的一版" in page(district, f"/lists/{version.pk}/")
    drawn = city.post(
        f"/lists/{second.pk}/sample/", {"client_key": str(uuid4()), "how": "size", "number": "2", "seed": "7"}
    )
    assert drawn.status_code == 302
    assert "重抽一致" in page(city, f"/lists/{second.pk}/sample/")
    assert say(city, second, "accept").status_code == 302
    assert decide(city, second, "accept").status_code == 302
    case = Case.objects.get(pk=second.case_id)
    filed = city.post(
        f"/lists/{second.pk}/file/",
        {
            "client_key": str(uuid4()),
            "version": case.version,
            "number": "备〔1〕号",
            "filed_on": clock.today().isoformat(),
        },
    )
    assert filed.status_code == 302
    work()
    html = page(district, f"/lists/{second.pk}/")
    assert "备案号 备〔1〕号" in html
    for name in ("上报名单", "复核意见", "备案回执", "现场核查表"):
        assert name in html
    assert html.count("PDF") >= 4


def test_documents_are_downloaded_as_they_were_made(sign_in: SignIn, campaign: Campaign) -> None:
    district = sign_in("official")
    submit(district, campaign)
    work()
    hrefs = re.findall(r'href="(/lists/documents/\d+/)"', page(district, f"/lists/{ListVersion.objects.get().pk}/"))
    heads = [b"".join(district.get(href).streaming_content)[:4] for href in hrefs]  # type: ignore[attr-defined]

    assert heads == [b"PK\x03\x04", b"%PDF"]
    assert sign_in("neighbour").get(hrefs[0]).status_code == 404


def test_the_page_of_the_work_leads_back_to_the_list(sign_in: SignIn, campaign: Campaign) -> None:
    district = sign_in("official")
    submit(district, campaign)
    done = {"documents": [], "problems": ["缺少字体"]}
    Job.objects.filter(kind="list.document").update(state="done", result=done)
    html = page(district, f"/imports/{Job.objects.get(kind='list.document').pk}/")

    assert f'href="/lists/{ListVersion.objects.get().pk}/"' in html
    assert "缺少字体" in html


def test_the_button_beside_a_row_accepts_that_row(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    row = version.rows.get(name="砚湖一村")
    city.post(f"/lists/{version.pk}/review/", {"client_key": str(uuid4()), "accept": row.pk, "decision": "reject"})

    assert [(one.row_id, one.decision) for one in row.reviewed.all()] == [(row.pk, "accept")]


@pytest.mark.parametrize(
    ("decision", "names", "words"),
    [("return", ["砚湖一村"], "退回和剔除都要写明理由"), ("accept", [], "请先选中至少一行")],
)
def test_a_review_that_is_not_complete_says_what_is_missing(
    sign_in: SignIn, campaign: Campaign, decision: str, names: list[str], words: str
) -> None:
    submit(sign_in("official"), campaign)
    version = ListVersion.objects.get()
    rows = [str(version.rows.get(name=name).pk) for name in names]
    data = {"client_key": str(uuid4()), "decision": decision, "which": "ticked", "row": rows, "reason": ""}
    answer = sign_in("reviewer").post(f"/lists/{version.pk}/review/", data)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_list_with_open_rows_is_not_accepted_and_the_form_says_so(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version = ListVersion.objects.get()
    data = {"client_key": str(uuid4()), "version": version.case.version, "decision": "accept", "reason": "总体属实"}

    answer = sign_in("reviewer").post(f"/lists/{version.pk}/decide/", data)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "不能整体通过" in html
    assert "总体属实" in html


def test_what_was_seen_is_what_is_signed(sign_in: SignIn, campaign: Campaign) -> None:
    answer = submit(sign_in("official"), campaign, seen="0" * 64)

    assert answer.status_code == 409
    assert "名单的内容有变化" in answer.content.decode()
    assert not ListVersion.objects.exists()


def test_a_withdrawn_list_says_so_and_wants_a_reason(sign_in: SignIn, campaign: Campaign) -> None:
    district = sign_in("official")
    submit(district, campaign)
    url = f"/lists/{ListVersion.objects.get().pk}/withdraw/"
    assert district.post(url, {"client_key": str(uuid4()), "version": 1, "reason": ""}).status_code == 422
    assert district.post(url, {"client_key": str(uuid4()), "version": 1, "reason": "漏报"}).status_code == 302

    assert "已撤回" in page(district, f"/campaigns/{campaign.pk}/lists/")


def file_it(client: Client, version: ListVersion, number: str) -> HttpResponse:
    assert say(client, version, "accept").status_code == 302
    assert decide(client, version, "accept").status_code == 302
    data = {
        "client_key": str(uuid4()), "version": Case.objects.get(pk=version.case_id).version, "number": number,
        "filed_on": clock.today().isoformat(),
    }  # fmt: skip
    return client.post(f"/lists/{version.pk}/file/", data)  # type: ignore[return-value]


def learn(campaign: Campaign, name: str, fact: str, value: object) -> None:
    compound = Compound.objects.get(name=name)
    correct_fact(
        compound=compound, fact=fact, value=value, source="上门核实", actor=LOCAL_OPERATOR,
        expected_revision=entry_of(compound).revision,
    )  # fmt: skip
    refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)


def test_a_filed_list_stands_until_its_supplement_is_filed(sign_in: SignIn, campaign: Campaign) -> None:
    district, city = sign_in("official"), sign_in("reviewer")
    submit(district, campaign)
    first = ListVersion.objects.get()
    assert file_it(city, first, "备〔1〕号").status_code == 302
    learn(campaign, "砚湖一村", "household_count", 121)
    lists, own = f"/campaigns/{campaign.pk}/lists/", f"/lists/{first.pk}/"

    def filed() -> str:
        """The number on the tile."""
        html = page(city, lists)
        return re.sub(r"<[^>]+>|\s", "", html[html.index("tiles") : html.index('id="places"')]).split("已备案")[1][0]

    # the supplement is handed in, then taken back: the filed one stands all the while
    assert submit(district, campaign).status_code == 302
    second = ListVersion.objects.get(number=2)
    assert second.supplement
    for state in ("复核中", "已撤回"):
        html = page(district, lists)
        assert "备〔1〕号" in html
        assert "补充上报：第 2 版" in html
        assert state in html
        assert filed() == "1"
        html = page(district, own)
        assert "已由" not in html
        assert "以这一版为准" in html
        assert state in html
        if state == "复核中":
            district.post(f"/lists/{second.pk}/withdraw/", {"client_key": str(uuid4()), "version": 1, "reason": "再查"})

    html = page(district, f"/lists/{second.pk}/")
    assert re.search(r"户数：120[^<]*</span>.*?121", html, re.DOTALL)

    # handed in again it is still a supplement; once filed it takes the place
    assert submit(district, campaign).status_code == 302
    third = ListVersion.objects.get(number=3)
    assert third.supplement
    assert file_it(city, third, "备〔2〕号").status_code == 302
    assert "第 3 版</a>接替" in page(district, own)
    html = page(district, lists)
    assert "备〔2〕号" in html
    assert "补充上报：" not in html
    assert filed() == "1"


def test_the_city_sees_all_districts_and_a_district_its_own(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    url = f"/campaigns/{campaign.pk}/lists/"

    assert "临川区" in page(sign_in("reviewer"), url)
    assert "望澜区" in page(sign_in("reviewer"), url)
    assert "望澜区" not in page(sign_in("neighbour"), url)
    assert "这里没有您能看的名单" in page(sign_in("street"), url)


@pytest.mark.parametrize("who", ["neighbour", "street", "department"])
def test_others_do_not_find_a_list(sign_in: SignIn, campaign: Campaign, who: str) -> None:
    submit(sign_in("official"), campaign)
    version, client = ListVersion.objects.get(), sign_in(who)

    status = 200 if who == "department" else 404
    assert client.get(f"/lists/{version.pk}/").status_code == status
    assert client.get(f"/lists/{version.pk}/review/").status_code in (403, 404)
    assert client.post(compose_url(campaign), {}).status_code in (403, 404)
    assert client.post(f"/lists/{version.pk}/decide/", {}).status_code in (403, 404)


def test_a_neighbour_composes_its_own_list_only(sign_in: SignIn, campaign: Campaign) -> None:
    neighbour = sign_in("neighbour")

    assert neighbour.get(compose_url(campaign)).status_code == 404
    assert "还没有要上报的小区" in page(neighbour, compose_url(campaign, OTHER_DISTRICT))


def test_a_case_is_handed_to_a_colleague(sign_in: SignIn, campaign: Campaign, cast: Any) -> None:
    submit(sign_in("official"), campaign)
    case, city = Case.objects.get(), sign_in("reviewer")
    cast("department")
    html = page(city, f"/approvals/{case.pk}/")
    assert "转办" in html
    assert (
        html.count("现在没有其他人担任同样的岗位") == 2
    )  # handing on and acting on behalf: the reason, and no dead form
    assert 'id="transfer_to"' not in html
    assert "林晓岚（" not in html  # who submitted signs no opinion on her own list
    assert "唐敏（" in html
    data = {"client_key": str(uuid4()), "verb": "transfer", "version": 1, "reason": "出差", "to": ""}
    assert city.post(f"/approvals/{case.pk}/", data).status_code == 422
    data = {
        "client_key": str(uuid4()),
        "verb": "countersign_ask",
        "version": 1,
        "to": cast("department").pk,
        "reason": "",
    }

    assert city.post(f"/approvals/{case.pk}/", data).status_code == 302
    assert Case.objects.get().state == "countersigning"


def test_a_step_on_a_case_that_moved_meanwhile_keeps_what_was_typed(
    sign_in: SignIn, campaign: Campaign, cast: Any
) -> None:
    submit(sign_in("official"), campaign)
    case, city = Case.objects.get(), sign_in("reviewer")
    Case.objects.filter(pk=case.pk).update(version=2)
    asked = {"client_key": str(uuid4()), "verb": "countersign_ask", "version": 1, "to": cast("department").pk}

    late = city.post(f"/approvals/{case.pk}/", asked | {"reason": "请核对户数"})

    html = late.content.decode()
    assert late.status_code == 409
    assert "请核对户数" in html
    again = asked | {"client_key": str(uuid4()), "version": hidden(html, "version"), "reason": "请核对户数"}
    assert city.post(f"/approvals/{case.pk}/", again).status_code == 302
    gone = city.post(f"/approvals/{case.pk}/", asked | {"client_key": str(uuid4()), "reason": "再请核对一次"})
    assert gone.status_code == 409
    assert "再请核对一次" in gone.content.decode()


def test_a_decision_on_a_list_that_moved_meanwhile_keeps_its_reason(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version = ListVersion.objects.get()
    data = {"client_key": str(uuid4()), "version": 7, "decision": "reject", "reason": "户数普遍没有核实"}

    late = sign_in("reviewer").post(f"/lists/{version.pk}/decide/", data)

    html = late.content.decode()
    assert late.status_code == 409
    assert "户数普遍没有核实" in html
    assert "没有办理权限" not in html


def test_a_step_that_is_not_ones_own_is_refused(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    case = Case.objects.get()
    data = {"client_key": str(uuid4()), "verb": "transfer", "version": 1, "reason": "x"}

    assert sign_in("auditor").post(f"/approvals/{case.pk}/", data).status_code == 400
    assert sign_in("neighbour").get(f"/approvals/{case.pk}/").status_code == 404


def test_the_street_decides_otherwise_and_both_outcomes_stand_side_by_side(sign_in: SignIn, campaign: Campaign) -> None:
    street = sign_in("street")
    compound = campaign.entries.get(compound__name="听雨里老院").compound
    url = f"/compounds/{compound.pk}/override/{campaign.pk}/merge/"
    assert url in page(street, f"/compounds/{compound.pk}/?campaign={campaign.pk}")
    html = page(street, url)
    data = {
        "client_key": str(uuid4()), "revision": hidden(html, "revision"), "outcome": "keep", "reason": "居民都不同意并入",
    }  # fmt: skip
    assert street.post(url, data | {"reason": ""}).status_code == 422
    assert street.post(url, data).status_code == 302

    html = page(street, f"/compounds/{compound.pk}/?campaign={campaign.pk}")
    assert "居民都不同意并入" in html
    assert "规则原来的结论" in html
    assert VerdictOverride.objects.get().rule_outcome == "merge"
    html = page(street, f"/campaigns/{campaign.pk}/ledger/")
    assert "改判，规则的结论是“并入邻近小区或划片整合”。居民都不同意并入" in html


def test_a_decision_sent_twice_has_one_effect_and_taking_it_back_says_so(sign_in: SignIn, campaign: Campaign) -> None:
    street = sign_in("street")
    compound = campaign.entries.get(compound__name="听雨里老院").compound
    url = f"/compounds/{compound.pk}/override/{campaign.pk}/merge/"
    data = {"client_key": str(uuid4()), "revision": hidden(page(street, url), "revision"), "outcome": "keep"}
    for _time in range(2):
        assert street.post(url, data | {"reason": "居民都不同意并入"}).status_code == 302
    assert VerdictOverride.objects.count() == 1
    assert "已改判，规则原来的结论仍然并列显示" in page(street, f"/compounds/{compound.pk}/?campaign={campaign.pk}")

    lifted = data | {"client_key": str(uuid4()), "outcome": "-", "reason": "重新表决，同意并入"}
    html = street.post(url, lifted, follow=True).content.decode()

    assert "的改判已撤销，恢复规则的结论。" in html
    assert "已改判，规则原来的结论仍然并列显示" not in html


def test_a_list_under_review_tells_what_became_of_its_compounds_since(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    first, second, third = (row.compound for row in version.rows.order_by("position")[:3])
    compound_withdraw(compound=first, reason="不是住宅小区", actor=LOCAL_OPERATOR, expected_version=first.version)
    compound_merge(
        compound=second, into=third, reason="同一个院子", actor=LOCAL_OPERATOR, expected_version=second.version,
        expected_into=third.version,
    )  # fmt: skip

    for address in (f"/lists/{version.pk}/", f"/lists/{version.pk}/review/"):
        html = page(city, address)
        assert html.count("这个小区现已撤回") == 1
        assert html.count(f"现已并入“{third.name}”") == 1
        assert f'href="/compounds/{first.pk}/' not in html, "a link that leads nowhere"
        assert f'href="/compounds/{second.pk}/' in html, "the page says where it went"
    assert "导入行动的台账时带上它" not in page(city, f"/compounds/{second.pk}/")


def test_what_was_decided_stands_first_on_the_compound_and_the_map(sign_in: SignIn, campaign: Campaign) -> None:
    street = sign_in("street")
    compound = campaign.entries.get(compound__name="听雨里老院").compound
    url = f"/compounds/{compound.pk}/override/{campaign.pk}/merge/"
    data = {
        "client_key": str(uuid4()),
        "revision": hidden(page(street, url), "revision"),
        "outcome": "keep",
        "reason": "否",
    }
    assert street.post(url, data).status_code == 302

    html = page(street, f"/compounds/{compound.pk}/?campaign={campaign.pk}")
    before, after = html.split("改判；规则的结论：", 1)
    assert "单独" in before[-400:]
    assert "并入邻近小区" in after[:400]
    bubble = page(street, f"/campaigns/{campaign.pk}/map/compounds/{compound.pk}/?colour=merge")
    assert "改判；规则的结论：并入邻近小区" in bubble


def test_whom_the_scheme_does_not_name_is_told_who_decides(sign_in: SignIn, campaign: Campaign) -> None:
    compound = campaign.entries.get(compound__name="听雨里老院").compound
    url = f"/compounds/{compound.pk}/override/{campaign.pk}/merge/"
    html = page(sign_in("official"), url)

    assert "街道办事处（镇人民政府）" in html
    assert "确认改判" not in html
    data = {"client_key": str(uuid4()), "revision": 1, "outcome": "keep", "reason": "不行"}
    assert sign_in("official").post(url, data).status_code == 403
    assert sign_in("department").get(url).status_code in (403, 404)


def test_a_rule_that_nobody_may_override_has_no_page(sign_in: SignIn, campaign: Campaign) -> None:
    compound = campaign.entries.get(compound__name="听雨里老院").compound

    assert sign_in("street").get(f"/compounds/{compound.pk}/override/{campaign.pk}/three_no/").status_code == 404


def test_the_pages_ask_a_bounded_number_of_questions(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version, city = ListVersion.objects.get(), sign_in("reviewer")
    compound = campaign.entries.get(compound__name="听雨里老院").compound
    say(city, version, "return", "砚湖一村", reason="户数有误")
    city.post(f"/lists/{version.pk}/sample/", {"client_key": str(uuid4()), "how": "share", "number": "50", "seed": ""})
    assert SiteSample.objects.count() == 1
    urls = [
        f"/campaigns/{campaign.pk}/lists/", compose_url(campaign), f"/lists/{version.pk}/", f"/lists/{version.pk}/review/",
        f"/lists/{version.pk}/sample/", f"/approvals/{version.case_id}/",
    ]  # fmt: skip
    for url in urls:
        page(city, url)
        with at_most(15):
            page(city, url)
    page(sign_in("street"), f"/compounds/{compound.pk}/override/{campaign.pk}/merge/")


def test_an_opinion_said_meanwhile_is_shown_before_it_is_overruled(sign_in: SignIn, campaign: Campaign) -> None:
    submit(sign_in("official"), campaign)
    version = ListVersion.objects.get()
    city = sign_in("reviewer")
    url, name = f"/lists/{version.pk}/review/", "砚湖一村"
    row = str(version.rows.get(name=name).pk)
    old = hidden(page(city, url), "seen")
    say(city, version, "return", name, reason="户数请核实")
    late = {
        "client_key": str(uuid4()),
        "seen": old,
        "which": "ticked",
        "row": [row],
        "decision": "accept",
        "reason": "已看过",
    }

    answer = city.post(url, late)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert f"“{name}”刚有别人写了意见" in html
    assert "已看过" in html
    assert version.reviews.count() == 1
    again = late | {"client_key": str(uuid4()), "seen": hidden(html, "seen")}
    assert city.post(url, again).status_code == 302
    assert version.reviews.count() == 2

"""Pages of duties: the list, one duty, the month, the working-day calendar and the inbox."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_reviewing import list_decide, list_review
from sanwu.duties.calendar import national
from sanwu.duties.enums import DutyState, Light
from sanwu.duties.extending import answer_extension, ask_extension
from sanwu.duties.models import CalendarDay, CalendarYear, Duty, Fulfilment
from sanwu.duties.services import fulfil
from sanwu.exchange.duties import bring_in_step
from sanwu.people.models import Account
from sanwu.people.selectors import scope_and_actor
from sanwu.policy.model_work import Event
from sanwu.web.desk.duty_words import EVENTS, LIGHTS, RHYTHMS, STATES
from tests.web.conftest import COMPOUNDS, DISTRICT, STREET_A, at_most, enter

Browser = Callable[[str], Client]
QUERIES = 15


@pytest.fixture
def campaign(places: None) -> Campaign:
    """The district's campaign with its list due in four days and its costs long overdue."""
    version = scheme_load(path=django_settings.SANWU_SCHEMES / "haikou-2016", actor=LOCAL_OPERATOR)
    soon = (clock.today() + timedelta(days=4)).isoformat()
    return campaign_open(
        scheme_version=version, division=DISTRICT, name="春季整治", actor=LOCAL_OPERATOR,
        redating={"report_list": {"date": soon, "source": "望澜府〔2026〕1号"}},
    )  # fmt: skip


@pytest.fixture
def duties(campaign: Campaign, ledger: dict[str, Compound]) -> Campaign:
    bring_in_step(campaign, clock.today())
    return campaign


def row(duty: str, division: str = DISTRICT) -> Duty:
    return Duty.objects.get(duty=duty, division_code=division)


def titles(browser: Client, query: str = "") -> list[str]:
    page = browser.get(f"/duties/{query}").content.decode()
    return re.findall(r'class="row-link" href="[^"]*">([^<]+)<', page)


def test_every_event_state_light_and_rhythm_has_a_word() -> None:
    assert set(EVENTS) == set(get_args(Event))
    assert set(STATES) == set(DutyState)
    assert set(LIGHTS) == set(Light)
    assert set(RHYTHMS) == {"day", "working_day", "week", "month", "quarter", "half_year", "year"}


PAGES = ["/duties/", "/duties/?state=", "/duties/{duty}/", "/duties/calendar/", "/inbox/", "/inbox/digest/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["official", "street", "department", "auditor"])
def test_the_pages_open_with_few_questions(sign_in: Browser, duties: Campaign, page: str, person: str) -> None:
    browser = sign_in(person)
    browser.get("/")
    duty = row("publicise", STREET_A) if person == "street" else row("report_list")

    with at_most(QUERIES):
        answer = browser.get(page.format(duty=duty.pk))

    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_the_inbox_and_the_day_in_short_ask_few_questions_when_all_their_lists_are_full(
    sign_in: Browser, cast: Callable[[str], Account], duties: Campaign, ledger: dict[str, Compound]
) -> None:
    today = clock.today()
    official, street, reviewer = (
        dict(zip(("scope", "actor"), scope_and_actor(cast(name), today), strict=True))
        for name in ("official", "street", "reviewer")
    )

    def more_time(duty: Duty, who: dict[str, Any]) -> None:
        until = max(duty.due_on or today, today) + timedelta(days=9)
        ask_extension(duty=duty, until=until, reason="资料晚到", expected_version=duty.version, **who)

    late = Duty.objects.get(duty="submit_cost", division_code=DISTRICT)
    more_time(late, official)
    answer_extension(duty=late, grant=False, reason="请抓紧办理", expected_version=1, **reviewer)
    of_street = Duty.objects.filter(answers_code=STREET_A, due_on__gte=today, done_on=None).first()
    assert of_street is not None
    more_time(of_street, street)
    version = list_submit(campaign=duties, division=DISTRICT, **official)
    rows = list(version.rows.order_by("position").values_list("pk", flat=True))
    list_review(version=version, decision=RowDecision.RETURN, rows=rows[:1], reason="户数不符", **reviewer)
    list_review(version=version, decision=RowDecision.ACCEPT, rows=rows[1:], **reviewer)
    version.case.refresh_from_db()
    list_decide(
        version=version, decision=RowDecision.RETURN, reason="见各行", expected_version=version.case.version, **reviewer
    )  # fmt: skip
    compound = ledger["听雨里老院"]
    fulfil(
        event="works_finished", campaign_id=duties.pk, object_type="compound", object_id=compound.pk,
        division_code=compound.division_id, on=today - timedelta(days=10), evidence="竣工报告", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    browser = sign_in("official")
    said = browser.get("/inbox/digest/?format=json").json()
    assert all(said["counts"].values()), said["counts"]

    for page in ("/inbox/", "/inbox/digest/", "/inbox/digest/?format=json"):
        with at_most(QUERIES):
            assert browser.get(page).status_code == 200


def test_a_longer_list_asks_no_more(sign_in: Browser, duties: Campaign) -> None:
    enter(duties, [(f"新增{n}号院", COMPOUNDS[0][1], COMPOUNDS[0][2]) for n in range(40)])
    bring_in_step(duties, clock.today())
    official = sign_in("official")
    official.get("/")

    for page in ("/duties/?state=", f"/duties/{row('remediate').pk}/"):
        with at_most(QUERIES):
            assert official.get(page).status_code == 200


def test_what_is_overdue_stands_first_and_the_rest_can_be_paged(sign_in: Browser, duties: Campaign) -> None:
    official = sign_in("official")

    pending = titles(official)
    assert "汇总并上报辖区整治管理测算总费用" in pending
    assert pending.index("汇总并上报辖区整治管理测算总费用") < pending.index("上报确定的整治对象")

    everything, query = [], "?state="
    while True:
        page = official.get(f"/duties/{query}").content.decode()
        everything += re.findall(r'class="row-link" href="/duties/(\d+)/">', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if further is None:
            break
        query = further[1].replace("&amp;", "&")
    assert len(everything) == len(set(everything)) == Duty.objects.count()

    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back is not None
    assert official.get("/duties/" + back[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=soon", {"上报确定的整治对象"}),
        ("?duty=submit_cost", {"汇总并上报辖区整治管理测算总费用"}),
        ("?body=district_finance&state=undated", {"落实区级财政应承担的资金"}),
        (f"?division={STREET_A}&duty=publicise&state=undated", {"宣传引导、组织动员居民"}),
        ("?due=week", {"上报确定的整治对象"}),
        ("?state=silent", set()),
        ("?state=nonsense&campaign=x&after=9999", None),
    ],
)
def test_filters_narrow_the_list(sign_in: Browser, duties: Campaign, query: str, found: set[str] | None) -> None:
    seen = set(titles(sign_in("official"), query))

    assert seen == found if found is not None else len(seen) > 5


def test_my_own_are_those_of_my_office(sign_in: Browser, duties: Campaign) -> None:
    official = sign_in("official")
    assert titles(official, "?duty=choose_pilots&state=undated") == ["选定若干个试点小区"] * 2
    assert titles(official, "?duty=choose_pilots&state=undated&who=mine") == []
    assert "选定若干个试点小区" in titles(sign_in("street"), "?who=mine&state=undated")


def test_a_foreign_duty_is_not_there(sign_in: Browser, duties: Campaign) -> None:
    own = row("report_list")

    for person in ("neighbour", "street"):
        browser = sign_in(person)
        assert browser.get(f"/duties/{own.pk}/").status_code == 404
        for verb in ("declare", "undo", "extend", "answer"):
            assert browser.post(f"/duties/{own.pk}/{verb}/", {"client_key": str(uuid4())}).status_code == 404


def test_the_page_says_why_this_date_and_quotes_the_plan(sign_in: Browser, duties: Campaign) -> None:
    page = sign_in("official").get(f"/duties/{row('report_list').pk}/").content.decode()

    assert "方案原定2016年6月30日，本地按“望澜府〔2026〕1号”定为" in page
    assert "A-24" in page
    assert '<blockquote class="quote">' in page
    assert "名单上报" in page, "the event that fulfils it"
    assert "登记办结" not in page, "it is not for a statement"


def test_an_undated_duty_says_what_it_waits_for(sign_in: Browser, duties: Campaign) -> None:
    page = sign_in("official").get(f"/duties/{row('build_ledger').pk}/").content.decode()
    assert "按时办结" in page, "the ledger was created by the first import"

    page = sign_in("official").get(f"/duties/{row('conclude_pilots').pk}/").content.decode()
    assert "不会算逾期" in page


def test_a_clock_of_one_compound_names_the_event(
    sign_in: Browser, duties: Campaign, ledger: dict[str, Compound]
) -> None:
    compound = ledger["听雨里老院"]
    fulfil(
        event="works_finished", campaign_id=duties.pk, object_type="compound", object_id=compound.pk,
        division_code=compound.division_id, on=clock.today(), evidence="竣工", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    page = sign_in("official").get(f"/duties/{Duty.objects.get(duty='accept').pk}/").content.decode()

    assert "“整治完工”在" in page
    assert "15 天" in page
    assert "听雨里老院" in page


def statement(duty: Duty, **changed: str) -> dict[str, str]:
    said = {
        "client_key": str(uuid4()), "version": str(duty.version), "on": clock.today().isoformat(), "evidence": "会议纪要3号",
    }  # fmt: skip
    return said | changed


def test_a_body_states_that_it_is_done_and_takes_it_back(sign_in: Browser, duties: Campaign) -> None:
    official, duty = sign_in("official"), row("cover_by_2020")
    said = statement(duty)

    assert official.post(f"/duties/{duty.pk}/declare/", said).status_code == 302
    assert official.post(f"/duties/{duty.pk}/declare/", said).status_code == 302, "sent twice, done once"
    made = Fulfilment.objects.get(event="declared")
    page = official.get(f"/duties/{duty.pk}/").content.decode()
    assert "会议纪要3号" in page
    assert "撤销登记" in page
    other = sign_in("reviewer").get(f"/duties/{duty.pk}/").content.decode()
    assert "会议纪要3号" in other
    assert "撤销登记" not in other, "only who stated it takes it back"

    taken = {"client_key": str(uuid4()), "fulfilment": str(made.pk), "reason": "写错了事项"}
    assert official.post(f"/duties/{duty.pk}/undo/", taken).status_code == 302
    page = official.get(f"/duties/{duty.pk}/").content.decode()
    assert "<del>" in page
    assert "写错了事项" in page
    assert row("cover_by_2020").done_on is None


def test_a_statement_without_evidence_comes_back_as_it_was_typed(sign_in: Browser, duties: Campaign) -> None:
    official, duty = sign_in("official"), row("cover_by_2020")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    answer = official.post(f"/duties/{duty.pk}/declare/", statement(duty, evidence="", on=tomorrow))

    assert answer.status_code == 422
    assert tomorrow in answer.content.decode()
    stale = official.post(f"/duties/{duty.pk}/declare/", statement(duty, version=str(duty.version + 1)))
    assert stale.status_code == 409
    assert "会议纪要3号" in stale.content.decode()


def test_one_compound_of_many_is_stated_by_itself(
    sign_in: Browser, duties: Campaign, ledger: dict[str, Compound]
) -> None:
    official, duty = sign_in("official"), row("judge_analogy")
    page = official.get(f"/duties/{duty.pk}/").content.decode()
    assert page.count('#declare">') == len(COMPOUNDS)

    chosen = official.get(f"/duties/{duty.pk}/?compound={ledger['砚湖一村'].pk}").content.decode()
    assert "登记办结 · 砚湖一村" in chosen
    official.post(f"/duties/{duty.pk}/declare/", statement(duty, compound=str(ledger["砚湖一村"].pk)))

    assert row("judge_analogy").done == 1
    with at_most(QUERIES):
        assert "已办 1 个，共 6 个" in official.get(f"/duties/{duty.pk}/").content.decode()


def test_the_figures_of_a_duty_are_those_of_the_page_behind_them_however_old_its_own_count_is(
    sign_in: Browser, duties: Campaign, ledger: dict[str, Compound]
) -> None:
    official, duty = sign_in("official"), row("judge_analogy")
    official.post(f"/duties/{duty.pk}/declare/", statement(duty, compound=str(ledger["砚湖一村"].pk)))
    Duty.objects.filter(pk=duty.pk).update(expected=0)  # counted before the compounds were entered

    page = official.get(f"/duties/{duty.pk}/").content.decode()

    assert "已办 1 个，共 6 个" in page
    said = re.findall(r'href="([^"]*)">(?:看没有办的|看已办的|看全部) (-?\d+) 个<', page)
    assert [int(n) for _href, n in said] == [5, 1, 6]
    for href, n in said:
        behind = official.get(href).content.decode()
        assert behind.count('class="row-link"') == int(n), href


def test_more_time_is_asked_for_and_granted_by_another(sign_in: Browser, duties: Campaign) -> None:
    official, reviewer, duty = sign_in("official"), sign_in("reviewer"), row("report_list")
    until = clock.today() + timedelta(days=20)
    asked = {"client_key": str(uuid4()), "version": str(duty.version), "until": until.isoformat(), "reason": "资料晚到"}

    assert official.post(f"/duties/{duty.pk}/extend/", asked).status_code == 302
    own = official.get(f"/duties/{duty.pk}/").content.decode()
    assert "资料晚到" in own
    assert "答复延期申请" not in own, "who asked does not answer"
    assert "上报确定的整治对象" in reviewer.get("/inbox/").content.decode()

    answer = {"client_key": str(uuid4()), "version": "1", "reason": "", "answer": "refuse"}
    refused = reviewer.post(f"/duties/{duty.pk}/answer/", answer)
    assert refused.status_code == 422, "a refusal needs a reason"
    stale = reviewer.post(f"/duties/{duty.pk}/answer/", answer | {"version": "9", "answer": "grant"})
    assert stale.status_code == 409, "somebody else may have answered"
    granted = reviewer.post(f"/duties/{duty.pk}/answer/", answer | {"answer": "grant", "client_key": str(uuid4())})
    assert granted.status_code == 302
    page = official.get(f"/duties/{duty.pk}/").content.decode()
    assert "经同意延期：原来的期限是" in page
    inbox = official.get("/inbox/").content.decode()
    counted = re.findall(r'<h2>([^<]+) <span class="muted">(\d+)</span></h2>', inbox)
    waits = sum(int(n) for head, n in counted if head != "已答复您的延期申请")
    assert len(counted) > 1
    assert int(re.findall(r'class="nav-count">(\d+)<', inbox)[0]) == waits
    assert "已答复您的延期申请" in inbox
    assert "已同意延期" in inbox
    assert "已答复您的延期申请" not in reviewer.get("/inbox/").content.decode()
    assert row("report_list").due_on == until


def test_a_request_that_a_colleague_has_answered_shows_the_decision_and_no_buttons(
    sign_in: Browser, duties: Campaign
) -> None:
    official, reviewer, duty = sign_in("official"), sign_in("reviewer"), row("report_list")

    def ask(days: int) -> None:
        until = clock.today() + timedelta(days=days)
        asked = {"client_key": str(uuid4()), "version": str(row("report_list").version), "until": until.isoformat()}
        assert official.post(f"/duties/{duty.pk}/extend/", asked | {"reason": "资料晚到"}).status_code == 302

    ask(20)
    page = reviewer.get(f"/duties/{duty.pk}/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)" id="answer-', page))
    seen = {name: hidden[name] for name in ("case", "version")}
    first = seen | {"client_key": str(uuid4()), "reason": "请抓紧", "answer": "refuse"}
    assert reviewer.post(f"/duties/{duty.pk}/answer/", first).status_code == 302

    stale = reviewer.post(f"/duties/{duty.pk}/answer/", first | {"client_key": str(uuid4()), "answer": "grant"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "答复：不同意延期；请抓紧。" in page
    assert "您写的意见没有记入：请抓紧" in page
    assert 'name="answer"' not in page

    ask(30)
    another = reviewer.post(f"/duties/{duty.pk}/answer/", first | {"client_key": str(uuid4()), "answer": "grant"})
    assert another.status_code == 409
    assert "这是后来的一份" in another.content.decode()
    assert row("report_list").due_on == duty.due_on, "nobody grants what he has not read"


def asked_for_time(official: Client, duty: Duty) -> Case:
    until = clock.today() + timedelta(days=20)
    asked = {"client_key": str(uuid4()), "version": str(duty.version), "until": until.isoformat(), "reason": "资料晚到"}
    assert official.post(f"/duties/{duty.pk}/extend/", asked).status_code == 302
    return Case.objects.get(kind="extension")


def a_step(browser: Client, case: Case, verb: str, **said: object) -> int:
    case.refresh_from_db()
    data = {"client_key": str(uuid4()), "verb": verb, "version": case.version} | said
    return browser.post(f"/approvals/{case.pk}/", data).status_code


def test_a_request_for_more_time_is_sent_back_completed_and_taken_back_on_its_page(
    sign_in: Browser, duties: Campaign
) -> None:
    official, reviewer, duty = sign_in("official"), sign_in("reviewer"), row("report_list")
    case = asked_for_time(official, duty)
    assert f'href="/approvals/{case.pk}/"' in reviewer.get(f"/duties/{duty.pk}/").content.decode()
    page = reviewer.get(f"/approvals/{case.pk}/").content.decode()
    assert "申请把期限从" in page
    assert "复核中" not in page, "only lists are reviewed"

    assert a_step(reviewer, case, "return") == 422, "sending back needs a reason"
    assert a_step(reviewer, case, "return", reason="请写明缺哪几个社区的资料") == 302
    assert "答复延期申请" not in reviewer.get(f"/duties/{duty.pk}/").content.decode()
    assert f"/approvals/{case.pk}/" in official.get("/inbox/").content.decode()
    assert f"/approvals/{case.pk}/" not in reviewer.get("/inbox/").content.decode()

    assert a_step(official, case, "resubmit", reason="砚湖、听雨两个社区") == 302
    assert "答复延期申请" in reviewer.get(f"/duties/{duty.pk}/").content.decode()
    assert a_step(official, case, "withdraw", reason="资料到了，不用延期") == 302

    assert "答复延期申请" not in reviewer.get(f"/duties/{duty.pk}/").content.decode()
    assert "申请延到哪一天" in official.get(f"/duties/{duty.pk}/").content.decode(), "it may be asked for again"


def test_a_request_that_was_taken_back_is_not_told_as_answered_and_its_reason_has_one_full_stop(
    sign_in: Browser, duties: Campaign
) -> None:
    official, reviewer, duty = sign_in("official"), sign_in("reviewer"), row("report_list")
    case = asked_for_time(official, duty)
    late = {"client_key": str(uuid4()), "case": case.pk, "version": case.version, "reason": "同意。", "answer": "grant"}
    assert a_step(official, case, "withdraw", reason="资料到了，不用延期。") == 302

    answer = reviewer.post(f"/duties/{duty.pk}/answer/", late)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "把申请撤回；资料到了，不用延期。<" in page
    assert "答复：" not in page


def test_only_who_has_a_request_in_hand_is_offered_the_answer(
    sign_in: Browser, cast: Callable[[str], Account], duties: Campaign
) -> None:
    reviewer, duty = sign_in("reviewer"), row("report_list")
    case = asked_for_time(sign_in("official"), duty)
    cast("street")
    page = reviewer.get(f"/approvals/{case.pk}/").content.decode()
    assert 'id="transfer_to"' not in page, "a street office grants no extension: nobody to hand it to"

    assert a_step(reviewer, case, "countersign_ask", to=cast("department").pk) == 302

    assert "答复延期申请" not in reviewer.get(f"/duties/{duty.pk}/").content.decode()
    answer = {"client_key": str(uuid4()), "verb": "countersign_give", "version": 2, "reason": "情况属实"}
    department = sign_in("department")
    for _time in range(2):  # the same form, sent twice
        assert department.post(f"/approvals/{case.pk}/", answer).status_code == 302
    assert case.steps.filter(verb="countersign_give").count() == 1
    assert "答复延期申请" in reviewer.get(f"/duties/{duty.pk}/").content.decode()


def test_the_month_shows_holidays_and_what_is_due(sign_in: Browser, duties: Campaign) -> None:
    official = sign_in("official")

    due = row("report_list").due_on
    assert due is not None
    page = official.get(f"/duties/calendar/?month={due:%Y-%m}").content.decode()
    assert "上报确定的整治对象" in page

    october = official.get("/duties/calendar/?month=2024-10").content.decode()
    assert october.count("放假") >= 5
    assert "调休上班" in official.get("/duties/calendar/?month=2024-09").content.decode()
    assert (
        "是预计" in official.get(f"/duties/calendar/?month={national().announced_through.year + 2}-01").content.decode()
    )
    assert official.get("/duties/calendar/?month=nonsense&who=mine").status_code == 200


def test_the_header_counts_what_waits(sign_in: Browser, duties: Campaign) -> None:
    page = sign_in("official").get("/campaigns/").content.decode()

    found = re.search(r'class="nav-count">(\d+)<', page)
    assert found is not None
    inbox = sign_in("official").get("/inbox/").content.decode()
    assert int(found[1]) == sum(
        int(n) for n in re.findall(r'</span>|<span class="muted">(\d+)</span></h2>', inbox) if n
    )


def test_the_digest_is_a_page_and_an_object(sign_in: Browser, duties: Campaign) -> None:
    official = sign_in("official")

    assert "汇总并上报辖区整治管理测算总费用" in official.get("/inbox/digest/").content.decode()
    found = official.get("/inbox/digest/?format=json").json()
    assert found["counts"]["overdue"] == len(found["overdue"]) > 0


def test_only_who_may_edits_the_calendar(sign_in: Browser, duties: Campaign) -> None:
    day = {"client_key": str(uuid4()), "day": "2026-09-15", "working": "rests", "name": "台风", "source": "停工通知"}

    assert sign_in("official").get("/calendar/").status_code == 403
    assert sign_in("official").post("/calendar/", day).status_code == 403
    assert not CalendarDay.objects.exists()

    system = sign_in("system")
    assert system.post("/calendar/", day).status_code == 302
    page = system.get("/calendar/?year=2026").content.decode()
    assert "台风" in page
    assert "停工通知" in page
    assert system.post("/calendar/", day | {"client_key": str(uuid4()), "source": ""}).status_code == 422
    assert system.post("/calendar/", day | {"client_key": str(uuid4()), "day": "9999-12-31"}).status_code == 422


def test_the_notice_of_a_year_is_entered_as_it_is_printed(sign_in: Browser, duties: Campaign) -> None:
    system, year = sign_in("system"), national().announced_through.year + 1
    notice = {
        "client_key": str(uuid4()), "year": str(year), "holidays": "1月1日至3日、5月1日至5日", "workdays": "",
        "source": "国务院办公厅通知",
    }  # fmt: skip

    wrong = system.post("/calendar/notice/", notice | {"holidays": "春节"})
    assert wrong.status_code == 422
    assert "看不懂日期“春节”" in wrong.content.decode()

    assert system.post("/calendar/notice/", notice).status_code == 302
    assert CalendarYear.objects.get().year == year
    assert f"已知到{year}年12月31日" in system.get("/calendar/").content.decode()
    assert date(year, 5, 1) in {found.date for found in CalendarDay.objects.all()} or date(year, 5, 1).weekday() > 4


def test_a_calendar_changed_meanwhile_is_not_overwritten_unseen(sign_in: Callable[[str], Client]) -> None:
    first, second = sign_in("system"), sign_in("system")
    seen = first.get("/calendar/").context["form"]["seen"].value()
    day = {
        "client_key": str(uuid4()),
        "day": "2026-03-02",
        "working": "rests",
        "name": "",
        "source": "市政府通知",
        "seen": seen,
    }
    assert second.post("/calendar/", day).status_code == 302

    late = day | {"client_key": str(uuid4()), "working": "works", "source": "区政府通知"}
    answer = first.post("/calendar/", late)

    assert answer.status_code == 422
    assert "刚被别人改过" in answer.content.decode()
    assert "区政府通知" in answer.content.decode()
    again = late | {"client_key": str(uuid4()), "seen": answer.context["form"]["seen"].value()}
    assert first.post("/calendar/", again).status_code == 302

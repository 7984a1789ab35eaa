"""The office's own calendar over the national one."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import NOBODY, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.duties.calendar import calendar, national
from sanwu.duties.days import enter_notice, read_days, set_day
from sanwu.duties.models import CalendarDay, Duty
from sanwu.duties.services import fulfil, generate
from sanwu.policy.calendar import add_working_days
from sanwu.records.models import Act
from tests.worlds import RIVER

NOTICE = "国务院办公厅通知"
# In 2005 the libraries disagree on one day: an old rule moved a holiday that fell on a weekend.
KNOWN_DIFFERENCE = 1


def say(day: date, working: bool | None, source: str = NOTICE) -> CalendarDay | None:
    return set_day(day=day, working=working, source=source, actor=LOCAL_OPERATOR, scope=everywhere())


def notice(year: int, free: str, worked: str = "") -> None:
    enter_notice(
        year=year, holidays=read_days(free, year), workdays=read_days(worked, year), source=NOTICE,
        actor=LOCAL_OPERATOR, scope=everywhere(),
    )  # fmt: skip


def test_two_independent_libraries_agree_on_the_announced_years() -> None:
    """`holidays` knows days off and make-up days apart; a day is worked by both or by neither."""
    years = range(2005, national().announced_through.year + 1)
    other = holidays.country_holidays("CN", years=years)
    day, differ = date(2005, 1, 1), []
    while day <= national().announced_through:
        if national().is_working(day) != other.is_working_day(day):
            differ.append(day)
        day += timedelta(days=1)

    assert len(differ) == KNOWN_DIFFERENCE, differ
    assert all(day.year == 2005 for day in differ)


@pytest.mark.django_db
def test_a_day_entered_by_hand_goes_before_the_national_calendar() -> None:
    typhoon = date(2026, 9, 15)  # a Tuesday
    assert calendar().is_working(typhoon)

    say(typhoon, working=False)
    assert not calendar().is_working(typhoon)

    say(typhoon, working=None)
    assert calendar().is_working(typhoon)
    assert [act.verb for act in Act.objects.all()] == ["calendar.day"] * 2


@pytest.mark.django_db
def test_a_single_day_far_away_announces_no_year() -> None:
    say(date(2031, 5, 1), working=False)

    assert calendar().announced_through == national().announced_through


@pytest.mark.django_db
def test_a_notice_announces_the_year_and_replaces_what_was_entered_for_it() -> None:
    year = national().announced_through.year + 1
    say(date(year, 6, 18), working=False)

    notice(year, "1月1日至3日、10月1日至7日", "1月4日" if date(year, 1, 4).weekday() > 4 else "")

    found = calendar()
    assert found.announced_through == date(year, 12, 31)
    assert not found.is_working(date(year, 1, 1))
    assert found.is_working(date(year, 6, 18)) == (date(year, 6, 18).weekday() < 5)


@pytest.mark.django_db
def test_a_year_that_leaves_a_gap_is_not_announced() -> None:
    notice(national().announced_through.year + 2, "1月1日")

    assert calendar().announced_through == national().announced_through


@pytest.mark.django_db
def test_a_notice_that_contradicts_itself_is_refused() -> None:
    year = national().announced_through.year + 1
    monday = next(date(year, 3, n) for n in range(1, 8) if date(year, 3, n).weekday() == 0)

    with pytest.raises(BadInput, match="放假的日期"):
        notice(year, "")
    with pytest.raises(BadInput, match="又写了上班"):
        notice(year, "5月1日", "5月1日")
    with pytest.raises(BadInput, match="本来就是工作日"):
        notice(year, "5月1日", f"{monday.month}月{monday.day}日")
    with pytest.raises(BadInput, match="不在"):
        notice(year, f"{year - 1}-12-31")
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
def test_without_the_right_nobody_edits_the_calendar() -> None:
    with pytest.raises(Refused):
        set_day(day=date(2026, 9, 15), working=False, source=NOTICE, actor=LOCAL_OPERATOR, scope=NOBODY)
    with pytest.raises(BadInput, match="通知"):
        say(date(2026, 9, 15), working=False, source=" ")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1月1日至3日", ["2027-01-01", "2027-01-02", "2027-01-03"]),
        ("9/30-10/2", ["2027-09-30", "2027-10-01", "2027-10-02"]),
        ("2027-05-01", ["2027-05-01"]),
        ("4-5、4-6；4.7", ["2027-04-05", "2027-04-06", "2027-04-07"]),
        ("", []),
    ],
)
def test_days_are_read_as_offices_write_them(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in read_days(text, 2027)] == days


@pytest.mark.parametrize("text", ["春节", "2月30日", "13月1日", "1月9日至3日", "1月1日至9月3日"])
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(BadInput, match=text):
        read_days(text, 2027)


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_every_announced_day_is_answered(day: date) -> None:
    assert national().is_working(day) in (True, False)


@pytest.mark.django_db
def test_beyond_the_announced_years_a_date_is_an_estimate_until_the_notice_comes(generated: Campaign) -> None:
    year = national().announced_through.year + 1
    happened = date(year - 1, 12, 30)
    fulfil(
        event="complaint_received", campaign_id=generated.pk, object_type="case", object_id=7, division_code=RIVER,
        on=happened, evidence="来信", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    before = Duty.objects.get(duty="answer")
    assert before.estimated

    notice(year, "1月1日至5日")
    generate(campaign=generated, on=happened, actor=LOCAL_OPERATOR)

    after = Duty.objects.get(duty="answer")
    assert not after.estimated
    assert after.due_on == add_working_days(happened, 5, calendar())
    assert before.due_on is not None
    assert after.due_on is not None
    assert after.due_on > before.due_on

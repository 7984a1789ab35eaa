"""When things are due in a campaign."""

from datetime import date
from pathlib import Path

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.selectors import Dated, duty_dates, phase_dates
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.policy.calendar import Weekdays

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

SOURCE = "东江府〔2026〕1号"


def dates(scheme_folder: Path, *, on: date, moved: dict[str, str], duties: bool = True) -> dict[str, Dated]:
    campaign = campaign_open(
        scheme_version=scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR), division="990101", name="行动",
        redating={key: {"date": day, "source": SOURCE} for key, day in moved.items()}, actor=LOCAL_OPERATOR,
    )  # fmt: skip
    found = (duty_dates if duties else phase_dates)(campaign, Weekdays(), on)
    return {dated.id: dated for dated in found}


def test_without_a_document_of_its_own_the_dates_of_the_plan_stand(scheme_folder: Path) -> None:
    found = dates(scheme_folder, on=date(2020, 4, 1), moved={})

    assert list(found) == ["report", "review", "monthly", "open", "both"]
    report = found["report"]
    assert (report.title, report.due.limit, report.due.source, report.source) == ("上报", date(2020, 3, 31), "plan", "")
    assert report.standing == "overdue"
    assert found["open"].due.unset
    assert found["open"].standing == "unset"
    assert (found["both"].due.target, found["both"].due.limit) == (date(2020, 6, 30), date(2020, 7, 10))


def test_a_moved_date_names_its_document_and_moves_what_follows(scheme_folder: Path) -> None:
    found = dates(scheme_folder, on=date(2026, 3, 1), moved={"report": "2026-03-31", "open": "2026-05-01"})

    assert (found["report"].due.limit, found["report"].source) == (date(2026, 3, 31), SOURCE)
    # Five working days after the planned 31 March, a Tuesday.
    assert (found["review"].due.limit, found["review"].due.estimated) == (date(2026, 4, 7), True)
    assert found["open"].due.limit == date(2026, 5, 1)
    assert found["monthly"].due.limit == date(2026, 3, 31)


def test_phases_have_a_beginning_and_an_end_that_may_be_moved(scheme_folder: Path) -> None:
    found = dates(scheme_folder, on=date(2026, 3, 1), moved={"works": "2026-10-31"}, duties=False)

    survey, works = found["survey"], found["works"]
    assert survey.begins is not None
    assert (survey.begins.limit, survey.due.limit, survey.source) == (date(2020, 1, 1), date(2020, 3, 31), "")
    assert works.begins is not None
    assert works.begins.unset
    assert (works.due.limit, works.source, works.standing) == (date(2026, 10, 31), SOURCE, "not_due")


def test_a_phase_whose_end_was_moved_begins_after_those_that_it_comes_after(scheme_folder: Path) -> None:
    """The plan's own first day says nothing any more: it may lie years before the new end."""
    path = scheme_folder / "scheme.yaml"
    text = path.read_text(encoding="utf-8")
    works = "works: {title: 整治, starts: 2020-04-01, ends: to_be_set, after: [survey],"
    path.write_text(text.replace("works: {title: 整治, starts: to_be_set, ends: to_be_set,", works), encoding="utf-8")

    moved = {"survey": "2026-03-31", "works": "2026-10-31"}
    found = dates(scheme_folder, on=date(2026, 3, 1), moved=moved, duties=False)
    assert found["survey"].begins is not None
    assert found["survey"].begins.unset
    assert found["works"].begins is not None
    assert found["works"].begins.limit == date(2026, 4, 1)

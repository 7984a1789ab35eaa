"""My work is the union of duties and cases; a stranger's is empty."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import NOBODY
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.publishing import scheme_publish
from sanwu.decisions.publishing_migrating import campaign_migrate
from sanwu.duties.extending import answer_extension, ask_extension
from sanwu.duties.models import Duty
from sanwu.inbox.digest import as_lines, digest
from sanwu.inbox.selectors import Counts, counts, my_work, total
from tests.duties.conftest import SCHEME
from tests.worlds import CITY, EAST

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 18)
Person = Callable[..., Any]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: ON)


def ask(official: Any) -> None:
    _account, scope, actor = official
    row = Duty.objects.get(duty="report", division_code=EAST)
    ask_extension(
        duty=row, scope=scope, until=date(2026, 4, 10), reason="资料晚到", actor=actor, expected_version=row.version
    )  # fmt: skip


def test_it_holds_what_is_due_and_what_waits(generated: Campaign, person: Person) -> None:
    official, reviewer = person("district_official", EAST), person("city_reviewer", CITY)
    ask(official)

    work = my_work(reviewer[1], reviewer[0].pk, ON)
    assert total(reviewer[1], reviewer[0].pk, ON) == 1
    assert [case.title for case in work.waiting] == ["上报名单"]
    assert work.counts == Counts(overdue=0, soon=0, waiting=1, returned=0)

    own = my_work(official[1], official[0].pk, ON)
    assert [row.duty for row in own.soon] == ["report", "both"]
    assert own.counts.soon == 2


@pytest.mark.parametrize(("grant", "state"), [(True, "granted"), (False, "refused")])
def test_who_asked_for_more_time_reads_the_answer_for_some_days(
    generated: Campaign, person: Person, grant: bool, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    official, reviewer = person("district_official", EAST), person("city_reviewer", CITY)
    noon = datetime(2026, 3, 18, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(clock, "now", lambda: noon)
    ask(official)
    row = Duty.objects.get(duty="report", division_code=EAST)
    answer_extension(
        duty=row, scope=reviewer[1], grant=grant, reason="已核", actor=reviewer[2], expected_version=1
    )  # fmt: skip

    own = my_work(official[1], official[0].pk, ON)
    assert [case.state for case in own.answered] == [state]
    assert own.counts.answered == 1
    assert own.counts.total == len(own.overdue) + len(own.soon) + len(own.waiting) + len(own.returned)
    assert total(official[1], official[0].pk, ON) == own.counts.total, "an answer is told, it does not wait"
    assert digest(official[1], official[0].pk, ON)["answered"][0]["title"] == "延期申请：上报名单"

    assert not my_work(reviewer[1], reviewer[0].pk, ON).answered  # who answered knows
    assert not my_work(NOBODY, official[0].pk, ON).answered
    assert counts(official[1], official[0].pk, date(2026, 3, 25)).answered == 1
    assert counts(official[1], official[0].pk, date(2026, 3, 26)).answered == 0


def test_the_day_in_short_tells_an_answer_where_nothing_waits() -> None:
    lists: dict[str, list[Any]] = {"overdue": [], "soon": [], "waiting": [], "returned": []}
    answer = {"due_on": "2026-03-20", "title": "延期申请：上报名单", "place": "东区"}
    counted = {**dict.fromkeys(lists, 0), "answered": 1, "total": 0}

    lines = as_lines("王敏", {"on": "2026-03-18", "counts": counted, **lists, "answered": [answer]})

    assert lines[:2] == ["王敏，2026-03-18 的工作：共 0 件。", "今天没有等您办理的事。"]
    assert "已答复您的延期申请（1）" in lines


def test_the_count_of_the_header_is_that_of_the_page_in_two_questions(
    generated: Campaign,
    person: Person,
    django_assert_num_queries: Any,
) -> None:
    account, scope, _actor = person("district_official", EAST)

    with django_assert_num_queries(2):
        found = counts(scope, account.pk, date(2026, 3, 30))
    with django_assert_num_queries(1):
        assert total(scope, account.pk, date(2026, 3, 30)) == found.total

    work = my_work(scope, account.pk, date(2026, 3, 30))
    assert (found.overdue, found.soon) == (len(work.overdue), len(work.soon))
    assert found.overdue == 2
    assert found.total == 2 + found.soon + found.waiting


def test_a_department_learns_by_which_schemes_it_is_asked_without_reading_their_texts(
    generated: Campaign, person: Person
) -> None:
    account, scope, _actor = person("department", EAST, remit="消防")

    with CaptureQueriesContext(connection) as asked:
        found = my_work(scope, account.pk, date(2026, 5, 30))

    assert [row.duty for row in found.soon] == ["drill"]
    said = [one["sql"] for one in asked.captured_queries]
    assert len(said) == 4, said  # which schemes, duties, cases, and the one list that is not empty
    assert not [sql for sql in said if '"files"' in sql]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_who_has_no_business_here_has_no_work_and_asks_nothing(
    generated: Campaign,
    person: Person,
    django_assert_num_queries: Any,
    role: str,
) -> None:
    account, scope, _actor = person(role, CITY)

    with django_assert_num_queries(0):
        assert counts(scope, account.pk, ON) == Counts()
        assert counts(NOBODY, None, ON).total == 0


def test_the_digest_says_the_day_in_words(generated: Campaign, person: Person) -> None:
    account, scope, actor = person("district_official", EAST)

    found = digest(scope, account.pk, date(2026, 3, 23))
    lines = as_lines(actor.name, found)

    assert found["counts"]["total"] == len(found["overdue"]) + len(found["soon"])
    assert [item["title"] for item in found["overdue"]] == ["上报名单"]
    assert lines[0] == "经办人，2026-03-23 的工作：共 2 件。"
    assert "  2026-03-20  上报名单（云州省晴川市东江区）" in lines
    assert as_lines("甲", digest(NOBODY, None, ON))[-1] == "今天没有等您办理的事。"


def test_the_commands_list_what_is_due(
    generated: Campaign,
    person: Person,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import json

    from sanwu.cli.main import main

    account, _scope, _actor = person("district_official", EAST)

    assert (
        main(["duties", "--campaign", str(generated.pk), "--on", "2026-03-23", "--as", account.username, "--json"]) == 0
    )
    found = json.loads(capsys.readouterr().out)
    assert {item["division"][:6] for item in found["duties"]} == {"990101"}
    assert found["duties"][0]["state"] == "silent"
    assert found["counts"]["silent"] == 2

    out = tmp_path / "摘要.txt"
    assert main(["digest", "--as", account.username, "--on", "2026-03-23", "--out", str(out)]) == 0
    assert "上报名单" in out.read_text(encoding="utf-8")
    assert main(["duties", "--campaign", "999999"]) == 2


def test_the_number_in_the_header_follows_what_is_done(generated: Campaign, person: Person) -> None:
    """Its question is kept, its answer is not."""
    official, reviewer = person("district_official", EAST), person("city_reviewer", CITY)
    before = total(reviewer[1], reviewer[0].pk, ON)

    ask(official)

    assert total(reviewer[1], reviewer[0].pk, ON) == before + 1
    assert total(NOBODY, None, ON) == 0


def test_the_number_in_a_departments_header_follows_the_campaign_to_another_version(
    generated: Campaign, person: Person
) -> None:
    account, scope, _actor = person("department", EAST, remit="消防")
    on = date(2026, 5, 30)
    assert total(scope, account.pk, on) == counts(scope, account.pk, on).total == 1

    files = {**generated.scheme_version.files, "scheme.yaml": SCHEME.replace("version: 1", "version: 2")}
    second = scheme_publish(files=files, actor=LOCAL_OPERATOR)
    campaign_migrate(campaign=generated, to=second, reason="新文件", actor=LOCAL_OPERATOR, on=ON)

    assert total(scope, account.pk, on) == counts(scope, account.pk, on).total == 1

"""demo · demo links · demo remove"""

from datetime import datetime

import pytest

from sanwu.base import clock
from sanwu.people.models import Account
from sanwu.territory.models import Division
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_the_demo_city_is_made_entered_and_taken_away(sanwu: Run) -> None:
    made = sanwu("demo", "--compounds", 30, "--seed", 7, "--json")
    assert (made.code, made.data["compounds"]) == (0, 30)
    assert sanwu("demo", "--compounds", 30).code == 3, "it stands already"

    links = sanwu("demo", "links", "--json")
    assert links.code == 0
    assert {"district_official", "auditor", "system_admin"} <= {link["role"] for link in links.data}
    for link in links.data:
        assert set(link) == {"role", "name", "url", "expires_at"}
        assert link["url"].startswith("http://127.0.0.1:8000/")
        assert datetime.fromisoformat(link["expires_at"]) > clock.now()
    assert links.data[0]["name"] in sanwu("demo", "links").out

    official = Account.objects.filter(demo=True, posts__role="district_official").first()
    assert official is not None
    assert sanwu("demo", "remove", "--as", official.username).code == 3, "no post holds a right over the demo"

    gone = sanwu("demo", "remove", "--json")
    assert (gone.code, gone.data["compounds"]) == (0, 30)
    assert not Account.objects.exists()
    assert not Division.objects.exists()
    assert sanwu("journal", "verify").code == 0


def test_there_is_nothing_to_remove_and_nobody_to_let_in_without_a_demo(sanwu: Run) -> None:
    assert sanwu("demo", "remove").code == 3
    assert sanwu("demo", "links", "--json").data == []
    assert "sanwu demo" in sanwu("demo", "links").out


def test_a_city_beyond_the_limit_is_wrong_usage_in_chinese(sanwu: Run) -> None:
    answer = sanwu("demo", "--compounds", 99_999_999)

    assert answer.code == 2
    assert "最多 200,000 个小区" in answer.err
    assert not Division.objects.exists()

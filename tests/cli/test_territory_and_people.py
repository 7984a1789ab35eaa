"""divisions import · account add · account link · --as"""

from pathlib import Path

import pytest

from sanwu.people.models import Account
from sanwu.records.models import Act
from sanwu.territory.models import Division
from tests.cli.conftest import DIVISIONS, Run

pytestmark = pytest.mark.django_db


def test_divisions_are_counted_in_json(sanwu: Run, divisions: Path) -> None:
    answer = sanwu("divisions", "import", divisions, "--edition", "2022-10-01", "--json")

    assert (answer.code, answer.data) == (0, {"created": 5, "updated": 0, "closed": 0, "renamed": 0, "ignored": 0})
    assert Act.objects.get().actor_name == "local operator"


def test_divisions_are_counted_in_words(sanwu: Run, divisions: Path) -> None:
    answer = sanwu("divisions", "import", divisions, "--edition", "2022-10-01")

    assert answer.out == "区划已导入：新增 5 个，更新 0 个，停用 0 个，更名 0 个，略过 0 个。\n"


def test_bad_divisions_end_with_2_and_change_nothing(sanwu: Run, divisions: Path) -> None:
    divisions.write_text(DIVISIONS + "990199,,没有上级,county,3\n")

    answer = sanwu("divisions", "import", divisions, "--edition", "2022-10-01", "--json")

    assert answer.code == 2
    assert "第 6 行" in answer.err
    assert not Division.objects.exists()


def test_a_file_that_is_not_there_ends_with_2(sanwu: Run, tmp_path: Path) -> None:
    answer = sanwu("divisions", "import", tmp_path / "none.csv", "--edition", "2022-10-01")

    assert answer.code == 2
    assert "打不开" in answer.err


@pytest.mark.usefixtures("tree")
class TestAccounts:
    """People who sign in, and act at the command line."""

    def add(self, sanwu: Run, name: str = "wang", role: str = "district_official", code: str = "990101") -> None:
        assert sanwu("account", "add", name, "--role", role, "--division", code).code == 0

    def test_a_new_account_gets_a_one_time_link(self, sanwu: Run) -> None:
        answer = sanwu(
            "account", "add", "wang", "--role", "district_official", "--division", "990101000000", "--name", "王五", "--json"
        )  # fmt: skip

        assert answer.code == 0
        assert answer.data["url"].startswith("http://127.0.0.1:8000/")
        account = Account.objects.get()
        assert (account.username, account.name, account.demo) == ("wang", "王五", False)
        assert account.posts.get().division_id == "990101000000"

    def test_the_link_is_printed_with_what_to_do(self, sanwu: Run) -> None:
        self.add(sanwu)

        answer = sanwu("account", "link", "wang")
        assert "http://127.0.0.1:8000/" in answer.out
        assert "只能用一次" in answer.out

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["wang", "--role", "king", "--division", "990101"], 2),
            (["wang", "--role", "district_official", "--division", "980000"], 2),
            (["", "--role", "district_official", "--division", "990101"], 2),
        ],
    )
    def test_an_impossible_account_is_refused(self, sanwu: Run, words: list[str], code: int) -> None:
        assert sanwu("account", "add", *words).code == code
        assert not Account.objects.exists()

    def test_an_account_acts_in_its_own_name_and_within_its_rights(self, sanwu: Run, divisions: Path) -> None:
        self.add(sanwu)
        divisions.write_text(DIVISIONS + "990101002000,990101000000,新城街道,town,4\n")

        answer = sanwu("divisions", "import", divisions, "--edition", "2023-01-01", "--as", "wang")

        assert answer.code == 0, answer.err
        assert Act.objects.latest("number").actor_id == Account.objects.get().pk

    def test_an_account_is_refused_outside_its_area(self, sanwu: Run, divisions: Path) -> None:
        self.add(sanwu)
        divisions.write_text(DIVISIONS + "990102002000,990102000000,西街街道,town,4\n")

        answer = sanwu("divisions", "import", divisions, "--edition", "2023-01-01", "--as", "wang")

        assert answer.code == 3
        assert "990102002000" in answer.err

    def test_an_account_without_the_right_is_refused(self, sanwu: Run, divisions: Path) -> None:
        self.add(sanwu, role="auditor")

        assert sanwu("divisions", "import", divisions, "--edition", "2023-01-01", "--as", "wang").code == 3
        assert sanwu("account", "add", "li", "--role", "auditor", "--division", "990101", "--as", "wang").code == 3

    def test_nobody_acts_as_an_account_that_is_not_there(self, sanwu: Run, divisions: Path) -> None:
        answer = sanwu("divisions", "import", divisions, "--edition", "2023-01-01", "--as", "nobody")

        assert answer.code == 2
        assert "nobody" in answer.err

"""A renamed town and a re-coded one are two things; what a closed town leaves behind stays open and is listed."""

from datetime import date
from pathlib import Path

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Refused
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.records.models import Act
from sanwu.territory.models import Division
from sanwu.territory.services import import_divisions, rows_outside, successor_confirm
from sanwu.territory.successors import closed_divisions, stranded

pytestmark = pytest.mark.django_db

OLD, NEW = date(2016, 7, 31), date(2022, 10, 1)
HEAD = [
    "990000000000,100000000000,云州省,province,1",
    "990100000000,990000000000,晴川市,city,2",
    "990101000000,990100000000,东江区,county,3",
    "990102000000,990100000000,西江区,county,3",
]
GONE, CAME = "990101100000", "990101002000"


def load(folder: Path, edition: date, *lines: str) -> dict[str, int]:
    path = folder / f"{edition}.csv"
    path.write_text("\n".join([*HEAD, *lines]) + "\n")
    return import_divisions(paths=[path], edition=edition, actor=LOCAL_OPERATOR)


@pytest.fixture
def editions(tmp_path: Path) -> None:
    load(
        tmp_path, OLD, "990101001000,990101000000,滨河办事处,town,4", f"{GONE},990101000000,东江区城关镇,town,4",
        "990101101000,990101000000,红旗农场,town,4", f"990101100201,{GONE},望江村委会,village,5",
    )  # fmt: skip
    done = load(
        tmp_path, NEW, "990101001000,990101000000,滨河街道,town,4", f"{CAME},990101000000,城关街道,town,4",
        "990101003000,990101000000,新城街道,town,4",
    )  # fmt: skip
    assert (done["renamed"], done["closed"], done["created"]) == (1, 2, 2)


def confirm(code: str = GONE, successor: str = CAME, scope: Scope | None = None) -> Division:
    return successor_confirm(code=code, successor=successor, actor=LOCAL_OPERATOR, scope=scope or everywhere())


@pytest.mark.usefixtures("editions")
class TestAfterTwoEditions:
    def test_a_recoded_town_is_suggested_by_name_and_parent_and_a_vanished_one_is_not(self) -> None:
        farm, town = sorted(closed_divisions(everywhere()), key=lambda one: one.division.code, reverse=True)

        assert town.suggested is not None
        assert (town.division.code, town.suggested.code, town.successor, town.stranded) == (GONE, CAME, None, 1)
        assert "城关" in town.reason
        assert (farm.division.name, farm.suggested) == ("红旗农场", None)

    def test_the_renamed_town_is_not_among_them(self) -> None:
        assert "990101001000" not in {one.division.code for one in closed_divisions(everywhere())}

    def test_communities_of_a_closed_town_stay_open_and_are_listed(self) -> None:
        assert [one.code for one in stranded(everywhere())] == ["990101100201"]
        assert not stranded(everywhere(), "990102000000").exists()

    def test_a_person_confirms_and_the_journal_keeps_it(self) -> None:
        confirm()

        town = next(one for one in closed_divisions(everywhere()) if one.division.code == GONE)
        assert town.successor == Division.objects.get(code=CAME)
        assert town.suggested is None
        entry = Act.objects.latest("number")
        assert (entry.verb, entry.object_id, entry.after["successor"]) == ("divisions.succeed", GONE, CAME)

    def test_a_town_that_follows_one_is_not_suggested_for_another(self) -> None:
        confirm("990101101000", CAME)

        assert all(one.suggested is None for one in closed_divisions(everywhere()))

    @pytest.mark.parametrize(
        ("code", "successor", "words"),
        [
            (CAME, "990101003000", "仍然有效"),
            (GONE, "990101101000", "已经撤销"),
            (GONE, "990102000000", "级别不同"),
        ],
    )
    def test_an_impossible_succession_is_refused(self, code: str, successor: str, words: str) -> None:
        with pytest.raises(Refused, match=words):
            confirm(code, successor)
        assert not Division.objects.exclude(successor=None).exists()

    def test_nobody_confirms_outside_the_own_area(self) -> None:
        other = Scope(1, (Grant("x", frozenset({Ability.IMPORT_DIVISIONS}), "990102000000", "990103000000"),))
        with pytest.raises(Refused, match="范围内"):
            confirm(scope=other)

    def test_who_may_see_nothing_sees_nothing(self) -> None:
        assert closed_divisions(NOBODY) == []
        assert not stranded(NOBODY).exists()

    def test_a_wider_list_that_changes_nothing_elsewhere_is_taken_and_the_rest_counted(self, tmp_path: Path) -> None:
        own = Scope(1, (Grant("x", frozenset({Ability.IMPORT_DIVISIONS}), "990101000000", "990102000000"),))
        path = tmp_path / "wide.csv"
        path.write_text("\n".join([*HEAD, f"{CAME},990101000000,城关新街道,town,4"]) + "\n")

        done = import_divisions(paths=[path], edition=NEW, actor=LOCAL_OPERATOR, scope=own)

        assert (done["renamed"], rows_outside([path], own)) == (1, 3)


def test_of_the_real_editions_nine_towns_are_suggested(trial_data: Path) -> None:
    for folder, edition in (("adcode-2016", OLD), ("modood-2022", NEW)):
        import_divisions(paths=[trial_data / "divisions" / folder], edition=edition, actor=LOCAL_OPERATOR)

    closed = closed_divisions(everywhere())

    assert (len(closed), sum(one.suggested is not None for one in closed)) == (15, 9)
    pairs = {one.division.code: one.suggested.code for one in closed if one.suggested}
    assert pairs["411122100000"] == "411122001000"
    assert stranded(everywhere()).count() == sum(one.stranded for one in closed) == 170

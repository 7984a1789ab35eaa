"""What an office list means by a name."""

from datetime import date
from typing import Any

import pytest

from sanwu.base.errors import BadInput
from sanwu.base.scope import NOBODY, Ability, Grant, Scope, everywhere
from sanwu.territory.models import Division
from sanwu.territory.rules import Gazetteer, Place, joined
from sanwu.territory.selectors import (
    children,
    division,
    divisions_visible_to,
    find_by_name,
    full_name,
    full_names,
    options_for,
    path_of,
)

TREE = [
    ("990000000000", "云州省", "province", None),
    ("990100000000", "晴川市", "city", "990000000000"),
    ("990101000000", "东城区", "county", "990100000000"),
    ("990101001000", "东城街道", "street", "990101000000"),
    ("990101002000", "国兴街道", "street", "990101000000"),
    ("990101002001", "望江社区", "community", "990101002000"),
    ("990102000000", "江北县", "county", "990100000000"),
    ("990102001000", "江北县天桥街道", "street", "990102000000"),
    ("990102100000", "和平镇", "street", "990102000000"),
    ("990102101000", "和平乡", "street", "990102000000"),
    ("990103000000", "长河白族自治县", "county", "990100000000"),
    ("990103100000", "繁水回族镇", "street", "990103000000"),
    ("990200000000", "市辖区", "city", "990000000000"),
    ("990201000000", "东城区", "county", "990200000000"),
]


def gazetteer() -> Gazetteer:
    names = {code: name for code, name, _, _ in TREE}
    return Gazetteer(Place(code, name, level, names.get(parent or "", "")) for code, name, level, parent in TREE)


@pytest.mark.parametrize(
    ("text", "within", "level", "found"),
    [
        ("东城区", "990100000000", None, ["990101000000"]),
        ("东城", "990100000000", None, ["990101000000"]),
        (" 东　城 ", "990100000000", None, ["990101000000"]),
        ("东城", "990100000000", "street", ["990101001000"]),
        ("东城街道办事处", "990100000000", None, ["990101001000"]),
        ("国兴街道办", "990100000000", None, ["990101002000"]),
        ("国兴", "990100000000", None, ["990101002000"]),
        ("望江居委会", "990100000000", None, ["990101002001"]),
        ("天桥街道", "990100000000", None, ["990102001000"]),
        ("江北县天桥街道", "990100000000", None, ["990102001000"]),
        ("江北", "990100000000", None, ["990102000000"]),
        ("江北区", "990100000000", None, []),
        ("长河", "990100000000", None, ["990103000000"]),
        ("长河县", "990100000000", None, []),
        ("繁水", "990100000000", None, ["990103100000"]),
        ("和平", "990100000000", None, ["990102100000", "990102101000"]),
        ("和平乡", "990100000000", None, ["990102101000"]),
        ("晴川市东城区国兴街道", "990000000000", None, ["990101002000"]),
        ("东城区国兴街道", "990000000000", None, ["990101002000"]),
        ("东城区", "990000000000", None, ["990101000000", "990201000000"]),
        ("东城区", "990200000000", None, ["990201000000"]),
        ("云州省", "990100000000", None, []),
        ("城", "990000000000", None, []),
        ("", "990000000000", None, []),
        ("晴川市东城区外国街道", "990000000000", None, []),
    ],
)
def test_names_are_found_as_offices_write_them(text: str, within: str, level: str | None, found: list[str]) -> None:
    assert [place.code for place in gazetteer().find(text, level, within)] == found


def test_a_path_is_shown_without_stand_ins_and_repeated_names() -> None:
    assert joined(["云州省", "市辖区", "东城区"]) == "云州省东城区"
    assert joined(["晴川市", "江北县", "江北县天桥街道"]) == "晴川市江北县天桥街道"
    assert joined(["石桥市", "石桥市", "东街道"]) == "石桥市东街道"
    assert joined(["云州省", "市辖区"]) == "云州省市辖区"


@pytest.fixture
def tree(db: None) -> None:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )


@pytest.mark.usefixtures("tree")
class TestTree:
    """The same, asked of the database."""

    def test_a_name_is_looked_up_below_a_division(self) -> None:
        assert [found.code for found in find_by_name("东城", "990100000000")] == ["990101000000"]
        assert [found.code for found in find_by_name("云州省晴川市东城区", "990100000000")] == ["990101000000"]
        assert find_by_name("无此地", "990100000000") == []

    def test_a_closed_division_is_not_found(self) -> None:
        Division.objects.filter(code="990101000000").update(valid_to=date(2022, 1, 1))

        assert [found.code for found in find_by_name("东城", "990100000000")] == ["990101001000"]

    def test_paths_and_full_names_follow_the_parent_links(self) -> None:
        assert [here.name for here in path_of("990101002001")] == ["云州省", "晴川市", "东城区", "国兴街道", "望江社区"]
        assert full_name("990102001000") == "云州省晴川市江北县天桥街道"
        assert full_names(["990102001000", "990201000000", "000000000001"]) == {
            "990102001000": "云州省晴川市江北县天桥街道",
            "990201000000": "云州省东城区",
        }
        assert path_of("000000000001") == []

    def test_a_parent_that_stands_elsewhere_than_the_code_says_is_followed(self) -> None:
        Division.objects.filter(code="990101002000").update(parent_id="990102000000")

        assert [here.code for here in path_of("990101002001")][-3:] == ["990102000000", "990101002000", "990101002001"]
        assert full_names(["990101002001"])["990101002001"].startswith("云州省晴川市江北县国兴街道")

    def test_the_names_of_many_are_asked_at_once(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            assert len(full_names(["990101002001", "990102001000", "990201000000"])) == 3
        with django_assert_num_queries(1):
            assert len(path_of("990101002001")) == 5

    def test_children_are_those_right_below(self) -> None:
        assert [child.name for child in children("990101000000")] == ["东城街道", "国兴街道"]

    @pytest.mark.parametrize("code", ["990101000000", "990101"])
    def test_a_division_is_found_by_long_and_short_code(self, code: str) -> None:
        assert division(code).name == "东城区"

    @pytest.mark.parametrize(
        ("code", "words"), [("12", "先导入"), ("9901010", "不是区划代码"), ("东城", "不是区划代码"), ("9", "09")]
    )
    def test_a_wrong_code_is_refused_with_what_to_do(self, code: str, words: str) -> None:
        with pytest.raises(BadInput, match=words):
            division(code)

    def test_people_see_divisions_of_their_area_only(self) -> None:
        county = Scope(1, (Grant("x", frozenset({Ability.VIEW_DIVISIONS}), "990101000000", "990102000000"),))

        assert divisions_visible_to(NOBODY).count() == 0
        assert {found.code[:6] for found in divisions_visible_to(county)} == {"990101"}
        assert divisions_visible_to(everywhere()).count() == len(TREE)

    def test_a_person_may_choose_the_top_of_the_own_area_and_what_is_right_below(self) -> None:
        county = Scope(1, (Grant("x", frozenset({Ability.OPEN_CAMPAIGN}), "990101000000", "990102000000"),))

        assert [d.code for d in options_for(county, Ability.OPEN_CAMPAIGN)] == [
            "990101000000",
            "990101001000",
            "990101002000",
        ]
        assert [d.code for d in options_for(everywhere(), Ability.OPEN_CAMPAIGN)] == [
            "990000000000",
            "990100000000",
            "990200000000",
        ]
        assert options_for(county, Ability.IMPORT_DIVISIONS) == []

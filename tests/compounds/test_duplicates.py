"""Which compounds look like one: names, aliases, readings in one county, distance anywhere."""

from itertools import combinations
from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.compounds.duplicates import likely_duplicates, suggestions, tell_apart
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound, Distinct
from sanwu.compounds.rules import NEAR_METRES, Known, box_around, known, likeness, metres_between, pairs
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.records.models import Act
from sanwu.records.services import act
from tests.worlds import CITY, EAST, FAR_EAST, OFFICER, RAIN, RIVER, WEST, plant_tree, scope_over

MERGER = frozenset({Ability.VIEW_LEDGER, Ability.MERGE_COMPOUND})
points = st.tuples(st.floats(73.5, 135.5), st.floats(3.5, 53.5))
steps = st.tuples(st.floats(-0.003, 0.003), st.floats(-0.003, 0.003))


@given(points, steps)
def test_near_is_the_same_from_both_ends_and_never_outside_the_box(
    start: tuple[float, float], step: tuple[float, float]
) -> None:
    end = (start[0] + step[0], start[1] + step[1])
    there, back = metres_between(start, end), metres_between(end, start)

    assert there == pytest.approx(back, abs=1e-6)
    if there <= NEAR_METRES:
        box = box_around(start)
        assert box.west <= end[0] <= box.east
        assert box.south <= end[1] <= box.north


@given(points, st.floats(0, 0.01))
def test_a_distance_to_the_north_is_that_of_the_meridian(start: tuple[float, float], north: float) -> None:
    assert metres_between(start, (start[0], start[1] + north)) == pytest.approx(north * 111_195.08, abs=0.01)


names = st.sampled_from(["听雨里", "听雨 里", "停雨里", "砚湖一村", "砚湖二村", "长安里", ""])
near_points = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda at: (110.3 + at[0] / 2000, 20 + at[1] / 2000)),
)
compounds = st.lists(
    st.tuples(names, st.sampled_from([EAST, RIVER, WEST]), st.sets(names, max_size=2), near_points), max_size=14
).map(lambda rows: [known(number, *row) for number, row in enumerate(rows, 1)])


@given(compounds)
def test_the_list_of_pairs_is_what_comparing_all_with_all_gives(found: list[Known]) -> None:
    listed, more = pairs(found)
    compared = {pair for one, other in combinations(found, 2) if (pair := likeness(one, other))}

    assert not more
    assert set(listed) == compared
    assert len(listed) == len(compared)


@given(compounds)
def test_likeness_does_not_depend_on_who_is_named_first(found: list[Known]) -> None:
    for one, other in combinations(found, 2):
        assert likeness(one, other) == likeness(other, one)


def test_a_list_that_is_too_long_says_so() -> None:
    found = [known(number, "听雨里", EAST, (), None) for number in range(1, 12)]

    listed, more = pairs(found, most=10)

    assert (len(listed), more) == (10, True)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (known(2, "听雨里", RIVER, (), None), ("name",)),
        (known(2, "听雨 里", EAST, (), None), ("name",)),
        (known(2, "老纺织厂宿舍", EAST, ("听雨里",), None), ("alias",)),
        (known(2, "停雨里", EAST, (), None), ("pinyin",)),
        (known(2, "听雨里", WEST, (), None), None),
        (known(2, "砚湖一村", EAST, (), None), None),
        (known(2, "砚湖一村", WEST, (), (110.3, 20 + 99 / 111_195)), ("near",)),
        (known(2, "砚湖一村", EAST, (), (110.3, 20 + 101 / 111_195)), None),
        (known(2, "听雨里", EAST, (), (110.3 + 99 / 111_195 / cos(radians(20)), 20.0)), ("name", "near")),
    ],
)
def test_why_two_look_alike(other: Known, reasons: tuple[str, ...] | None) -> None:
    pair = likeness(known(1, "听雨里", EAST, (), (110.3, 20.0)), other)

    assert (pair.reasons if pair else None) == reasons


def enter(*identities: Identity) -> list[Compound]:
    with act(verb="ledger.import", actor=OFFICER, division=EAST) as entry:
        origin = Origin("import", "台账.xlsx", None, OFFICER, EAST)
        recorded = record_changes(entry=entry, origin=origin, created=Created([NewFacts(i, {}, 1) for i in identities]))
    return list(Compound.objects.filter(pk__in=recorded.created).order_by("pk"))


@pytest.mark.django_db
def test_before_one_is_saved_its_likes_are_named_strongest_first() -> None:
    plant_tree()
    spot = ("110.3000000", "20.0000000")
    same, alias, near, far = enter(
        Identity("听雨里", RIVER), Identity("纺织厂宿舍", RAIN, aliases=("听雨里",)),
        Identity("砚湖一村", WEST, point=("110.3000000", "20.0005000")), Identity("听雨里", FAR_EAST),
    )  # fmt: skip

    found = likely_duplicates(scope_over(CITY), Identity("听雨里", EAST, point=spot))

    assert [(like.compound, like.reasons) for like in found] == [
        (same, ("name",)), (alias, ("alias",)), (near, ("near",)),
    ]  # fmt: skip
    assert far not in [like.compound for like in found]


@pytest.mark.django_db
def test_what_lies_out_of_sight_is_not_named() -> None:
    plant_tree()
    enter(Identity("听雨里", RIVER))

    assert likely_duplicates(scope_over(WEST), Identity("听雨里", EAST)) == []


@pytest.mark.django_db
def test_a_pair_that_was_told_apart_is_not_suggested_again() -> None:
    plant_tree()
    one, other, third = enter(Identity("听雨里", RIVER), Identity("听雨里", RAIN), Identity("停雨里", RAIN))
    scope = scope_over(EAST, abilities=MERGER)
    assert {(p.first, p.second) for p in suggestions(scope, EAST).pairs} == {
        (one.pk, other.pk), (one.pk, third.pk), (other.pk, third.pk),
    }  # fmt: skip

    told = tell_apart(one=other, other=one, actor=OFFICER, client_key="apart-1")
    again = tell_apart(one=other, other=one, actor=OFFICER, client_key="apart-1")

    assert told == again == Distinct.objects.get()
    assert (told.first, told.second) == (one, other)
    assert (one.pk, other.pk) not in {(p.first, p.second) for p in suggestions(scope, EAST).pairs}
    assert Act.objects.latest("number").verb == "compound.distinct"


@pytest.mark.django_db
def test_suggestions_keep_to_where_merging_is_held() -> None:
    plant_tree()
    enter(Identity("听雨里", RIVER), Identity("听雨里", RAIN))

    assert suggestions(scope_over(WEST, abilities=MERGER), EAST).pairs == []
    assert suggestions(scope_over(EAST), EAST).pairs == []


@pytest.mark.django_db
def test_a_compound_is_not_told_apart_from_itself() -> None:
    plant_tree()
    (one,) = enter(Identity("听雨里", RIVER))

    with pytest.raises(BadInput):
        tell_apart(one=one, other=one, actor=OFFICER)


@pytest.mark.django_db
def test_a_key_of_another_pair_is_refused() -> None:
    plant_tree()
    one, other, third = enter(Identity("听雨里", RIVER), Identity("听雨里", RAIN), Identity("停雨里", RAIN))
    tell_apart(one=one, other=other, actor=OFFICER, client_key="apart-1")

    with pytest.raises(Refused):
        tell_apart(one=one, other=third, actor=OFFICER, client_key="apart-1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("星河1村", "星河一村"),
        ("星河12村", "星河十二村"),
        ("星河２０号院", "星河二十号院"),
        ("星河120号", "星河一百二十号"),
    ],
)
def test_numbers_count_the_same_in_digits_and_in_characters(one: str, other: str) -> None:
    first, second = (known(number, name, EAST, (), None) for number, name in enumerate((one, other), 1))

    assert likeness(first, second) is not None


@pytest.mark.parametrize(
    ("one", "other"), [("星河1村", "星河二村"), ("星河12村", "星河二十村"), ("星河1村", "星河十一村")]
)
def test_other_numbers_are_other_compounds(one: str, other: str) -> None:
    first, second = (known(number, name, EAST, (), None) for number, name in enumerate((one, other), 1))

    assert likeness(first, second) is None


@pytest.mark.parametrize(
    ("written", "asked"), [("星河一村", "星河1村"), ("星河1村", "星河一村"), ("星河十二村", "星河12村")]
)
def test_the_other_way_of_writing_a_number_is_found_before_a_compound_is_saved(
    db: None, written: str, asked: str
) -> None:
    plant_tree()
    with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
        origin = Origin("import", "台账.csv", None, OFFICER, CITY)
        record_changes(entry=entry, origin=origin, created=Created([NewFacts(Identity(written, RIVER), {}, None)]))

    (like,) = likely_duplicates(scope_over(EAST), Identity(asked, RIVER))
    assert like.compound.name == written

"""Which compound a row of a sheet means (issue: a number, else name and county; never a merge)."""

from sanwu.compounds.models import Compound
from tests.exchange.conftest import Bring, facts_of, sums, the, told
from tests.worlds import EAST, OFFICER, RIVER, scope_over

HEAD = "小区编号,小区名称,所属区,户数"


def test_a_row_with_a_known_number_is_that_compound_whatever_its_name(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")
    compound = the("听雨里")

    outcome = bring(HEAD, "A-1,听雨里新村,东江区,120")

    assert sums(outcome) == (1, 1, 0, 0, 1, 0, 0)
    compound.refresh_from_db()
    assert compound.name == "听雨里新村"
    assert [(other.kind, other.text) for other in compound.other_names.all()] == [
        ("number", "A-1"),
        ("alias", "听雨里"),
    ]
    assert outcome["changes"][0]["facts"]["compound_name"] == ["听雨里", "听雨里新村"]


def test_without_numbers_name_and_county_say_which_compound(bring: Bring) -> None:
    bring("小区名称,所属区,户数", "听雨里,东江区,120", "听雨里,西江区,80")

    outcome = bring("小区名称,所属区,户数", "听雨里,西江区,81")

    assert sums(outcome) == (1, 1, 0, 0, 1, 0, 0)
    assert sorted(Compound.objects.values_list("division_id", "ledger__household_count")) == [
        ("990101000000", 120), ("990102000000", 81),
    ]  # fmt: skip


def test_names_are_compared_without_widths_spaces_and_kinds_of_brackets(bring: Bring) -> None:
    bring("小区名称,所属区,户数", "听雨里（3号院）,东江区,120")

    assert sums(bring("小区名称,所属区,户数", "听雨里 (３号院),东江区,120"))[3:6] == (0, 0, 1)


def test_a_row_with_a_new_number_is_the_unnumbered_compound_of_its_name(bring: Bring) -> None:
    bring("小区名称,所属区,户数", "听雨里,东江区,120")

    outcome = bring(HEAD, "A-1,听雨里,东江区,120")

    assert (outcome["created"], outcome["updated"]) == (0, 1)
    assert the("听雨里").other_names.get().text == "A-1"


def test_a_row_without_a_number_is_the_numbered_compound_of_its_name(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")

    outcome = bring("小区名称,所属区,户数", "听雨里,东江区,130")

    assert (outcome["created"], outcome["updated"]) == (0, 1)
    assert the("听雨里").other_names.get().text == "A-1"


def test_one_name_under_two_numbers_is_two_compounds_and_a_remark(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")

    outcome = bring(HEAD, "A-2,听雨里,东江区,90")

    assert (outcome["created"], outcome["updated"]) == (1, 0)
    assert told(outcome, "warnings") == [(2, "same_name_other_number")]
    assert "A-1" in outcome["warnings"][0]["message"]
    assert Compound.objects.filter(name="听雨里").count() == 2


def test_one_name_under_two_numbers_in_one_sheet_is_two_compounds_too(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,120", "A-2,听雨里,东江区,120")

    assert sums(outcome) == (2, 2, 0, 2, 0, 0, 0)
    assert told(outcome, "warnings") == [(3, "same_name_other_number")]


def test_two_numbers_do_not_both_take_the_unnumbered_compound_of_the_name(bring: Bring) -> None:
    bring("小区名称,所属区,户数", "听雨里,东江区,120")

    outcome = bring(HEAD, "A-1,听雨里,东江区,120", "A-2,听雨里,东江区,90")

    assert sums(outcome) == (2, 2, 0, 1, 1, 0, 0)
    assert told(outcome, "warnings") == [(3, "same_name_other_number")]


def test_a_name_that_two_compounds_bear_is_refused_without_a_number(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120", "A-2,听雨里,东江区,90")

    outcome = bring("小区名称,所属区,户数", "听雨里,东江区,100")

    assert told(outcome) == [(2, "name_twice_in_ledger")]
    assert "补上小区编号" in outcome["errors"][0]["message"]


def test_the_street_tells_two_compounds_of_one_name_apart(bring: Bring) -> None:
    head = "小区编号,小区名称,所属区,街道,户数"
    bring(head, "A-1,听雨里,东江区,滨河街道,120", "A-2,听雨里,东江区,松风街道,90")

    outcome = bring("小区名称,所属区,街道,户数", "听雨里,东江区,松风街道,91")

    assert (outcome["updated"], outcome["refused"]) == (1, 0)
    assert Compound.objects.get(other_names__text="A-2").ledger.household_count == 91


def test_a_serial_number_never_is_an_identity(bring: Bring) -> None:
    bring("序号,小区名称,所属区,户数", "1,听雨里,东江区,120", "2,砚湖苑,东江区,90")

    outcome = bring("序号,小区名称,所属区,户数", "1,砚湖苑,东江区,90", "2,听雨里,东江区,120")

    assert sums(outcome) == (2, 2, 0, 0, 0, 2, 0)
    assert not Compound.objects.filter(other_names__isnull=False).exists()


def test_a_number_alone_finds_its_compound(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")

    outcome = bring(HEAD, "A-1,,,125")

    assert outcome["updated"] == 1
    assert facts_of("听雨里")["household_count"] == 125
    assert the("听雨里").division_id == EAST


def test_a_number_that_nobody_knows_needs_a_name(bring: Bring) -> None:
    outcome = bring(HEAD, "A-9,,东江区,125")

    assert told(outcome) == [(2, "number_not_found")]


def test_a_number_of_another_county_under_another_name_is_refused_and_moves_nothing(bring: Bring) -> None:
    """Offices number their own lists from 1: the second county's first compound is not the first county's."""
    bring(HEAD, "1,听雨里,东江区,120")

    outcome = bring(HEAD, "1,砚湖苑,西江区,90")

    assert told(outcome) == [(2, "number_of_another")]
    assert "听雨里" in outcome["errors"][0]["message"]
    assert the("听雨里").division_id == EAST


def test_a_compound_that_moved_keeps_its_number_and_name(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")

    outcome = bring(HEAD, "A-1,听雨里,西江区,120")

    assert outcome["changes"][0]["facts"]["division_code"] == ["990101000000", "990102000000"]
    assert the("听雨里").division_id == "990102000000"


def test_a_renumbered_compound_is_found_by_its_old_number(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")

    outcome = bring("小区编号,原编号,小区名称,所属区,户数", "B-7,A-1,听雨里,东江区,120")

    assert (outcome["created"], outcome["updated"]) == (0, 1)
    assert sorted(the("听雨里").other_names.values_list("kind", "text")) == [("number", "B-7"), ("old_number", "A-1")]


def test_a_duplicate_row_is_stored_once_and_reported(bring: Bring) -> None:
    outcome = bring("序号,小区名称,所属区,户数", "1,听雨里,东江区,120", "2,听雨里,东江区,120")

    assert sums(outcome) == (2, 2, 0, 1, 0, 0, 1)
    assert told(outcome, "warnings") == [(3, "duplicate_row")]
    assert "第 2 行" in outcome["warnings"][0]["message"]


def test_a_duplicate_of_a_refused_row_is_refused_with_it(bring: Bring) -> None:
    outcome = bring("小区名称,所属区,户数", "听雨里,没有这个区,120", "听雨里,没有这个区,120")

    assert sums(outcome) == (2, 0, 2, 0, 0, 0, 0)
    assert told(outcome) == [(2, "place_unknown"), (3, "place_unknown")]


def test_one_compound_with_two_contents_is_refused_naming_the_line(bring: Bring) -> None:
    outcome = bring("小区名称,所属区,户数", "听雨里,东江区,120", "砚湖苑,东江区,90", "听雨里,东江区,121")

    assert sums(outcome) == (3, 2, 1, 2, 0, 0, 0)
    assert told(outcome) == [(4, "same_compound_twice")]
    assert "第 2 行" in outcome["errors"][0]["message"]
    assert facts_of("听雨里") == {"household_count": 120}


def test_a_row_without_a_number_is_the_numbered_row_of_its_name_above_it(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,120", ",听雨里,东江区,121")

    assert told(outcome) == [(3, "same_compound_twice")]


def test_silence_keeps_what_is_known(bring: Bring) -> None:
    bring("小区名称,所属区,街道,户数,建成年份,地址", "听雨里,东江区,滨河街道,120,1986,滨河路3号")

    outcome = bring("小区名称,所属区,街道,户数,建成年份,地址", "听雨里,东江区,,,1987,")

    assert outcome["changes"] == [{"line": 2, "compound": the("听雨里").pk, "facts": {"built_year": [1986, 1987]}}]
    assert (the("听雨里").address, the("听雨里").division_id) == ("滨河路3号", "990101001000")


def test_a_withdrawn_compound_is_no_match(bring: Bring) -> None:
    from sanwu.base.actor import LOCAL_OPERATOR
    from sanwu.base.scope import everywhere
    from sanwu.exchange.services import import_undo

    first = bring(HEAD, "A-1,听雨里,东江区,120")
    import_undo(job_id=first["job"], actor=LOCAL_OPERATOR, scope=everywhere())

    assert bring(HEAD, "A-1,听雨里,东江区,120")["created"] == 1


def renamed(bring: Bring) -> Compound:
    """夏霖园 got a number and became 百旺新城; 海晟名苑 has no number and is known by the earlier name 海晟园."""
    bring(HEAD, "A-1,夏霖园,东江区,808")
    bring(HEAD, "A-1,百旺新城,东江区,808")
    bring("小区名称,曾用名,所属区,户数", "海晟名苑,海晟园,东江区,60")
    return the("百旺新城")


def test_a_row_under_an_earlier_name_is_the_compound_that_bore_it_and_does_not_rename_it(bring: Bring) -> None:
    compound = renamed(bring)

    outcome = bring("小区名称,所属区,户数", "夏霖园,东江区,810")

    assert sums(outcome) == (1, 1, 0, 0, 1, 0, 0)
    assert told(outcome, "warnings") == [(2, "matched_by_alias")]
    message = outcome["warnings"][0]["message"]
    assert "夏霖园" in message
    assert "百旺新城" in message
    compound.refresh_from_db()
    assert (compound.name, compound.ledger.household_count) == ("百旺新城", 810)
    assert sums(bring("小区名称,所属区,户数", "夏霖园,东江区,810"))[3:6] == (0, 0, 1)


def test_a_number_may_come_with_an_earlier_name_and_still_does_not_rename(bring: Bring) -> None:
    renamed(bring)

    outcome = bring(HEAD, "A-2,海晟园,东江区,60")

    assert sums(outcome)[3:5] == (0, 1)
    assert list(outcome["changes"][0]["facts"]) == ["compound_code"]
    again = bring(HEAD, "A-2,海晟园,东江区,60")
    assert sums(again)[3:6] == (0, 0, 1)
    assert told(again, "warnings") == [(2, "matched_by_alias")]


def test_a_number_gives_back_the_name_that_its_compound_bore_under_it(bring: Bring) -> None:
    compound = renamed(bring)

    assert bring(HEAD, "A-1,夏霖园,东江区,808")["updated"] == 1

    compound.refresh_from_db()
    assert compound.name == "夏霖园"


def test_earlier_names_are_compared_like_names(bring: Bring) -> None:
    bring("小区名称,曾用名,所属区,户数", "海晟名苑,海晟园（北区）,东江区,60")

    assert bring("小区名称,所属区,户数", "海晟园 (北区),东江区,60")["created"] == 0


def test_an_earlier_name_under_another_number_is_another_compound_and_a_remark(bring: Bring) -> None:
    renamed(bring)

    outcome = bring(HEAD, "A-7,夏霖园,东江区,90")

    assert sums(outcome)[3:5] == (1, 0)
    assert told(outcome, "warnings") == [(2, "alias_of_other")]
    assert "百旺新城（A-1）" in outcome["warnings"][0]["message"]
    assert sums(bring(HEAD, "A-7,夏霖园,东江区,90"))[3:6] == (0, 0, 1)


def test_an_earlier_name_of_two_compounds_is_neither_of_them(bring: Bring) -> None:
    bring("小区名称,曾用名,所属区,户数", "海晟名苑,海晟园,东江区,60", "海晟新村,海晟园,东江区,70")

    outcome = bring("小区名称,所属区,户数", "海晟园,东江区,80")

    assert sums(outcome)[3:5] == (1, 0)
    assert told(outcome, "warnings") == [(2, "alias_of_other")]
    assert sums(bring("小区名称,所属区,户数", "海晟园,东江区,80"))[3:6] == (0, 0, 1)


def test_the_street_tells_two_compounds_of_one_earlier_name_apart(bring: Bring) -> None:
    head = "小区名称,曾用名,所属区,街道,户数"
    bring(head, "海晟名苑,海晟园,东江区,滨河街道,60", "海晟新村,海晟园,东江区,松风街道,70")

    outcome = bring("小区名称,所属区,街道,户数", "海晟园,东江区,松风街道,71")

    assert (outcome["created"], facts_of("海晟新村")["household_count"]) == (0, 71)


def test_an_earlier_name_counts_in_its_own_county_alone(bring: Bring) -> None:
    renamed(bring)

    outcome = bring("小区名称,所属区,户数", "夏霖园,西江区,80")

    assert (outcome["created"], outcome["warnings"]) == (1, [])


def test_a_compound_that_bears_the_name_today_goes_before_one_that_bore_it(bring: Bring) -> None:
    renamed(bring)
    bring(HEAD, "A-7,夏霖园,东江区,90")

    assert bring("小区名称,所属区,户数", "夏霖园,东江区,91")["updated"] == 1

    assert facts_of("夏霖园")["household_count"] == 91


def test_a_list_that_has_both_names_speaks_of_two_compounds(bring: Bring) -> None:
    renamed(bring)
    rows = ("小区名称,所属区,户数", "夏霖园,东江区,90", "百旺新城,东江区,808")

    outcome = bring(*rows)

    assert sums(outcome) == (2, 2, 0, 1, 0, 1, 0)
    assert told(outcome, "warnings") == [(2, "alias_of_other")]
    assert sums(bring(*rows))[3:6] == (0, 0, 2)


def test_a_list_by_names_is_stable_after_another_office_renamed_by_numbers(bring: Bring) -> None:
    """An office's own list, a city's list of numbers, its newer list, and the office's own list again."""
    own = ("序号,小区名称,所属区,户数", "1,夏霖园,东江区,808", "2,听雨里,东江区,120")
    bring(*own)
    bring(HEAD, "A-1,夏霖园,东江区,808", "A-2,听雨里,东江区,120")
    bring(HEAD, "A-1,百旺新城,东江区,808", "A-2,听雨里,东江区,120")

    outcome = bring(*own)

    assert sums(outcome) == (2, 2, 0, 0, 0, 2, 0)
    assert told(outcome, "warnings") == [(2, "matched_by_alias")]
    assert Compound.objects.count() == 2


def test_a_neighbour_that_bore_the_name_is_not_changed_by_an_officer_of_another_street(bring: Bring) -> None:
    bring("小区名称,曾用名,所属区,街道,户数", "海晟名苑,海晟园,东江区,松风街道,60")

    outcome = bring("小区名称,所属区,街道,户数", "海晟园,东江区,滨河街道,80", scope=scope_over(RIVER), actor=OFFICER)

    assert told(outcome) == [(2, "compound_outside_scope")]
    assert facts_of("海晟名苑")["household_count"] == 60


def test_a_refused_row_under_the_old_number_is_the_renumbered_compound_when_it_comes_back(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,120")
    head = "小区编号,原编号,小区名称,所属区,户数"
    first = bring(head, "B-7,A-1,听雨里,东江区,120", "A-1,,听雨里,东江区,130")
    assert told(first) == [(3, "same_compound_twice")]

    again = bring(HEAD, "A-1,听雨里,东江区,130")

    assert sums(again) == (1, 1, 0, 0, 1, 0, 0)
    assert told(again, "warnings") == [(2, "matched_by_old_number")]
    assert "B-7" in again["warnings"][0]["message"]
    assert facts_of("听雨里")["household_count"] == 130
    assert sorted(the("听雨里").other_names.values_list("kind", "text")) == [("number", "B-7"), ("old_number", "A-1")]
    assert sums(bring(HEAD, "A-1,听雨里,东江区,130"))[3:6] == (0, 0, 1)


def test_an_old_number_that_was_given_to_another_compound_is_that_of_the_other(bring: Bring) -> None:
    bring("小区编号,原编号,小区名称,所属区,户数", "B-7,A-1,听雨里,东江区,120")

    assert bring(HEAD, "A-1,砚湖苑,东江区,90")["created"] == 1
    assert bring(HEAD, "A-1,砚湖苑,东江区,91")["updated"] == 1
    assert facts_of("听雨里")["household_count"] == 120

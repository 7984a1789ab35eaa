"""Two texts beside each other."""

from sanwu.web.desk.scheme_draft_lines import MOST, changes


def kinds(left: str, right: str) -> list[str]:
    (change,) = changes({"a": left}, {"a": right})
    return [line.kind for line in change.lines]


def test_only_what_differs_and_a_little_around_it_is_shown() -> None:
    left = "".join(f"{n}\n" for n in range(20))

    assert kinds(left, left.replace("10\n", "zehn\n")) == ["gap", "same", "same", "changed", "same", "same", "gap"]
    assert kinds(left, left + "20\n") == ["gap", "same", "same", "more"]
    assert kinds(left, left.replace("0\n", "", 1)) == ["less", "same", "same", "gap"]


def test_files_that_one_side_has_are_told() -> None:
    one, other = changes({"gone": "a\n", "same": "x"}, {"new": "b\n", "same": "x"})

    assert (one.name, one.removed, [line.left for line in one.lines]) == ("gone", True, ["a"])
    assert (other.name, other.added, [line.right for line in other.lines]) == ("new", True, ["b"])


def test_a_text_of_any_length_is_cut_rather_than_compared_to_its_end() -> None:
    (change,) = changes({"a": "a\n" * 200_000}, {"a": "b\na\n" * 100_000})

    assert change.cut
    assert len(change.lines) <= MOST

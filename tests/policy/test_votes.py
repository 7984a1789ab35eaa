"""Votes of owners, counted with exact fractions by the version of the law in force on the day of the vote."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sanwu.policy.load import load_scheme
from sanwu.policy.model import LawFamily, VoteRule
from sanwu.policy.votes import Part, Tally, VoteOutcome, count_vote, vote_rule

HAIKOU = Path(__file__).parents[2] / "schemes" / "haikou-2016"


@pytest.fixture(scope="module")
def votes() -> LawFamily:
    scheme = load_scheme(HAIKOU).scheme
    assert scheme is not None
    return scheme.law["votes"]


def rule(**shape: object) -> VoteRule:
    return VoteRule.model_validate({"id": "r", "title": "规则", **shape})


def heads(everyone: int, took_part: int, agreed: int, against: int = 0) -> Tally:
    parts = (Part(Fraction(n), Fraction(n)) for n in (everyone, took_part, agreed, against))
    return Tally(*parts)


THIRDS = rule(
    participation={"heads": {"at_least": "2/3"}}, approval={"of": "participating", "heads": {"more_than": "1/2"}}
)


@pytest.mark.parametrize(
    ("tally", "outcome"),
    [
        (heads(9, 6, 4), VoteOutcome.PASSED),
        (heads(9, 6, 3), VoteOutcome.REJECTED),  # half is not more than half
        (heads(9, 5, 5), VoteOutcome.NO_QUORUM),
        (heads(3, 2, 2), VoteOutcome.PASSED),  # two thirds are enough
        (heads(9, 0, 0), VoteOutcome.NO_QUORUM),
        (heads(9, 6, 4, 2), VoteOutcome.PASSED),  # all who took part, on one side or the other
    ],
)
def test_two_thirds_are_enough_and_half_is_not(tally: Tally, outcome: VoteOutcome) -> None:
    assert count_vote(THIRDS, tally).outcome == outcome


def test_area_and_heads_must_both_reach_their_share() -> None:
    both = rule(approval={"of": "all", "area": {"more_than": "1/2"}, "heads": {"more_than": "1/2"}})
    more_heads = Tally(Part(Fraction(100), Fraction(10)), agreeing=Part(Fraction(50), Fraction(9)))

    assert count_vote(both, more_heads).outcome == VoteOutcome.REJECTED


def test_objections_within_their_share_let_a_matter_pass() -> None:
    objection = rule(objection={"heads": {"at_most": "1/3"}})

    assert count_vote(objection, heads(9, 9, 0, 3)).outcome == VoteOutcome.PASSED
    assert count_vote(objection, heads(9, 9, 0, 4)).outcome == VoteOutcome.REJECTED


def test_what_was_not_counted_leaves_the_vote_open_and_is_named() -> None:
    result = count_vote(THIRDS, Tally(Part(heads=Fraction(9)), Part(heads=Fraction(6))))

    assert result.outcome == VoteOutcome.UNKNOWN
    assert result.missing == ("agreeing.heads",)


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (heads(0, 0, 0), "大于 0"),
        (heads(9, 10, 1), "超过了全体业主"),
        (heads(9, 5, 6), "超过了参加表决的"),
        (heads(9, 5, -1), "不能小于 0"),
        (heads(9, 6, 4, 3), "加起来是 7，超过了参加表决的 6"),
        (
            Tally(Part(heads=Fraction(9)), agreeing=Part(heads=Fraction(5)), dissenting=Part(heads=Fraction(5))),
            "超过了全体业主的 9",
        ),
    ],
)
def test_counts_that_contradict_each_other_are_refused(tally: Tally, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        count_vote(THIRDS, tally)


def test_the_day_of_the_vote_picks_the_law(votes: LawFamily) -> None:
    before, after = (vote_rule(votes, "use_fund", day) for day in (date(2020, 12, 31), date(2021, 1, 1)))

    assert before is not None
    assert after is not None
    assert (before[0].id, before[1].id) == ("property_regulation", "heavy")
    assert (after[0].id, after[1].id) == ("civil_code", "ordinary")


def test_without_a_law_in_force_or_such_a_matter_there_is_no_rule(votes: LawFamily) -> None:
    assert vote_rule(votes, "use_fund", date(1999, 1, 1)) is None
    assert vote_rule(votes, "change_common_use", date(2019, 1, 1)) is None


COUNTS = st.integers(1, 10**6)


@given(everyone=COUNTS, took_part=COUNTS, agreed=st.integers(0, 10**6))
def test_shares_are_exact_for_any_counts(everyone: int, took_part: int, agreed: int) -> None:
    assume(agreed <= took_part <= everyone)

    outcome = count_vote(THIRDS, heads(everyone, took_part, agreed)).outcome

    if 3 * took_part < 2 * everyone:
        assert outcome == VoteOutcome.NO_QUORUM
    else:
        assert outcome == (VoteOutcome.PASSED if 2 * agreed > took_part else VoteOutcome.REJECTED)


@given(
    everyone=COUNTS, took_part=COUNTS, agreed=st.integers(0, 10**6), share=st.sampled_from(["1/2", "2/3", "3/4", "1/1"])
)
def test_one_more_in_favour_never_turns_a_passed_vote_down(
    everyone: int, took_part: int, agreed: int, share: str
) -> None:
    assume(agreed < took_part <= everyone)
    plain = rule(approval={"of": "participating", "heads": {"at_least": share}})

    if count_vote(plain, heads(everyone, took_part, agreed)).outcome == VoteOutcome.PASSED:
        assert count_vote(plain, heads(everyone, took_part, agreed + 1)).outcome == VoteOutcome.PASSED

"""What a scheme leaves to a body's judgement is no cell that anybody fills in: by its posts, or with its document."""

from sanwu.base.scope import Ability, Grant, Scope
from sanwu.compounds.models import Compound
from sanwu.ledger.models import LedgerEntry
from sanwu.ledger.selectors import facts_with_sources
from tests.exchange.conftest import Bring
from tests.worlds import EAST, OFFICER, scope_over

FACT = "basic_facilities_severely_missing"
HEAD = "小区名称,所属区,户数,基础设施严重缺失"
HOUSING = Scope(7, (Grant("department", frozenset(Ability), EAST[:6], EAST[:5] + "2", remit="住建"),))


def facts() -> dict[str, object]:
    return LedgerEntry.objects.get(compound__name="听雨里").facts


def test_an_answer_that_is_not_the_importers_is_left_out_and_the_rest_taken(bring: Bring) -> None:
    for households in (120, 121):  # as a new compound, and on one that is known
        outcome = bring(HEAD, f"听雨里,东江区,{households},是", scope=scope_over(EAST), actor=OFFICER)

        (told,) = [one for one in outcome["warnings"] if one["code"] == "judged_by_others"]
        assert (told["line"], told["column"]) == (2, "D 基础设施严重缺失")
        assert "由区住建部门判定" in told["message"]
        assert outcome["accepted"] == 1
        assert facts()["household_count"] == households
        assert FACT not in facts()


def test_with_the_document_of_the_body_it_is_taken_and_the_history_names_it(bring: Bring) -> None:
    outcome = bring(
        HEAD, "听雨里,东江区,120,是", scope=scope_over(EAST), actor=OFFICER, said="source: 区住建局〔1〕3号\n"
    )

    assert outcome["warnings"] == []
    known = facts_with_sources(Compound.objects.get(name="听雨里"))[FACT]
    assert (known.value, known.batch.source) == (True, "区住建局〔1〕3号（台账.csv）")


def test_the_body_brings_its_own_answers(bring: Bring) -> None:
    outcome = bring(HEAD, "听雨里,东江区,120,是", scope=HOUSING, actor=OFFICER)

    assert outcome["warnings"] == []
    assert facts()[FACT] is True


def test_the_same_answer_again_is_no_change_and_never_refused(bring: Bring) -> None:
    bring(HEAD, "听雨里,东江区,120,是", scope=HOUSING, actor=OFFICER)

    again = bring(HEAD, "听雨里,东江区,120,是", scope=scope_over(EAST), actor=OFFICER)

    assert (again["unchanged"], again["warnings"]) == (1, [])
    bring(HEAD, "听雨里,东江区,120,否", scope=scope_over(EAST), actor=OFFICER)
    assert facts()[FACT] is True

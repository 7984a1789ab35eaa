"""Taking an import back: what it made is withdrawn, what it changed is as before, and what stands on it stops it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import NOBODY, Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.compounds.selectors import compounds_visible_to, identities
from sanwu.decisions.models import Verdict
from sanwu.decisions.selectors import counts
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportRun
from sanwu.exchange.services import import_undo
from sanwu.ledger.models import FactValue, LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.records.selectors import verify
from tests.exchange.conftest import Bring, facts_of, sums, the
from tests.worlds import CITY, EAST, PINE, RIVER, open_campaign, scope_over

HEAD = "小区编号,小区名称,所属区,街道,户数"
MINE = Actor(name="陈立", account_id=7, division=RIVER)


def undo(
    job: int, *, scope: Scope | None = None, actor: Actor = LOCAL_OPERATOR, key: str | None = None
) -> dict[str, int]:
    return import_undo(job_id=job, actor=actor, scope=scope or everywhere(), client_key=key)


def test_new_compounds_are_withdrawn_and_changed_ones_are_as_before(bring: Bring, campaign: Campaign) -> None:
    bring(HEAD, "A-1,听雨里,东江区,,120")
    outcome = bring(HEAD, "A-1,听雨里新村,东江区,滨河街道,130", "A-2,砚湖苑,东江区,,9")

    done = undo(outcome["job"])

    assert done == {"job": outcome["job"], "removed": 1, "restored": 1}
    assert facts_of("听雨里") == {"household_count": 120}
    assert the("听雨里").division_id == EAST
    assert list(compounds_visible_to(everywhere()).values_list("name", flat=True)) == ["听雨里"]
    assert sum(counts(campaign)["conditions"]["three_no"].values()) == 1
    assert ImportRun.objects.get(job_id=outcome["job"]).undone_at is not None
    assert verify(digesters(), state_checks()).ok


def test_everything_can_be_brought_in_again_after_an_undo(bring: Bring, campaign: Campaign) -> None:
    lines = (HEAD, "A-1,听雨里,东江区,,120", "A-2,砚湖苑,东江区,,9")
    undo(bring(*lines)["job"])

    again = bring(*lines)

    assert sums(again) == (2, 2, 0, 2, 0, 0, 0)
    assert sum(counts(campaign)["conditions"]["three_no"].values()) == 2


def test_a_later_edit_of_a_compound_that_it_made_stops_it(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,,120")
    correct_fact(compound=the("听雨里"), fact="household_count", value=121, source="核查", actor=LOCAL_OPERATOR)

    with pytest.raises(Refused) as refused:
        undo(outcome["job"])

    assert "听雨里" in refused.value.message
    assert facts_of("听雨里") == {"household_count": 121}
    assert ImportRun.objects.get().undone_at is None


def test_later_imports_are_undone_first(bring: Bring) -> None:
    first = bring(HEAD, "A-1,听雨里,东江区,,120")
    second = bring(HEAD, "A-1,听雨里,东江区,,121")
    with pytest.raises(Refused):
        undo(first["job"])

    undo(second["job"])
    assert facts_of("听雨里") == {"household_count": 120}
    undo(first["job"])

    assert not compounds_visible_to(everywhere()).exists()
    assert verify(digesters(), state_checks()).ok


def test_it_is_done_once(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,,120")
    done = undo(outcome["job"], key="form-1")

    assert undo(outcome["job"], key="form-1") == done
    with pytest.raises(Refused) as refused:
        undo(outcome["job"])

    assert refused.value.code == "undone_already"


def test_a_dry_run_wrote_nothing_to_take_back(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,,120", dry_run=True)

    with pytest.raises(Refused) as refused:
        undo(outcome["job"])

    assert refused.value.code == "nothing_to_undo"


def test_a_repetition_that_changed_nothing_has_nothing_to_take_back(bring: Bring) -> None:
    bring(HEAD, "A-1,听雨里,东江区,,120")
    again = bring(HEAD, "A-1,听雨里,东江区,,120")

    with pytest.raises(Refused):
        undo(again["job"])

    assert facts_of("听雨里") == {"household_count": 120}


def test_compounds_that_it_only_brought_into_the_campaign_leave_it_and_stay(bring: Bring, campaign: Campaign) -> None:
    bring(HEAD, "A-1,听雨里,东江区,,120")
    other = open_campaign(EAST, "东江区行动")
    outcome = bring(HEAD, "A-1,听雨里,东江区,,120", into=other)

    assert undo(outcome["job"]) == {"job": outcome["job"], "removed": 1, "restored": 0}

    assert other.entries.filter(left_on=None).count() == 0
    assert sum(counts(other)["conditions"]["three_no"].values()) == 0
    assert sum(counts(campaign)["conditions"]["three_no"].values()) == 1
    assert the("听雨里").withdrawn_at is None


def test_a_compound_that_another_campaign_took_up_is_not_withdrawn_from_under_it(bring: Bring) -> None:
    first = bring(HEAD, "A-1,听雨里,东江区,,120")
    second = bring(HEAD, "A-1,听雨里,东江区,,120", into=open_campaign(EAST, "东江区行动"))

    with pytest.raises(Refused) as refused:
        undo(first["job"])
    assert "东江区行动" in refused.value.message
    assert the("听雨里").withdrawn_at is None

    undo(second["job"])
    undo(first["job"])
    assert Compound.objects.get().withdrawn_at is not None


def test_an_import_that_is_not_there_and_one_that_may_not_be_seen_look_the_same(bring: Bring) -> None:
    outcome = bring(HEAD, "A-1,听雨里,东江区,,120")

    for job, scope in (
        (outcome["job"] + 1, everywhere()),
        (outcome["job"], NOBODY),
        (outcome["job"], scope_over("990200")),
    ):
        with pytest.raises(BadInput) as refused:
            undo(job, scope=scope)
        assert refused.value.code == "no_import"


def test_a_street_takes_back_its_own_import_and_not_its_neighbours(bring: Bring) -> None:
    neighbour = Actor(name="李", account_id=9, division=PINE)
    mine = bring(HEAD, "A-1,听雨里,东江区,滨河街道,120", scope=scope_over(RIVER), actor=MINE)
    theirs = bring(HEAD, "A-2,松院,东江区,松风街道,9", scope=scope_over(PINE), actor=neighbour)

    with pytest.raises(Refused):
        undo(theirs["job"], scope=scope_over(RIVER), actor=MINE)
    assert undo(mine["job"], scope=scope_over(RIVER), actor=MINE)["removed"] == 1
    assert undo(theirs["job"], scope=scope_over(CITY), actor=MINE)["removed"] == 1


def test_who_moved_to_another_street_no_longer_takes_back_what_lies_in_the_first(bring: Bring) -> None:
    mine = bring(HEAD, "A-1,听雨里,东江区,滨河街道,120", scope=scope_over(RIVER), actor=MINE)

    with pytest.raises(Refused):
        undo(mine["job"], scope=scope_over(PINE), actor=MINE)

    assert the("听雨里").withdrawn_at is None


# ── whatever the sheets hold ──

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "", "A-1", "A-2"]),
        st.sampled_from(["听雨里", "砚湖苑", "柳浪苑"]),
        st.sampled_from(["", "老院", "大院、老院"]),
        st.sampled_from(["东江区", "西江区"]),
        st.sampled_from(["", "滨河街道"]),
        st.sampled_from(["", "12", "13"]),
        st.sampled_from(["", "单位自管物业", "澜溪安居物业服务有限公司", "无物业管理服务"]),
        st.sampled_from(["", "√", "×"]),
    ).map(",".join),
    min_size=1,
    max_size=5,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, second=ROWS)
def test_taking_back_the_last_import_restores_everything(
    bring: Bring, campaign: Campaign, first: list[str], second: list[str]
) -> None:
    head = "小区编号,小区名称,别名,所属区,街道,户数,物业服务企业,有无物业"
    bring(head, *first)
    before = snapshot(campaign)

    outcome = bring(head, *second)

    if outcome["created"] or outcome["updated"]:
        done = undo(outcome["job"])
        assert (done["removed"], done["restored"]) == (outcome["created"], outcome["updated"])
    assert snapshot(campaign) == before
    assert verify(digesters(), state_checks()).ok


def snapshot(campaign: Campaign) -> dict[str, object]:
    """All that pages show of the campaign: identities, facts, typed values, verdicts."""
    ids = set(campaign.entries.filter(left_on=None).values_list("compound_id", flat=True))
    assert ids == set(compounds_visible_to(everywhere()).values_list("pk", flat=True))
    values = FactValue.objects.order_by("compound_id", "fact").values_list("compound_id", "fact", "number", "text")
    verdicts = Verdict.objects.filter(current=True).order_by("compound_id", "rule")
    return {
        "identities": {pk: identity.values() for pk, identity in identities(ids)},
        "facts": dict(LedgerEntry.objects.filter(compound_id__in=ids).values_list("compound_id", "facts")),
        "values": list(values),
        "verdicts": list(verdicts.values_list("compound_id", "rule", "outcome", "missing", "division_code")),
        "counts": counts(campaign),
    }

"""Opening cases and taking steps: who may, who may not, what is kept, what a second try does."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sanwu.approvals import selectors
from sanwu.approvals.enums import Kind, State, Verb
from sanwu.approvals.erasing import erase_cases
from sanwu.approvals.holders import Holder
from sanwu.approvals.models import Case, Step
from sanwu.approvals.services import open_case, take_step
from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from tests.approvals.conftest import CITY, REPORTER, STREET, Person, opened, take

People = dict[str, Person]


def to(person: Person) -> Holder:
    return Holder("", account=person.account.pk)


def test_a_list_goes_its_way_to_the_file(case: Case, people: People) -> None:
    case = take(case, Verb.RETURN, people["city"], "第三行户数有误")
    assert (case.state, case.holder) == (State.RETURNED, REPORTER)
    case = take(case, Verb.RESUBMIT, people["district2"], "")
    case = take(case, Verb.ACCEPT, people["city"], "")
    case = take(case, Verb.FILE, people["city"], "")

    assert case.state == State.FILED
    assert case.closed_at is not None
    assert case.version == 5
    assert [step.verb for step in selectors.steps_of(case)] == ["submit", "return", "resubmit", "accept", "file"]


def test_every_step_is_one_entry_of_the_journal_and_verifies(case: Case, people: People) -> None:
    take(case, Verb.RETURN, people["city"], "第三行户数有误")

    assert list(Act.objects.order_by("number").values_list("verb", flat=True)) == ["case.submit", "case.return"]
    digesters = {"approvals.step": selectors.step_digests}
    assert verify(digesters, (selectors.verify_cases,)).ok

    Step.objects.filter(number=2).update(reason="另写一个理由")
    assert verify(digesters).first_bad == 2


def test_a_state_that_was_edited_is_found(case: Case) -> None:
    Case.objects.update(state=State.FILED)

    assert str(case.pk) in (selectors.verify_cases() or "")


def test_a_refusal_names_what_is_allowed(case: Case, people: People) -> None:
    with pytest.raises(Refused, match="不能“备案”.*转办、委托、请人加签、通过、退回、不予通过、撤回"):
        take(case, Verb.FILE, people["city"])


def test_nothing_leads_out_of_a_closed_case(case: Case, people: People) -> None:
    take(case, Verb.REJECT, people["city"])

    for verb in Verb:
        with pytest.raises(Refused, match="已办结"):
            take(case, verb, people["city"])


def test_who_submitted_does_not_review(people: People) -> None:
    """The same person holds both posts: the steps stay apart all the same."""
    case = opened(people["city"])

    with pytest.raises(Refused, match="职责分离"):
        take(case, Verb.ACCEPT, people["city"])
    assert take(case, Verb.ACCEPT, people["city2"]).state == State.ACCEPTED


def test_who_asked_for_more_time_does_not_grant_it(people: People) -> None:
    case = opened(people["city"], Kind.EXTENSION)

    with pytest.raises(Refused, match="职责分离"):
        take(case, Verb.EXTEND_GRANT, people["city"])
    assert take(case, Verb.EXTEND_GRANT, people["city2"]).state == State.GRANTED


@pytest.mark.parametrize("who", ["district", "street", "elsewhere", "auditor"])
def test_only_the_side_whose_turn_it_is_takes_the_step(case: Case, people: People, who: str) -> None:
    with pytest.raises(Refused, match="办理方"):
        take(case, Verb.ACCEPT, people[who])


def test_the_reporting_side_takes_its_list_back_and_hands_it_in_again(case: Case, people: People) -> None:
    with pytest.raises(Refused, match="提交方"):
        take(case, Verb.WITHDRAW, people["city"])
    case = take(case, Verb.WITHDRAW, people["district"], "漏了两个小区")

    assert list(selectors.returned_to(people["district"].scope, people["district"].account.pk, clock.today())) == [case]
    assert take(case, Verb.RESUBMIT, people["district"], "").holder.division == CITY


def test_saying_no_without_a_reason_is_refused(case: Case, people: People) -> None:
    with pytest.raises(BadInput, match="请写明“退回”的理由"):
        take(case, Verb.RETURN, people["city"], "  ")


def test_a_decision_on_an_older_version_is_stale(case: Case, people: People) -> None:
    take(case, Verb.RETURN, people["city"])

    with pytest.raises(Stale, match="已退回"):
        take(case, Verb.ACCEPT, people["city2"], expected_version=1)


def test_the_same_form_sent_twice_is_one_step(case: Case, people: People) -> None:
    key = str(uuid4())
    city = people["city"]
    for _ in range(2):
        after = take_step(
            case=case, verb=Verb.RETURN, actor=city.actor, scope=city.scope, reason="有误", expected_version=1,
            client_key=key,
        )  # fmt: skip

    assert (after.version, after.state) == (2, State.RETURNED)


def test_opening_twice_with_the_same_key_is_one_case(people: People) -> None:
    key = str(uuid4())

    assert opened(people["district"], client_key=key).pk == opened(people["district"], client_key=key).pk
    assert Case.objects.count() == 1


def test_a_countersigner_is_asked_and_the_case_comes_back(case: Case, people: People) -> None:
    case = take(case, Verb.COUNTERSIGN_ASK, people["city"], to=to(people["district2"]))
    other = people["district2"]
    assert list(selectors.waiting_for(other.scope, clock.today())) == [case]
    assert not selectors.waiting_for(people["city"].scope, clock.today())
    with pytest.raises(Refused, match="加签人"):
        take(case, Verb.COUNTERSIGN_GIVE, people["city"])
    case = take(case, Verb.COUNTERSIGN_GIVE, other, "情况属实")

    assert case.state == State.SUBMITTED
    assert list(selectors.waiting_for(people["city2"].scope, clock.today())) == [case]
    assert selectors.steps_of(case).get(verb="countersign_ask").named.endswith("district2")


def test_who_submitted_is_no_countersigner(case: Case, people: People) -> None:
    with pytest.raises(Refused, match="职责分离.*请另选一位"):
        take(case, Verb.COUNTERSIGN_ASK, people["city"], to=to(people["district"]))


def test_a_case_handed_on_is_that_persons_alone_and_can_be_taken_over(case: Case, people: People) -> None:
    case = take(case, Verb.TRANSFER, people["city"], to=to(people["city2"]))
    assert not selectors.waiting_for(people["city"].scope, clock.today())
    with pytest.raises(Refused, match="city2"):
        take(case, Verb.ACCEPT, people["city"])
    case = take(case, Verb.TRANSFER, people["city"], "对方已调离", to=to(people["city"]))

    assert take(case, Verb.ACCEPT, people["city"]).state == State.ACCEPTED


def test_a_case_is_not_handed_to_whom_it_gives_no_right(case: Case, people: People) -> None:
    with pytest.raises(Refused, match="没有办理这件事的岗位"):
        take(case, Verb.TRANSFER, people["city"], to=to(people["street"]))
    with pytest.raises(BadInput, match="请选择由谁来办"):
        take(case, Verb.TRANSFER, people["city"])


def test_a_delegate_acts_until_the_last_day(case: Case, people: People) -> None:
    today = clock.today()
    take(case, Verb.TRANSFER, people["city"], to=to(people["city"]))
    case = take(case, Verb.DELEGATE, people["city"], to=to(people["city2"]), until=today)
    assert list(selectors.waiting_for(people["city2"].scope, today)) == [case]
    assert not selectors.waiting_for(people["city2"].scope, today + timedelta(days=1))
    assert Verb.RETURN in selectors.open_to(case, people["city2"].scope, today)

    assert take(case, Verb.ACCEPT, people["city2"]).state == State.ACCEPTED


def test_nobody_acts_on_behalf_until_a_day_that_is_over(case: Case, people: People) -> None:
    yesterday = clock.today() - timedelta(days=1)

    with pytest.raises(BadInput, match="不能早于今天"):
        take(case, Verb.DELEGATE, people["city"], to=to(people["city2"]), until=yesterday)
    case.refresh_from_db()
    assert (case.delegate_id, case.version) == (None, 1)


def test_a_case_is_offered_only_to_those_whose_post_may_answer_it(people: People) -> None:
    holder = Holder(STREET, Ability.GRANT_EXTENSION)
    case = open_case(
        kind=Kind.EXTENSION, object_type="duty", object_id="1", campaign_id=1, division=STREET, title="选定试点小区",
        holder=holder, actor=people["street"].actor,
    )  # fmt: skip

    offered = selectors.colleagues(case, Verb.TRANSFER, clock.today(), but=people["city"].account.pk)

    assert {post.account.username for post in offered} == {"city2", "district", "district2"}
    assert people["auditor"].account.pk not in {post.account_id for post in offered}


def test_yesterdays_delegate_acts_no_more(case: Case, people: People) -> None:
    take(case, Verb.TRANSFER, people["city"], to=to(people["city"]))
    take(case, Verb.DELEGATE, people["city"], to=to(people["city2"]), until=clock.today())
    Case.objects.update(delegate_until=clock.today() - timedelta(days=1))

    with pytest.raises(Refused, match="办理方"):
        take(case, Verb.ACCEPT, people["city2"])


def test_a_case_is_seen_where_it_concerns_and_nowhere_else(case: Case, people: People) -> None:
    seen = {who for who, person in people.items() if selectors.cases_visible_to(person.scope).exists()}

    assert seen == {"district", "district2", "city", "city2", "auditor"}


def test_what_is_open_to_whom_is_what_the_table_says(case: Case, people: People) -> None:
    today = clock.today()

    assert selectors.open_to(case, people["district"].scope, today) == [Verb.WITHDRAW]
    assert Verb.ACCEPT in selectors.open_to(case, people["city"].scope, today)
    assert selectors.open_to(case, people["auditor"].scope, today) == []


def test_who_may_be_named_holds_a_post_over_the_place(case: Case, people: People) -> None:
    today, city = clock.today(), people["city"]

    assert [post.account.name for post in selectors.colleagues(case, Verb.TRANSFER, today, city.account.pk)] == [
        "city2"
    ]
    named = {post.account.name for post in selectors.colleagues(case, Verb.COUNTERSIGN_ASK, today)}
    assert named == {"city", "city2", "district2"}  # not who submitted


def test_the_cases_of_a_demo_go_with_its_campaigns_and_leave_all_others(case: Case, people: People) -> None:
    take(case, Verb.RETURN, people["city"])
    assert erase_cases([2]) == []

    assert len(erase_cases([1])) == 2
    assert not Case.objects.exists()

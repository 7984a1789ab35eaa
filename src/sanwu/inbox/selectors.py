"""My work: what is due, overdue, waiting for me, returned to me, answered to me, from every stage that keeps such things
(issue 3, 2)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, QuerySet

from sanwu.approvals.models import Case
from sanwu.approvals.selectors import ANSWERED, CAME_BACK, answered_to, returned_to, waiting_for
from sanwu.base.scope import Ability, Scope
from sanwu.duties.enums import DutyState
from sanwu.duties.holders import depends_on_schemes
from sanwu.duties.models import Duty
from sanwu.duties.selectors import in_states, waiting
from sanwu.records.sql import Statement, count, counting

# What has passed its limit; the rest of what presses is due soon.
PASSED = (DutyState.OVERDUE, DutyState.SILENT)
SHOWN = 50
KEPT = 1000  # people whose questions of the day are kept


@dataclass(frozen=True)
class Counts:
    """How much waits, for the header; `answered` stands beside it."""

    overdue: int = 0
    soon: int = 0
    waiting: int = 0
    returned: int = 0
    answered: int = 0

    @property
    def total(self) -> int:
        """What waits for this person; an answer to what he asked for is only told."""
        return self.overdue + self.soon + self.waiting + self.returned


@dataclass(frozen=True)
class MyWork:
    """At most `SHOWN` of each, the most urgent first; `counts` says how many there are."""

    counts: Counts
    overdue: list[Duty]
    soon: list[Duty]
    waiting: list[Case]
    returned: list[Case]
    answered: list[Case]


def counts(scope: Scope, account_id: int | None, on: date) -> Counts:
    """How much waits for this person; two questions, none for somebody without business of his own."""
    return _counts(waiting(scope, on), scope, account_id, on) if _has_work(scope) else Counts()


def _counts(rows: QuerySet[Duty], scope: Scope, account_id: int | None, on: date) -> Counts:
    duties = rows.order_by().aggregate(all=Count("pk"), overdue=Count("pk", filter=in_states(PASSED, on)))
    by_state = dict(_cases(scope, account_id, on).values_list("state").annotate(n=Count("pk")))
    returned = sum(n for state, n in by_state.items() if state in CAME_BACK)
    answered = sum(n for state, n in by_state.items() if state in ANSWERED)
    waits = sum(by_state.values()) - returned - answered
    return Counts(duties["overdue"], duties["all"] - duties["overdue"], waits, returned, answered)


def total(scope: Scope, account_id: int | None, on: date) -> int:
    """The total of `counts`, which stands on every page."""
    if not _has_work(scope):
        return 0
    return count(*(_waiting if depends_on_schemes(scope) else _kept)(scope, account_id, on))


def _waiting(scope: Scope, account_id: int | None, on: date) -> tuple[Statement | None, Statement | None]:
    return counting(waiting(scope, on)), counting(_open_cases(scope, account_id, on))


# Only what says the same whatever is stored: not the question of a department, which names the schemes that run.
_kept = lru_cache(KEPT)(_waiting)


def my_work(scope: Scope, account_id: int | None, on: date) -> MyWork:
    """What waits for this person, in five lists; an empty one costs no question."""
    if not _has_work(scope):
        return MyWork(Counts(), [], [], [], [], [])
    pressing = waiting(scope, on)
    found = _counts(pressing, scope, account_id, on)
    rows = pressing.select_related("campaign__scheme_version").defer("campaign__scheme_version__files")
    passed = in_states(PASSED, on)
    return MyWork(
        found,
        list(rows.filter(passed)[:SHOWN]) if found.overdue else [],
        list(rows.exclude(passed)[:SHOWN]) if found.soon else [],
        list(waiting_for(scope, on)[:SHOWN]) if found.waiting else [],
        list(returned_to(scope, account_id, on)[:SHOWN]) if found.returned else [],
        list(answered_to(scope, account_id, on)[:SHOWN]) if found.answered else [],
    )


def _open_cases(scope: Scope, account_id: int | None, on: date) -> QuerySet[Case]:
    return waiting_for(scope, on).order_by() | returned_to(scope, account_id, on).order_by()


def _cases(scope: Scope, account_id: int | None, on: date) -> QuerySet[Case]:
    return _open_cases(scope, account_id, on) | answered_to(scope, account_id, on).order_by()


def _has_work(scope: Scope) -> bool:
    return scope.may(Ability.VIEW_DUTIES)

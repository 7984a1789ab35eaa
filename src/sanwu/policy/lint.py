"""Find what is legal but wrong: deadlines out of order, thresholds nobody collects, subsidies that do not decline …

Each finding has a stable code (all of them stand in `lint_codes`), a Chinese sentence, file and line, and what to do.
A writer who has seen a finding and accepts it says so in `acknowledged:` with the reason.
"""

from sanwu.policy.findings import Finding, Notebook
from sanwu.policy.lint_acceptance import check_acceptance
from sanwu.policy.lint_classes import check_classes
from sanwu.policy.lint_dates import check_dates
from sanwu.policy.lint_facts import check_facts
from sanwu.policy.lint_money import check_money
from sanwu.policy.lint_numbers import check_numbers
from sanwu.policy.lint_plan import check_plan
from sanwu.policy.lint_rules import check_rules
from sanwu.policy.lint_units import check_units
from sanwu.policy.lint_uses import check_uses
from sanwu.policy.lint_votes import check_votes
from sanwu.policy.lint_words import check_words
from sanwu.policy.lint_zero_reports import check_zero_reports
from sanwu.policy.model_scheme import Scheme

__all__ = ["Finding", "lint"]

_CHECKS = (
    check_dates,
    check_rules,
    check_classes,
    check_facts,
    check_units,
    check_numbers,
    check_money,
    check_votes,
    check_acceptance,
    check_uses,
    check_zero_reports,
    check_words,
    check_plan,
)


def lint(scheme: Scheme) -> tuple[Finding, ...]:
    """All findings on a loaded scheme, in the order of its files."""
    notebook = Notebook(scheme)
    for check in _CHECKS:
        check(notebook)
    return tuple(notebook.acknowledged(scheme.acknowledged))

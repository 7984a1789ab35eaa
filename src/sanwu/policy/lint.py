"""Find what is legal but wrong: deadlines out of order, thresholds nobody collects, subsidies that do not decline …

Each finding has a stable code, a Chinese sentence, file and line, and what to do. A writer who has seen a finding and
accepts it says so in `acknowledged:` with the reason. Codes:

deadline_before_predecessor · deadline_after_phase · phase_dates_reversed · conflicting_dates · undated_phase ·
undated_duty · duty_without_body · body_unused · condition_unused · form_unused · number_without_clause ·
fact_not_collected · fact_unused · unreachable_row · overlap_unchecked · table_gap · item_without_acceptance ·
photo_without_need · mode_without_vote · acceptance_without_publicity · subsidy_without_rates ·
subsidy_not_declining · stale_acknowledgement
"""

from sanwu.policy.findings import Finding, Notebook
from sanwu.policy.lint_dates import check_dates
from sanwu.policy.lint_numbers import check_numbers
from sanwu.policy.lint_rules import check_rules
from sanwu.policy.lint_uses import check_uses
from sanwu.policy.model_scheme import Scheme

__all__ = ["Finding", "lint"]


def lint(scheme: Scheme) -> tuple[Finding, ...]:
    """All findings on a loaded scheme, in the order of its files."""
    notebook = Notebook(scheme)
    check_dates(notebook)
    check_rules(notebook)
    check_numbers(notebook)
    check_uses(notebook)
    return tuple(notebook.acknowledged(scheme.acknowledged))

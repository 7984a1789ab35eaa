"""Find what is legal but wrong: deadlines out of order, thresholds nobody collects, subsidies that do not decline …

Each finding has a stable code, a Chinese sentence, file and line, and what to do. A writer who has seen a finding and
accepts it says so in `acknowledged:` with the reason. Codes:

deadline_before_predecessor · deadline_after_phase · phase_dates_reversed · conflicting_dates · undated_phase ·
duty_without_body · body_unused · number_without_clause · fact_not_collected · fact_unused · unreachable_row ·
overlap_unchecked · table_gap · item_without_acceptance · photo_without_need · subsidy_without_rates ·
subsidy_not_declining · acknowledged_nothing
"""

from sanwu.policy.findings import Finding, Notebook
from sanwu.policy.lint_dates import check_dates
from sanwu.policy.lint_numbers import check_numbers
from sanwu.policy.lint_rules import check_rules
from sanwu.policy.model_items import Photo
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.walk import references, walk

__all__ = ["Finding", "lint"]


def lint(scheme: Scheme) -> tuple[Finding, ...]:
    """All findings on a loaded scheme, in the order of its files."""
    notebook = Notebook(scheme)
    check_dates(notebook)
    check_rules(notebook)
    check_numbers(notebook)
    _check_bodies(notebook)
    _check_items(notebook)
    return tuple(notebook.acknowledged(scheme.acknowledged))


def _check_bodies(notebook: Notebook) -> None:
    """Every duty has somebody responsible, every body has something to do."""
    scheme = notebook.scheme
    for name, duty in scheme.duties.items():
        if duty.by is None:
            message = f"任务“{duty.title}”没有写由谁负责。"
            notebook.add("duty_without_body", ("duties", name), message, "请加上 by: 单位。")
    used = {word for path, part in walk(scheme) for _, section, word in references(part, path) if section == "bodies"}
    for _, predicate in predicates(scheme):
        used |= {leaf.judged_by for leaf in leaves(predicate) if isinstance(leaf, Test) and leaf.judged_by}
    for name, body in scheme.bodies.items():
        if name not in used and not body.functions and body.charge is None:
            message = f"单位“{body.title}”没有任何任务和职责，也没有别处提到它。"
            notebook.add("body_unused", ("bodies", name), message, "请写上它的职责，或删去这个单位。")


def _check_items(notebook: Notebook) -> None:
    """Every item can be accepted; nobody must take photos without a need."""
    for name, item in notebook.scheme.items.items():
        if not item.acceptance:
            message = f"整治事项“{item.title}”没有验收标准。"
            notebook.add("item_without_acceptance", ("items", name), message, "请用 acceptance 写明验收清单。")
    for path, part in walk(notebook.scheme):
        if isinstance(part, Photo) and part.required and part.need is None:
            message = f"照片“{part.title}”是必须拍的，却没有写为什么需要。"
            notebook.add("photo_without_need", path, message, "请用 need 写明用途，或改为 required: no。")

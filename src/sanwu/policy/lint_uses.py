"""Findings about who does it: duties and steps without a body, reports without a way, bodies without anything to do."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_reports import Report
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import references, walk

# Reports that come again and again and so need a sender, a receiver and a rhythm.
_REGULAR = ("periodic", "zero", "return")


def check_uses(notebook: Notebook) -> None:
    """Every duty, step and report has a body; every body has something to do."""
    scheme = notebook.scheme
    for name, duty in scheme.duties.items():
        if duty.by is None:
            message = f"任务“{duty.title}”没有写由谁负责。"
            notebook.add("duty_without_body", ("duties", name), message, "请加上 by: 单位。")
    for name, flow in scheme.workflows.items():
        for key, step in flow.steps.items():
            if step.by is None:
                message = f"流程“{flow.title}”的“{step.title}”没有写由谁办。"
                notebook.add("step_without_body", ("workflows", name, "steps", key), message, "请加上 by: 单位。")
    for name, report in scheme.reports.items():
        _check_report(notebook, ("reports", name), report)
    _check_responsible(notebook)
    _check_bodies(notebook)


def _check_responsible(notebook: Notebook) -> None:
    """Where compounds are worked on and accepted, some duty (or a partnership) puts a body in charge of each."""
    scheme = notebook.scheme
    named = any("responsible_named" in duty.done_when for duty in scheme.duties.values())
    linked = any(partnership.per == "compound" for partnership in scheme.partnerships.values())
    if scheme.items and scheme.acceptance.levels and scheme.duties and not (named or linked):
        message = "要整治、验收小区，却没有一个任务给每个小区定责任单位，出了问题找不到人。"
        remedy = "请加上一个 done_when: responsible_named 的任务，或在 partnerships 里写明结对包联。"
        notebook.add("nobody_responsible", ("acceptance", "levels"), message, remedy)


def _check_report(notebook: Notebook, path: Path, report: Report) -> None:
    duty = notebook.scheme.duties.get(report.duty or "")
    by, to = report.by or (duty and duty.by), report.to or (duty and duty.to)
    every = report.every or report.after or (duty and (duty.recurs or duty.due))
    lacks = [
        words
        for words, written in (("由谁报（by）", by), ("报给谁（to）", to), ("多久一次（every）", every))
        if not written
    ]
    if report.kind not in _REGULAR:
        lacks = lacks if by is None else []
    if lacks:
        message = f"报告“{report.title}”没有写{'、'.join(lacks)}。"
        notebook.add("report_incomplete", path, message, "请补上，否则没有人知道该报、也看不出缺报。")


def _check_bodies(notebook: Notebook) -> None:
    scheme = notebook.scheme
    used = {word for path, part in walk(scheme) for _, where, word in references(part, path) if where == "bodies"}
    for _, predicate in predicates(scheme):
        used |= {leaf.judged_by for leaf in leaves(predicate) if isinstance(leaf, Test) and leaf.judged_by}
    for name, body in scheme.bodies.items():
        if name not in used and not body.functions and body.charge is None:
            message = f"单位“{body.title}”没有任何任务和职责，也没有别处提到它。"
            notebook.add("body_unused", ("bodies", name), message, "请写上它的职责，或删去这个单位。")

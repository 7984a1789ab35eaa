"""Findings about counts: petitions are shown and never judged by, and a zero that was reported is not a silence."""

import re

from sanwu.policy.findings import Notebook
from sanwu.policy.model_gates import GateTest
from sanwu.policy.model_oversight import Score, Trigger
from sanwu.policy.model_work import Target
from sanwu.policy.walk import walk

_PETITIONS = re.compile("上访|越级访|集体访|重复访|信访量|来访量|走访量|赴京|进京|到省访|到市访")


def check_petitions(notebook: Notebook) -> None:
    """What is counted of petitions, and zero reports."""
    _check_petition_figures(notebook)
    _check_zero_reports(notebook)


def _check_petition_figures(notebook: Notebook) -> None:
    """How many people petitioned is never a target, a gate, a score or a reason to punish a unit."""
    scheme = notebook.scheme
    figures = {name: measure.title for name, measure in scheme.measures.items() if _PETITIONS.search(measure.title)}
    for path, part in walk(scheme):
        measure = getattr(part, "measure", None) if isinstance(part, (Target, GateTest, Score, Trigger)) else None
        if measure in figures:
            message = f"“{figures[measure]}”是信访件数，这里把它当作目标、关口、分值或追责的起因。"
            remedy = (
                "信访件数只作显示：请在指标里写 better: neither，并从这里去掉；考核按时办结、书面答复这类办理质量。"
            )
            notebook.add("petition_figure_as_target", path, message, remedy)


def _check_zero_reports(notebook: Notebook) -> None:
    """A zero report is a report that was sent: the duty that it fulfils must know it, and the other way round."""
    scheme = notebook.scheme
    zero = {name: report for name, report in scheme.reports.items() if report.kind == "zero"}
    for name, report in zero.items():
        duty = scheme.duties.get(report.duty or "")
        if duty is not None and "zero_report_submitted" not in duty.done_when:
            message = f"零报告“{report.title}”完成不了任务“{duty.title}”，报了零也会显示未报。"
            remedy = "请在任务的 done_when 里加上 zero_report_submitted。"
            notebook.add("zero_report_unlinked", ("reports", name, "duty"), message, remedy)
    for name, duty in scheme.duties.items():
        if "zero_report_submitted" in duty.done_when and not zero:
            message = f"任务“{duty.title}”要零报告，方案却没有写报什么、多久报一次。"
            remedy = "请在 reports 里写一个 kind: zero 的报告，并写明这个任务。"
            notebook.add("zero_report_unlinked", ("duties", name), message, remedy)

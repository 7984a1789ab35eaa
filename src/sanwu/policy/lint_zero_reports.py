"""Findings about zero reports: a zero that was reported is not a silence."""

from sanwu.policy.findings import Notebook


def check_zero_reports(notebook: Notebook) -> None:
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

"""Findings in words: what was garbled or left blank, silence read as zero, and what must never be asked for."""

import re
from collections.abc import Iterator

from sanwu.policy.findings import Notebook
from sanwu.policy.model_gates import GateTest
from sanwu.policy.model_money import Acknowledged
from sanwu.policy.model_oversight import Score, Trigger
from sanwu.policy.model_work import Target
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

_GARBLED = re.compile("�|\\?\\?|锟斤拷|烫烫")
_BLANK = re.compile(r"[xX×Ｘ]{1,4}\s*[月日]|(?:19|20)?[xX×Ｘ]{2,4}\s*年|TODO|待填|此处填写")
_SILENCE = re.compile(
    "(?:未报|不报|没有报|没报|逾期不报|缺报)[^。；不]{0,8}(?:视为|视同|按|算作|当作|即为)[^。；，]{0,3}(?:零|无)"
)
_PERSONS = re.compile(
    "(?:上访|信访|重点)(?:老户|人员|户|对象)?[^。；，]{0,4}(?:名单|花名册|名册|台账)|盯人|稳控(?:对象|人员)|人盯人"
)
_NOT = re.compile("(?:不|无|没有|禁止|不得|不设|不建)[^。；，]{0,6}$")
_PETITIONS = re.compile("上访|越级访|集体访|重复访|信访量|来访量|走访量|赴京|进京|到省访|到市访")
# Explanations may quote what they explain.
_EXPLAINING = ("note", "source", "question")


def check_words(notebook: Notebook) -> None:
    """The words of a scheme, and the headings of the plan that it was read from."""
    for path, text in _texts(notebook):
        spoken = path[-1] not in _EXPLAINING
        if _GARBLED.search(text):
            notebook.add("garbled_text", path, f"文字里有乱码：“{text[:20]}”。", "请对照原件改正。")
        if spoken and (found := _BLANK.search(text)):
            message = f"文字里留着没有填的空：“{found[0]}”。"
            notebook.add("placeholder_left", path, message, "请填上；日期没有定的，在日期栏写 to_be_set。")
        if spoken and (found := _SILENCE.search(text)):
            message = f"“{found[0]}”把没有报当作零；没有报不等于没有。"
            remedy = "请改成没有报就显示未报；没有情况的，也要报一次“零”。"
            notebook.add("missing_read_as_zero", path, message, remedy)
        if spoken and (found := _PERSONS.search(text)) and not _NOT.search(text[: found.start()]):
            message = f"“{found[0]}”是对个人列名单或者盯人，平台不做这样的事。"
            notebook.add("person_list", path, message, "请改成办理事项；人数只作统计。")
    _check_petition_figures(notebook)
    _check_headings(notebook)
    _check_zero_reports(notebook)


def _texts(notebook: Notebook) -> Iterator[tuple[Path, str]]:
    """Every sentence of the scheme with its path."""
    for path, part in walk(notebook.scheme):
        if isinstance(part, Acknowledged):
            continue
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            key = field.alias or name
            if name in ("id", "clause", "title_en", "anchor"):
                continue
            if isinstance(value, str):
                yield (*path, key), value
            elif isinstance(value, tuple):
                yield from (((*path, key, number), word) for number, word in enumerate(value) if isinstance(word, str))


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


_CLAUSE = re.compile(r"^### (\S+) ")
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、]|（[0-9]+）|[①-⑳])\s*\S{1,40}$"
)
_SENTENCE = re.compile("[。；：，！？]")


def _check_headings(notebook: Notebook) -> None:
    """Clauses whose quoted text is nothing but numbered headings: the plan names a thing and says nothing of it."""
    empty: list[tuple[str, int]] = []
    clause, begins, quoted = "", 0, [""]
    for number, line in enumerate([*notebook.scheme.plan_text.splitlines(), "### end "], 1):
        if found := _CLAUSE.match(line):
            said = [text for text in quoted if text]
            if clause and said and all(_HEADING.match(text) and not _SENTENCE.search(text) for text in said):
                empty.append((clause, begins))
            clause, begins, quoted = found[1], number, []
        elif line.startswith(">"):
            quoted.append(line.lstrip("> ").strip())
    if empty:
        names = "、".join(name for name, _ in empty)
        message = f"方案原文有 {len(empty)} 条只有标题、没有内容：{names}。"
        remedy = "请与发文单位核实；内容取自别处的，标 status: practice，并在 acknowledged 里写明理由。"
        notebook.add_in_plan("heading_without_content", empty[0][1], "source.md", message, remedy)

"""Findings in the plan's own words: none at all, or headings without content."""

import re

from sanwu.policy.findings import Notebook

_CLAUSE = re.compile(r"^### (\S+) ")
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、]|（[0-9]+）|[①-⑳])\s*\S{1,40}$"
)
_SENTENCE = re.compile("[。；：，！？]")


def check_plan(notebook: Notebook) -> None:
    """The plan's own words stand beside the scheme, and each clause says something."""
    if _says_nothing(notebook.scheme.plan_text):
        message = "方案没有原文：缺少 source.md，或者里面还没有抄录，读的人点开条款看不到原话。"
        remedy = "请在方案的文件夹里加上 source.md，每条写一个标题（### 第一条），下一行以“> ”开头抄原文。"
        notebook.add("source_missing", ("source",), message, remedy)
    _check_headings(notebook)


def _says_nothing(plan_text: str) -> bool:
    """Whether nothing but headings stands there."""
    return all(not line.strip() or line.startswith("#") for line in plan_text.splitlines())


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

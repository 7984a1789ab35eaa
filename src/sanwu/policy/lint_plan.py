"""Findings in the plan's own words: headings without content."""

import re

from sanwu.policy.findings import Notebook

_CLAUSE = re.compile(r"^### (\S+) ")
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、]|（[0-9]+）|[①-⑳])\s*\S{1,40}$"
)
_SENTENCE = re.compile("[。；：，！？]")


def check_plan(notebook: Notebook) -> None:
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

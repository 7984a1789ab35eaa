"""A fact that nobody knows: which one was meant, or how a scheme brings one of its own."""

import re
from collections.abc import Iterable

from sanwu.policy.bundle import OWN_FACTS
from sanwu.policy.problems import allowed_text


def unknown_fact(word: str, meant: str, known: Iterable[str]) -> str:
    """What to do about a fact that nobody knows: the one that is meant, or exactly how to add it and where."""
    name = word if re.fullmatch(r"[a-z][a-z0-9_]*", word) else "new_fact"
    entry = f"facts: {{{name}: {{title: 名称, type: boolean, group: management, collected_by: survey}}}}"
    return (
        f"{allowed_text(meant, known, 8)}字典里确实没有的，请加在本方案的 {OWN_FACTS} 里：{entry}。"
        "type 按内容写，选项要列 choices，数字要写 unit，小数还要写 scale。"
    )

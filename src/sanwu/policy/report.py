"""Collects the problems of cross references and finds the file and line of each."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from sanwu.policy.problems import Path, Problem, allowed_text, path_text
from sanwu.policy.translate import Places, place_of
from sanwu.policy.unknown_facts import unknown_fact

SECTION_TITLES = {
    "bodies": "单位",
    "phases": "阶段",
    "items": "整治事项",
    "facts": "数据项",
    "measures": "指标",
    "targets": "目标",
    "duties": "任务",
    "forms": "调查表",
    "checklists": "验收清单",
    "item_groups": "事项分组",
    "conditions": "条件",
    "decisions": "决策",
    "laws": "法规",
    "events": "事件",
    "money": "资金",
    "ladder": "责任阶梯",
    "workflows": "流程",
    "reports": "报表",
    "results": "验收结论",
}


class Report:
    """Collects problems and finds their places."""

    def __init__(self, data: Any, places: Places, file: str) -> None:
        self.data, self.places, self.file = data, places, file
        self.problems: list[Problem] = []

    def add(self, code: str, message: str, remedy: str, path: Path) -> None:
        """Note a problem at a path."""
        file, line = place_of(path, self.data, self.places, self.file)
        self.problems.append(Problem(code, message, file, line, path_text(path), remedy))

    def add_fault(self, fault: PydanticCustomError, path: Path) -> None:
        """Note a refusal that carries the rest of its path."""
        context: Mapping[str, Any] = fault.context or {}
        self.add(str(context["code"]), str(context["message"]), str(context["remedy"]), (*path, *context["at"]))

    def known(self, word: str, allowed: Iterable[str], section: str, path: Path) -> None:
        """A word must be one of those defined in a section."""
        names = list(allowed)
        if word not in names:
            title = SECTION_TITLES.get(section, section)
            remedy = unknown_fact(word, word, names) if section == "facts" else allowed_text(word, names, 12)
            self.add("unknown_reference", f"没有名为“{word}”的{title}。", remedy, path)

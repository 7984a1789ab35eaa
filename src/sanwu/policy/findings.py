"""A linter finding, and the notebook that findings are written into."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sanwu.policy.bundle import EXTENDS, SOURCE
from sanwu.policy.lint_codes import CODES
from sanwu.policy.model_money import Acknowledged
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path, path_text


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is legal but looks wrong. `acknowledged` is the writer's reason for accepting it, or None."""

    code: str
    file: str
    line: int
    path: str
    message: str
    remedy: str
    acknowledged: str | None = None

    def as_json(self) -> dict[str, Any]:
        """{code, file, line, path, message, remedy, acknowledged}."""
        return asdict(self)


@dataclass
class Notebook:
    """Collects findings of one scheme and finds their places."""

    scheme: Scheme
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, path: Path, message: str, remedy: str) -> None:
        """Note a finding at a path. `code` is one of `lint_codes`."""
        file, line = self.scheme.place(path)
        self.findings.append(Finding(CODES[code].name, file, line, path_text(path), message, remedy))

    def add_in_plan(self, code: str, line: int, where: str, message: str, remedy: str) -> None:
        """Note a finding in the plan's own words, `source.md`; `where` stands for the path."""
        self.findings.append(Finding(CODES[code].name, SOURCE, line, where, message, remedy))

    def acknowledged(self, notes: Iterable[Acknowledged]) -> list[Finding]:
        """The findings with the reasons of those that were accepted; a note that matches none is itself a finding."""
        findings = list(self.findings)
        for number, note in enumerate(notes):
            hits = [index for index, finding in enumerate(findings) if _matches(note, finding)]
            for index in hits:
                if findings[index].acknowledged is None:
                    findings[index] = replace(findings[index], acknowledged=note.reason)
            path: Path = ("acknowledged", number)
            file, line = self.scheme.place(path)
            # A note of a scheme that this one extends is for that one to tidy up.
            if not hits and not file.startswith(f"{EXTENDS}/"):
                place = f"、位置“{note.at}”" if note.at else ""
                message = f"这条说明没有对应的提示（代码“{note.code}”{place}）。"
                remedy = "问题如果已经改好，请删去这条说明；否则请核对代码和位置。"
                findings.append(Finding("stale_acknowledgement", file, line, path_text(path), message, remedy))
        return sorted(findings, key=lambda finding: (finding.file, finding.line, finding.code, finding.path))


def _matches(note: Acknowledged, finding: Finding) -> bool:
    """By code, and by place where the note names one: the whole path, its beginning, or one of its steps."""
    if note.code != finding.code:
        return False
    if note.at is None:
        return True
    steps = finding.path.split(" › ")
    return note.at in steps or finding.path == note.at or finding.path.startswith(f"{note.at} › ")

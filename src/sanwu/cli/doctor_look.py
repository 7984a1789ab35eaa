"""What one look of the doctor found."""

from dataclasses import dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True)
class Look:
    """One line: what was looked at, how it is, what was found, and what to do about it."""

    id: str
    title: str
    state: str
    found: str
    remedy: str = ""

    @property
    def line(self) -> str:
        mark = {OK: "正常", WARN: "留意", BAD: "异常"}[self.state]
        return f"[{mark}] {self.title}：{self.found}" + (f"\n       怎么办：{self.remedy}" if self.remedy else "")

"""A problem in a scheme file: where it is, what was expected, and what to do about it – in Chinese."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import islice

from pydantic_core import PydanticCustomError

MOST_COMPARED = 500
Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `code` is stable; `message` and `remedy` are Chinese sentences for the writer of the scheme.

    `file` is the name inside the bundle (`scheme.yaml`, `facts.yaml`, `law/votes.yaml` …), `line` counts from 1
    (0 where the file as a whole is meant), `path` is written as people read it: `decisions › merge › table › 1 › then`.
    """

    code: str
    message: str
    file: str
    line: int
    path: str
    remedy: str

    def as_json(self) -> dict[str, str | int]:
        """The shape that `scheme check --json` prints."""
        return asdict(self)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        inside = f"（{self.path}）" if self.path else ""
        return f"{place}{inside} {self.message}{self.remedy}"


def path_text(path: Sequence[Step]) -> str:
    """A path for people; list positions count from 1."""
    return " › ".join(str(step + 1) if isinstance(step, int) else step for step in path)


def refused(code: str, message: str, remedy: str, at: Path = ()) -> PydanticCustomError:
    """The error our own validators raise; `at` leads from the validated value to the faulty place inside it."""
    return PydanticCustomError(
        "refused", "{message}", {"code": code, "message": message, "remedy": remedy, "at": list(at)}
    )


def shown(value: object, limit: int = 40) -> str:
    """What the writer wrote, short enough for a sentence."""
    if isinstance(value, dict):
        return "一组键值"
    if isinstance(value, list):
        return "一个列表"
    text = str(value)
    return f"“{text[:limit]}…”" if len(text) > limit else f"“{text}”"


def near(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was probably meant, if one is close."""
    found = get_close_matches(word, [str(item) for item in islice(allowed, MOST_COMPARED)], n=1, cutoff=0.6)
    return found[0] if found else None


def allowed_text(word: object, allowed: Iterable[str], limit: int = 24) -> str:
    """ "Did you mean" followed by what is allowed, as the remedy of an unknown word."""
    names = list(allowed)
    guess = near(word, names) if isinstance(word, str) else None
    listed = "、".join(names[:limit]) + (f" 等 {len(names)} 个" if len(names) > limit else "")
    start = f"是不是想写“{guess}”？" if guess else ""
    return f"{start}可以写的有：{listed}。" if names else f"{start}这里目前没有可以引用的内容，请先定义它。"

"""How sound a scheme is, for the library: its worked cases and what the linter says. Kept by content, which never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sanwu.campaigns.library import texts_of
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import Shipped
from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_files, load_scheme

_KEPT: dict[str, "State | None"] = {}
MOST_KEPT = 500


@dataclass(frozen=True)
class State:
    """Cases run and passed, findings that nobody accepted, those accepted with a reason, and who issued the plan."""

    issuer: str
    cases: int
    passed: int
    open: int
    accepted: int

    @property
    def cases_text(self) -> str:
        if not self.cases:
            return _("没有用例")
        return _("%(passed)s/%(cases)s 算对") % {"passed": self.passed, "cases": self.cases}

    @property
    def cases_tone(self) -> str:
        return "none" if not self.cases else "good" if self.passed == self.cases else "bad"

    @property
    def lint_text(self) -> str:
        if self.open:
            return ngettext("%(n)s 处提示没有说明", "%(n)s 处提示没有说明", self.open) % {"n": self.open}
        if self.accepted:
            return ngettext("%(n)s 处提示都有说明", "%(n)s 处提示都有说明", self.accepted) % {"n": self.accepted}
        return _("没有提示")

    @property
    def lint_tone(self) -> str:
        return "wait" if self.open else "good"


def states_of(versions: Iterable[SchemeVersion]) -> Mapping[int, State | None]:
    """The state of each version; None for one that this version of the program cannot read."""
    wanted = {version.pk: version.digest for version in versions}
    missing = [pk for pk, digest in wanted.items() if digest not in _KEPT]
    if len(_KEPT) > MOST_KEPT:
        _KEPT.clear()
        missing = list(wanted)
    for pk, files in texts_of(missing):
        _KEPT[wanted[pk]] = _state(load_files(files))
    return {pk: _KEPT[digest] for pk, digest in wanted.items()}


def state_of_shipped(shipped: Shipped) -> State | None:
    """The state of a folder; read again when one of its files changed."""
    stamp = max(file.stat().st_mtime_ns for file in shipped.path.rglob("*") if file.is_file())
    return _folder_state(shipped.path, stamp)


@lru_cache(maxsize=64)
def _folder_state(folder: Path, _stamp: int) -> State | None:
    return _state(load_scheme(folder))


def _state(found: Loaded) -> State | None:
    if found.scheme is None:
        return None
    cases, findings = run_cases(found), lint(found.scheme)
    accepted = sum(finding.acknowledged is not None for finding in findings)
    return State(found.scheme.issuer or "", cases.cases, cases.passed, len(findings) - accepted, accepted)

"""How sound a scheme is, for the library: its worked cases and what the linter says. Kept by content, which never changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
MOST_AT_ONCE = 4  # each takes a second at most, most of them far less


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


class Checks:
    """The checks of one page view: what is known costs nothing, and at most MOST_AT_ONCE are made anew.

    `first` is the key (number of a version, identifier of a shipped scheme) that somebody asked to have checked.
    """

    def __init__(self, first: str = "") -> None:
        self.first, self.left = first, MOST_AT_ONCE

    def of_versions(self, versions: Iterable[SchemeVersion]) -> Mapping[int, State | None]:
        """The state of each version that is known; None for one that this version of the program cannot read."""
        wanted = {version.pk: version.digest for version in versions}
        if len(_KEPT) > MOST_KEPT:
            _KEPT.clear()
        missing = [pk for pk, digest in wanted.items() if digest not in _KEPT]
        missing.sort(key=lambda pk: str(pk) != self.first)
        for pk, files in texts_of([pk for pk in missing if self._may(str(pk))]):
            _KEPT[wanted[pk]] = _state(load_files(files))
        return {pk: _KEPT[digest] for pk, digest in wanted.items() if digest in _KEPT}

    def of_shipped(self, offered: Iterable[Shipped]) -> Mapping[str, State | None]:
        """The state of each folder that is known; checked again when one of its files changed."""
        found: dict[str, State | None] = {}
        for shipped in sorted(offered, key=lambda one: one.id != self.first):
            stamp = max(file.stat().st_mtime_ns for file in shipped.path.rglob("*") if file.is_file())
            key = f"{shipped.path} {stamp}"
            if key not in _KEPT and self._may(shipped.id):
                _KEPT[key] = _state(load_scheme(shipped.path))
            if key in _KEPT:
                found[shipped.id] = _KEPT[key]
        return found

    def _may(self, key: str) -> bool:
        """Take one of the checks that are left; what was asked for is always checked."""
        self.left -= 1
        return self.left >= 0 or key == self.first


def _state(found: Loaded) -> State | None:
    if found.scheme is None:
        return None
    cases, findings = run_cases(found), lint(found.scheme)
    accepted = sum(finding.acknowledged is not None for finding in findings)
    return State(found.scheme.issuer or "", cases.cases, cases.passed, len(findings) - accepted, accepted)

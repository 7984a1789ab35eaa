"""Parts of a scheme that are switched off: nothing of the platform sees them, and nothing that stays may need them."""

from collections.abc import Mapping
from typing import Any

from sanwu.policy.model_flows import Workflow
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.report import Report
from sanwu.policy.walk import references, walk

# Module → the sections that it holds whole.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "party": ("party",),
    "partnerships": ("partnerships",),
    "indicators": ("targets", "assessments"),
    "votes": ("votes",),
    "money": ("money", "estimates"),
    "evaluation": ("evaluation",),
    "ladder": ("ladder",),
    "reports": ("reports",),
    "rosters": ("rosters",),
}
_CHANNELS = ("letter", "visit", "call", "online", "transfer")


def switched(scheme: Scheme) -> Scheme:
    """The scheme without what its modules switch off; the same where they switch nothing off that is there."""
    off = _off(scheme)
    changes: dict[str, Any] = {
        section: None if section == "party" else {} for module in off for section in SECTIONS.get(module, ())
    }
    if "petitions" in off:
        changes["workflows"] = {name: flow for name, flow in scheme.workflows.items() if not _petition(flow)}
    if "ranks" in off and "evaluation" not in changes:
        changes["evaluation"] = {
            name: entry.model_copy(update={"rank": "hidden"}) for name, entry in scheme.evaluation.items()
        }
    real = {section: value for section, value in changes.items() if getattr(scheme, section) != value}
    return scheme.model_copy(update=real) if real else scheme


def check_modules(report: Report, scheme: Scheme) -> None:
    """What stays may name nothing that is switched off."""
    gone = {section: module for module in _off(scheme) for section in SECTIONS.get(module, ())}
    for path, part in walk(scheme) if gone else ():
        if path[:1] and path[0] in gone:
            continue
        for at, section, word in references(part, path):
            if section in gone:
                module = gone[section]
                message = f"模块 {module} 已经关掉，这里却用到其中的“{word}”。"
                report.add("module_off", message, f"请删去这一处，或者把 modules 里的 {module} 改成 yes。", at)


def _off(scheme: Scheme) -> list[str]:
    return [name for name in type(scheme.modules).model_fields if getattr(scheme.modules, name) is False]


def _petition(flow: Workflow) -> bool:
    """Whether a workflow is one of petitions: a case that came in by a channel."""
    return flow.object == "case" and flow.channel in _CHANNELS

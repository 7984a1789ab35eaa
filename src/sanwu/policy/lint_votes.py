"""Findings about votes: a mode without one, and votes under a version of the law that is not in force then."""

from datetime import date

from sanwu.policy.findings import Notebook
from sanwu.policy.model_dates import FIXED
from sanwu.policy.model_law import LawFamily, LawVersion
from sanwu.policy.model_money import Ballot
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path
from sanwu.policy.resolving import absolute
from sanwu.policy.values import day_text
from sanwu.policy.walk import walk

Span = tuple[date, date]


def check_votes(notebook: Notebook) -> None:
    """How a compound is managed is for its owners to decide, by the law in force when they vote."""
    scheme = notebook.scheme
    if not any(ballot.decision for ballot in scheme.votes.values()):
        for name, duty in scheme.duties.items():
            if "mode_decided" in duty.done_when:
                message = f"任务“{duty.title}”要确定管理模式，方案却没有写由业主表决。"
                remedy = "请在 votes 里写明表决事项、适用的法规和对应的 decision。"
                notebook.add("mode_without_vote", ("duties", name), message, remedy)
    span = _span(scheme)
    for name, ballot in scheme.votes.items():
        family = scheme.law.get(ballot.law)
        if family is not None and span is not None:
            _check_ballot(notebook, name, ballot, family, span)


def _span(scheme: Scheme) -> Span | None:
    """First and last day that the plan itself names for its phases and duties; None where it names none."""
    days = [
        absolute(part)
        for entries in (scheme.phases, scheme.duties)
        for entry in entries.values()
        for _, part in walk(entry)
        if isinstance(part, FIXED)
    ]
    return (min(days), max(days)) if days else None


def _check_ballot(notebook: Notebook, name: str, ballot: Ballot, family: LawFamily, span: Span) -> None:
    path: Path = ("votes", name)
    years = f"{day_text(span[0])}至{day_text(span[1])}"
    in_force = [version for version in family.versions.values() if _in_force(version, span)]
    ruled = [version for version in in_force if ballot.matter in version.matters]
    if not ruled:
        message = f"方案的时间是{years}，这期间有效的“{family.title}”没有规定“{ballot.title}”这个事项。"
        notebook.add("vote_without_law", (*path, "matter"), message, "请核对日期，或换一个 matter。")
        return
    needed = {version.title: version.rules[version.matters[ballot.matter].rule] for version in ruled}
    shares = {(rule.participation, rule.approval, rule.objection) for rule in needed.values()}
    if len(shares) > 1:
        message = f"方案的时间是{years}，“{ballot.title}”在这期间的要求有变化：{'、'.join(needed)}。"
        remedy = "系统按表决当天有效的版本计票；请确认，并在 acknowledged 里写明理由。"
        notebook.add("vote_rule_changes", path, message, remedy)
    words = "".join(word for word in (*ballot.clause, ballot.source, ballot.note, ballot.text) if word)
    for version in family.versions.values():
        if version not in in_force and version.title in words:
            message = f"方案的时间是{years}，“{ballot.title}”引用的“{version.title}”这期间没有施行。"
            remedy = f"请改引当时有效的“{'、'.join(needed)}”。"
            notebook.add("vote_wrong_law", path, message, remedy)


def _in_force(version: LawVersion, span: Span) -> bool:
    return version.from_ <= span[1] and (version.until is None or version.until >= span[0])

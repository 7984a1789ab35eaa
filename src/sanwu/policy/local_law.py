"""Lay local rules over a shared family of law: where both are in force, the local figure is the one that counts.

The result is a family like any other. A version of the shared pack is cut where a local rule begins or ends, and the
piece in between bears both names, so whatever asks "which version on this day" needs to know nothing of local rules.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sanwu.policy.model_base import Entry
from sanwu.policy.model_law import LawClock, LawFamily, LawVersion
from sanwu.policy.model_law_local import LocalClock, LocalLaw, LocalVersion
from sanwu.policy.problems import Problem, allowed_text
from sanwu.policy.references_beside import check_spans
from sanwu.policy.report import Report
from sanwu.policy.translate import Places

LOCAL = ".local.yaml"
# Duties keep the name of the version that their limit was taken from.
LONGEST_NAME = 60


def overridden(family: LawFamily, local: LocalLaw) -> LawFamily:
    """The family with the local rules laid over it."""
    versions: dict[str, LawVersion] = {}
    for national in family.versions.values():
        for piece in _pieces(national, local):
            versions[piece.id] = piece
    return family.model_copy(update={"versions": versions})


def check_local(family: LawFamily | None, local: LocalLaw, name: str, data: Any, places: Places) -> list[Problem]:
    """The file bears the family's name, its rules do not overlap, and what they replace is there to be replaced."""
    report = Report(data, places, name)
    wanted = name.removeprefix("law/").removesuffix(LOCAL)
    if local.overrides != wanted:
        report.add(
            "family_differs",
            f"文件名是 {name}，里面的 overrides 却是“{local.overrides}”。",
            f"请把文件改名为 {local.overrides}{LOCAL}。",
            ("overrides",),
        )
    elif family is None:
        report.add(
            "local_law_unused",
            f"方案没有采用法规“{local.overrides}”，这个本地规定改不到任何数字。",
            f"请在 scheme.yaml 的 laws 里加上 {local.overrides}，或删去这个文件。",
            ("overrides",),
        )
    check_spans(report, local.versions.values())
    if family is not None:
        for version in local.versions.values():
            _check_version(report, family, version)
    return report.problems


def _check_version(report: Report, family: LawFamily, local: LocalVersion) -> None:
    beneath = [national for national in family.versions.values() if _common(national, local) is not None]
    if not beneath:
        message = f"“{local.title}”施行的时间里，法规“{family.title}”没有一个版本有效。"
        report.add("local_law_unused", message, "请检查 from 和 until。", ("versions", local.id, "from"))
    if any(len(_joint_name(national, local)) > LONGEST_NAME for national in beneath):
        message = f"版本标识“{local.id}”太长，和共用版本的标识连在一起超过了 {LONGEST_NAME} 个字符。"
        report.add("bad_id", message, "请换一个短的标识，例如地名的拼音。", ("versions", local.id))
    for clock in local.clocks.values():
        at = ("versions", local.id, "clocks", clock.id)
        known = list(dict.fromkeys(key for national in beneath for key in national.clocks))
        if clock.id not in known and not _stands_alone(clock):
            remedy = f"{allowed_text(clock.id, known)}新的期限要写明 title 和 from。"
            report.add("unknown_law_key", f"法规“{family.title}”里没有“{clock.id}”这个期限。", remedy, at)
        if clock.from_ is not None and family.events and clock.from_ not in family.events:
            report.known(clock.from_, family.events, "events", (*at, "from"))
    for matter in local.matters.values():
        rules = list(dict.fromkeys((*local.rules, *(key for national in beneath for key in national.rules))))
        if matter.rule not in rules:
            message = f"没有名为“{matter.rule}”的表决规则。"
            at = ("versions", local.id, "matters", matter.id)
            report.add("unknown_reference", message, allowed_text(matter.rule, rules), (*at, "rule"))


def _pieces(national: LawVersion, local: LocalLaw) -> list[LawVersion]:
    """One shared version, cut where local rules begin and end; the first piece without local rules keeps its name."""
    found: list[LawVersion] = []
    open_from: date | None = national.from_
    for version in sorted(local.versions.values(), key=lambda one: one.from_):
        span = _common(national, version)
        if span is None or open_from is None:
            continue
        start, end = span
        if start > open_from:
            found.append(_plain(national, found, open_from, start - timedelta(days=1)))
        found.append(_laid_over(national, version, start, end))
        open_from = None if end is None or end == national.until else end + timedelta(days=1)
    if open_from is not None:
        found.append(_plain(national, found, open_from, national.until))
    return found


def _common(national: LawVersion, local: LocalVersion) -> tuple[date, date | None] | None:
    """The days on which both are in force, as first and last; None where there is none."""
    start = max(national.from_, local.from_)
    ends = [end for end in (national.until, local.until) if end is not None]
    end = min(ends) if ends else None
    return None if end is not None and end < start else (start, end)


def _plain(national: LawVersion, before: list[LawVersion], start: date, end: date | None) -> LawVersion:
    taken = {piece.id for piece in before}
    name = national.id if national.id not in taken else f"{national.id}_from_{start:%Y%m%d}"
    return national.model_copy(update={"id": name, "from_": start, "until": end})


def _joint_name(national: LawVersion, local: LocalVersion) -> str:
    return f"{national.id}_{local.id}"


def _laid_over(national: LawVersion, local: LocalVersion, start: date, end: date | None) -> LawVersion:
    # A figure replaces one that this version has; a limit that is the local rule's own says itself what it is.
    laid = [clock for key, clock in local.clocks.items() if key in national.clocks or _stands_alone(clock)]
    clocks = {clock.id: _clock(national.clocks.get(clock.id), clock, local) for clock in laid}
    changed: dict[str, Any] = {"clocks": {**national.clocks, **clocks}}
    for part in ("rules", "matters", "bodies", "provisions"):
        own: Mapping[str, Entry] = getattr(local, part)
        cited = {key: entry.model_copy(update={"source": _source(entry.source, local)}) for key, entry in own.items()}
        changed[part] = {**getattr(national, part), **cited}
    notes = "；".join(note for note in (national.note, local.note) if note) or None
    sources = "；".join(source for source in (local.source, national.source) if source)
    return national.model_copy(
        update={
            **changed,
            "id": _joint_name(national, local),
            "title": f"{local.title}（其余按{national.title}）",
            "title_en": f"{local.title_en} over {national.title_en}" if local.title_en and national.title_en else None,
            "from_": start,
            "until": end,
            "source": sources,
            "note": notes,
        }
    )


def _stands_alone(clock: LocalClock) -> bool:
    """Whether a local limit says all that a limit needs, so that the shared pack need not know it."""
    return clock.title is not None and clock.from_ is not None


def _clock(national: LawClock | None, local: LocalClock, version: LocalVersion) -> LawClock:
    """The local length with its source; whatever the local rule does not say stays as it is in the shared pack.

    Working days stay working days where only their number changes. The note of the shared pack is about its own figure
    and goes with it.
    """
    own: dict[str, Any] = {
        "id": local.id,
        "days": local.days,
        "months": local.months,
        "years": local.years,
        "status": local.status,
        "clause": local.clause,
        "note": local.note,
        "source": _source(local.source, version),
    }
    optional = ("title", "title_en", "from_", "extension", "paused_by", "ends_on_holiday")
    own |= {key: getattr(local, key) for key in optional if getattr(local, key) is not None}
    if "clock" in local.model_fields_set or local.days is None:
        own["clock"] = local.clock
    if national is not None:
        return national.model_copy(update=own)
    own["from"] = own.pop("from_")
    return LawClock.model_validate({key: value for key, value in own.items() if value is not None})


def _source(article: str | None, version: LocalVersion) -> str:
    """The article with the name of the local rule before it, unless it names a rule itself."""
    if article is None or version.source.startswith(article):
        return version.source
    return article if article.startswith(("《", version.source)) else f"{version.source}{article}"

"""The page that lists the law packs for scheme writers, made from the packs."""

from collections.abc import Iterator
from pathlib import Path

from sanwu.policy.load import load_files
from sanwu.policy.model import Entry, LawClock, LawFamily, LawVersion, Scheme, VoteRule
from sanwu.policy.votes import share_text

SCHEMES = Path(__file__).parents[2] / "schemes"
NAMES = sorted(path.stem for path in (SCHEMES / "law").glob("*.yaml"))
STATUS = {"law": "法律", "practice": "各地做法", "example": "示例", "plan": "方案"}
UNITS = (("days", "日"), ("months", "个月"), ("years", "年"))


def through(body: str = "") -> Scheme:
    """A scheme that names every pack, with something more in it."""
    files = {f"law/{name}.yaml": (SCHEMES / "law" / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES}
    files["facts.yaml"] = (SCHEMES / "facts.yaml").read_text(encoding="utf-8")
    files["scheme.yaml"] = f"id: all\nversion: 1\ntitle: 全部\nlaws: [{', '.join(NAMES)}]\n{body}"
    loaded = load_files(files)
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return loaded.scheme


def packs() -> dict[str, LawFamily]:
    """All packs by family."""
    return dict(through().law)


def law_tables(families: dict[str, LawFamily]) -> str:
    """One section for each family (Markdown)."""
    return "\n".join(line for name, family in families.items() for line in _family(name, family))


def _family(name: str, family: LawFamily) -> Iterator[str]:
    yield f"## `{name}` {family.title}\n"
    for version in family.versions.values():
        until = f"{version.until:%Y-%m-%d}" if version.until else "今"
        yield f"**{version.title}**（`{version.id}`，{version.from_:%Y-%m-%d} 至{until}）：{version.source or version.counting.note or ''}\n"
        if version.note:
            yield f"{version.note}\n"
        yield from _clocks(name, version)
        yield from _words(version)
    if family.events:
        words = "、".join(f"`{key}` {event.title}" for key, event in family.events.items())
        yield f"起算的事：{words}。\n"


def _clocks(name: str, version: LawVersion) -> Iterator[str]:
    if version.clocks:
        yield "| 写法 | 期限 | 长度 | 从 | 出处 | 可信程度 |\n|---|---|---|---|---|---|"
        for clock in version.clocks.values():
            yield (
                f"| `{name}.{clock.id}` | {clock.title} | {_length(clock)} | `{clock.from_}` "
                f"| {'。'.join(word.rstrip('。') for word in (clock.source, clock.note) if word)} | {STATUS[clock.status]} |"
            )
        yield ""


def _length(clock: LawClock) -> str:
    said = next(f"{value} {word}" for key, word in UNITS if (value := getattr(clock, key)) is not None)
    if clock.clock == "working":
        said = said.replace("日", "个工作日")
    if clock.extension is not None:
        unit = "个工作日" if clock.extension.clock == "working" else "日"
        said += f"，可延长 {clock.extension.days} {unit}{'一次' if clock.extension.once else ''}"
    if clock.paused_by:
        said += f"，{'、'.join(clock.paused_by)}的时间不计"
    return said


def _shares(rule: VoteRule) -> Iterator[str]:
    base = "全体" if rule.approval and rule.approval.of == "all" else "参加表决的"
    for what, shares in (
        ("参加", rule.participation),
        (f"同意（占{base}）", rule.approval),
        ("不同意", rule.objection),
    ):
        for kind, share in (("面积", shares and shares.area), ("人数", shares and shares.heads)):
            if share:
                yield f"{what}{kind}{share_text(share)}"


def _bound(least: object, most: object, unit: str | None) -> str:
    """5 至 9 人, 不少于 95%, 不超过 5 人; "" where there is no figure."""
    unit = "%" if unit == "%" else f" {unit}" if unit else ""
    if least is not None and most is not None:
        return f"{least} 至 {most}{unit}"
    return f"不少于 {least}{unit}" if least is not None else f"不超过 {most}{unit}" if most is not None else ""


def _told(entry: Entry, *said: str | None) -> str:
    """A rule in words with its figure, its article, and whether it is law."""
    beside = "，".join(word for word in (entry.source, STATUS[entry.status] if entry.status != "law" else "") if word)
    words = "，".join(word.rstrip("。") for word in said if word)
    return f"{entry.title}：{words}{f'（{beside}）' if beside else ''}。"


def _words(version: LawVersion) -> Iterator[str]:
    said = [f"{rule.title}：{'；'.join(_shares(rule))}。" for rule in version.rules.values()]
    said += [
        f"`{matter.id}` {matter.title}（{version.rules[matter.rule].title}）" for matter in version.matters.values()
    ]
    said += [
        _told(rule, rule.text, _bound(rule.at_least, rule.at_most, rule.unit)) for rule in version.provisions.values()
    ]
    for body in version.bodies.values():
        term = f"任期 {body.term_years} 年" if body.term_years else ""
        said.append(_told(body, body.text, _bound(body.members_at_least, body.members_at_most, "人"), term))
    if said:
        yield from (f"- {line}" for line in said)
        yield ""

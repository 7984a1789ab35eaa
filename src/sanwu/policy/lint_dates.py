"""Findings about dates: out of order, in conflict, or missing."""

from datetime import date

from sanwu.policy.calendar import ChineseCalendar
from sanwu.policy.dates import Due, Given, duty_due, phase_end, phase_start
from sanwu.policy.findings import Notebook
from sanwu.policy.model_dates import FIXED, Dekad, MonthEnd, TargetAndLimit
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path
from sanwu.policy.resolving import absolute
from sanwu.policy.values import day_text
from sanwu.policy.walk import walk


def check_dates(notebook: Notebook) -> None:
    """The plan's own dates against each other, as if nothing had happened yet and no area had moved any."""
    scheme = notebook.scheme
    given = Given(ChineseCalendar(), date.min)
    ends = {name: phase_end(scheme, name, given) for name in scheme.phases}
    _check_duties(notebook, given, ends)
    _check_phases(notebook, given, ends)
    for path, part in walk(scheme):
        if isinstance(part, TargetAndLimit):
            message = "方案里有两个互相矛盾的日期，较早的作为目标，较晚的作为最后期限。"
            remedy = "请与发文单位核实以哪个为准；确认两个都保留的，在 acknowledged 里写明理由。"
            notebook.add("conflicting_dates", path, message, remedy)
    _check_goals(notebook)
    _check_vague(notebook)
    _check_ids(notebook)


def _check_goals(notebook: Notebook) -> None:
    """A goal and the target that it names are due on the same day."""
    scheme = notebook.scheme
    for name, goal in scheme.goals.items():
        for number, key in enumerate(goal.targets):
            target = scheme.targets[key]
            if isinstance(goal.due, FIXED) and isinstance(target.due, FIXED):
                days = absolute(goal.due), absolute(target.due)
                if days[0] != days[1]:
                    both = (
                        f"“{goal.title}”的日期是 {day_text(days[0])}，它的目标值“{target.title}”是 {day_text(days[1])}"
                    )
                    remedy = "请核对；方案就是这样写的，用 target 和 limit 把两个都记下来。"
                    notebook.add("conflicting_dates", ("goals", name, "targets", number), f"{both}。", remedy)


def _check_vague(notebook: Notebook) -> None:
    """Thirds and ends of a month are read as their last day; each such date is said once, where it stands first."""
    places: dict[tuple[str, str], list[Path]] = {}
    for path, part in walk(notebook.scheme):
        if isinstance(part, (Dekad, MonthEnd)) and path[-1] not in ("from", "until"):
            places.setdefault((_vague(part), day_text(absolute(part))), []).append(path)
    for (words, day), paths in places.items():
        often = f"（共 {len(paths)} 处）" if len(paths) > 1 else ""
        message = f"日期“{words}”{often}不是具体的一天，系统按 {day} 计算。"
        notebook.add("vague_date", paths[0], message, "请确认这样计算；接受的，在 acknowledged 里写明理由。")


def _vague(part: Dekad | MonthEnd) -> str:
    if isinstance(part, MonthEnd):
        return f"{int(part.month_end[5:7])} 月底"
    return f"{int(part.dekad[5:7])} 月{'上中下'[int(part.dekad[-1]) - 1]}旬"


def _check_ids(notebook: Notebook) -> None:
    """What dates are counted from and moved by is called by one id: a duty's hides a phase's or an event's."""
    scheme = notebook.scheme
    taken: dict[str, str] = {name: duty.title for name, duty in scheme.duties.items()}
    for section in ("phases", "events"):
        for name, entry in getattr(scheme, section).items():
            if name in taken:
                message = f"“{entry.title}”和“{taken[name]}”的标识都是“{name}”，改定日期、推算期限时分不清是哪一个。"
                notebook.add("shared_id", (section, name), message, "请给其中一个换一个标识。")
            taken.setdefault(name, entry.title)


def _check_duties(notebook: Notebook, given: Given, ends: dict[str, Due]) -> None:
    scheme = notebook.scheme
    for name, duty in scheme.duties.items():
        if duty.due is None and duty.recurs is None:
            message = f"任务“{duty.title}”既没有写期限，也没有写多久一次。"
            notebook.add(
                "undated_duty", ("duties", name), message, "请写 due 或 recurs；方案没有定的写 due: to_be_set。"
            )
    dues = {name: duty_due(scheme, name, given) for name, duty in scheme.duties.items() if duty.due is not None}
    for name, due in dues.items():
        duty = scheme.duties[name]
        for number, earlier in enumerate(duty.follows):
            path: Path = ("duties", name, "follows", number)
            _check_order(notebook, path, duty.title, due, scheme.duties[earlier].title, dues.get(earlier))
        end = ends.get(duty.phase or "")
        if end is not None and due.limit is not None and end.limit is not None and due.limit > end.limit:
            phase = scheme.phases[duty.phase or ""].title
            message = (
                f"任务“{duty.title}”的期限 {day_text(due.limit)} 晚于所属阶段“{phase}”的结束 {day_text(end.limit)}。"
            )
            notebook.add("deadline_after_phase", ("duties", name, "due"), message, "请核对日期，或改写所属阶段。")


def _check_phases(notebook: Notebook, given: Given, ends: dict[str, Due]) -> None:
    scheme: Scheme = notebook.scheme
    for name, phase in scheme.phases.items():
        start, end = phase_start(scheme, name, given), ends[name]
        if end.limit is None:
            message = f"阶段“{phase.title}”没有结束日期，系统不会判断它是否逾期。"
            notebook.add("undated_phase", ("phases", name), message, "日期定下后请补上；确实没有定的，请写明理由。")
        if start.target is not None and end.limit is not None and start.target > end.limit:
            message = f"阶段“{phase.title}”的开始 {day_text(start.target)} 晚于结束 {day_text(end.limit)}。"
            notebook.add("phase_dates_reversed", ("phases", name, "starts"), message, "请核对 starts 和 ends。")
        for number, earlier in enumerate(phase.after):
            path: Path = ("phases", name, "after", number)
            _check_order(notebook, path, phase.title, end, scheme.phases[earlier].title, ends[earlier])


def _check_order(notebook: Notebook, path: Path, title: str, due: Due, before: str, earlier: Due | None) -> None:
    """What comes after something may not be due before it."""
    if earlier is None or due.limit is None or earlier.limit is None or due.limit >= earlier.limit:
        return
    message = f"“{title}”的期限 {day_text(due.limit)} 早于它的前一步“{before}”的期限 {day_text(earlier.limit)}。"
    notebook.add("deadline_before_predecessor", path, message, "请核对两个日期，或改写先后关系。")

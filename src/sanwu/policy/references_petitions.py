"""The line that is never crossed: how many petitions there are is shown, and nobody is steered or judged by it."""

from sanwu.policy.model_assessments import AssessmentMember
from sanwu.policy.model_base import Part
from sanwu.policy.model_oversight import Rung, Score, Trigger
from sanwu.policy.model_reports import Question
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.petition_figures import counts_petitions, figure_of_petitions
from sanwu.policy.problems import Path
from sanwu.policy.report import Report
from sanwu.policy.walk import references, walk

_REMEDY = "请换成看办理是否到位的指标，例如按期办结率、书面答复率、回访率、满意率。"


def check_shown_only(report: Report, scheme: Scheme) -> None:
    """A figure of which neither more nor less is better may be shown and defined, and that is all: nobody is given a
    target, passed through a gate, scored, or put on a rung by it. Figures of petitions are always such, and not even an
    assessment may set them a bound."""
    petitions = {name for name, measure in scheme.measures.items() if counts_petitions(scheme, measure)}
    shown = petitions | {name for name, measure in scheme.measures.items() if measure.better == "neither"}
    for name in petitions:
        _check_measure(report, scheme, name)
    for path, part in walk(scheme):
        barred = petitions if isinstance(part, AssessmentMember) else shown
        for at, section, word in references(part, path):
            if section == "measures" and word in barred:
                title = scheme.measures[word].title
                why = "数的是信访件数" if word in petitions else "写明了不分好坏（better: neither）"
                message = f"“{title}”{why}，只能显示，不能作目标、关口、评分、评定或追究的依据。"
                report.add("shown_only", message, _REMEDY, at)
        _check_words(report, scheme, path, part)


def _check_measure(report: Report, scheme: Scheme, name: str) -> None:
    measure = scheme.measures[name]
    if measure.better != "neither":
        message = f"“{measure.title}”数的是信访件数，只能显示；件数多少不说明好坏。"
        remedy = "请写 better: neither；要看工作，请用按期办结率、回访率、满意率这类指标。"
        report.add("petition_figure", message, remedy, ("measures", name, "better"))
    if measure.formula == "rank":
        message = f"“{measure.title}”要按信访件数排名次，平台不做这种排名。"
        report.add("petition_figure", message, _REMEDY, ("measures", name, "formula"))


def _check_words(report: Report, scheme: Scheme, path: Path, part: Part) -> None:
    """The same by words alone, where a line is scored, judged or triggered without naming a measure."""
    words: dict[str, str | None] = {}
    if isinstance(part, Score) or (isinstance(part, Question) and part.points is not None):
        words = {"title": part.title}
    elif isinstance(part, AssessmentMember):
        words = {"title": part.title, "question": part.question} if part.measure is None else {}
    elif isinstance(part, Trigger):
        fact = scheme.dictionary.facts.get(part.fact or "")
        words = {"title": part.title, "text": part.text, "fact": fact.title if fact is not None else None}
    elif isinstance(part, Rung):
        words = {"trigger": part.trigger}
    for key, text in words.items():
        if text and figure_of_petitions(text):
            message = f"“{text}”以有没有人来反映、反映几次为准，不能用来评分、评定或追究。"
            report.add("petition_figure", message, "请写明哪一件应办事项没有办；件数可以另作显示。", (*path, key))
            return

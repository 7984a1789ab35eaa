"""Which figures count petitions. Such a figure is shown and nothing more: fewer petitions may mean a thing settled, or
a person kept from speaking, so nobody may be steered by their number (C-02, C-03, C-07…C-09).

A measure says so itself (`counts: petitions`). What does not say so is read by its words: first the words that always
mean visits or letters as such, then a petition word with an amount. Rates of the office's own work – closed on time,
answered, visited again, satisfied – are about the work and stay free.
"""

import re

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Measure

_WORK = "办结|结案|办理|回访|答复|回复|满意|参评|评价|受理|告知|登记|化解|处结|认可|接访|接待|排查|调处|报送|督办|转送|转出|公开"
_WORK_RATE = re.compile(rf"(?:{_WORK})[^，。；]{{0,6}}(?:率|比例|比重|满意度)|满意度")
_WORK_DONE = re.compile("(?<!未)(?<!不)(?:办结|结案|回访|答复|回复|化解|处结|调处)[^，。；]{0,8}(?:数|量)")
_ABOUT_THE_OFFICE = re.compile("信息员|齐全|规范|到位|达标|制度|机构|场所|培训|张贴|宣传|经费|知晓")
_ALWAYS = re.compile(
    "上访|越级访|集体访|重复访|缠访|闹访|非访|个体访|老户|重复信访|初次信访|越级信访|集体信访|赴京|进京|去省访|到省访|到市访|信访量|来访量|走访量"
)
_MATTER = "(?:工作|案件|事项|投诉|举报|诉求|积案|问题|群众|人员|户|总)?"
_AMOUNT = "(?:总?量|件次|总?件|批次|批|人次|人数|总?次数|起数|户数|数|占比|比例|率|万人比|发生|下降|减少|压减|同比|环比|排名|名次|位次|退位)"
_COUNTED = re.compile(rf"(?:信访|来信|来访)(?:的|总)?{_MATTER}(?:的)?{_AMOUNT}")
_NOUN = re.compile("信访|来信|来访|上访|走访事项|越级|集体访|重复访")


def figure_of_petitions(words: str) -> bool:
    """Whether words name a figure of petitions as such, not of the office's work on them."""
    if _WORK_RATE.search(words) or _WORK_DONE.search(words) or _ABOUT_THE_OFFICE.search(words):
        return False
    return bool(_ALWAYS.search(words) or _COUNTED.search(words))


def counts_petitions(scheme: Scheme, measure: Measure) -> bool:
    """Whether a measure counts petitions: by its own word, by its title, or by what it adds up."""
    if measure.counts == "petitions" or figure_of_petitions(measure.title):
        return True
    if _WORK_RATE.search(measure.title) or _WORK_DONE.search(measure.title) or _ABOUT_THE_OFFICE.search(measure.title):
        return False
    facts = scheme.dictionary.facts
    if any(figure_of_petitions(facts[name].title) for name in (*measure.numerator, *measure.facts) if name in facts):
        return True
    if measure.formula not in (None, "count", "year_on_year", "period_on_period", "rank"):
        return False
    counted = measure.of or ""
    if figure_of_petitions(counted):
        return True
    return (
        measure.formula == "count"
        and scheme.modules.petitions is True
        and bool(_NOUN.search(measure.title + counted))
        and not _WORK_DONE.search(counted)
    )

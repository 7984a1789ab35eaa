"""Which words count petitions, and which are about the office's own work; and no acknowledgement opens the way."""

import pytest

from sanwu.policy.load import load_files
from sanwu.policy.petition_figures import figure_of_petitions
from tests.policy.small import scheme

COUNTS = [
    "重复信访件数",
    "到区信访批次",
    "来信件数",
    "信访总量",
    "上访人次",
    "越级集体上访件数",
    "进京上访总量",
    "信访案件数",
    "信访事项总量",
    "来访批次",
    "信访人数",
    "信访万人比",
    "信访下降",
    "信访排名",
    "初次信访件数",
    "去省集体上访件数",
    "信访老户数",
    "未化解信访老户数",
    "未办结信访件数",
    "受理的信访件数",
    "信访率",
    "来信来访总量",
    "非访人次",
]
WORK = [
    "信访事项按期办结率",
    "信访事项按期结案率",
    "信访回访率",
    "按期书面答复率",
    "信访满意率",
    "信访事项及时受理率",
    "老户（事项链）处结率",
    "重复信访化解率",
    "初次信访事项化解率",
    "信访积案化解数",
    "信访工作满意度",
    "信访信息员人数",
    "来信六步日期齐全的比例",
    "来访六个规范齐全的比例",
    "亮灯率",
    "投诉件数",
    "走访户数",
    "领导接访到岗率",
]

ACKNOWLEDGED = """\
id: small
version: 1
title: 小方案
measures: {{visits: {{title: 越级上访件数, unit: 件, better: lower}}}}
targets: {{fewer: {{title: 下降, measure: visits, trend: down}}}}
acknowledged: [{{code: {code}, reason: 上级要求。}}]
"""


@pytest.mark.parametrize("words", COUNTS)
def test_words_that_count_petitions_are_known(words: str) -> None:
    assert figure_of_petitions(words)


@pytest.mark.parametrize("words", WORK)
def test_words_about_the_offices_work_stay_free(words: str) -> None:
    assert not figure_of_petitions(words)


@pytest.mark.parametrize("code", ["petition_figure", "shown_only", "petition_figure_as_target"])
def test_a_target_on_petitions_cannot_be_acknowledged_away(code: str) -> None:
    loaded = load_files(
        {"scheme.yaml": ACKNOWLEDGED.format(code=code), "facts.yaml": "version: 1\ngroups: {}\nfacts: {}\n"}
    )
    assert loaded.scheme is None
    assert {"petition_figure", "shown_only"} <= {problem.code for problem in loaded.problems}


def test_a_count_that_is_only_shown_loads_and_work_on_petitions_may_be_a_target() -> None:
    found = scheme(
        "measures:\n"
        "  visits: {title: 越级上访件数, unit: 件, better: neither, counts: petitions}\n"
        '  closed: {title: 信访事项按期办结率, unit: "%"}\n'
        "targets: {all: {title: 件件按期, measure: closed, at_least: 100}}\n"
    )
    assert found.measures["visits"].counts == "petitions"
    assert found.targets["all"].measure == "closed"


def test_letters_counted_outside_petition_work_are_no_petitions() -> None:
    body = "measures: {month: {title: 当月件数, unit: 件, formula: count, of: 收到的来信, better: lower}}\n"
    assert scheme("modules: {petitions: no}\n" + body).measures["month"].better == "lower"

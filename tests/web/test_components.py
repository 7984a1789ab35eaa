"""The building blocks of pages: what they say in words, and that they need neither colour nor script."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from sanwu.web.ui.charts import Part, segments, share
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.outcomes import outcome_look
from sanwu.web.ui.paging import link, number_in


def shown(template: str, **context: Any) -> str:
    return Template("{% load lists ui %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("value", "word"), [("yes", "是"), ("no", "否"), ("unknown", "待核实"), ("not_applicable", "不适用")]
)
def test_an_outcome_is_a_word_with_a_sign_never_a_colour_alone(value: str, word: str) -> None:
    page = shown("{% outcome value %}", value=value)

    assert word in page
    assert "<svg" in page


def test_what_a_badge_or_a_cell_says_is_escaped_once_whatever_stood_there_before() -> None:
    """Badges and options are kept: a text that was safe before must not make the same unsafe text safe."""
    cell = [{"label": "<i>", "text": "<b>", "look": None, "numeric": False, "note": ""}]
    cells = [SimpleNamespace(**values) for values in cell]
    for template in ('{% badge "info" "check" text %}', '{% check_lines "a" boxes %}', "{% select_options boxes %}"):
        for text in (mark_safe("<b>甲</b>"), "<b>甲</b>", mark_safe("<b>甲</b>")):
            box = SimpleNamespace(id="1", value="1", label=text, checked=True, selected=True)
            page = shown(template, text=text, boxes=[box])
            assert ("<b>甲</b>" in page) is isinstance(text, SafeString)
    rows = [SimpleNamespace(id=1, pick="<b>", href='/?a="&b', name="<c>", place="<d>", number="<e>", cells=cells)]
    picked = shown("{% list_rows rows True %}", rows=rows)
    assert picked == (
        '<tr><th scope="row" class="cell-main"><input class="form-check-input row-check" type="checkbox" name="compound"'
        ' value="1" aria-label="&lt;b&gt;"><a class="row-link" href="/?a=&quot;&amp;b">&lt;c&gt;</a>'
        '<span class="cell-sub">&lt;d&gt;</span><span class="cell-sub">&lt;e&gt;</span></th>'
        '<td class="cell-word" data-label="&lt;i&gt;">&lt;b&gt;</td></tr>'
    )
    assert "<input" not in shown("{% list_rows rows %}", rows=rows)


def test_a_heading_that_sorts_is_a_link_that_says_which_way_and_is_escaped() -> None:
    def head(direction: str = "", href: str = "", numeric: bool = False) -> str:
        heads = [SimpleNamespace(label="<b>", numeric=numeric, direction=direction, href=href)]
        return shown("{% list_heads heads %}", heads=heads)

    assert head() == '<th scope="col">&lt;b&gt;</th>'
    assert head(numeric=True) == '<th scope="col" class="num">&lt;b&gt;</th>'
    sorted_by = head("descending", '?q="&sort=a')
    assert sorted_by.startswith(
        '<th scope="col" aria-sort="descending"><a class="sort" href="?q=&quot;&amp;sort=a">&lt;b&gt;<svg'
    )
    assert "#down" in sorted_by
    assert ("#up" in head("ascending", "?"), "#sort" in head("", "?")) == (True, True)


def test_the_same_yes_is_bad_under_a_deficit_and_good_under_an_achievement() -> None:
    assert outcome_look("yes", "deficit").tone == "bad"
    assert outcome_look("yes", "achievement").tone == "good"
    assert outcome_look("no", "deficit").tone == "good"
    assert outcome_look("unknown", "deficit").tone == outcome_look("unknown", "achievement").tone == "wait"


def test_a_decision_speaks_in_the_words_of_its_scheme() -> None:
    assert outcome_look("merge", label="并入").label == "并入"
    assert outcome_look("merge").label == "merge"


def test_a_label_of_a_person_cannot_write_markup() -> None:
    page = shown("{% outcome 'merge' '' label %}", label="<script>alert(1)</script>")

    assert "<script>" not in page


@given(st.lists(st.integers(min_value=0, max_value=10**9), max_size=12))
def test_the_parts_of_a_bar_fill_it_exactly_and_none_that_exists_is_invisible(counts: list[int]) -> None:
    placed = segments([Part(str(number), count, "info") for number, count in enumerate(counts)])

    assert len(placed) == sum(count > 0 for count in counts)
    assert sum(segment.width for segment in placed) == (1000 if placed else 0)
    assert all(segment.width > 0 for segment in placed)
    assert [segment.x for segment in placed] == [sum(s.width for s in placed[:n]) for n in range(len(placed))]


def test_shares_are_rounded_half_up_and_an_empty_whole_has_none() -> None:
    assert share(1, 3) == "33.3%"
    assert share(1, 8) == "12.5%"
    assert share(1, 2000) == "0.1%"
    assert share(0, 0) == "—"


def test_a_bar_says_its_figures_to_those_who_cannot_see_it() -> None:
    page = shown("{% stacked parts '三无小区' %}", parts=[Part("是", 1234, "bad"), Part("否", 6, "good")])

    assert 'aria-label="三无小区 是 1,234 否 6"' in page
    assert "style=" not in page


def test_a_bar_without_parts_says_so() -> None:
    assert "还没有数据" in shown("{% stacked parts '三无小区' %}", parts=[])


def test_numbers_are_grouped_by_three_and_nothing_is_a_dash() -> None:
    assert shown("{{ 1234567|number }}") == "1,234,567"
    assert shown("{{ value|number }}", value="9999.50") == "9,999.50"
    assert shown("{{ value|number }}", value=None) == "—"


def test_progress_without_a_known_end_shows_no_fraction() -> None:
    assert "<progress aria-label" in shown("{% progress 0 0 '核对' %}")
    assert 'max="10"' in shown("{% progress 3 10 '核对' %}")


class Planting(KeyedForm):
    tree = forms.CharField(label="树种", help_text="写中文名")


def test_an_error_stands_at_its_field_and_at_the_top_and_is_tied_to_the_input() -> None:
    form = Planting({"client_key": "3f0c6d3e-9c4c-4a0e-8a8e-0f4f3a6b1c2d", "tree": ""})
    summary, field = shown("{% error_summary form %}", form=form), shown("{% field form.tree %}", form=form)

    assert 'href="#id_tree"' in summary
    assert "请填写这一项" in summary
    assert "请填写这一项" in field
    described = re.search(r'aria-describedby="([^"]+)"', field)
    assert described
    assert all(f'id="{name}"' in field for name in described.group(1).split())
    assert 'aria-invalid="true"' in field


def test_a_form_without_errors_has_no_summary() -> None:
    assert shown("{% error_summary form %}", form=Planting()).strip() == ""


def test_every_form_that_writes_draws_its_own_key() -> None:
    first, second = Planting()["client_key"].value(), Planting()["client_key"].value()

    assert first != second


def test_a_form_without_its_key_is_refused() -> None:
    assert "client_key" in Planting({"tree": "榕树"}).errors


def test_a_link_keeps_the_filters_and_forgets_the_position() -> None:
    query = QueryDict("q=翠湖&after=12&sort=name")

    assert QueryDict(link(query, sort="households")[1:]).dict() == {"q": "翠湖", "sort": "households"}
    assert QueryDict(link(query, q="")[1:]).dict() == {"sort": "name"}


@pytest.mark.parametrize("text", ["", "-1", "1.5", "abc", "９", "9" * 30, "1; DROP"])
def test_a_position_that_is_no_number_counts_as_none(text: str) -> None:
    assert number_in({"before": text}, "before") is None


class EveryField(KeyedForm):
    count = forms.IntegerField(min_value=1, max_value=9)
    area = forms.DecimalField(max_digits=4, decimal_places=1)
    on = forms.DateField()
    words = forms.CharField(min_length=2, max_length=3)
    kind = forms.ChoiceField(choices=[("a", "甲")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["late"] = forms.IntegerField()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("count", "三", "请填写整数。"),
        ("count", "0", "请填写不小于 1 的数。"),
        ("count", "10", "请填写不大于 9 的数。"),
        ("area", "大", "请填写数字。"),
        ("area", "1.25", "最多写 1 位小数。"),
        ("area", "12345", "数字太长了，最多 4 位。"),
        ("area", "1234", "小数点前最多 3 位。"),
        ("on", "昨天", "请填写日期，例如 2026-03-01。"),
        ("words", "短", "太短了，请至少写 2 个字。"),
        ("words", "写得太长", "太长了，请写在 3 个字以内（现在 4 个字）。"),
        ("words", "甲\0乙", "里面有看不见的字符，请重新输入。"),
        ("kind", "乙", "没有这一项，请重新选择。"),
        ("late", "三", "请填写整数。"),  # a field that the form added for itself
        ("late", "", "请填写这一项。"),
    ],
)
def test_a_field_says_what_to_write_instead(field: str, value: str, said: str) -> None:
    assert said in EveryField({field: value}).errors[field]

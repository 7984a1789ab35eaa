import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from sanwu.base.text import (
    forbidden_character,
    full_pinyin,
    initials,
    match_name,
    narrow,
    search_text,
    syllables,
    tidy,
)


def test_full_width_digits_and_signs_become_half_width_and_other_signs_stay():
    assert narrow("１２０户（约），Ａ座　②㎡") == "120户(约),A座 ②㎡"


def test_tidy_takes_off_spaces_and_unseen_characters():
    assert tidy("\ufeff 幸福\u200b  小区\n一期\u00a0") == "幸福 小区 一期"


@pytest.mark.parametrize("text", ["a\x00b", "\x1b", "\x7f", "\ud800", "\uffff"])
def test_control_characters_and_broken_surrogates_are_found(text):
    assert forbidden_character(text) is not None


@pytest.mark.parametrize("text", ["第一行\n第二行", "制表\t符", "𠮷田小区", "㎡②—"])
def test_ordinary_text_holds_no_forbidden_character(text):
    assert forbidden_character(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("幸福小区（一期）", "幸福小区(一期)"),
        ("幸福小区【一期】", "幸福小区(一期)"),
        ("Ａ座", "a座"),
        ("万寿路１５号院", "万寿路15号院"),
        ("幸福 小区", "幸福小区"),
        ("1—2号院", "1-2号院"),
        ("阳光·家园", "阳光•家园"),
    ],
)
def test_names_written_in_two_ways_match(one, other):
    assert match_name(one) == match_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1-2号院", "12号院"), ("幸福小区", "幸福小区二期"), ("幸福小区东区", "幸福小区西区"), ("(一)院", "一院")],
)
def test_names_that_may_be_two_places_do_not_match(one, other):
    assert match_name(one) != match_name(other)


def test_a_phrase_decides_how_a_character_is_read():
    assert full_pinyin("长安街12号") == "changanjie12hao"
    assert full_pinyin("重庆路") == "chongqinglu"
    assert full_pinyin("建设银行宿舍") == "jiansheyinhangsushe"


def test_initials_keep_digits_and_letters_and_leave_signs_out():
    assert initials("幸福小区（3号院）A座") == "xfxq3hyaz"


def test_u_with_diaeresis_is_typed_as_v():
    assert full_pinyin("绿园") == "lvyuan"


@given(st.text(alphabet="长安银行重庆大厦朝阳乐都和平建设参差了着小区一二三号院东西绿吕略", max_size=12))
def test_the_quick_reading_equals_the_phrase_aware_one(name):
    assert full_pinyin(name) == "".join(lazy_pinyin(name))


@given(st.text())
def test_any_text_can_be_read_matched_and_searched(text):
    assert all(syllables(text))
    assert match_name(text) == match_name(" " + text)
    assert tidy(tidy(text)) == tidy(text)
    search_text(text, aliases=[text], numbers=[text], address=text)


def test_search_text_finds_by_name_alias_pinyin_initials_and_number():
    found = search_text("幸福小区", aliases=["红旗院"], numbers=["HK-0012"], address="和平路 8 号").split("\n")
    assert found == ["幸福小区", "xingfuxiaoqu", "xfxq", "红旗院", "hongqiyuan", "hqy", "hk-0012", "和平路8号"]


def test_search_text_says_nothing_twice():
    assert search_text("AB", aliases=["ab", ""]).split("\n") == ["ab"]


def test_the_quick_reading_is_right_for_six_thousand_real_names(trial_data):
    with (trial_data / "compounds" / "happen2me_community.csv").open(encoding="utf-8") as lines:
        names = [row["title"] for row in csv.DictReader(lines)]
    assert len(names) == 6059
    kept = [name for name in names if name.isalnum() and not any(c.isascii() for c in name)]
    wrong = [name for name in kept if full_pinyin(name) != "".join(lazy_pinyin(name))]
    assert wrong == []

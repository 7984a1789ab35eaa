import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.formulas import quote_formula, unquote_formula


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "＝1+1", "'=1", "\r\n=1"])
def test_text_that_would_run_gets_a_quote(text):
    assert quote_formula(text) == "'" + text


@pytest.mark.parametrize("text", ["", "幸福院", "'90年代", "1-2号院", "a=b", "3"])
def test_other_text_stays(text):
    assert quote_formula(text) == text
    assert unquote_formula(text) == text


@given(st.text(alphabet="'=+-@\t\r\n＝＋－＠a1 中", max_size=8))
def test_every_text_comes_back_as_it_was(text):
    quoted = quote_formula(text)
    assert unquote_formula(quoted) == text
    assert quoted[:1] not in tuple("=+-@\t\r\n＝＋－＠")

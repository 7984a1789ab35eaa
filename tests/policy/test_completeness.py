"""A complete file is one in which every required fact is known (A-23)."""

from pathlib import Path

from sanwu.policy.completeness import completeness
from sanwu.policy.load import load_scheme
from sanwu.policy.model import Form

SCHEMES = Path(__file__).parents[2] / "schemes"
FORM = Form.model_validate(
    {
        "id": "f",
        "title": "表",
        "sections": {
            "a": {"title": "甲", "required": ["households", "guarded"], "optional": ["note"]},
            "b": {"title": "乙", "required": ["area", "households"]},
        },
    }
)


def test_nothing_known_means_everything_required_is_missing() -> None:
    result = completeness(FORM, {})

    assert (result.filled, result.required, result.missing) == (0, 3, ("households", "guarded", "area"))
    assert not result.complete


def test_no_and_zero_are_answers() -> None:
    result = completeness(FORM, {"households": 0, "guarded": False, "area": "0.00"})

    assert result.complete
    assert result.filled == result.required


def test_an_explicit_unknown_is_missing_and_optional_facts_do_not_count() -> None:
    result = completeness(FORM, {"households": None, "guarded": True, "note": "有"})

    assert (result.filled, result.missing) == (1, ("households", "area"))


def test_a_scheme_means_the_survey_that_its_duties_end_with() -> None:
    scheme = load_scheme(SCHEMES / "haikou-2016").scheme
    assert scheme is not None

    result = completeness(scheme, {})

    assert result.missing == scheme.forms["survey"].required
    assert set(result.missing) < {fact for form in scheme.forms.values() for fact in form.fields}

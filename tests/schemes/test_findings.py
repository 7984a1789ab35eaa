"""What the linter finds in each scheme that ships: exactly these, each accepted in the file with a reason."""

from collections import Counter
from pathlib import Path

import pytest

from sanwu.policy.findings import Finding
from sanwu.policy.lint import lint
from sanwu.policy.load import load_scheme

SCHEMES = Path(__file__).parents[2] / "schemes"
# The plans' own defects that a machine can see, what they leave open, and readings of ours that somebody should confirm.
EXPECTED: dict[str, dict[str, int]] = {
    "haikou-2016": {
        "class_without_threshold": 1,
        "example_threshold": 1,
        "heading_without_content": 1,
        "money_without_amount": 3,
        "overlapping_rows": 1,
        "subsidy_without_rates": 1,
        "undated_phase": 2,
    },
    "district-safety-2020": {"class_without_threshold": 3, "overlapping_rows": 1, "undated_phase": 4},
    "street-petitions": {"undated_phase": 4},
    "street-petitions-2022": {"undated_phase": 4},
    "fancheng-light": {
        "class_without_threshold": 1,
        "nobody_responsible": 1,
        "overlapping_rows": 1,
        "undated_phase": 3,
    },
    "chengdu-yards": {"example_threshold": 1, "nobody_responsible": 1, "undated_money": 3, "undated_phase": 4},
    "luohe-2020": {
        "class_without_threshold": 1,
        "conflicting_dates": 4,
        "deadline_after_phase": 2,
        "overlapping_rows": 1,
        "vague_date": 6,
    },
}
NAMES = sorted(path.parent.name for path in SCHEMES.glob("*/scheme.yaml"))


def findings_of(name: str) -> tuple[Finding, ...]:
    loaded = load_scheme(SCHEMES / name)
    assert loaded.scheme is not None, [str(problem) for problem in loaded.problems]
    return lint(loaded.scheme)


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_exactly_what_is_known(name: str) -> None:
    found = findings_of(name)
    assert dict(Counter(finding.code for finding in found)) == EXPECTED[name], [
        (finding.code, finding.file, finding.line, finding.message) for finding in found
    ]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_accepted_with_a_reason_that_says_something(name: str) -> None:
    assert [(finding.code, finding.message) for finding in findings_of(name) if finding.acknowledged is None] == []
    assert [finding.acknowledged for finding in findings_of(name) if len(finding.acknowledged or "") < 10] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("haikou-2016", "heading_without_content"),  # requirements 0.5
        ("district-safety-2020", "undated_phase"),  # 0.6
        ("luohe-2020", "conflicting_dates"),  # 0.9
        ("luohe-2020", "vague_date"),  # 0.11
        ("haikou-2016", "subsidy_without_rates"),
        ("district-safety-2020", "class_without_threshold"),
    ],
)
def test_the_plans_own_defects_are_among_them(name: str, code: str) -> None:
    assert code in {finding.code for finding in findings_of(name)}

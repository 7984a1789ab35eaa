"""What a scheme may say of lists and of deciding otherwise."""

from tests.policy.small import scheme

BODIES = "bodies: {office: {title: 领导小组办公室, level: district}}\n"
CONDITION = """\
conditions:
  small:
    title: 规模小
    polarity: deficit
    clause: 1
    members: {few: {title: 户数少, when: {households: {below: 50}}, clause: 1}}
"""


def test_a_duty_names_the_condition_whose_compounds_it_reports() -> None:
    body = "duties: {report: {title: 上报, by: office, due: to_be_set, done_when: list_submitted, lists: small, clause: 2}}\n"

    assert scheme(BODIES + CONDITION + body).duties["report"].lists == "small"


def test_a_condition_may_be_decided_otherwise_by_whom_it_names() -> None:
    found = scheme(BODIES + CONDITION + "    override: {by: [office], reason: required}\n").conditions["small"].override

    assert found is not None
    assert (found.by, found.reason) == (("office",), True)


def test_without_an_override_a_condition_stands() -> None:
    assert scheme(CONDITION).conditions["small"].override is None

"""Organisations are made once and journalled once."""

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput
from sanwu.records.models import Act
from sanwu.territory.models import Division, Organisation
from sanwu.territory.services import organisation_ensure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    Division.objects.create(code="990101000000", name="东江区", level="county")


def test_an_organisation_is_made_once() -> None:
    first = organisation_ensure(name="东江区办", kind="leading_group", division="990101", actor=LOCAL_OPERATOR)
    second = organisation_ensure(name=" 东江区办 ", kind="leading_group", division="990101000000", actor=LOCAL_OPERATOR)

    assert first == second
    assert (first.division_id, first.demo) == ("990101000000", False)
    assert list(Act.objects.values_list("verb", "object_id", "division_code")) == [
        ("organisation.add", str(first.pk), "990101000000")
    ]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"kind": "club"}, "没有“club”"),
        ({"name": "  "}, "1 到 100"),
        ({"name": "长" * 101}, "1 到 100"),
        ({"division": "98"}, "98"),
    ],
)
def test_what_cannot_be_an_organisation_is_refused(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        organisation_ensure(
            **({"name": "东江区办", "kind": "leading_group", "division": "990101"} | wrong), actor=LOCAL_OPERATOR
        )
    assert not Organisation.objects.exists()

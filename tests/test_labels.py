"""Every model says how its rows are guarded, every field how sensitive it is (security.md §4.1, §5)."""

import re

import pytest
from django.db.models import Model

from sanwu.base.scope import Access, Privacy
from tests.source import SOURCE
from tests.test_architecture import our_models

models = pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)


@models
def test_every_model_says_how_its_rows_are_guarded(model: type[Model]) -> None:
    assert isinstance(vars(model).get("access"), Access), "say: access = Access.SCOPED, REFERENCE or SYSTEM"


@models
def test_every_field_says_how_sensitive_it_is(model: type[Model]) -> None:
    labels = vars(model).get("privacy", {})
    fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}

    assert set(labels) == fields, f"{model._meta.label}: privacy = labels(open=..., internal=..., work=...)"
    assert all(isinstance(label, Privacy) for label in labels.values())


def test_no_page_can_reach_a_secret_field_by_a_template() -> None:
    """A field labelled secret stands in no template, whatever the object is called there."""
    secrets = {name for model in our_models() for name, label in model.privacy.items() if label is Privacy.SECRET}
    assert secrets

    found = [
        f"{template.name}: {name}"
        for template in SOURCE.rglob("*.html")
        for name in secrets
        if re.search(rf"(?<!form)\.{name}\b", template.read_text(encoding="utf-8"))
    ]
    assert not found

"""Scheme versions are frozen by their content, and used only as they were frozen."""

from pathlib import Path

import pytest
from django.conf import settings as installation
from pytest_django import Settings

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.campaigns import frozen
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import label_of, loaded, rules_of, schemes_shipped, schemes_unaltered
from sanwu.campaigns.services import scheme_load
from sanwu.records.models import Act
from tests.campaigns.conftest import SCHEME, write_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_schemes() -> None:
    frozen._scheme.cache_clear()


def test_a_scheme_is_frozen_with_all_its_files(scheme_folder: Path) -> None:
    version = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)

    assert (version.scheme_id, version.version, version.title) == ("made-2020", "1", "试验整治方案")
    assert set(version.files) == {"scheme.yaml", "facts.yaml"}
    entry = Act.objects.get()
    assert (entry.verb, entry.object_id, entry.scheme_version) == ("scheme.load", "made-2020", label_of(version))


def test_the_same_content_is_the_same_version_and_no_second_entry(scheme_folder: Path) -> None:
    first = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)
    second = scheme_load(path=scheme_folder / "scheme.yaml", actor=LOCAL_OPERATOR)

    assert first == second
    assert Act.objects.count() == 1


def test_a_changed_file_is_another_version_and_the_first_stays_as_it_was(scheme_folder: Path) -> None:
    first = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)
    changed = SCHEME.replace("below: 50", "below: 60").replace("version: 1", "version: 2")
    second = scheme_load(path=write_scheme(scheme_folder, changed), actor=LOCAL_OPERATOR)

    assert first.digest != second.digest
    assert loaded(SchemeVersion.objects.get(pk=first.pk)).title == "试验整治方案"
    assert "below: 50" in SchemeVersion.objects.get(pk=first.pk).files["scheme.yaml"]


def test_a_scheme_with_mistakes_is_refused_and_each_is_named(scheme_folder: Path) -> None:
    wrong = SCHEME.replace("household_count: {below", "houshold_count: {below").replace(
        "polarity: deficit", "polarity: bad"
    )

    with pytest.raises(BadInput) as refusal:
        scheme_load(path=write_scheme(scheme_folder, wrong), actor=LOCAL_OPERATOR)

    assert "scheme.yaml" in refusal.value.message
    assert "made-2020" in refusal.value.message
    assert not SchemeVersion.objects.exists()


def test_a_folder_without_scheme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        scheme_load(path=tmp_path / "nowhere", actor=LOCAL_OPERATOR)


def test_a_stored_scheme_that_was_edited_is_found_and_not_used(scheme_folder: Path) -> None:
    version = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)
    assert schemes_unaltered() is None

    version.files["scheme.yaml"] = version.files["scheme.yaml"].replace("below: 50", "below: 5000")
    version.save()

    found = schemes_unaltered()
    assert found is not None
    assert "made-2020" in found.reason
    with pytest.raises(Refused, match="改动"):
        loaded(version)


def test_the_rules_of_a_version_decide_many_compounds_at_once(scheme_folder: Path) -> None:
    rules = rules_of(scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR))

    assert rules.facts == ("household_count",)
    assert list(rules.decide([(49,), (50,), (None,)])["small"].outcomes) == ["yes", "no", "unknown"]


def test_a_stored_scheme_that_this_program_cannot_read_is_refused_with_reasons(scheme_folder: Path) -> None:
    version = scheme_load(path=scheme_folder, actor=LOCAL_OPERATOR)
    version.files["scheme.yaml"] += "colour: red\n"
    version.digest = frozen.digest_of(version.files)
    version.save()

    with pytest.raises(Refused, match="colour"):
        loaded(version)


def test_shipped_schemes_are_listed_without_the_broken_and_read_again_when_changed(
    scheme_folder: Path, settings: Settings
) -> None:
    settings.SANWU_SCHEMES = scheme_folder.parent
    write_scheme(scheme_folder.parent / "broken", "id: broken\n")
    (scheme_folder.parent / "law").mkdir()

    assert [(s.id, s.title, s.title_en, s.path) for s in schemes_shipped()] == [
        ("made-2020", "试验整治方案", "Made scheme", scheme_folder)
    ]
    write_scheme(scheme_folder, SCHEME.replace("试验整治方案", "试验整治方案（修订）"))
    assert [s.title for s in schemes_shipped()] == ["试验整治方案（修订）"]


def test_no_scheme_is_shipped_where_the_folder_is_missing(tmp_path: Path, settings: Settings) -> None:
    settings.SANWU_SCHEMES = tmp_path / "none"

    assert schemes_shipped() == []


def test_every_shipped_scheme_can_be_frozen_and_used() -> None:
    shipped = schemes_shipped()
    assert shipped, installation.SANWU_SCHEMES

    for scheme in shipped:
        assert loaded(scheme_load(path=scheme.path, actor=LOCAL_OPERATOR)).id == scheme.id

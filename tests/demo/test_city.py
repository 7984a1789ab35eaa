"""The demo city is made through the verbs that people use, and goes without leaving a trace but the journal's."""

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.campaigns.models import Campaign, CampaignCompound
from sanwu.compounds.models import Compound, OtherName
from sanwu.decisions.models import JudgedThrough, Verdict, VerdictRun
from sanwu.decisions.selectors import behind, counts
from sanwu.demo.services import build, is_empty, is_present, remove
from sanwu.exchange.files import path_of
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportIssue, ImportRun, Upload
from sanwu.jobs.models import Job
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.people.models import Account
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from sanwu.territory.models import Division, Organisation

MADE = (
    Campaign, CampaignCompound, Compound, OtherName, ChangeBatch, ChangeSet, LedgerEntry, FactValue, VerdictRun, Verdict,
    JudgedThrough, Upload, ImportRun, ImportIssue, Job, Account, Division, Organisation,
)  # fmt: skip


def make(compounds: int = 120, seed: int = 1) -> dict[str, object]:
    return build(compounds=compounds, seed=seed, actor=LOCAL_OPERATOR)


def is_sound() -> bool:
    found = verify(digesters(), state_checks())
    assert found.ok, found.reason
    return found.ok


def test_the_city_stands_is_sound_and_goes(db: None, django_capture_on_commit_callbacks: object) -> None:
    assert is_empty()
    made = make()

    assert is_present()
    assert made["compounds"] == Compound.objects.count() == 120
    assert is_sound()
    assert not behind(Campaign.objects.get())
    files = [path_of(upload) for upload in Upload.objects.all()]
    assert all(path.is_file() for path in files)
    entries = Act.objects.count()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        gone = remove(actor=LOCAL_OPERATOR)

    assert (gone["compounds"], gone["campaigns"]) == (120, 1)
    assert {model.__name__: model.objects.count() for model in MADE if model.objects.exists()} == {}
    assert not any(path.exists() for path in files)
    assert is_sound()
    assert Act.objects.count() == entries + 1, "what happened stays in the journal"
    assert is_empty()


def test_it_can_be_made_again_and_the_same_seed_makes_the_same_city(db: None) -> None:
    def told() -> list[tuple[object, ...]]:
        fields = ("compound__name", "division_code", "facts")
        return list(LedgerEntry.objects.order_by("compound_id").values_list(*fields))

    make(30)
    first = told()
    remove(actor=LOCAL_OPERATOR)
    make(30)

    assert told() == first
    assert len(first) == Compound.objects.count() == 30
    assert is_sound()


def test_there_must_be_one_to_take_away(db: None) -> None:
    with pytest.raises(Refused):
        remove(actor=LOCAL_OPERATOR)


def test_every_outcome_occurs_and_histories_are_worth_reading(db: None) -> None:
    make(400)

    campaign = Campaign.objects.get()
    found = counts(campaign)
    three_no = found["conditions"]["three_no"]
    assert all(three_no[outcome] for outcome in ("yes", "no", "unknown"))
    assert all(found["decisions"]["merge"][outcome] for outcome in ("merge", "keep", "unknown", "not_applicable"))
    assert {"import", "correction"} == set(ChangeBatch.objects.values_list("kind", flat=True))
    assert Verdict.objects.filter(current=False).exists()
    assert not ImportIssue.objects.filter(level="error").exists()


def test_an_offices_own_territory_and_compounds_stay(db: None) -> None:
    Division.objects.create(code="980000000000", name="别省", level="province")
    make(10)

    remove(actor=LOCAL_OPERATOR)

    assert [place.name for place in Division.objects.all()] == ["别省"]


@pytest.mark.django_db
def test_a_city_that_was_broken_off_counts_as_empty_and_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_off(*_: object) -> None:
        raise RuntimeError("the lights went out")

    with monkeypatch.context() as patched:
        patched.setattr("sanwu.demo.services._corrections", broken_off)
        with pytest.raises(RuntimeError, match="lights"):
            make(compounds=20)
    assert is_empty()

    make(compounds=20)

    assert Compound.objects.count() == 20
    assert not is_empty()
    assert is_sound()


@pytest.mark.django_db
def test_a_large_city_comes_in_sheets_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sanwu.demo.services.ROWS_OF_A_SHEET", 25)

    make(60)

    assert list(ImportRun.objects.order_by("pk").values_list("rows", "created"))[:3] == [(25, 25), (25, 25), (10, 10)]
    assert Upload.objects.first().file_name.endswith(".csv")  # type: ignore[union-attr]
    assert is_sound()


@pytest.mark.django_db
def test_more_compounds_than_the_platform_is_built_for_are_refused_before_anything_is_made() -> None:
    with pytest.raises(BadInput) as refused:
        make(200_001)

    assert "200,000" in refused.value.message
    assert is_empty()

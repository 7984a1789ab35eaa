"""Publishing and withdrawing versions of a scheme: one number, one text, nothing deleted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.campaigns.digests import VERSION, version_digests
from sanwu.campaigns.drafts import draft_begin, draft_bundle, draft_files, draft_save
from sanwu.campaigns.models import Campaign, SchemeVersion, VersionState
from sanwu.campaigns.publishing import scheme_publish, scheme_withdraw
from sanwu.campaigns.selectors import schemes_unaltered
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.records.models import Act
from sanwu.records.selectors import Latest, verify
from sanwu.territory.models import Division
from tests.campaigns.conftest import FACTS, SCHEME, write_scheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

REVIEWER = Actor(name="李审", account_id=3, post="市审核", division="990100000000")
CASE = """
title: 规模小
clause: X-1
cases:
  - title: 四十九户的小区规模小
    facts: {household_count: 49}
    expect: {small: %s}
"""


def files(text: str = SCHEME, **more: str) -> dict[str, str]:
    return {"scheme.yaml": text, "facts.yaml": FACTS, **more}


def numbered(number: int, text: str = SCHEME) -> str:
    return text.replace("version: 1", f"version: {number}", 1)


def test_a_published_version_says_by_whom_and_when() -> None:
    version = scheme_publish(files=files(), actor=REVIEWER)

    assert (version.state, version.published_by, version.withdrawn_at) == (VersionState.PUBLISHED, "李审", None)
    assert version.published_at is not None
    entry = Act.objects.get(verb="scheme.publish")
    assert (entry.object_id, entry.result, entry.division_code) == ("made-2020", {"id": version.pk}, "990100000000")


def test_the_same_content_is_published_once() -> None:
    first = scheme_publish(files=files(), actor=REVIEWER, client_key="k")

    assert scheme_publish(files=files(), actor=REVIEWER, client_key="k") == first
    assert scheme_publish(files=files(), actor=REVIEWER) == first
    assert SchemeVersion.objects.count() == 1


def test_versions_stand_side_by_side() -> None:
    first = scheme_publish(files=files(), actor=REVIEWER)
    second = scheme_publish(files=files(numbered(2)), actor=REVIEWER)

    assert list(SchemeVersion.objects.values_list("version", flat=True)) == ["1", "2"]
    assert first.scheme_id == second.scheme_id


@pytest.mark.parametrize("publish", [True, False], ids=["published", "loaded"])
def test_the_same_number_with_another_text_is_refused(publish: bool, tmp_path: Path) -> None:
    scheme_publish(files=files(), actor=REVIEWER)
    other = SCHEME.replace("below: 50", "below: 60")

    folder = write_scheme(tmp_path / "made-2020", other)
    verb = partial(scheme_publish, files=files(other)) if publish else partial(scheme_load, path=folder)

    with pytest.raises(Refused, match="请把 version 改为 2") as refusal:
        verb(actor=REVIEWER)
    assert refusal.value.code == "version_taken"
    assert SchemeVersion.objects.count() == 1


def test_the_number_that_is_proposed_is_free() -> None:
    scheme_publish(files=files(), actor=REVIEWER)
    scheme_publish(files=files(numbered(7)), actor=REVIEWER)

    with pytest.raises(Refused, match="请把 version 改为 8"):
        scheme_publish(files=files(SCHEME.replace("below: 50", "below: 60")), actor=REVIEWER)


def test_a_dictionary_that_has_grown_since_takes_no_number() -> None:
    first = scheme_publish(files=files(), actor=REVIEWER)
    grown = FACTS + "  lamp_count: {title: 路灯, type: integer, unit: 盏, group: identity, collected_by: survey}\n"

    second = scheme_publish(files={**files(), "facts.yaml": grown}, actor=REVIEWER)

    assert first.digest != second.digest
    assert (first.version, second.version) == ("1", "1")


def test_a_scheme_with_mistakes_is_not_published() -> None:
    with pytest.raises(BadInput, match="colour"):
        scheme_publish(files=files(SCHEME + "colour: red\n"), actor=REVIEWER)
    assert not SchemeVersion.objects.exists()


def test_a_scheme_whose_own_cases_fail_is_not_published() -> None:
    scheme_publish(files=files(**{"cases/a.yaml": CASE % "yes"}), actor=REVIEWER)
    with pytest.raises(Refused, match="四十九户") as refusal:
        scheme_publish(files=files(numbered(2), **{"cases/a.yaml": CASE % "no"}), actor=REVIEWER)
    assert refusal.value.code == "cases_failing"


def test_a_withdrawn_version_stays_and_is_not_adopted_again() -> None:
    version = scheme_publish(files=files(), actor=REVIEWER)
    running = campaign_open(scheme_version=version, division="990101", name="先开展的", actor=REVIEWER)

    withdrawn = scheme_withdraw(version=version, reason="面积标准有误", actor=REVIEWER)

    assert (withdrawn.state, withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == (
        "withdrawn",
        "李审",
        "面积标准有误",
    )
    assert Campaign.objects.get().scheme_version == withdrawn
    with pytest.raises(Refused, match="面积标准有误"):
        campaign_open(scheme_version=withdrawn, division="990101", name="后来的", actor=REVIEWER)
    again = campaign_open(scheme_version=withdrawn, division="990101", name="先开展的", actor=REVIEWER)
    assert again == running, "the same call brings the same campaign"


def test_a_version_that_is_withdrawn_while_somebody_adopts_it_is_not_adopted() -> None:
    seen = scheme_publish(files=files(), actor=REVIEWER)
    scheme_withdraw(version=SchemeVersion.objects.get(), reason="面积标准有误", actor=REVIEWER)

    with pytest.raises(Refused, match="面积标准有误"):
        campaign_open(scheme_version=seen, division="990101", name="来不及的", actor=REVIEWER)
    assert not Campaign.objects.exists()


def test_a_draft_that_was_saved_meanwhile_is_not_published_with_the_text_of_before() -> None:
    place = Division.objects.get(code="990101000000")
    draft = draft_begin(title="试验整治方案", division=place, files=files(), actor=REVIEWER)
    seen = draft_bundle(draft)
    later = draft_files(draft) | {"scheme.yaml": numbered(1, SCHEME.replace("below: 50", "below: 60"))}
    draft_save(draft=draft, files=later, expected_revision=draft.head, actor=REVIEWER)

    with pytest.raises(Stale, match="草稿又改过了"):
        scheme_publish(files=seen, draft=draft, actor=REVIEWER)
    assert not SchemeVersion.objects.exists()
    draft.refresh_from_db()
    assert draft.state == "open"

    scheme_publish(files=draft_bundle(draft), draft=draft, actor=REVIEWER)
    with pytest.raises(Refused) as refusal:  # published once; nobody publishes it again
        scheme_publish(files=draft_bundle(draft), draft=draft, actor=REVIEWER)
    assert refusal.value.code == "draft_closed"


def test_a_withdrawn_text_is_not_published_again() -> None:
    scheme_withdraw(version=scheme_publish(files=files(), actor=REVIEWER), reason="有误", actor=REVIEWER)

    with pytest.raises(Refused, match="已经撤回") as refusal:
        scheme_publish(files=files(), actor=REVIEWER)
    assert refusal.value.code == "withdrawn"


@pytest.mark.parametrize("publish", [True, False], ids=["published", "loaded"])
def test_a_withdrawn_text_does_not_come_back_with_a_larger_dictionary(publish: bool, tmp_path: Path) -> None:
    scheme_withdraw(version=scheme_publish(files=files(), actor=REVIEWER), reason="有误", actor=REVIEWER)
    grown = FACTS + "  lamp_count: {title: 路灯, type: integer, unit: 盏, group: identity, collected_by: survey}\n"
    folder = write_scheme(tmp_path / "made-2020", SCHEME)
    (folder.parent / "facts.yaml").write_text(grown)
    verb = (
        partial(scheme_publish, files=files() | {"facts.yaml": grown}) if publish else partial(scheme_load, path=folder)
    )

    with pytest.raises(Refused, match="已经撤回") as refusal:
        verb(actor=REVIEWER)
    assert refusal.value.code == "withdrawn"
    assert SchemeVersion.objects.count() == 1


def test_withdrawing_needs_a_reason_and_happens_once() -> None:
    version = scheme_publish(files=files(), actor=REVIEWER)
    for reason in ("", " ", "长" * 201, "有\x00误"):
        with pytest.raises(BadInput):
            scheme_withdraw(version=version, reason=reason, actor=REVIEWER)

    first = scheme_withdraw(version=version, reason="有误", actor=REVIEWER, client_key="w")
    assert scheme_withdraw(version=version, reason="有误", actor=REVIEWER, client_key="w") == first
    with pytest.raises(Refused, match="已经撤回过了"):
        scheme_withdraw(version=version, reason="再撤一次", actor=REVIEWER)
    assert Act.objects.filter(verb="scheme.withdraw").count() == 1


def test_a_refused_publication_leaves_no_entry() -> None:
    scheme_publish(files=files(), actor=REVIEWER)
    before = Act.objects.count()
    with pytest.raises(Refused):
        scheme_publish(files=files(SCHEME.replace("below: 50", "below: 60")), actor=REVIEWER)
    assert Act.objects.count() == before


EDITS: dict[str, Callable[[], object]] = {
    "who published": lambda: SchemeVersion.objects.update(published_by="别人"),
    "when it was published": lambda: SchemeVersion.objects.update(published_at="2020-01-01T00:00:00Z"),
    "withdrawn without an act": lambda: SchemeVersion.objects.filter(version="2").update(state="withdrawn"),
    "taken back into use": lambda: SchemeVersion.objects.filter(version="1").update(state="published"),
    "another reason": lambda: SchemeVersion.objects.filter(version="1").update(withdrawn_reason="没有理由"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_somebody_edits_of_a_version_is_found(edit: Callable[[], object]) -> None:
    first = scheme_publish(files=files(), actor=REVIEWER)
    scheme_publish(files=files(numbered(2)), actor=REVIEWER)
    scheme_withdraw(version=first, reason="有误", actor=REVIEWER)
    check = lambda: verify({VERSION: Latest(version_digests)}, [schemes_unaltered])  # noqa: E731
    assert check().ok, check().reason

    edit()

    assert not check().ok


def test_a_withdrawal_that_no_entry_binds_is_found_too() -> None:
    """Versions loaded before there were withdrawals are bound by their text only."""
    scheme_publish(files=files(), actor=REVIEWER)
    assert schemes_unaltered() is None
    SchemeVersion.objects.update(state="withdrawn")
    assert schemes_unaltered() is not None


@pytest.mark.parametrize("entry", ["type: text", "type: integer, unit: 人", "type: decimal, scale: 1, unit: 户"])
@pytest.mark.parametrize("where", ["facts.yaml", "a version"])
def test_a_fact_that_is_known_is_not_counted_otherwise(entry: str, where: str) -> None:
    """A compound has one value of a fact: in the shared dictionary or in the first version that used it."""
    name = "household_count" if where == "facts.yaml" else "pumps"
    known = FACTS.replace("household_count", name)
    text = SCHEME.replace("household_count", name).replace("below: 50", "known: yes")
    if where == "a version":
        scheme_publish(files={"scheme.yaml": text, "facts.yaml": known}, actor=REVIEWER)
    before = SchemeVersion.objects.count()
    theirs = known.replace("type: integer, unit: 户", entry)

    with pytest.raises(Refused, match="另起一个标识"):
        scheme_publish(files={"scheme.yaml": numbered(2, text), "facts.yaml": theirs}, actor=REVIEWER)

    assert SchemeVersion.objects.count() == before
    scheme_publish(files={"scheme.yaml": numbered(2, text), "facts.yaml": known}, actor=REVIEWER)

"""Scheme drafts: nothing that anybody saved is lost, and the journal knows of each text."""

from typing import Any

import pytest

from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.campaigns import drafts
from sanwu.campaigns.drafts_reading import (
    draft_bundle,
    draft_files,
    draft_for,
    drafts_visible_to,
    revision_of,
    with_shared,
    without_shared,
)
from sanwu.campaigns.models import DraftRevision, SchemeDraft
from sanwu.campaigns.services import scheme_load
from sanwu.campaigns.skeleton import new_scheme
from sanwu.demo.removing import remove
from sanwu.exchange.journal import digesters
from sanwu.policy.load import load_files
from sanwu.records.models import Act
from sanwu.records.selectors import verify
from sanwu.territory.models import Division

LIN = Actor("林主任", 1, division="990101000000")
HE = Actor("何科长", 2, division="990100000000")
DISTRICT, CITY = "990101000000", "990100000000"

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(tree: None) -> Division:
    return Division.objects.get(code=DISTRICT)


@pytest.fixture
def draft(district: Division) -> SchemeDraft:
    return drafts.draft_begin(title="河边方案", scheme_id="river-2026", division=district, actor=LIN)


def changed(draft: SchemeDraft, text: str) -> dict[str, str]:
    files = draft_files(draft)
    return {**files, "scheme.yaml": files["scheme.yaml"] + f"note: {text}\n"}


def save(draft: SchemeDraft, text: str, **given: Any) -> DraftRevision:
    return drafts.draft_save(
        draft=draft, files=changed(draft, text), **{"expected_revision": draft.head, "actor": LIN, **given}
    )


# --- beginning ---


def test_a_new_scheme_begins_with_what_loads_without_a_problem(draft: SchemeDraft) -> None:
    assert (draft.scheme_id, draft.title, draft.head, draft.state) == ("river-2026", "河边方案", 1, "open")
    assert load_files(draft_bundle(draft)).problems == ()


def test_every_example_of_the_skeleton_is_right_once_it_is_uncommented() -> None:
    text = new_scheme("river-2026", "河边：方案")["scheme.yaml"]
    for line in text.splitlines():
        if line.startswith(("# conditions:", "# decisions:", "# duties:", "# forms:", "# issue", "#  ")):
            text = text.replace(line, line[2:])

    found = load_files(with_shared({"scheme.yaml": text}))

    assert found.problems == ()
    assert found.scheme
    assert found.scheme.title == "河边：方案"
    assert found.scheme.conditions
    assert found.scheme.decisions
    assert found.scheme.duties
    assert found.scheme.forms


def test_a_published_version_goes_on_as_the_next_version_of_the_same_scheme(
    district: Division, scheme_folder: Any
) -> None:
    version = scheme_load(path=scheme_folder, actor=HE)

    draft = drafts.draft_begin(title="", copy_of=version, division=district, actor=LIN)

    assert (draft.scheme_id, draft.title, draft.copied_from) == ("made-2020", "试验整治方案", version)
    assert "version: 2\n" in draft_files(draft)["scheme.yaml"]
    assert "facts.yaml" not in draft_files(draft)


def test_a_copy_under_another_id_is_a_new_scheme(district: Division, scheme_folder: Any) -> None:
    version = scheme_load(path=scheme_folder, actor=HE)

    draft = drafts.draft_begin(
        title="河边: 方案", scheme_id="river-2026", copy_of=version, division=district, actor=LIN
    )

    assert (draft.scheme_id, draft.title) == ("river-2026", "河边: 方案")
    assert "version: 1\n" in draft_files(draft)["scheme.yaml"]


def test_a_draft_begins_once_with_one_key(district: Division) -> None:
    once, again = (
        drafts.draft_begin(title="河边方案", scheme_id="river-2026", division=district, actor=LIN, client_key="k1")
        for _ in range(2)
    )

    assert once == again
    assert SchemeDraft.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": ""}, "bad_title"),
        ({"title": "x" * 201}, "bad_title"),
        ({"scheme_id": ""}, "bad_scheme_id"),
        ({"scheme_id": "River 2026"}, "bad_scheme_id"),
        ({"files": {"a.yaml": ""}}, "no_scheme_file"),
        ({"files": {"scheme.yaml": "", "../x.yaml": ""}}, "bad_file_name"),
        ({"files": {"scheme.yaml": "", "run.py": ""}}, "bad_file_name"),
        ({"files": {"scheme.yaml": "a\x00"}}, "bad_character"),
        ({"files": {"scheme.yaml": "a" * 500_001}}, "draft_too_large"),
        ({"files": {"scheme.yaml": "", **{f"a{i}.yaml": "" for i in range(80)}}}, "too_many_files"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_begins(
    district: Division, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        drafts.draft_begin(**{"title": "河边", "scheme_id": "river", "division": district, "actor": LIN, **given})

    assert refused.value.code == code
    assert not SchemeDraft.objects.exists()


# --- saving ---


def test_each_saved_text_can_be_had_back(draft: SchemeDraft) -> None:
    first = draft_files(draft)
    save(draft, "第二稿")
    save(draft, "第三稿", note="改了说明")

    assert draft.head == 3
    assert revision_of(draft, 1).files == first
    assert "第二稿" in revision_of(draft, 2).files["scheme.yaml"]
    assert revision_of(draft).note == "改了说明"


def test_the_list_shows_what_the_file_says_of_itself(draft: SchemeDraft) -> None:
    text = draft_files(draft)["scheme.yaml"].replace("河边方案", "河岸方案")
    drafts.draft_save(draft=draft, files={"scheme.yaml": text}, expected_revision=1, actor=LIN)

    assert draft.title == "河岸方案"


def test_a_draft_that_cannot_be_read_is_saved_all_the_same(draft: SchemeDraft) -> None:
    drafts.draft_save(draft=draft, files={"scheme.yaml": "id: [\n\t{"}, expected_revision=1, actor=LIN)

    assert (draft.head, draft.title) == (2, "河边方案")


def test_the_same_text_is_no_new_revision(draft: SchemeDraft) -> None:
    drafts.draft_save(draft=draft, files=draft_files(draft), expected_revision=1, actor=LIN)

    assert draft.head == 1


def test_two_people_on_one_draft_lose_nothing(draft: SchemeDraft) -> None:
    his = save(draft, "何科长的话", actor=HE)

    with pytest.raises(drafts.StaleDraft) as stale:
        drafts.draft_save(draft=draft, files={"scheme.yaml": "title: 林主任的话\n"}, expected_revision=1, actor=LIN)

    assert stale.value.current == his
    assert draft.head == his.number
    assert revision_of(draft, stale.value.mine.number).files == {"scheme.yaml": "title: 林主任的话\n"}
    assert stale.value.mine.parallel
    assert "何科长" in stale.value.message
    both = {"scheme.yaml": "title: 两人的话\n"}
    assert drafts.draft_save(draft=draft, files=both, expected_revision=his.number, actor=LIN).number == 4


def test_the_same_request_sent_twice_says_the_same_twice(draft: SchemeDraft) -> None:
    files = changed(draft, "一次")
    for _ in range(2):
        drafts.draft_save(draft=draft, files=files, expected_revision=1, actor=LIN, client_key="s1")
    mine = changed(draft, "另一次")
    for _ in range(2):
        with pytest.raises(drafts.StaleDraft) as stale:
            drafts.draft_save(draft=draft, files=mine, expected_revision=1, actor=LIN, client_key="s2")
        assert stale.value.mine.number == 3

    assert DraftRevision.objects.count() == 3


# --- putting away ---


def test_a_draft_is_put_away_with_a_reason_and_taken_up_again(draft: SchemeDraft) -> None:
    with pytest.raises(BadInput):
        drafts.draft_discard(draft=draft, reason=" ", actor=LIN)
    gone = drafts.draft_discard(draft=draft, reason="与市里的方案重复", actor=LIN)
    with pytest.raises(Refused):
        save(draft, "还想改")

    assert gone.state == "discarded"
    assert drafts.draft_restore(draft=gone, actor=LIN).state == "open"
    assert save(draft, "接着改").number == 2


def test_a_published_draft_is_closed(draft: SchemeDraft, scheme_folder: Any) -> None:
    version = scheme_load(path=scheme_folder, actor=HE)
    drafts.draft_published(draft=draft, version=version, actor=HE)

    with pytest.raises(Refused):
        save(draft, "迟到的话")
    with pytest.raises(Refused):
        drafts.draft_discard(draft=draft, reason="迟了", actor=LIN)


# --- who sees it, and what the journal knows ---


def test_a_draft_is_seen_where_schemes_may_be_drafted(draft: SchemeDraft) -> None:
    def scope(low: str, high: str, *abilities: Ability) -> Scope:
        return Scope(1, (Grant("somebody", frozenset(abilities), low, high),))

    assert draft_for(scope("9901", "9902", Ability.DRAFT_SCHEME), draft.pk) == draft
    assert not drafts_visible_to(scope("990102", "990103", Ability.DRAFT_SCHEME))
    assert not drafts_visible_to(scope("9901", "9902", Ability.VIEW_LEDGER))


def test_the_journal_notices_a_text_that_was_altered(draft: SchemeDraft) -> None:
    save(draft, "第二稿")
    assert verify(digesters()).ok

    DraftRevision.objects.filter(number=2).update(files={"scheme.yaml": "title: 别的\n"})

    found = verify(digesters())
    assert not found.ok
    assert found.first_bad == Act.objects.get(verb="scheme.draft_save").number


def test_the_journal_notices_that_another_text_counts(draft: SchemeDraft) -> None:
    save(draft, "第二稿")

    SchemeDraft.objects.update(head=1)

    assert not verify(digesters()).ok


def test_drafts_of_the_demo_city_go_with_it(draft: SchemeDraft) -> None:
    save(draft, "第二稿")
    Division.objects.update(demo=True)

    remove(actor=LOCAL_OPERATOR)

    assert not SchemeDraft.objects.exists()
    assert verify(digesters()).ok


def test_a_draft_may_extend_a_scheme_of_the_installation(draft: SchemeDraft) -> None:
    files = {"scheme.yaml": "id: street-2026\nversion: 1\ntitle: 街道方案\nextends: haikou-2016\n"}
    drafts.draft_save(draft=draft, files=files, expected_revision=1, actor=LIN)

    bundle = draft_bundle(draft)
    found = load_files(bundle)

    assert found.problems == ()
    assert found.scheme
    assert "merge" in found.scheme.decisions
    assert "law/votes.yaml" in bundle
    assert without_shared(bundle) == files


def test_a_draft_that_extends_what_is_not_there_says_so(draft: SchemeDraft) -> None:
    files = {"scheme.yaml": "id: street-2026\nversion: 1\ntitle: 街道方案\nextends: ../secret\n"}

    found = load_files(with_shared(files))

    assert found.scheme is None

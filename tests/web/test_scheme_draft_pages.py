"""Pages of scheme drafts: begin, write, check, complete, both sides, every text back; with and without scripts."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.campaigns import checking
from sanwu.campaigns.models import DraftRevision, SchemeDraft
from sanwu.policy.checker import check
from sanwu.records.models import Act
from tests.web.conftest import CITY, DISTRICT, OTHER_DISTRICT, at_most

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: Any) -> None:
    """Checks run here, without starting a process for each; that one says the same is tested where it stands."""
    monkeypatch.setattr(checking.subprocess, "run", _here)


def _here(command: Any, **options: Any) -> Any:
    asked = json.loads(options["input"])
    said = json.dumps(check(asked["files"], cases=asked["cases"])).encode()
    return checking.subprocess.CompletedProcess(command, 0, said, b"")


@pytest.fixture
def her(sign_in: SignIn) -> Client:
    return sign_in("official")


@pytest.fixture
def draft(her: Client) -> SchemeDraft:
    return begin(her)


def begin(client: Client, **given: str) -> SchemeDraft:
    form = {"client_key": str(uuid4()), "base": "", "title": "河边方案", "scheme_id": "river", "division": DISTRICT}
    answer = client.post("/schemes/drafts/new/", form | given)
    assert answer.status_code == 302, answer.content.decode()
    return SchemeDraft.objects.latest("pk")


def files_of(draft: SchemeDraft) -> dict[str, str]:
    return dict(DraftRevision.objects.get(draft=draft, number=draft.head).files)


def sent(draft: SchemeDraft, files: dict[str, str], **given: Any) -> dict[str, Any]:
    """The form of the editor as a browser sends it."""
    return {
        "client_key": str(uuid4()), "version": draft.head, "do": "save", "note": "", "new": "",
        "name": list(files), "text": [text.replace("\n", "\r\n") for text in files.values()], **given,
    }  # fmt: skip


def ask(client: Client, draft: SchemeDraft, what: str, **given: Any) -> Any:
    asked = {"revision": draft.head, "changed": {}, "removed": [], **given}
    return client.post(f"/schemes/drafts/{draft.pk}/{what}/", asked, content_type="application/json")


def test_the_file_for_facts_of_its_own_is_one_click_away(her: Client, draft: SchemeDraft) -> None:
    assert 'value="facts"' in her.get(f"/schemes/drafts/{draft.pk}/").content.decode()

    answer = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files_of(draft), do="facts"), headers=JSON)

    assert answer.json()["added"]["name"] == "facts.local.yaml"
    draft.refresh_from_db()
    text = files_of(draft)["facts.local.yaml"]
    assert "collected_by" in text
    told = ask(her, draft, "check").json()
    assert told["problems"] == [], "a file in which nothing is written yet is no fault"
    written = "\n".join(line.removeprefix("# ") for line in text.splitlines()[2:])
    told = ask(her, draft, "check", changed={"facts.local.yaml": written}).json()
    assert told["problems"] == [], "what stands in it as an example is sound"


# --- beginning ---


def test_a_new_draft_opens_in_the_editor_with_its_skeleton(her: Client, draft: SchemeDraft) -> None:
    with at_most(15):
        page = her.get(f"/schemes/drafts/{draft.pk}/").content.decode()

    assert "<h1>河边方案</h1>" in page
    assert "id: river\nversion: 1\ntitle: 河边方案" in page


def test_a_draft_begins_from_a_published_version_and_from_a_shipped_scheme(her: Client, campaign: Any) -> None:
    page = her.get(f"/schemes/drafts/new/?base=version-{campaign.scheme_version_id}").content.decode()
    assert f'value="version-{campaign.scheme_version_id}" selected' in page

    following = begin(her, base=f"version-{campaign.scheme_version_id}", title="", scheme_id="")
    other = begin(her, base="shipped-haikou-2016", title="河边方案", scheme_id="river")

    assert following.scheme_id == "haikou-2016"
    assert "version: 2" in files_of(following)["scheme.yaml"]
    assert (other.scheme_id, other.title) == ("river", "河边方案")
    assert "facts.yaml" not in files_of(other)


def test_what_is_missing_of_a_new_draft_is_said_at_its_field(her: Client) -> None:
    answer = her.post("/schemes/drafts/new/", {"client_key": str(uuid4()), "division": DISTRICT})

    assert answer.status_code == 422
    assert answer.content.decode().count("从空白开始时，请填写这一项。") == 4  # at the fields and in the summary
    again = her.post(
        "/schemes/drafts/new/",
        {"client_key": str(uuid4()), "division": DISTRICT, "title": "河边", "scheme_id": "河边"},
    )
    assert "标识只能用小写英文字母" in again.content.decode()


def test_a_draft_cannot_be_begun_in_a_place_of_others(her: Client) -> None:
    form = {"client_key": str(uuid4()), "title": "河边", "scheme_id": "river", "division": OTHER_DISTRICT}

    assert her.post("/schemes/drafts/new/", form).status_code == 422
    assert not SchemeDraft.objects.exists()


@pytest.mark.parametrize("person", ["street", "auditor", "department", "security", "neighbour"])
def test_others_do_not_see_a_draft(sign_in: SignIn, draft: SchemeDraft, person: str) -> None:
    client = sign_in(person)

    for path in ("", "history/", "history/1/", "sides/1/", "discard/"):
        assert client.get(f"/schemes/drafts/{draft.pk}/{path}").status_code == 404
    assert client.post(f"/schemes/drafts/{draft.pk}/check/", {}).status_code == 404
    assert "河边方案" not in client.get("/schemes/drafts/").content.decode()


def test_the_city_above_sees_it(sign_in: SignIn, draft: SchemeDraft) -> None:
    client = sign_in("reviewer")
    with at_most(15):
        page = client.get("/schemes/drafts/").content.decode()

    assert "河边方案" in page


# --- writing ---


def test_saving_without_scripts_makes_a_revision(her: Client, draft: SchemeDraft) -> None:
    files = files_of(draft)
    files["scheme.yaml"] += "note: 第二稿\n"

    answer = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files, note="补说明"), follow=True)

    assert "已保存为第 2 稿" in answer.content.decode()
    draft.refresh_from_db()
    assert files_of(draft) == files


def test_the_journal_tells_a_saved_text_in_words(her: Client, draft: SchemeDraft, sign_in: SignIn) -> None:
    files = {**files_of(draft), "scheme.yaml": files_of(draft)["scheme.yaml"] + "note: 第二稿\n"}
    her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files, note="补说明"))
    entry = Act.objects.get(verb="scheme.draft_save")

    rows = sign_in("auditor").get(f"/journal/{entry.number}/").context["content"].rows

    said = {str(row.label): row.after for row in rows}
    assert (said["稿次"], said["备注"]) == ("2", "补说明")


def test_saving_with_scripts_answers_what_the_editor_needs(her: Client, draft: SchemeDraft) -> None:
    files = {**files_of(draft), "scheme.yaml": files_of(draft)["scheme.yaml"].replace("河边方案", "河岸方案")}

    said = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files), headers=JSON).json()

    assert (said["revision"], said["title"], said["by"]) == (2, "河岸方案", "林晓岚")
    assert said["state"].startswith("第 2 稿 · 林晓岚 · ")
    assert said["key"]


def test_an_answer_that_never_arrived_costs_neither_text(her: Client, draft: SchemeDraft) -> None:
    """The first save came through, its answer did not; she writes on and saves the same form again."""
    files = files_of(draft)
    first = {**files, "scheme.yaml": files["scheme.yaml"] + "note: 第一句\n"}
    second = {**files, "scheme.yaml": files["scheme.yaml"] + "note: 第二句\n"}
    form = sent(draft, first)
    her.post(f"/schemes/drafts/{draft.pk}/", form, headers=JSON)
    again = sent(draft, second, client_key=form["client_key"])

    refused = her.post(f"/schemes/drafts/{draft.pk}/", again, headers=JSON)
    kept = her.post(f"/schemes/drafts/{draft.pk}/", again | {"client_key": refused.json()["key"]}, headers=JSON)

    assert (refused.status_code, refused.json()["code"]) == (403, "client_key_used")
    assert kept.status_code == 409
    page = her.get(kept.json()["sides"]).content.decode()
    assert "第一句" in page
    assert "第二句" in page


def test_a_file_is_added_and_taken_away(her: Client, draft: SchemeDraft) -> None:
    said = her.post(
        f"/schemes/drafts/{draft.pk}/", sent(draft, files_of(draft), do="add", new="cases/first"), headers=JSON
    ).json()
    draft.refresh_from_db()

    assert said["added"]["name"] == "cases/first.yaml"
    assert "用例" in files_of(draft)["cases/first.yaml"]

    her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files_of(draft), remove=["cases/first.yaml", "scheme.yaml"]))
    draft.refresh_from_db()
    assert list(files_of(draft)) == ["scheme.yaml"]


@pytest.mark.parametrize("name", ["", "../x", "scheme.yaml", "a/b/c/d.yaml", "run.sh"])
def test_a_file_that_cannot_be_added_is_refused_in_a_sentence(her: Client, draft: SchemeDraft, name: str) -> None:
    form = sent(draft, files_of(draft), do="add", new=name)

    answer = her.post(f"/schemes/drafts/{draft.pk}/", form, headers=JSON)
    page = her.post(f"/schemes/drafts/{draft.pk}/", form)

    assert answer.status_code == 400
    assert answer.json()["message"].endswith("。")
    assert page.status_code == 422
    assert "没有保存" in page.content.decode()


def test_two_people_save_and_choose_by_file(her: Client, sign_in: SignIn, draft: SchemeDraft) -> None:
    her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files_of(draft), do="add", new="cases/first"))
    draft.refresh_from_db()
    both = files_of(draft)
    his = {**both, "scheme.yaml": both["scheme.yaml"] + "note: 何清的话\n"}
    hers = {**both, "cases/first.yaml": both["cases/first.yaml"] + "note: 她的话\n"}
    sign_in("reviewer").post(f"/schemes/drafts/{draft.pk}/", sent(draft, his))

    said = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, hers), headers=JSON)

    assert said.status_code == 409
    assert "何清" in said.json()["message"]
    sides = her.get(said.json()["sides"]).content.decode()
    assert "何清的话" in sides
    assert "她的话" in sides
    assert sides.count("checked") == 2  # each file was changed by one of them only
    chosen = {
        "client_key": str(uuid4()), "version": 3, "file-scheme.yaml": "current", "file-cases/first.yaml": "mine",
    }  # fmt: skip
    assert her.post(said.json()["sides"], chosen).status_code == 302
    draft.refresh_from_db()
    assert files_of(draft) == {**his, "cases/first.yaml": hers["cases/first.yaml"]}


def test_without_scripts_the_loser_is_led_to_both_sides(her: Client, sign_in: SignIn, draft: SchemeDraft) -> None:
    files = files_of(draft)
    sign_in("reviewer").post(
        f"/schemes/drafts/{draft.pk}/", sent(draft, {"scheme.yaml": files["scheme.yaml"] + "note: 他\n"})
    )

    answer = her.post(
        f"/schemes/drafts/{draft.pk}/", sent(draft, {"scheme.yaml": files["scheme.yaml"] + "note: 她\n"}), follow=True
    )

    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"/schemes/drafts/{draft.pk}/sides/3/"
    assert "note: 他" in page
    assert "note: 她" in page
    undecided = her.post(f"/schemes/drafts/{draft.pk}/sides/3/", {"client_key": str(uuid4()), "version": 2})
    assert undecided.status_code == 422
    assert "还有文件没有选" in undecided.content.decode()


def test_any_text_can_be_had_back(her: Client, draft: SchemeDraft) -> None:
    first = files_of(draft)
    her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, {"scheme.yaml": "title: 全删了\n"}))

    with at_most(15):
        assert "第 1 稿" in her.get(f"/schemes/drafts/{draft.pk}/history/").content.decode()
    assert "全删了" in her.get(f"/schemes/drafts/{draft.pk}/history/2/").content.decode()
    her.post(f"/schemes/drafts/{draft.pk}/history/1/", {"client_key": str(uuid4())})

    draft.refresh_from_db()
    assert draft.head == 3
    assert files_of(draft) == first
    assert her.get(f"/schemes/drafts/{draft.pk}/history/9/").status_code == 404


def test_a_draft_is_put_away_and_taken_up_again(her: Client, draft: SchemeDraft) -> None:
    key = {"client_key": str(uuid4())}
    assert her.post(f"/schemes/drafts/{draft.pk}/discard/", key).status_code == 422
    her.post(f"/schemes/drafts/{draft.pk}/discard/", {**key, "reason": "与市里的重复"})
    assert "河边方案" not in her.get("/schemes/drafts/").content.decode().partition("<main")[2].partition("chips")[2]
    page = her.get(f"/schemes/drafts/{draft.pk}/").content.decode()
    assert "与市里的重复" in page
    assert "readonly" in page
    refused = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, {"scheme.yaml": "x: y"}), headers=JSON)
    assert refused.status_code == 403

    her.post(f"/schemes/drafts/{draft.pk}/restore/", {"client_key": str(uuid4())})

    draft.refresh_from_db()
    assert draft.state == "open"


# --- beside other schemes ---


def test_a_draft_stands_beside_the_version_it_began_from_and_beside_another_city(her: Client, campaign: Any) -> None:
    held = begin(her, base=f"version-{campaign.scheme_version_id}", title="", scheme_id="")
    files = files_of(held)
    files["rules.yaml"] = files["rules.yaml"].replace("at_most: 50", "at_most: 60")
    her.post(f"/schemes/drafts/{held.pk}/", sent(held, files))

    page = her.get(f"/schemes/drafts/{held.pk}/compare/?section=decisions").content.decode()
    assert "60" in page
    assert "（草稿）" in page
    other = begin(her)
    aside = her.get(f"/schemes/drafts/{other.pk}/compare/?with={campaign.scheme_version_id}&section=bodies")
    assert "领导小组办公室" in aside.content.decode()
    everything = her.get(
        f"/schemes/drafts/{other.pk}/compare/?with={campaign.scheme_version_id}&view=changes&section=decisions"
    )
    assert "左边有" in everything.content.decode()


def test_a_draft_with_mistakes_is_compared_once_they_are_mended(her: Client, draft: SchemeDraft, campaign: Any) -> None:
    her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, {"scheme.yaml": "x: y\n"}))

    page = her.get(f"/schemes/drafts/{draft.pk}/compare/?with={campaign.scheme_version_id}").content.decode()

    assert "改好以后才能对照" in page


# --- checking and completing ---


def test_a_check_says_what_is_wrong_with_line_and_remedy(her: Client, draft: SchemeDraft) -> None:
    text = files_of(draft)["scheme.yaml"] + "dutys: {}\n"

    said = ask(her, draft, "check", changed={"scheme.yaml": text}).json()

    assert not said["usable"]
    assert said["problems"][0]["line"] == text.count("\n")
    assert "duties" in said["problems"][0]["remedy"]
    assert ask(her, draft, "check").json()["usable"]


def test_a_check_says_in_one_place_that_the_files_are_sound_and_a_case_is_not(her: Client, draft: SchemeDraft) -> None:
    case = "title: 例\ncases:\n  - {title: 办期待定, due: {phase: survey}, expect: {due: 2020-01-01}}\n"
    files = {**files_of(draft), "cases/first.yaml": case}

    wrong = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files, do="check")).content.decode()
    files["cases/first.yaml"] = case.replace("2020-01-01", "to_be_set")
    right = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files, do="check")).content.decode()

    assert "文件没有错误，但有 1 个用例算错" in wrong
    assert "没有错误。</p>" not in wrong
    assert "没有错误。</p>" in right


def test_a_check_without_scripts_shows_the_same_and_saves_nothing(her: Client, draft: SchemeDraft) -> None:
    files = {"scheme.yaml": files_of(draft)["scheme.yaml"] + "dutys: {}\n"}

    page = her.post(f"/schemes/drafts/{draft.pk}/", sent(draft, files, do="check")).content.decode()

    assert "dutys" in page
    assert "duties" in page
    draft.refresh_from_db()
    assert draft.head == 1


def test_completion_offers_ids_of_the_draft_and_names_of_events(her: Client, draft: SchemeDraft) -> None:
    text = "bodies: {town: {title: 镇政府, level: street}}\nduties:\n  a:\n    by: \n    done_when: \n"

    by = ask(her, draft, "complete", changed={"more.yaml": text}, name="more.yaml", line=3, column=8).json()
    events = ask(her, draft, "complete", changed={"more.yaml": text}, name="more.yaml", line=4, column=15).json()

    assert {"text": "town", "kind": "id", "title": "镇政府", "required": False, "help": ""} in by["suggestions"]
    assert ("list_submitted", "名单上报") in [(one["text"], one["title"]) for one in events["suggestions"]]


@pytest.mark.parametrize("what", ["check", "complete"])
@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"revision": 1, "changed": {"a.yaml": 5}}', '{"revision": 1, "changed": {"../a": ""}}']
)
def test_a_question_that_makes_no_sense_is_refused_in_a_sentence(
    her: Client, draft: SchemeDraft, what: str, body: str
) -> None:
    answer = her.post(f"/schemes/drafts/{draft.pk}/{what}/", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["message"].endswith("。")


def test_what_is_too_large_is_refused_in_a_sentence(her: Client, draft: SchemeDraft) -> None:
    answer = ask(her, draft, "check", changed={"big.yaml": "a" * 500_001})

    assert answer.status_code == 400
    assert "字符" in answer.json()["message"]


def test_a_city_reviewer_writes_for_the_city(sign_in: SignIn) -> None:
    assert begin(sign_in("reviewer"), division=CITY).division_id == CITY

"""scheme compare · list · publish · withdraw · export · import · print, campaign migrate: versions at the command line."""

import errno
import io
import re
import zipfile
from pathlib import Path

import pytest

from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.ledger import dictionary
from sanwu.records.models import Act
from tests.campaigns.conftest import FACTS, SCHEME, write_scheme
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

COUNTY = "990101000000"
SECOND = (
    SCHEME.replace("version: 1", "version: 2")
    .replace("below: 50", "below: 60")
    .replace("due: 2020-03-31", "due: 2020-04-30")
)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "one" / "made-2020", SCHEME)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "two" / "made-2020", SECOND)


@pytest.fixture
def campaign(sanwu: Run, first: Path) -> Campaign:
    answer = sanwu("campaign", "open", "--scheme", first, "--division", COUNTY, "--name", "东江区行动", "--json")
    return Campaign.objects.get(pk=answer.data["id"])


@pytest.fixture
def shared(tmp_path: Path, settings: object) -> Path:
    """The installation's own dictionary."""
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "facts.yaml").write_text(FACTS)
    settings.SANWU_SCHEMES = folder
    dictionary._known.cache_clear()
    return folder


def account(sanwu: Run, role: str, division: str = "9901") -> str:
    assert sanwu("account", "add", role, "--role", role, "--division", division).code == 0
    return role


# --- compare, list -----------------------------------------------------------------------------------------------------


def test_two_folders_are_compared(sanwu: Run, first: Path, second: Path) -> None:
    answer = sanwu("scheme", "compare", first, second, "--json")

    assert (answer.code, answer.data["same"], answer.data["changed"]) == (0, False, 3)
    keys = {
        (section["section"], entry["id"], key["key"], key["left"], key["right"])
        for section in answer.data["sections"] for entry in section["entries"] for key in entry["keys"]
    }  # fmt: skip
    assert ("conditions", "small", "members › few › when", "户数 低于 50 户", "户数 低于 60 户") in keys
    assert "户数 低于 50 户 → 户数 低于 60 户" in sanwu("scheme", "compare", first, second).out


def test_versions_and_archives_are_compared_by_name(sanwu: Run, first: Path, second: Path, tmp_path: Path) -> None:
    sanwu("scheme", "publish", first)
    sanwu("scheme", "publish", second)
    sanwu("scheme", "export", "made-2020@1", tmp_path / "v1.sanwu.zip")
    pk = SchemeVersion.objects.get(version="1").pk

    for left in ("made-2020@1", str(pk), tmp_path / "v1.sanwu.zip", first):
        assert sanwu("scheme", "compare", left, "made-2020", "--json").data["right"]["version"] == "2"
        assert sanwu("scheme", "compare", left, "made-2020@1", "--json").data["same"] is True


def test_what_is_not_there_ends_with_2(sanwu: Run, first: Path, tmp_path: Path) -> None:
    assert sanwu("scheme", "compare", first, "nothing-2020").code == 2
    assert sanwu("scheme", "compare", first, tmp_path / "none").code == 2
    assert sanwu("scheme", "compare", "12", first).code == 2


def test_versions_are_listed(sanwu: Run, first: Path) -> None:
    assert sanwu("scheme", "list", "--json").data == {"versions": []}
    sanwu("scheme", "publish", first)
    (version,) = sanwu("scheme", "list", "--json").data["versions"]
    assert (version["scheme"], version["version"], version["state"]) == ("made-2020", "1", "published")


# --- publish, withdraw -------------------------------------------------------------------------------------------------


def test_publishing_says_first_what_it_means_for_running_campaigns(
    sanwu: Run, campaign: Campaign, second: Path
) -> None:
    answer = sanwu("scheme", "publish", second, "--json")

    (effect,) = answer.data["effects"]
    assert (answer.code, effect["campaign"], effect["from"]) == (0, campaign.pk, "1")
    assert {(d["duty"], d["kind"], d["before"], d["after"]) for d in effect["duties"]} == {
        ("report", "moved", "2020-03-31", "2020-04-30"), ("review", "moved", "2020-04-08", "2020-05-11"),
    }  # fmt: skip
    assert (effect["cost_declared"], effect["costs"]) == (False, [])
    assert answer.data["id"] == SchemeVersion.objects.get(version="2").pk
    campaign.refresh_from_db()
    assert campaign.scheme_version.version == "1"


def test_a_dry_run_publishes_nothing(sanwu: Run, campaign: Campaign, second: Path) -> None:
    answer = sanwu("scheme", "publish", second, "--dry-run", "--json")
    assert (answer.code, answer.data["id"], len(answer.data["effects"])) == (0, None, 1)
    assert SchemeVersion.objects.count() == 1
    assert "费用变化不明" in sanwu("scheme", "publish", second, "--dry-run").out


def test_a_dry_run_refuses_what_publishing_would(sanwu: Run, first: Path, tmp_path: Path) -> None:
    sanwu("scheme", "publish", first)
    other = write_scheme(tmp_path / "b" / "made-2020", SCHEME.replace("below: 50", "below: 60"))
    answer = sanwu("scheme", "publish", other, "--dry-run")
    assert answer.code == 3
    assert "请把 version 改为 2" in answer.err


def test_publishing_again_brings_the_same_version(sanwu: Run, first: Path) -> None:
    one, other = sanwu("scheme", "publish", first, "--json"), sanwu("scheme", "publish", first, "--json")
    assert one.data["id"] == other.data["id"]


def test_publishing_is_a_post(sanwu: Run, first: Path) -> None:
    assert sanwu("scheme", "publish", first, "--as", account(sanwu, "district_official")).code == 3
    assert sanwu("scheme", "publish", first, "--as", account(sanwu, "city_reviewer")).code == 0
    version = SchemeVersion.objects.get()
    assert version.published_by == "city_reviewer"
    assert sanwu("scheme", "withdraw", version.pk, "--reason", "有误", "--as", "district_official").code == 3


def test_the_effect_of_a_version_is_told_by_titles(sanwu: Run, campaign: Campaign, tmp_path: Path) -> None:
    Campaign.objects.update(redating={"report": {"date": "2020-04-02", "source": "区文件"}})
    text = SECOND.replace("due: 2020-04-30", "recurs: {every: month}")

    answer = sanwu("scheme", "publish", write_scheme(tmp_path / "new" / "made-2020", text), "--dry-run")

    assert answer.code == 0
    assert "本地日期：“上报”在新版本里不能单独定日期" in answer.out
    assert "方案没有写费用估算，费用变化不明" in answer.out
    assert not re.search(r"estimates|report\b|[a-z]+_[a-z]+", answer.out)


def test_a_broken_scheme_ends_with_2_and_a_taken_number_with_3(sanwu: Run, first: Path, tmp_path: Path) -> None:
    assert sanwu("scheme", "publish", write_scheme(tmp_path / "b" / "x", SCHEME + "colour: red\n")).code == 2
    sanwu("scheme", "publish", first)
    other = write_scheme(tmp_path / "c" / "made-2020", SCHEME.replace("below: 50", "below: 60"))
    answer = sanwu("scheme", "publish", other, "--json")
    assert (answer.code, answer.data["error"]["code"]) == (3, "version_taken")


def test_a_withdrawn_version_is_not_adopted_and_running_campaigns_keep_it(
    sanwu: Run, campaign: Campaign, first: Path
) -> None:
    answer = sanwu("scheme", "withdraw", "made-2020@1", "--reason", "标准有误", "--json")
    assert answer.data == {"id": campaign.scheme_version_id, "state": "withdrawn", "campaigns": 1}
    again = sanwu("campaign", "open", "--scheme", first, "--division", COUNTY, "--name", "新行动")
    assert again.code == 3
    assert "标准有误" in again.err
    assert sanwu("scheme", "withdraw", "made-2020@1", "--reason", "再撤").code == 3


@pytest.mark.parametrize("words", [("withdraw", "--reason", "再撤"), ("print", "out.docx")])
def test_a_withdrawn_version_asked_for_by_its_scheme_says_so_and_how_it_is_named(
    sanwu: Run, first: Path, second: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    sanwu("scheme", "publish", first)
    sanwu("scheme", "withdraw", "made-2020", "--reason", "标准有误")
    rest = [tmp_path / word if word.endswith(".docx") else word for word in words[1:]]

    answer = sanwu("scheme", words[0], "made-2020", *rest)
    assert answer.code == 2
    assert "已撤回" in answer.err
    assert "made-2020@1" in answer.err

    sanwu("scheme", "publish", second)
    sanwu("scheme", "withdraw", "made-2020", "--reason", "标准有误")
    assert "的 2 个版本都已撤回" in sanwu("scheme", words[0], "made-2020", *rest).err
    assert "没有方案版本" in sanwu("scheme", words[0], "nothing", *rest).err


# --- migrate -----------------------------------------------------------------------------------------------------------


def test_a_campaign_moves_and_comes_back(sanwu: Run, campaign: Campaign, second: Path) -> None:
    sanwu("scheme", "publish", second)
    name = ("--campaign", campaign.pk)

    seen = sanwu("campaign", "migrate", *name, "--to", "made-2020", "--dry-run", "--json")
    assert seen.data["effect"]["duties"]
    assert sanwu("campaign", "migrate", *name, "--to", "made-2020").code == 2, "without a reason"
    assert sanwu("campaign", "migrate", *name, "--to", "made-2020", "--reason", "新文件").code == 0
    campaign.refresh_from_db()
    assert campaign.scheme_version.version == "2"

    assert (
        sanwu("campaign", "migrate-undo", *name, "--json").data["version"] == campaign.migrations.get().from_version_id
    )
    campaign.refresh_from_db()
    assert campaign.scheme_version.version == "1"
    assert sanwu("campaign", "migrate-undo", *name).code == 2


def test_opening_again_after_a_move_brings_the_same_campaign(
    sanwu: Run, campaign: Campaign, first: Path, second: Path
) -> None:
    sanwu("scheme", "publish", second)
    sanwu("campaign", "migrate", "--campaign", campaign.pk, "--to", "made-2020", "--reason", "新文件")

    words = ("campaign", "open", "--scheme", first, "--division", COUNTY, "--name", "东江区行动", "--json")

    assert sanwu(*words).data["id"] == campaign.pk
    assert Campaign.objects.count() == 1


def test_a_dry_run_refuses_a_version_of_another_scheme_too(sanwu: Run, campaign: Campaign, tmp_path: Path) -> None:
    other = write_scheme(tmp_path / "schemes" / "other-2020", SCHEME.replace("made-2020", "other-2020"))
    assert sanwu("scheme", "publish", other).code == 0

    words = ("campaign", "migrate", "--campaign", campaign.pk, "--to", "other-2020")
    assert sanwu(*words, "--dry-run", "--json").code == 2
    assert "另一个方案" in sanwu(*words, "--dry-run").err
    assert sanwu(*words, "--reason", "新文件").code == 2


def test_only_who_leads_the_whole_area_moves_a_campaign(sanwu: Run, first: Path, second: Path) -> None:
    sanwu("campaign", "open", "--scheme", first, "--division", "990100000000", "--name", "全市行动")
    sanwu("scheme", "publish", second)
    who = account(sanwu, "district_official", "990101")
    words = ("campaign", "migrate", "--campaign", Campaign.objects.get().pk, "--to", "made-2020", "--reason", "文件")
    assert sanwu(*words, "--as", who).code == 3
    assert sanwu(*words, "--as", account(sanwu, "city_reviewer")).code == 0


# --- archive -----------------------------------------------------------------------------------------------------------


def test_an_archive_goes_from_one_installation_to_another(
    sanwu: Run, first: Path, shared: Path, tmp_path: Path
) -> None:
    sanwu("scheme", "publish", first)
    digest = SchemeVersion.objects.get().digest
    assert sanwu("scheme", "export", "made-2020", tmp_path / "out.sanwu.zip", "--json").data["digest"] == digest
    assert sanwu("scheme", "export", "made-2020", tmp_path / "out.sanwu.zip").code == 2, "nothing is overwritten"
    SchemeVersion.objects.all().delete()
    dictionary._known.cache_clear()

    seen = sanwu("scheme", "import", tmp_path / "out.sanwu.zip", "--dry-run", "--json")
    assert (seen.code, seen.data["ready"], seen.data["changed"]) == (0, True, False)
    assert not SchemeVersion.objects.exists()
    came = sanwu("scheme", "import", tmp_path / "out.sanwu.zip", "--json")
    assert came.code == 0
    assert SchemeVersion.objects.get(pk=came.data["version_id"]).digest == digest
    assert Act.objects.filter(verb="scheme.import").count() == 1
    assert sanwu("scheme", "import", tmp_path / "out.sanwu.zip").code == 0, "again is the same"
    assert SchemeVersion.objects.count() == 1


def test_a_full_disk_leaves_no_half_archive_behind(
    sanwu: Run, first: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, content: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    sanwu("scheme", "publish", first)
    out, really = tmp_path / "out.sanwu.zip", Path.open
    with monkeypatch.context() as disk:
        disk.setattr(
            Path, "open", lambda path, mode="r", *a, **k: (Full if mode == "xb" else really)(path, mode, *a, **k)
        )
        answer = sanwu("scheme", "export", "made-2020", out)
    assert answer.code == 75
    assert "磁盘空间不足" in answer.err
    assert not out.exists()
    assert sanwu("scheme", "export", "made-2020", out).code == 0


def test_facts_that_mean_something_else_here_are_listed_and_mapped(
    sanwu: Run, first: Path, shared: Path, tmp_path: Path
) -> None:
    sanwu("scheme", "publish", first)
    out = tmp_path / "out.sanwu.zip"
    sanwu("scheme", "export", "made-2020", out)
    SchemeVersion.objects.all().delete()
    (shared / "facts.yaml").write_text(FACTS.replace("household_count:", "homes:"))
    dictionary._known.cache_clear()
    dictionary._shipped.cache_clear()

    refused = sanwu("scheme", "import", out, "--json")
    assert (refused.code, refused.data["ready"]) == (1, False)
    assert [(f["id"], f["state"], f["proposed"]) for f in refused.data["facts"]] == [
        ("household_count", "unknown", "homes")
    ]
    assert not SchemeVersion.objects.exists()

    mapping = tmp_path / "map.yaml"
    mapping.write_text("facts: {household_count: homes}\nbodies: {office: 东江区办公室}\n")
    assert sanwu("scheme", "import", out, "--map", mapping).code == 1, "no such organisation is kept here"
    mapping.write_text("facts: {household_count: homes}\n")
    came = sanwu("scheme", "import", out, "--map", mapping, "--json")
    assert (came.code, came.data["changed"]) == (0, True)
    version = SchemeVersion.objects.get()
    assert "homes: {below: 50}" in version.files["scheme.yaml"]
    assert version.files["facts.yaml"] == (shared / "facts.yaml").read_text()


@pytest.mark.parametrize("text", ["facts: [a]", "colour: {}", "facts: {nothing: homes}", "facts: {", "- a"])
def test_a_mapping_that_cannot_be_used_ends_with_2(
    sanwu: Run, first: Path, shared: Path, tmp_path: Path, text: str
) -> None:
    sanwu("scheme", "publish", first)
    sanwu("scheme", "export", "made-2020", tmp_path / "out.zip")
    (tmp_path / "map.yaml").write_text(text)
    assert sanwu("scheme", "import", tmp_path / "out.zip", "--map", tmp_path / "map.yaml").code == 2


def test_a_damaged_archive_changes_nothing(sanwu: Run, first: Path, tmp_path: Path) -> None:
    sanwu("scheme", "publish", first)
    out = tmp_path / "out.zip"
    sanwu("scheme", "export", "made-2020", out)
    before = Act.objects.count(), SchemeVersion.objects.count()
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    for name, damaged in (("a.zip", content), ("b.zip", content[:200]), ("c.zip", b"nothing")):
        (tmp_path / name).write_bytes(damaged)
        answer = sanwu("scheme", "import", tmp_path / name, "--json")
        assert (answer.code, "没有导入" in answer.err) == (2, True), answer.err
    assert (Act.objects.count(), SchemeVersion.objects.count()) == before


def test_importing_is_publishing_and_so_a_post(sanwu: Run, first: Path, tmp_path: Path) -> None:
    sanwu("scheme", "publish", first)
    out = tmp_path / "out.zip"
    who = account(sanwu, "district_official")
    assert sanwu("scheme", "export", "made-2020", out, "--as", who).code == 0
    assert sanwu("scheme", "import", out, "--as", who).code == 3
    assert sanwu("scheme", "export", "made-2020", tmp_path / "x.zip", "--as", account(sanwu, "system_admin")).code == 3


# --- paper -------------------------------------------------------------------------------------------------------------


def test_a_scheme_is_printed_for_signing(sanwu: Run, first: Path, tmp_path: Path) -> None:
    sanwu("scheme", "publish", first)
    assert sanwu("scheme", "print", "made-2020", tmp_path / "a.docx").code == 0
    with zipfile.ZipFile(tmp_path / "a.docx") as word:
        text = word.read("word/document.xml").decode()
    assert "试验整治方案" in text
    assert "签发人" in text
    assert sanwu("scheme", "print", "made-2020", tmp_path / "a.txt").code == 2
    entry = Act.objects.get(verb="scheme.print")
    assert entry.after["format"] == "docx"

"""A scheme as one file between installations: the same bytes for the same scheme, and nothing of a file that is not whole."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanwu.policy import archive
from sanwu.policy.archive import FOLDER, MANIFEST, ArchiveRefused, pack, unpack
from sanwu.policy.archive_facts import CannotMap, compatible, fact_lines, facts_used, rewritten
from sanwu.policy.load import load_files
from sanwu.policy.model import Dictionary
from tests.policy.good_scheme import good_files, good_scheme
from tests.policy.small import FACTS, HEAD

RULES = """
bodies:
  office: {title: 办公室, level: city}
  fire:
    title: 消防  # 本市叫法
    level: district
conditions:
  few:
    title: 少
    polarity: deficit
    members: {a: {title: 甲, when: {all: [{households: {at_most: 50}}, {area: {below: 10000}}]}}}
"""
CASES = """
title: 例
clause: 第一条
cases:
  - {title: 五十户, facts: {households: 50, area: 9999.99}, expect: {few: yes}}
"""


def small_files(**more: str) -> dict[str, str]:
    return {"scheme.yaml": HEAD + RULES, "facts.yaml": FACTS, "cases/a.yaml": CASES, **more}


def repacked(change: Callable[[dict[str, bytes]], None], **info: int) -> bytes:
    """The good archive with its entries changed."""
    with zipfile.ZipFile(io.BytesIO(pack(good_files()))) as whole:
        entries = {name: whole.read(name) for name in whole.namelist()}
    change(entries)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = info.get("attr", 0)
            made.writestr(entry, content)
    return out.getvalue()


def with_manifest(**changes: object) -> bytes:
    def change(entries: dict[str, bytes]) -> None:
        entries[MANIFEST] = json.dumps({**json.loads(entries[MANIFEST]), **changes}).encode()

    return repacked(change)


# --- whole -------------------------------------------------------------------------------------------------------------


def test_what_was_packed_comes_out_again() -> None:
    found = unpack(pack(good_files()))
    assert found.files == good_files()
    assert (found.scheme_id, found.title) == (good_scheme().id, good_scheme().title)


def test_equal_schemes_are_equal_files() -> None:
    turned = dict(reversed(good_files().items()))
    assert pack(good_files()) == pack(turned)


def test_the_manifest_names_laws_facts_and_bodies() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(good_files()))) as whole:
        manifest = json.loads(whole.read(MANIFEST))
    assert [fact["id"] for fact in manifest["facts"]] == facts_used(good_scheme())
    assert manifest["laws"] == ["votes.yaml"]
    assert {body["id"] for body in manifest["bodies"]} == set(good_scheme().bodies)


def test_a_scheme_that_does_not_load_is_not_packed() -> None:
    with pytest.raises(ValueError, match="loads"):
        pack(small_files(**{"scheme.yaml": "id: x"}))


# --- damaged, hostile --------------------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=150)
def test_one_wrong_byte_never_gives_another_scheme(data: st.DataObject) -> None:
    content = bytearray(pack(small_files()))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    try:
        found = unpack(bytes(content))
    except ArchiveRefused:
        return
    assert found.files == small_files()


@given(st.integers(0, 4000))
@settings(max_examples=60)
def test_a_file_that_was_cut_off_is_refused(length: int) -> None:
    content = pack(small_files())
    with pytest.raises(ArchiveRefused):
        unpack(content[: min(length, len(content) - 1)])


def test_what_is_no_archive_is_refused_with_a_sentence() -> None:
    for content in (b"", b"PK", b"id: small", b"\x00" * 1000):
        with pytest.raises(ArchiveRefused) as refusal:
            unpack(content)
        assert "没有导入" in refusal.value.message


@pytest.mark.parametrize(
    "name",
    [
        "../scheme.yaml", "/etc/passwd", FOLDER + "../../x.yaml", FOLDER + "a\\b.yaml", FOLDER + "C:/x.yaml",
        FOLDER + ".hidden.yaml", FOLDER + "run.py", FOLDER + "law/", "other.yaml", FOLDER + "a//b.yaml",
    ],
)  # fmt: skip
def test_no_entry_may_lie_anywhere_else(name: str) -> None:
    content = repacked(lambda entries: entries.__setitem__(name, b"x: 1"))
    with pytest.raises(ArchiveRefused) as refusal:
        unpack(content)
    assert refusal.value.code == "archive_entry"


def test_a_link_is_refused() -> None:
    with pytest.raises(ArchiveRefused) as refusal:
        unpack(repacked(lambda entries: None, attr=0o120777 << 16))
    assert refusal.value.code == "archive_entry"


def test_a_file_that_the_manifest_does_not_name_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="对不上"):
        unpack(repacked(lambda entries: entries.__setitem__(FOLDER + "more.yaml", b"x: 1")))
    with pytest.raises(ArchiveRefused, match="对不上"):
        unpack(repacked(lambda entries: entries.__delitem__(FOLDER + "source.md")))


def test_two_entries_of_one_name_are_refused() -> None:
    out = io.BytesIO(pack(small_files()))
    with zipfile.ZipFile(out, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr(FOLDER + "scheme.yaml", "id: other")
    with pytest.raises(ArchiveRefused):
        unpack(out.getvalue())


def test_a_changed_file_is_refused_even_if_the_zip_is_sound() -> None:
    def edit(entries: dict[str, bytes]) -> None:
        entries[FOLDER + "facts.yaml"] += b"\n# more\n"

    with pytest.raises(ArchiveRefused, match="facts.yaml"):
        unpack(repacked(edit))


def test_a_changed_file_with_its_own_digest_changed_too_is_refused() -> None:
    def edit(entries: dict[str, bytes]) -> None:
        content = entries[FOLDER + "facts.yaml"] + b"\n# more\n"
        manifest = json.loads(entries[MANIFEST])
        manifest["files"]["facts.yaml"] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        entries[FOLDER + "facts.yaml"], entries[MANIFEST] = content, json.dumps(manifest).encode()

    with pytest.raises(ArchiveRefused, match="摘要"):
        unpack(repacked(edit))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"}, {"layout": 2}, {"scheme": {}}, {"scheme": []}, {"files": []}, {"files": {}},
        {"scheme": {"id": "x", "version": "1", "title": "x", "digest": "y"}},
    ],
)  # fmt: skip
def test_a_manifest_that_says_something_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ArchiveRefused):
        unpack(with_manifest(**changes))


def test_what_would_unpack_to_far_too_much_is_refused() -> None:
    def bomb(entries: dict[str, bytes]) -> None:
        entries[FOLDER + "bomb.yaml"] = b"0" * (archive.MAX_UNPACKED + 1)

    content = repacked(bomb)
    assert len(content) < 200_000
    with pytest.raises(ArchiveRefused) as refusal:
        unpack(content)
    assert refusal.value.code == "archive_too_large"


def test_what_lies_about_its_size_is_refused() -> None:
    """The directory says 10 bytes where there are five million."""
    content = repacked(lambda entries: entries.__setitem__(FOLDER + "source.md", b"0" * 5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    with pytest.raises(ArchiveRefused):
        unpack(content.replace(size, (10).to_bytes(4, "little")))


# --- mapping -----------------------------------------------------------------------------------------------------------


def ours(text: str) -> Dictionary:
    found = load_files({**small_files(), "scheme.yaml": HEAD, "facts.yaml": text}).scheme
    assert found is not None
    return found.dictionary


OURS = FACTS.replace("households: {title: 户数", "household_count: {title: 户数").replace("unit: m²", "unit: 公顷")


def states(mapping: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    scheme = load_files(small_files()).scheme
    assert scheme is not None
    return {line.id: (line.state, line.reason, line.proposed) for line in fact_lines(scheme, ours(OURS).facts, mapping)}


def test_facts_that_are_unknown_or_counted_otherwise_are_named_with_what_may_be_meant() -> None:
    found = states({})
    assert found["households"][::2] == ("unknown", "household_count")
    assert "对应到它自己的标识 households，就随方案带来" in found["households"][1]
    assert found["area"] == ("differs", "单位不同：那边是 m²，这里是 公顷", "")


def test_a_fact_is_mapped_to_one_that_means_the_same_only() -> None:
    assert states({"households": "household_count"})["households"][:2] == ("mapped", "")
    assert states({"households": "guarded"})["households"][1].startswith("类型不同")
    assert states({"households": "nothing"})["households"][1] == "这里没有数据项“nothing”"


def test_dictionaries_that_mean_the_same_by_each_word_fit() -> None:
    assert compatible(ours(FACTS), ours(FACTS).facts)
    assert not compatible(ours(FACTS), ours(OURS).facts)


def test_a_renamed_fact_is_renamed_in_rules_and_cases_and_nowhere_else() -> None:
    own = FACTS.replace("households: {title: 户数", "household_count: {title: 户数")
    files = small_files(**{"source.md": "households 是户数"})

    after = rewritten(files, {"households": "household_count"}, {}, own)

    assert after["scheme.yaml"] == files["scheme.yaml"].replace("households", "household_count")
    assert after["cases/a.yaml"] == CASES.replace("households", "household_count")
    assert after["source.md"] == "households 是户数"
    assert load_files(after).scheme is not None


def test_a_body_takes_the_name_of_an_organisation_and_nothing_else_changes() -> None:
    after = rewritten(small_files(), {}, {"fire": "晴川市“消防”支队", "office": 'a"b\\c'}, None)
    scheme = load_files(after).scheme
    assert scheme is not None
    assert (scheme.bodies["fire"].title, scheme.bodies["office"].title) == ("晴川市“消防”支队", 'a"b\\c')
    assert "# 本市叫法" in after["scheme.yaml"]


def test_a_word_that_means_two_things_is_not_renamed() -> None:
    files = small_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("few:", "area:").replace("{few: yes}", "{area: yes}")
    files["cases/a.yaml"] = CASES.replace("few", "area")
    with pytest.raises(CannotMap, match="既是数据项"):
        rewritten(files, {"area": "households"}, {}, None)


def test_a_mapping_to_something_else_is_noticed() -> None:
    with pytest.raises(CannotMap):
        rewritten(small_files(), {"households": "guarded"}, {}, None)


def test_a_fact_that_only_its_scheme_knows_comes_along_by_its_own_name() -> None:
    assert states({"households": "households"})["households"][:2] == ("brought", "")

    own = OURS.replace("unit: 公顷", "unit: m²").replace("{title: 户数", "{title: 门牌数")
    after = rewritten(small_files(), {}, {}, own)

    found = load_files(after)
    assert found.problems == ()
    assert found.scheme is not None
    assert {"households", "household_count"} <= found.scheme.dictionary.facts.keys()
    assert after["scheme.yaml"] == small_files()["scheme.yaml"]

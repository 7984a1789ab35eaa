"""A scheme is read from a folder or a frozen bundle; the bundle holds all it needs, and its digest names it."""

from pathlib import Path

import pytest

from sanwu.policy.bundle import MAX_FILES, SchemeUnreadable, digest_of
from sanwu.policy.load import load_dictionary, load_files, load_scheme, read_bundle
from tests.policy.good_scheme import GOOD, good, good_files, good_scheme


def folder(tmp_path: Path, files: dict[str, str]) -> Path:
    """A scheme folder beneath shared facts and law, as the repository lays them out."""
    home = tmp_path / "schemes" / "plan"
    for name, text in files.items():
        shared = name == "facts.yaml" or name.startswith("law/")
        target = (home.parent if shared else home) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return home


def codes(path: Path) -> list[str]:
    return [problem.code for problem in load_scheme(path).problems]


def test_the_good_scheme_loads() -> None:
    assert [str(problem) for problem in good().problems] == []
    assert good_scheme().id == "good-plan"


def test_a_bundle_holds_exactly_the_files_of_the_scheme(tmp_path: Path) -> None:
    home = folder(tmp_path, {**good_files(), "law/other.yaml": "family: other\n", "unused.yaml": "x: y\n"})
    assert sorted(read_bundle(home)) == [
        "cases/rules.yaml", "facts.yaml", "law/votes.yaml", "scheme.yaml", "source.md", "work.yaml",
    ]  # fmt: skip


def test_a_frozen_bundle_loads_like_the_folder(tmp_path: Path) -> None:
    home = folder(tmp_path, good_files())
    from_folder, from_bundle = load_scheme(home), load_files(read_bundle(home))
    assert from_folder.scheme == from_bundle.scheme
    assert from_folder.digest == from_bundle.digest
    assert from_bundle.problems == ()


def test_the_file_itself_may_be_named_instead_of_its_folder() -> None:
    assert load_scheme(GOOD / "scheme.yaml").digest == good().digest


def test_the_digest_changes_with_every_file_and_with_its_name() -> None:
    files = good_files()
    seen = {digest_of({**files, name: f"{text}\n"}) for name, text in files.items()}
    renamed = {("cases/other.yaml" if name == "cases/rules.yaml" else name): text for name, text in files.items()}
    assert len({digest_of(files), digest_of(renamed), *seen}) == len(files) + 2


def test_the_digest_does_not_depend_on_the_order_of_files() -> None:
    files = good_files()
    assert digest_of(dict(reversed(files.items()))) == digest_of(files)


def test_text_cannot_move_from_one_file_to_the_next_unnoticed() -> None:
    assert digest_of({"a": "xy", "b": "z"}) != digest_of({"a": "x", "b": "yz"})


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    home = folder(tmp_path, good_files())
    file = home / "scheme.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_scheme(home).digest == good().digest


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    home = folder(tmp_path, good_files())
    (home / "work.yaml").write_bytes("note: fine\nwording: {a: 小区}\n".encode("gb18030"))
    (problem,) = load_scheme(home).problems
    assert (problem.code, problem.file, problem.line) == ("not_utf8", "work.yaml", 2)
    assert "GBK" in problem.message
    assert "UTF-8" in problem.remedy


def test_a_file_too_large_to_read_is_refused(tmp_path: Path) -> None:
    home = folder(tmp_path, good_files())
    (home / "work.yaml").write_bytes(b"# " + b"x" * 4_000_000)
    assert "file_too_large" in codes(home)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    loaded = load_scheme(tmp_path / "nowhere")
    assert (loaded.scheme, [problem.code for problem in loaded.problems]) == (None, ["file_missing"])
    assert "nowhere" in loaded.problems[0].file


def test_a_folder_without_a_scheme_says_what_is_missing(tmp_path: Path) -> None:
    assert "scheme.yaml" in str(load_scheme(tmp_path).problems[0])


def test_a_bundle_that_cannot_be_read_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(SchemeUnreadable, match=r"找不到文件 scheme\.yaml"):
        read_bundle(tmp_path)


@pytest.mark.parametrize("name", ["../facts.yaml", "/etc/passwd", "a/../../b.yaml", "..\\b.yaml", "C:b.yaml"])
def test_nothing_outside_the_folder_is_included(tmp_path: Path, name: str) -> None:
    files = good_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("include: [work.yaml]", f"include: ['{name}']")
    home = folder(tmp_path, files)
    loaded = load_scheme(home)
    assert "include_refused" in {problem.code for problem in loaded.problems}
    assert name not in loaded.files


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    home = folder(tmp_path, good_files())
    (home / "work.yaml").unlink()
    (tmp_path / "secret.yaml").write_text("note: 秘密\n", encoding="utf-8")
    (home / "work.yaml").symlink_to(tmp_path / "secret.yaml")
    loaded = load_scheme(home)
    assert "work.yaml" not in loaded.files
    assert loaded.scheme is None


@pytest.mark.parametrize("name", ["facts.yaml", "scheme.yaml", "law/votes.yaml", "cases/rules.yaml", "notes.txt"])
def test_a_name_with_another_meaning_is_not_included(name: str) -> None:
    files = good_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("include: [work.yaml]", f"include: [{name}]")
    assert "include_refused" in {problem.code for problem in load_files(files).problems}


def test_more_files_than_are_read_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    files = good_files()
    names = ", ".join(f"more{number}.yaml" for number in range(MAX_FILES))
    files["scheme.yaml"] = files["scheme.yaml"].replace("include: [work.yaml]", f"include: [work.yaml, {names}]")
    more = {f"more{number}.yaml": f"wording: {{w{number}: 甲}}\n" for number in range(MAX_FILES)}
    assert [problem.code for problem in load_files({**files, **more}).problems] == ["too_many_files"]
    home = folder(tmp_path, good_files())
    for number in range(MAX_FILES):
        (home / "cases" / f"c{number}.yaml").write_text(
            "title: 例\ncases: [{title: 甲, expect: {three_no: unknown}}]\n"
        )
    assert codes(home) == ["too_many_files"]


def test_an_included_file_includes_nothing_more() -> None:
    files = good_files()
    files["work.yaml"] = f"include: [more.yaml]\n{files['work.yaml']}"
    problem = load_files(files).problems[0]
    assert (problem.code, problem.file, problem.line) == ("include_refused", "work.yaml", 1)


def test_two_files_may_share_a_section_but_not_an_entry() -> None:
    files = good_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("include: [work.yaml]", "include: [work.yaml, more.yaml]")
    more = "bodies:\n  district: {title: 区, level: district, charge: 指导, clause: 8}\n"
    assert load_files({**files, "more.yaml": more}).problems == ()
    again = load_files({**files, "more.yaml": "bodies:\n  city: {title: 市, level: city}\n"})
    assert [(problem.code, problem.file, problem.line) for problem in again.problems] == [
        ("duplicate_key", "more.yaml", 2)
    ]
    assert "work.yaml" in again.problems[0].message


def test_lists_of_two_files_are_joined_and_lines_stay_right() -> None:
    files = good_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("include: [work.yaml]", "include: [work.yaml, more.yaml]")
    more = "duties:\n  - {id: extra, title: 加办, by: street, due: to_be_set}\n  - {id: wrong, title: 错, by: nobody}\n"
    problems = load_files({**files, "more.yaml": more}).problems
    assert [(problem.code, problem.file, problem.line) for problem in problems] == [
        ("unknown_reference", "more.yaml", 3)
    ]


def test_codes_and_words_survive_as_written() -> None:
    files = good_files()
    files["work.yaml"] = files["work.yaml"].replace(
        "wording: {compound: 小区}", "wording: {code: 010106001001, no_word: no, day: 1:30}"
    )
    scheme = load_files(files).scheme
    assert scheme is not None
    assert [entry.title for entry in scheme.wording.values()] == ["010106001001", "no", "1:30"]


def test_an_entry_may_be_a_mapping_or_a_list_with_ids() -> None:
    files = good_files()
    listed = files["scheme.yaml"].replace(
        "  town: {title: 城区, treatment: in, when: {condition: three_no}, clause: 1}",
        "  - {id: town, title: 城区, treatment: in, when: {condition: three_no}, clause: 1}",
    )
    assert listed != files["scheme.yaml"]
    found = load_files({**files, "scheme.yaml": listed}).scheme
    assert found is not None
    assert found.extent == good_scheme().extent


def test_a_problem_in_a_list_is_found_by_id_and_line() -> None:
    files = good_files()
    files["work.yaml"] = files["work.yaml"].replace(
        "{id: later, title: 待定, by: city,", "{id: later, title: 待定, by: nobody,"
    )
    problem = load_files(files).problems[0]
    assert problem.path == "duties › later › by"
    assert "id: later" in files["work.yaml"].splitlines()[problem.line - 1]


def test_a_row_of_a_table_is_counted_from_one_for_people() -> None:
    files = good_files()
    files["scheme.yaml"] = files["scheme.yaml"].replace("then: middle}", "then: midle}")
    problem = load_files(files).problems[0]
    assert problem.path == "decisions › size › table › 2 › then"
    assert "可以写的有：small、middle、large" in problem.remedy


def test_several_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    files = good_files()
    files["work.yaml"] = (
        files["work.yaml"].replace("by: committee, on", "by: comittee, on").replace("to: [city]", "to: [town]")
    )
    problems = load_files(files).problems
    assert [problem.path for problem in problems] == ["duties › visit › by", "duties › report › to › 1"]
    assert "是不是想写“committee”？" in problems[0].remedy


def test_the_dictionary_alone_can_be_loaded(tmp_path: Path) -> None:
    loaded = load_dictionary(GOOD / "facts.yaml")
    assert loaded.dictionary == good_scheme().dictionary
    assert load_dictionary(GOOD).digest == loaded.digest
    assert load_dictionary(tmp_path).problems[0].code == "file_unreadable"


def test_a_loaded_scheme_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        good_scheme().title = "别的"  # type: ignore[misc]

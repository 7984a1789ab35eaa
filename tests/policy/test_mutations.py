"""Whatever a person does to a scheme file, the answer is a scheme or problems in Chinese, never a crash."""

import copy
import random
import re
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sanwu.policy.bundle import read_bundle
from sanwu.policy.cases import run_cases
from sanwu.policy.compiled import compile_rules
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_files
from tests.policy.good_scheme import good_files

FILES = ("scheme.yaml", "work.yaml", "facts.yaml", "law/votes.yaml", "cases/rules.yaml")
ROOT = Path(__file__).parents[2]
SHIPPED = [file.parent for file in sorted((*ROOT.glob("schemes/*/scheme.yaml"), *ROOT.glob("docs/schemes/examples/*/scheme.yaml")))]  # fmt: skip
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times faster where it is there
ODD = (
    "", "yes", "-1", "999999999999999999", "2020-13-01", "to_be_set", "三", "a: b", "\x00", "💥", "1/0", "*x", "nan", "x" * 7000,
)  # fmt: skip
CHINESE = re.compile(r"[一-鿿]")


def check(files: dict[str, str]) -> Loaded:
    """Load, and go on with everything that a loaded scheme allows."""
    loaded = load_files(files)
    assert (loaded.scheme is None) == bool(loaded.problems)
    for problem in loaded.problems:
        assert problem.file in files or problem.file == "facts.yaml", problem
        assert CHINESE.search(problem.message), problem
        assert CHINESE.search(problem.remedy), problem
        assert 0 <= problem.line <= files.get(problem.file, "").count("\n") + 2, problem
    if loaded.scheme is not None:
        lint(loaded.scheme)
        compile_rules(loaded.scheme).decide([])
        run_cases(loaded)
    return loaded


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All paths inside parsed data."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, value in inner for place in [(*path, key), *places(value, (*path, key))]]


def changed(data: Any, path: tuple[Any, ...], kind: str, rng: random.Random) -> Any:
    """The data with one thing at a path deleted, misspelt, retyped, doubled or emptied."""
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    key, value = path[-1], holder[path[-1]]
    if kind == "delete":
        del holder[key]
    elif kind == "misspell" and isinstance(key, str):
        at = rng.randrange(len(key) + 1)
        renamed = key[:at] + rng.choice(string.ascii_lowercase + "_-.é") + key[at + 1 :]
        items = list(holder.items())
        holder.clear()
        holder.update({renamed if name == key else name: item for name, item in items})
    elif kind == "retype":
        holder[key] = rng.choice([[value], {"x": value}, str(value), [], {}])
    elif kind == "odd":
        holder[key] = rng.choice(ODD)
    elif kind == "swap":
        holder[key] = copy.deepcopy(rng.choice(_values(data)))
    return data


def _values(node: Any) -> list[Any]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [found for value in inner for found in [value, *_values(value)]]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["delete", "misspell", "retype", "odd", "swap"])
def test_one_thing_changed_anywhere_is_loaded_or_explained(name: str, kind: str) -> None:
    rng = random.Random(f"{name} {kind}")
    files = good_files()
    spots = places(yaml.load(files[name], Loader=LOADER))
    for path in rng.sample(spots, min(12, len(spots))):
        data = changed(yaml.load(files[name], Loader=LOADER), path, kind, rng)
        text = yaml.dump(data, allow_unicode=True, sort_keys=False, Dumper=_NoAlias)
        check({**files, name: text})


@pytest.mark.parametrize("kind", ["delete", "misspell", "retype"])
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_keys_changed_at_random_in_any_scheme_that_ships_never_crash_the_loader(folder: Path, kind: str) -> None:
    rng = random.Random(f"{folder.name} {kind}")
    files = read_bundle(folder)
    own = [name for name in files if name.endswith(".yaml") and name != "facts.yaml" and not name.startswith("law/")]
    for _ in range(2):
        mutated = dict(files)
        for name in rng.sample(own, min(3, len(own))):
            data = yaml.load(files[name], Loader=LOADER)
            data = changed(data, rng.choice(places(data)), kind, rng)
            mutated[name] = yaml.dump(data, allow_unicode=True, sort_keys=False, Dumper=_NoAlias)
        check(mutated)


class _NoAlias(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.mark.parametrize("name", FILES)
def test_a_misspelt_key_of_the_format_is_never_overlooked(name: str) -> None:
    """Keys that the format fixes; an entry's own id may of course be anything."""
    fixed = ("title", "when", "then", "clause", "by", "due", "type", "group", "hit", "law", "from", "rule", "members")
    files = good_files()
    if name.startswith("cases/"):
        pytest.skip("cases are read when they are run")
    spots = [path for path in places(yaml.load(files[name], Loader=LOADER)) if path[-1] in fixed]
    for path in random.Random(name).sample(spots, min(40, len(spots))):
        data = yaml.load(files[name], Loader=LOADER)
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        holder[f"{path[-1]}x"] = holder.pop(path[-1])
        loaded = load_files({**files, name: yaml.dump(data, allow_unicode=True, sort_keys=False)})
        assert loaded.problems, path


@settings(max_examples=30)
@given(st.sampled_from(FILES), st.integers(0, 10**6), st.integers(0, 30), st.text(max_size=6))
def test_text_cut_out_or_put_in_anywhere_is_loaded_or_explained(name: str, at: int, cut: int, put: str) -> None:
    files = good_files()
    text = files[name]
    spot = at % (len(text) + 1)
    check({**files, name: text[:spot] + put + text[spot + cut :]})


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_any_text_at_all_is_loaded_or_explained(text: str) -> None:
    for name in FILES[:4]:
        check({**good_files(), name: text})


@pytest.mark.parametrize("missing", FILES[:4])
def test_a_file_that_is_not_there_is_named(missing: str) -> None:
    files = good_files()
    del files[missing]
    loaded = load_files(files)
    assert missing.rsplit("/", maxsplit=1)[-1].removesuffix(".yaml") in str(loaded.problems[0])


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "[" * 5000,
        "{a: " * 3000,
        "- " * 3000,
        "? " * 3000,
        "!!python/object/apply:os.system [ls]",
        "\ud800",
        'id: "\\ud800"',
        "id: a\n" * 3000,
        "x" * 1_000_001,
        "conditions:\n" + "".join(f"  c{n}: {{}}\n" for n in range(1000)),
    ],
    ids=[
        "alias bomb",
        "brackets",
        "braces",
        "dashes",
        "keys",
        "tag",
        "surrogate",
        "escaped surrogate",
        "repeats",
        "large",
        "many",
    ],
)
def test_hostile_text_is_refused_kindly(text: str) -> None:
    loaded = check({**good_files(), "scheme.yaml": text})
    assert loaded.scheme is None


def test_rules_without_end_are_refused() -> None:
    chain = "".join(
        f"  d{n}: {{title: 甲, applies_to: {{decision: d{n + 1}, is: x}}, outcomes: {{x: 一}}, table: [{{otherwise: x}}]}}\n"
        for n in range(1200)
    )
    loaded = check({**good_files(), "scheme.yaml": f"id: a\nversion: 1\ntitle: 甲\ndecisions:\n{chain}"})
    assert [problem.code for problem in loaded.problems] == ["too_many_rules"]


def test_a_condition_without_end_is_refused() -> None:
    parts = ", ".join(["{guarded: {is: no}}"] * 4000)
    text = f"""id: a
version: 1
title: 甲
conditions:
  long: {{title: 长, polarity: deficit, members: {{m: {{title: 甲, when: {{any: [{parts}]}}}}}}}}
"""
    loaded = check({**good_files(), "scheme.yaml": text})
    assert "too_many_tests" in {problem.code for problem in loaded.problems}


def test_more_values_than_can_be_checked_while_one_waits_are_refused() -> None:
    values = ", ".join(str(number) for number in range(501))
    text = f"""id: a
version: 1
title: 甲
conditions:
  long: {{title: 长, polarity: deficit, members: {{m: {{title: 甲, when: {{households: {{one_of: [{values}]}}}}}}}}}}
"""
    loaded = check({**good_files(), "scheme.yaml": text})
    assert "too_many_values" in {problem.code for problem in loaded.problems}


def test_more_entries_than_can_be_checked_while_one_waits_are_refused() -> None:
    bodies = "".join(f"  b{n}: {{title: 单位, level: street}}\n" for n in range(2100))
    loaded = check({**good_files(), "scheme.yaml": f"id: a\nversion: 1\ntitle: 甲\nbodies:\n{bodies}"})
    assert [problem.code for problem in loaded.problems] == ["too_many_parts"]


def test_files_that_are_too_large_together_are_not_even_read() -> None:
    loaded = check({**good_files(), "source.md": "字" * 600_000})
    assert [problem.code for problem in loaded.problems] == ["scheme_too_large"]

"""A small made scheme and a small tree, enough to open campaigns on."""

from pathlib import Path

import pytest

from sanwu.territory.models import Division

FACTS = """
version: 1
groups: {identity: {title: 基本信息}}
facts:
  household_count: {title: 户数, type: integer, unit: 户, group: identity, collected_by: survey}
"""
SCHEME = """
id: made-2020
version: 1
title: 试验整治方案
title_en: Made scheme
bodies: {office: {title: 领导小组办公室, level: district}}
conditions:
  small:
    title: 规模小
    polarity: deficit
    holds_when: all
    clause: X-1
    members: {few: {title: 户数少, when: {household_count: {below: 50}}, clause: X-1}}
phases:
  survey: {title: 摸底, starts: 2020-01-01, ends: 2020-03-31, clause: X-2}
  works: {title: 整治, starts: to_be_set, ends: to_be_set, clause: X-2}
duties:
  report: {title: 上报, by: office, due: 2020-03-31, done_when: list_submitted, clause: X-3}
  review: {title: 复核, by: office, due: {after: report, days: 5, clock: working}, done_when: list_reviewed, clause: X-3}
  monthly: {title: 月报, by: office, recurs: {every: month}, done_when: report_submitted, clause: X-4}
  open: {title: 公布标准, by: office, due: to_be_set, done_when: price_published, clause: X-5}
  both: {title: 验收, by: office, due: {target: 2020-06-30, limit: {dekad: 2020-07/1}}, done_when: acceptance_passed, clause: X-6}
"""

TREE = [
    ("990000000000", "云州省", "province", None),
    ("990100000000", "晴川市", "city", "990000000000"),
    ("990101000000", "东江区", "county", "990100000000"),
    ("990101001000", "滨河街道", "street", "990101000000"),
    ("990102000000", "西江区", "county", "990100000000"),
]


@pytest.fixture
def scheme_folder(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "schemes" / "made-2020", SCHEME)


def write_scheme(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scheme.yaml").write_text(text)
    (folder.parent / "facts.yaml").write_text(FACTS)
    return folder


@pytest.fixture
def tree(db: None) -> None:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )

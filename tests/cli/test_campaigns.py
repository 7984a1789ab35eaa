"""campaign open"""

from pathlib import Path

import pytest

from sanwu.campaigns.models import Campaign
from tests.campaigns.conftest import SCHEME, write_scheme
from tests.cli.conftest import Run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture
def scheme(tmp_path: Path) -> Path:
    return write_scheme(tmp_path / "schemes" / "made-2020", SCHEME)


def start(sanwu: Run, scheme: Path, *more: object, division: str = "990101000000") -> object:
    return sanwu(
        "campaign", "open", "--scheme", scheme, "--division", division, "--name", "东江区行动", "--json", *more
    )


def test_the_same_call_again_brings_the_same_id(sanwu: Run, scheme: Path) -> None:
    first, second = start(sanwu, scheme), start(sanwu, scheme / "scheme.yaml")

    assert (first.code, second.code) == (0, 0)
    assert first.data == second.data == {"id": Campaign.objects.get().pk}


def test_dates_come_from_a_file(sanwu: Run, scheme: Path, tmp_path: Path) -> None:
    dates = tmp_path / "dates.yaml"
    dates.write_text("report: {date: 2026-03-31, source: 东江府〔2026〕1号}\n")

    assert start(sanwu, scheme, "--dates", dates).code == 0
    assert Campaign.objects.get().redating == {"report": {"date": "2026-03-31", "source": "东江府〔2026〕1号"}}
    assert start(sanwu, scheme).code == 3, "the same name with other dates"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reprot: {date: 2026-03-31, source: x}", "reprot"),
        ("review: {date: 2026-03-31, source: x}", "不能单独改"),
        ("report: {date: 2026-03-31}", "依据"),
        ("- report", "事项"),
        ("report: [", "读不出来"),
        ("report: {date: 2026-03-31, source: x}\nreport: {date: 2026-04-30, source: y}", "写了两次"),
    ],
)
def test_dates_that_cannot_be_used_end_with_2(sanwu: Run, scheme: Path, tmp_path: Path, text: str, said: str) -> None:
    dates = tmp_path / "dates.yaml"
    dates.write_text(text)

    answer = start(sanwu, scheme, "--dates", dates)

    assert answer.code == 2
    assert said in answer.err
    assert not Campaign.objects.exists()


def test_a_missing_dates_file_ends_with_2(sanwu: Run, scheme: Path, tmp_path: Path) -> None:
    assert start(sanwu, scheme, "--dates", tmp_path / "none.yaml").code == 2


def test_a_scheme_with_mistakes_or_an_unknown_division_ends_with_2(sanwu: Run, scheme: Path, tmp_path: Path) -> None:
    assert start(sanwu, scheme, division="980000000000").code == 2
    assert start(sanwu, tmp_path / "none").code == 2
    assert start(sanwu, write_scheme(scheme, SCHEME + "colour: red\n")).code == 2


def test_an_account_opens_campaigns_where_it_may(sanwu: Run, scheme: Path) -> None:
    assert sanwu("account", "add", "wang", "--role", "district_official", "--division", "990101").code == 0

    assert start(sanwu, scheme, "--as", "wang", division="990102000000").code == 3
    assert start(sanwu, scheme, "--as", "wang").code == 0

"""Versions of the library as choices, the newest first."""

from dataclasses import dataclass

from sanwu.campaigns.library import library
from sanwu.web.desk.cards import version_title

MOST = 200


@dataclass(frozen=True)
class SchemeChoice:
    number: int
    label: str
    chosen: bool


def scheme_choices(chosen: int | None) -> list[SchemeChoice]:
    """Every version, withdrawn ones too: one may want to see what was withdrawn."""
    versions = library().order_by("scheme_id", "-id")[:MOST]
    return [
        SchemeChoice(version.pk, f"{version_title(version)}（{version.scheme_id}）", version.pk == chosen)
        for version in versions
    ]

"""Which facts the ledger knows: the shared dictionary, and what the dictionaries of loaded schemes add to it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.policy.derive import Deriver
from sanwu.policy.load import load_dictionary
from sanwu.policy.model_facts import Dictionary, Fact


def known_facts() -> Mapping[str, Fact]:
    """{identifier: fact}; a scheme loaded later goes before an earlier one and before the shared file.

    Facts belong to compounds, not to a campaign, so one list holds what all adopted schemes may ask. One small query;
    the rest is kept.
    """
    return _known(_versions())[0]


def known_deriver() -> Deriver:
    """What follows from texts; a table of a scheme loaded later goes before one of the same name."""
    return _known(_versions())[1]


def _versions() -> tuple[str, ...]:
    return tuple(SchemeVersion.objects.order_by("id").values_list("digest", flat=True))


@lru_cache(maxsize=4)
def _known(versions: tuple[str, ...]) -> tuple[Mapping[str, Fact], Deriver]:
    merged = _shipped(Path(settings.SANWU_SCHEMES))
    for version in SchemeVersion.objects.filter(digest__in=versions).order_by("id").defer("files"):
        later = loaded(version).dictionary
        merged = merged.model_copy(
            update={"facts": merged.facts | later.facts, "derivations": merged.derivations | later.derivations}
        )
    return merged.facts, Deriver(merged)


@lru_cache(maxsize=2)
def _shipped(folder: Path) -> Dictionary:
    return load_dictionary(folder).dictionary or Dictionary(version=0, groups={}, facts={})

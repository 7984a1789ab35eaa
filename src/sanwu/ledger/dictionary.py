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
    versions = tuple(SchemeVersion.objects.order_by("id").values_list("id", flat=True))
    return _facts(versions)


@lru_cache(maxsize=4)
def _facts(versions: tuple[int, ...]) -> Mapping[str, Fact]:
    facts = dict(_shipped(Path(settings.SANWU_SCHEMES)))
    for version in SchemeVersion.objects.filter(pk__in=versions).order_by("id"):
        facts.update(loaded(version).dictionary.facts)
    return facts


@lru_cache(maxsize=2)
def _shipped(folder: Path) -> Mapping[str, Fact]:
    dictionary = load_dictionary(folder).dictionary
    return {} if dictionary is None else dictionary.facts


def indexed_facts() -> list[str]:
    """Facts that also stand in the typed table, in the order of the dictionary."""
    return [name for name, fact in known_facts().items() if fact.indexed]


def known_deriver() -> Deriver:
    """What follows from texts, by the shared dictionary."""
    return _deriver(Path(settings.SANWU_SCHEMES))


@lru_cache(maxsize=2)
def _deriver(folder: Path) -> Deriver:
    dictionary = load_dictionary(folder).dictionary
    return Deriver(dictionary or Dictionary(version="0", groups={}, facts={}))

"""Judging many compounds at once: stored facts in, one column of outcomes per rule out. Writes nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded, rules_of
from sanwu.decisions import sql
from sanwu.policy.compiled import Column
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_facts import Fact
from sanwu.policy.values import Comparable, comparable

Convert = Callable[[Any], Comparable]


@dataclass(frozen=True)
class Judged:
    """Compounds in the order of their ids, with division and ledger revision, and one column per rule."""

    compounds: list[int]
    divisions: list[str]
    revisions: list[int]
    columns: Mapping[str, Column]
    complete: list[str] = field(default_factory=list)  # "yes" or "no": the survey's file; empty where nothing is asked


class Since(NamedTuple):
    """The last change set and the last entry into the campaign that were already judged."""

    change_set: int
    entry: int


def judge_campaign(campaign: Campaign, since: Since | None = None) -> Judged:
    """Judge the compounds of a campaign, or only those that changed or entered since."""
    scheme = loaded(campaign.scheme_version)
    rules = rules_of(campaign.scheme_version)
    readers = [(name, _converter(scheme.dictionary.facts[name])) for name in rules.facts]
    stored_facts = sql.facts_of_campaign(campaign.pk) if since is None else sql.facts_since(campaign.pk, *since)
    compounds: list[int] = []
    divisions: list[str] = []
    revisions: list[int] = []
    rows: list[tuple[Comparable | None, ...]] = []
    required = survey_facts(scheme)
    complete: list[str] = []
    for compound, division, revision, stored in stored_facts:
        known = (json.loads(stored) if isinstance(stored, str) else stored).get
        compounds.append(compound)
        divisions.append(division)
        revisions.append(revision)
        if required:
            complete.append("yes" if all(known(name) is not None for name in required) else "no")
        rows.append(
            tuple(
                [
                    (None if (value := known(name)) is None else convert(value)) if convert else known(name)
                    for name, convert in readers
                ]
            )
        )
    return Judged(compounds, divisions, revisions, rules.decide(rows), complete)


def _converter(fact: Fact) -> Convert | None:
    """How a canonical value becomes comparable; None where it is comparable as it stands."""
    return (lambda value: comparable(fact, value)) if fact.numeric and fact.type != "integer" else None

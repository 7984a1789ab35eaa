"""What a new version of a scheme would mean for the campaigns that run on another one: shown before it is published.

Both versions judge the same stored facts with their compiled rules, all compounds at once; nothing is written. What
people decided against a rule stands in either version and does not count here.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sanwu.base.memory import uncollected
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign, SchemeVersion
from sanwu.campaigns.publishing import usable
from sanwu.campaigns.selectors import loaded, redatable
from sanwu.decisions import sql, sql_moments
from sanwu.decisions.publishing_duties import DutyShift, duty_shifts
from sanwu.decisions.whatif import prepared_for
from sanwu.ledger.models import ChangeBatch
from sanwu.ledger.sql import as_json
from sanwu.policy.load import Loaded, load_files
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.whatif_answer import Prepared, prepare
from sanwu.policy.whatif_columns import Columns, read_columns
from sanwu.policy.whatif_costs import Sum, total
from sanwu.policy.whatif_parts import needed_facts, own_rules
from sanwu.policy.wording import outcome_title
from sanwu.records.selectors import head as journal_head

STREET = 9  # so many digits of a code name a street
EXTENT = "extent:"


@dataclass(frozen=True, slots=True)
class Shift:
    """So many compounds go from one outcome of a rule to another. `before` is None where the old version has no such
    rule, `after` where the new one has none."""

    rule: str
    title: str
    before: str | None
    after: str | None
    before_title: str
    after_title: str
    compounds: int


@dataclass(frozen=True, slots=True)
class CostShift:
    """What one estimate comes to for all compounds; None on the side whose version does not declare it."""

    estimate: str
    title: str
    every: str
    before: Sum | None
    after: Sum | None

    @property
    def difference(self) -> Decimal | None:
        """In yuan, as far as it is known on both sides."""
        if self.before is None or self.after is None:
            return None
        return self.after.yuan - self.before.yuan


@dataclass(frozen=True)
class Classes:
    """How the compounds of one campaign come out differently. `changed` are those for which a rule that both versions
    have says something else; `of` lists them. `new` and `dropped` are rules that only one version has."""

    compounds: int
    shifts: tuple[Shift, ...]
    new: tuple[Shift, ...]
    dropped: tuple[Shift, ...]
    streets: Mapping[str, int]
    costs: tuple[CostShift, ...]
    ids: Sequence[int]
    codes: Sequence[str]
    said: Sequence[tuple[int, ...]]  # for each of them the numbers of its shifts

    @property
    def changed(self) -> int:
        return len(self.ids)

    def page(self, start: int, count: int) -> list[tuple[int, str, list[Shift]]]:
        """(compound, division, its shifts) of some of the changed compounds, by division and compound."""
        places = range(start, min(start + count, self.changed))
        return [(self.ids[at], self.codes[at], [self.shifts[n] for n in self.said[at]]) for at in places]


@dataclass(frozen=True)
class Effect:
    """What moving one campaign to the new version would change. `lost_dates` are dates of the area's own document that
    the new version does not allow to be moved any more."""

    campaign: Campaign
    classes: Classes
    duties: tuple[DutyShift, ...]
    lost_dates: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether nobody would notice."""
        classes = self.classes
        dearer = any(cost.difference != 0 for cost in classes.costs)
        return not (classes.shifts or classes.new or classes.dropped or self.duties or self.lost_dates or dearer)


def effect_of(*, files: Mapping[str, str], campaigns: Iterable[Campaign], on: date) -> list[Effect]:
    """The effect of these files on each of the campaigns, in their order; BadInput where the files do not load."""
    found = _load(tuple(sorted(files.items())))
    scheme = usable(found, "")
    now = _now()
    return [_effect(campaign, scheme, found.digest, on, now) for campaign in campaigns]


def effect_of_version(*, version: SchemeVersion, campaign: Campaign, on: date) -> Effect:
    """The effect of a published version on one campaign."""
    return _effect(campaign, loaded(version), version.digest, on, _now())


def campaigns_on(scheme_id: str, digest: str = "") -> list[Campaign]:
    """Campaigns that run on a version of this scheme other than the one with `digest`."""
    found = Campaign.objects.filter(closed_on=None, scheme_version__scheme_id=scheme_id)
    found = found.exclude(scheme_version__digest=digest).select_related("division", "scheme_version")
    return list(found.defer("scheme_version__files").order_by("id"))


@lru_cache(maxsize=4)
def _load(files: tuple[tuple[str, str], ...]) -> Loaded:
    return load_files(dict(files))


def _now() -> tuple[Any, Any]:
    """What the ledger and the journal stand at, asked once for all campaigns: classes follow the one, duties the other."""
    newest = ChangeBatch.objects.order_by("-id").values_list("digest", flat=True).first()
    return (sql_moments.head(), newest), journal_head()


def _effect(campaign: Campaign, scheme: Scheme, digest: str, on: date, now: tuple[Any, Any]) -> Effect:
    movable = set(redatable(scheme))
    versions = (digest, campaign.pk, campaign.scheme_version.digest)
    ledger, journal = now
    return Effect(
        campaign,
        _classes(_Key(campaign, scheme, (*versions, ledger))),
        _duties(_Key(campaign, scheme, (*versions, journal, on), on)),
        tuple(key for key in campaign.redating if key not in movable),
    )


class _Key:
    """A campaign and a scheme by what their effect depends on, so that turning a page of the list judges nothing anew."""

    def __init__(self, campaign: Campaign, scheme: Scheme, parts: tuple[Any, ...], on: date = date.min) -> None:
        self.campaign, self.scheme, self.parts, self.on = campaign, scheme, parts, on

    def __hash__(self) -> int:
        return hash(self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.parts == other.parts


@lru_cache(maxsize=16)
def _duties(key: _Key) -> tuple[DutyShift, ...]:
    return tuple(duty_shifts(key.campaign, key.scheme, key.on))


@lru_cache(maxsize=4)
@uncollected()
def _classes(key: _Key) -> Classes:
    old, new = loaded(key.campaign.scheme_version), key.scheme
    standing = prepared_for(key.campaign, everywhere())  # kept in memory, so that the next draft costs half
    if standing.columns.fits(new.dictionary, needed_facts(new)):
        return compared(standing, prepare(new, standing.columns))
    facts = tuple(dict.fromkeys((*needed_facts(old), *(fact for fact in needed_facts(new) if _same(old, new, fact)))))
    columns = _columns(key.campaign, old, facts)
    before = prepare(old, columns)
    fits = columns.fits(new.dictionary, needed_facts(new))
    after = prepare(new, columns if fits else _columns(key.campaign, new, needed_facts(new)))
    return compared(before, after)


def _same(old: Scheme, new: Scheme, fact: str) -> bool:
    one, other = old.dictionary.facts.get(fact), new.dictionary.facts[fact]
    return one is not None and (one.type, one.places) == (other.type, other.places)


def _columns(campaign: Campaign, scheme: Scheme, facts: Iterable[str]) -> Columns:
    rows = ((pk, code, as_json(stored)) for pk, code, _revision, stored in sql.facts_of_campaign(campaign.pk))
    return read_columns(scheme.dictionary, facts, rows)


def compared(before: Prepared, after: Prepared) -> Classes:
    """Two judgements of the same compounds side by side."""
    old, new = own_rules(before.scheme), own_rules(after.scheme)
    shared = [rule for rule in new if rule in set(old)]
    shifts: list[Shift] = []
    said: dict[int, tuple[int, ...]] = {}
    for rule in shared:
        pairs = list(zip(before.base.outcomes[rule].of(), after.base.outcomes[rule].of(), strict=True))
        counted = Counter(pair for pair in pairs if pair[0] != pair[1])
        numbers = {pair: len(shifts) + n for n, pair in enumerate(counted)}
        shifts += [_shift(before.scheme, after.scheme, rule, *pair, counted[pair]) for pair in counted]
        for row, pair in enumerate(pairs) if counted else ():
            if pair in numbers:
                said[row] = (*said.get(row, ()), numbers[pair])
    codes = before.columns.divisions.of()
    compounds = before.columns.compounds
    rows = sorted(said, key=lambda row: (codes[row], compounds[row]))
    return Classes(
        len(compounds), tuple(shifts),
        tuple(_only(before.scheme, after, [rule for rule in new if rule not in set(old)], new=True)),
        tuple(_only(after.scheme, before, [rule for rule in old if rule not in set(new)], new=False)),
        Counter(codes[row][:STREET].ljust(12, "0") for row in rows), tuple(_costs(before, after)),
        array("q", (compounds[row] for row in rows)), [codes[row] for row in rows], [said[row] for row in rows],
    )  # fmt: skip


def _shift(old: Scheme, new: Scheme, rule: str, before: str | None, after: str | None, compounds: int) -> Shift:
    said = "" if before is None else _outcome(old, rule, before)
    says = "" if after is None else _outcome(new, rule, after)
    return Shift(rule, _title(old if after is None else new, rule), before, after, said, says, compounds)


def _only(other: Scheme, side: Prepared, rules: Iterable[str], *, new: bool) -> Iterator[Shift]:
    """The outcomes of rules that one side alone has."""
    old_scheme, new_scheme = (other, side.scheme) if new else (side.scheme, other)
    for rule in rules:
        for outcome, compounds in Counter(side.base.outcomes[rule].of()).items():
            before, after = (None, outcome) if new else (outcome, None)
            yield _shift(old_scheme, new_scheme, rule, before, after, compounds)


def _title(scheme: Scheme, rule: str) -> str:
    if rule.startswith(EXTENT):
        return scheme.extent[rule.removeprefix(EXTENT)].title
    return (scheme.conditions.get(rule) or scheme.decisions[rule]).title


def _outcome(scheme: Scheme, rule: str, outcome: str) -> str:
    known = scheme.decisions.get(rule) or scheme.conditions.get(rule) or next(iter(scheme.conditions.values()))
    return outcome_title(known, outcome)


def _costs(before: Prepared, after: Prepared) -> Iterator[CostShift]:
    for name in dict.fromkeys((*before.scheme.estimates, *after.scheme.estimates)):
        said = after.scheme.estimates.get(name) or before.scheme.estimates[name]
        sums = [total(side.costs[name].of()) if name in side.costs else None for side in (before, after)]
        yield CostShift(name, said.title, said.every, *sums)

"""What if a campaign's scheme said something else: its compounds as a person sees them, judged once and kept in memory.

What is kept is bounded by the number of compounds, and goes as soon as the ledger, the campaign or its version moves on.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Exists, OuterRef

from sanwu.base.memory import uncollected
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign, CampaignCompound, SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.selectors import compounds_visible_to
from sanwu.decisions import sql_moments
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.load import Loaded, load_files
from sanwu.policy.whatif_answer import Prepared, prepare
from sanwu.policy.whatif_columns import read_columns
from sanwu.policy.whatif_edit import edited
from sanwu.policy.whatif_levers import moved
from sanwu.policy.whatif_parts import needed_facts
from sanwu.records.scoping import in_ranges

# Some 120 bytes a compound and rule: two whole cities, or many streets.
MOST_COMPOUNDS = 400_000
MOST_KEPT = 8
CHUNK = 5000
Key = tuple[Any, ...]


class Kept:
    """Prepared campaigns, the one asked for last at the end. One is read at a time; others wait for it."""

    def __init__(self, most: int = MOST_COMPOUNDS) -> None:
        self.most = most
        self._kept: OrderedDict[Key, Prepared] = OrderedDict()
        self._lock = Lock()

    def get(self, campaign: Campaign, scope: Scope) -> Prepared:
        """The compounds of a campaign that the scope sees, judged as its scheme stands."""
        place, state = _place(campaign, scope), _state(campaign)
        with self._lock:
            key = (*place, *state)
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            for old in [old for old in self._kept if old[: len(place)] == place]:
                del self._kept[old]
            found = read(campaign, scope)
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT or (len(self._kept) > 1 and len(self) > self.most):
                self._kept.popitem(last=False)
            return found

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        """How many compounds are kept."""
        return sum(len(prepared.columns) for prepared in self._kept.values())


KEPT = Kept()


def prepared_for(campaign: Campaign, scope: Scope) -> Prepared:
    """What questions are asked of; read when it is not there or not up to date."""
    return KEPT.get(campaign, scope)


@uncollected()
def read(campaign: Campaign, scope: Scope) -> Prepared:
    """Read the facts of the compounds that the scope sees, and judge them."""
    scheme = loaded(campaign.scheme_version)
    return prepare(scheme, read_columns(scheme.dictionary, needed_facts(scheme), _rows(campaign, scope)))


def changed_scheme(version: SchemeVersion, asked: Mapping[str, str]) -> Loaded:
    """The scheme of a version with other values: loaded from its files as if they had been written so.

    `asked` is lever → value; what is no lever, or says what is written anyway, is left out.
    """
    scheme = loaded(version)
    files = SchemeVersion.objects.values_list("files", flat=True).get(pk=version.pk)
    values = moved(scheme, asked)
    if not values:
        return Loaded(scheme, (), files, version.digest)
    return load_files(edited(scheme, files, values))


@dataclass(frozen=True, slots=True)
class Named:
    """A compound as a list shows it."""

    name: str
    division: str


def names_of(compounds: list[int], scope: Scope) -> dict[int, Named]:
    """Names of compounds that the scope may see."""
    found = compounds_visible_to(scope).filter(pk__in=compounds).values_list("pk", "name", "division_id")
    return {pk: Named(name, division) for pk, name, division in found}


def _place(campaign: Campaign, scope: Scope) -> Key:
    held = scope.objects(Ability.VIEW_LEDGER, "compound")
    return campaign.pk, scope.ranges(Ability.VIEW_LEDGER), held


def _state(campaign: Campaign) -> Key:
    head = sql_moments.head()
    return head.change_set, head.entry, campaign.scheme_version.digest


def _rows(campaign: Campaign, scope: Scope) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    entries = CampaignCompound.objects.filter(campaign=campaign, left_on=None, compound=OuterRef("pk"))
    seen = LedgerEntry.objects.filter(
        Exists(entries), in_ranges(scope, Ability.VIEW_LEDGER, objects=("compound", "compound_id"))
    )
    rows = seen.order_by("compound_id").values_list("compound_id", "division_code", "facts")
    return rows.iterator(chunk_size=CHUNK)

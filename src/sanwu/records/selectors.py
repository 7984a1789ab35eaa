"""Reading the journal, and proving that nobody has edited it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.records import sql
from sanwu.records.entries import RETIRED
from sanwu.records.models import Act
from sanwu.records.rules import GENESIS, HASHED, entry_hash
from sanwu.records.scoping import in_ranges

CHUNK = 500
REMOVAL = "demo.remove"

# Given ids of one kind, the digest that the rows have now, by id; a missing id means that the rows are gone.
Digester = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Latest:
    """The digester of rows that several acts write in turn: the last act that bound them must agree (`Entry.state`)."""

    digester: Digester


class Finding(NamedTuple):
    """What does not fit, in Chinese, and the number of the entry that says how it should be, where one does."""

    first_bad: int | None
    reason: str


# None when a state still follows from its history, else what does not fit.
StateCheck = Callable[[], Finding | str | None]


class Head(NamedTuple):
    """The last entry: publish it (a bulletin, a superior office), and a later cut or rewrite can be found."""

    number: int
    hash: str


@dataclass(frozen=True)
class Verification:
    """`first_bad` is the number of the first entry that is wrong or missing; `reason` says what, in Chinese."""

    ok: bool
    entries: int
    first_bad: int | None = None
    reason: str | None = None


def was_done(account_id: int, client_key: str) -> bool:
    """Whether a form with this key has already had its effect for this person: the same form came twice."""
    if not client_key or "\0" in client_key:
        return False
    return Act.objects.filter(client_key=client_key, actor_id=account_id).exists()


def acts_visible_to(scope: Scope) -> QuerySet[Act]:
    """Entries of divisions where VIEW_JOURNAL is held, newest first. Entries without a division are the installation's
    own and are read at the command line."""
    return Act.objects.filter(in_ranges(scope, Ability.VIEW_JOURNAL))


def head() -> Head:
    """Number and hash of the last entry; (0, zeros) for an empty journal."""
    last = Act.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, GENESIS)


def verify(
    digesters: Mapping[str, Digester | Latest], state_checks: Sequence[StateCheck] = (), anchor: Head | None = None
) -> Verification:
    """Recompute the whole chain, the digests of what each entry made, and the states that follow from history.

    Found: an entry edited, deleted, inserted or swapped, and rows behind an entry edited or deleted. NOT found without
    an `anchor` (a head published earlier): entries cut off at the end, and a chain rewritten from some entry on by
    somebody who can write to the database. Nothing protects what came after the last published head.
    """
    with sql.one_moment():
        count = Act.objects.count()
        found = _first_finding(digesters, state_checks, anchor)
    return Verification(True, count) if found is None else Verification(False, count, *found)


def _first_finding(
    digesters: Mapping[str, Digester | Latest], state_checks: Sequence[StateCheck], anchor: Head | None
) -> Finding | None:
    """The first thing that is wrong: an entry or what it made, then states that entries share, then what follows."""
    previous = Head(0, GENESIS)
    retired = _retired()
    once = {kind: how for kind, how in digesters.items() if not isinstance(how, Latest)}
    shared = _Shared({kind: how for kind, how in digesters.items() if isinstance(how, Latest)})
    for chunk in _chunks():
        if bad := _first_bad(chunk, previous, once, shared, retired):
            return Finding(*bad)
        previous = Head(chunk[-1]["number"], chunk[-1]["hash"])
    if anchor and not _holds(anchor):
        return Finding(anchor.number, f"第 {anchor.number} 条与已公布的摘要不一致，或已被删去。")
    if bad := shared.first_bad():
        return Finding(*bad)
    for check in state_checks:
        if found := check():
            return found if isinstance(found, Finding) else Finding(None, found)
    return None


class _Shared:
    """The last digest of each state that several entries have written, as the entries go by."""

    def __init__(self, digesters: Mapping[str, Latest]) -> None:
        self.digesters = digesters
        self.last: dict[tuple[str, str], tuple[int, str]] = {}

    def see(self, entry: dict[str, Any]) -> None:
        for bound in entry["digests"]:
            if bound["kind"] in self.digesters:
                self.last[bound["kind"], bound["id"]] = entry["number"], bound["digest"]
            elif bound["kind"] == RETIRED and entry["verb"] == REMOVAL:
                kind, _, object_id = bound["id"].partition(":")
                self.last.pop((kind, object_id), None)

    def first_bad(self) -> tuple[int, str] | None:
        found = []
        for kind, how in self.digesters.items():
            ids = sorted(object_id for bound, object_id in self.last if bound == kind)
            now = how.digester(ids) if ids else {}
            for object_id in ids:
                number, digest = self.last[kind, object_id]
                if now.get(object_id) != digest:
                    named = f"{kind} {object_id}".strip()
                    found.append((number, f"这次操作之后，它所写的数据（{named}）被改动过。"))
        return min(found, default=None)


def _retired() -> frozenset[str]:
    """What an act took away on purpose, as "kind:id". Only the removal of the demo city does."""
    removals = Act.objects.filter(verb=REMOVAL).values_list("digests", flat=True)
    return frozenset(bound["id"] for digests in removals for bound in digests if bound["kind"] == RETIRED)


def _chunks() -> Iterator[list[dict[str, Any]]]:
    after = -1
    while chunk := list(Act.objects.filter(number__gt=after).order_by("number").values(*HASHED, "hash")[:CHUNK]):
        yield chunk
        after = chunk[-1]["number"]


def _first_bad(
    chunk: list[dict[str, Any]],
    previous: Head,
    digesters: Mapping[str, Digester],
    shared: _Shared,
    retired: frozenset[str],
) -> tuple[int, str] | None:
    """(number, reason) of the first wrong entry of a chunk that follows `previous`."""
    broken = _first_broken(chunk, previous)
    # An edited row behind an earlier entry comes before a broken link further on.
    sound = [entry for entry in chunk if broken is None or entry["number"] < broken[0]]
    for entry in sound:
        shared.see(entry)
    return _first_undigested(sound, digesters, shared, retired) or broken


def _first_broken(chunk: list[dict[str, Any]], previous: Head) -> tuple[int, str] | None:
    for entry in chunk:
        if entry["number"] != previous.number + 1:
            return previous.number + 1, f"缺少第 {previous.number + 1} 条。"
        if entry["hash"] != entry_hash(entry):
            return entry["number"], "内容与摘要不一致，这一条被改动过。"
        if entry["previous_hash"] != previous.hash:
            return entry["number"], "与前一条接不上，前面的记录被替换过。"
        previous = Head(entry["number"], entry["hash"])
    return None


def _first_undigested(
    chunk: list[dict[str, Any]], digesters: Mapping[str, Digester], shared: _Shared, retired: frozenset[str]
) -> tuple[int, str] | None:
    wanted: dict[str, set[str]] = {}
    for entry in chunk:
        for bound in _standing(entry, retired):
            wanted.setdefault(bound["kind"], set()).add(bound["id"])
    now = {kind: digesters[kind](sorted(ids)) for kind, ids in wanted.items() if kind in digesters}
    for entry in chunk:
        for bound in _standing(entry, retired):
            if bound["kind"] in shared.digesters:
                continue
            if bound["kind"] not in now:
                return entry["number"], f"没有办法核对“{bound['kind']}”类数据。"
            if now[bound["kind"]].get(bound["id"]) != bound["digest"]:
                return entry["number"], f"这次操作写入的数据（{bound['kind']} {bound['id']}）被改动过。"
    return None


def _standing(entry: dict[str, Any], retired: frozenset[str]) -> list[dict[str, str]]:
    """What an entry bound and nobody has taken away since."""
    return [
        bound
        for bound in entry["digests"]
        if bound["kind"] != RETIRED and f"{bound['kind']}:{bound['id']}" not in retired
    ]


def number_of(act_uid: object) -> int | None:
    """The number of the entry of an act, where rows name it by its uid."""
    return Act.objects.filter(uid=str(act_uid)).values_list("number", flat=True).first()


def _holds(anchor: Head) -> bool:
    return Act.objects.filter(number=anchor.number, hash=anchor.hash).exists()

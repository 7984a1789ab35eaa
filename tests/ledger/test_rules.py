"""Current facts are the fold of change sets; texts are canonical; an inverse takes back exactly what was done."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.digest import canonical_json
from sanwu.compounds.identity import IDENTITY, Identity
from sanwu.ledger.rules import fold, identity_from, inverse, origins_of, sources_of, withdrawal
from sanwu.ledger.texts import MOST_KEPT, Texts

FACTS = ["household_count", "service_fee", "has_governing_unit", "owners_body", "address", "compound_name"]
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=3))
HISTORIES = st.lists(st.dictionaries(st.sampled_from(FACTS), VALUES, min_size=1), max_size=8)


def change_sets(told: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """A history of [old, new] as it would have been recorded from these new values."""
    known: dict[str, Any] = {}
    found = []
    for number, new in enumerate(told, 1):
        found.append((number, {fact: (known.get(fact), value) for fact, value in new.items()}))
        known |= new
    return found


@given(HISTORIES)
def test_the_fold_knows_the_last_word_on_every_fact(told: list[dict[str, Any]]) -> None:
    state = fold(change_sets(told))

    last: dict[str, Any] = {}
    origin: dict[str, int] = {}
    for number, new in enumerate(told, 1):
        last |= new
        origin |= dict.fromkeys(new, number)
    known = {fact: value for fact, value in last.items() if value is not None}
    assert state.facts | state.identity == known
    assert state.origins == {fact: origin[fact] for fact in known if fact not in IDENTITY}
    assert state.revision == len(told)


@given(HISTORIES)
def test_an_inverse_brings_back_what_was_known(told: list[dict[str, Any]]) -> None:
    history = change_sets(told)
    if not history:
        return
    before = fold(history[:-1])
    after = fold([*history, (99, inverse(history[-1][1]))])

    assert (after.facts, after.identity) == (before.facts, before.identity)


@given(HISTORIES)
def test_sources_are_stored_by_change_set_and_read_back(told: list[dict[str, Any]]) -> None:
    origins = fold(change_sets(told)).origins

    assert origins_of(sources_of(origins)) == origins


def test_withdrawing_forgets_facts_and_keeps_the_identity() -> None:
    changes = {"compound_name": [None, "听雨里"], "household_count": [None, 120]}

    assert withdrawal(changes) == {"household_count": (120, None)}


NAMES = st.lists(st.text(min_size=1, max_size=3), unique=True, max_size=3).map(lambda names: tuple(sorted(names)))
IDENTITIES = st.builds(
    Identity,
    name=st.text(min_size=1, max_size=5),
    division_code=st.sampled_from(["990101000000", "990101001000"]),
    number=st.none() | st.text(min_size=1, max_size=3),
    aliases=NAMES,
    old_numbers=NAMES,
    kind=st.sampled_from(["compound", "yard", "building"]),
    address=st.text(max_size=3),
    point=st.none() | st.just(("110.3312340", "20.0312340")),
    datum=st.just(""),
    withdrawn=st.booleans(),
) | st.just(Identity("听雨里", "990101000000", point=("110.3312340", "20.0312340"), datum="gcj02"))


@given(IDENTITIES)
def test_an_identity_is_read_back_from_what_is_recorded_of_it(identity: Identity) -> None:
    assert identity_from(identity.values()) == identity


@given(IDENTITIES, IDENTITIES)
def test_an_identity_follows_its_changes(before: Identity, after: Identity) -> None:
    old, new = before.values(), after.values()
    changes = {key: new.get(key) for key in {*old, *new} if old.get(key) != new.get(key)}

    assert before.with_changes(changes).values() == new


KNOWN = st.dictionaries(
    st.sampled_from(FACTS),
    st.one_of(st.booleans(), st.integers(-(10**17), 10**17), st.text(), st.lists(st.text(), max_size=2)),
)


@given(st.lists(KNOWN, max_size=6))
def test_texts_made_by_hand_are_canonical_json(rows: list[dict[str, Any]]) -> None:
    texts = Texts()
    for facts in rows:
        assert texts.facts(facts) == canonical_json(facts)
        assert texts.created(facts) == canonical_json({fact: [None, value] for fact, value in facts.items()})


def test_texts_tell_one_from_true() -> None:
    texts = Texts()

    assert [texts.facts({"a": value}) for value in (1, True, 0, False)] == [
        '{"a":1}', '{"a":true}', '{"a":0}', '{"a":false}',
    ]  # fmt: skip


def test_texts_forget_when_values_never_repeat() -> None:
    texts = Texts()
    for number in range(MOST_KEPT + 10):
        texts.facts({"a": number})

    assert len(texts.known["a"]) <= MOST_KEPT

"""Who gets what: the reviewed table (`table.yaml`), compared with what the pages answer; and what no answer may do."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from sanwu.base.scope import Ability
from sanwu.people.access import PUBLIC, SIGNED_IN, Gate
from tests.matrix import table
from tests.matrix.arguments import arguments, form, query
from tests.matrix.asking import Seen, answer_to, ask_all, marks_in, signed_in, word_of
from tests.matrix.cast import AROUND, CAST, PLACES, RELATIONS, Person, within
from tests.matrix.routes import METHODS, Route, routes
from tests.matrix.world import KINDS, World, build

# One process builds the world once and asks once for each person (tests/conftest.py sees to it).
pytestmark = pytest.mark.django_db
everybody = pytest.mark.parametrize("person", CAST, ids=lambda person: person.name)
every_method = pytest.mark.parametrize("method", METHODS)
every_route = pytest.mark.parametrize("route", routes(), ids=str)
OFFICIAL = next(person for person in CAST if person.name == "district_official")
ADMINISTRATORS = {"system_admin", "security_admin", "audit_admin"}
IMPORTING_ROLES = {"community_worker", "street_officer", "district_official", "city_reviewer"}
BUSINESS_ROLES = IMPORTING_ROLES | {"department", "auditor", "partner_unit"}
BUSINESS = {
    Ability.VIEW_LEDGER, Ability.IMPORT_LEDGER, Ability.CORRECT_FACT, Ability.EXPORT_LEDGER, Ability.OPEN_CAMPAIGN
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    told = logging.getLogger("django.request")
    before = told.level
    told.setLevel(logging.ERROR)  # thousands of refusals are what is asked for here
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    told.setLevel(before)


@pytest.fixture(scope="module")
def seen(world: World) -> Any:
    """What a person got from everything, asked for once."""
    known: dict[str, Seen] = {}

    def of(person: Person) -> Seen:
        if person.name not in known:
            known[person.name] = ask_all(world, person, routes())
        return known[person.name]

    return of


# --- The table -------------------------------------------------------------------------------------------------------


def test_every_url_has_a_name_of_its_own_and_a_rule() -> None:
    names = [route.name for route in routes()]

    assert all(names)
    assert len(set(names)) == len(names)
    assert not [str(route) for route in routes() if route.rule is None]


def test_every_url_and_method_has_declared_answers_for_everybody() -> None:
    declared = table.read()

    assert set(declared) == {f"{route} {method}" for route in routes() for method in METHODS}, (
        "run `python -m tests.matrix.write`, and read what it wrote"
    )
    assert {page: set(answers) for page, answers in declared.items()} == {
        page: {person.name for person in CAST} for page in declared
    }


@everybody
def test_the_pages_answer_as_declared(seen: Any, person: Person) -> None:
    declared = {page: answers[person.name] for page, answers in table.read().items()}

    assert seen(person).answers == declared


# --- What the table itself must keep to, whoever wrote it ------------------------------------------------------------


def answers_for(person: str, route: Route, method: str) -> dict[str, str]:
    words = table.read()[f"{route} {method}"][person].split()
    return dict.fromkeys(RELATIONS, words[0]) if len(words) == 1 else dict(zip(RELATIONS, words, strict=True))


# A published or shipped scheme lies nowhere: it is the same for everybody; what its pages say of campaigns is scoped.
SCHEMES = ("/schemes/<int:number>/", "/schemes/shipped/")


def let_in(words: dict[str, str]) -> set[str]:
    return {relation for relation, word in words.items() if word in {"ok", "go", "input"}}


def demanded(method: str) -> Iterator[tuple[Route, Ability | Gate]]:
    for route in routes():
        assert route.rule is not None
        yield route, route.rule.of(method)


@every_method
def test_who_has_not_signed_in_gets_public_pages_only(method: str) -> None:
    for route, wanted in demanded(method):
        words = set(answers_for("resident", route, method).values())

        if route.name == "sign_in_code":  # the second step; without the first it leads back to that
            assert words <= {"sign_in"}, route
            continue
        assert ("sign_in" not in words) if wanted is PUBLIC else words <= {"sign_in", "405", "-"}, route


@every_method
def test_an_account_without_posts_gets_nothing_but_itself(method: str) -> None:
    for route, wanted in demanded(method):
        for_everybody = wanted is PUBLIC or (wanted is SIGNED_IN and not route.parameters)

        assert for_everybody or not let_in(answers_for("stranger", route, method)), route


@every_method
@everybody
def test_nobody_gets_what_lies_beside_or_elsewhere(method: str, person: Person) -> None:
    """Siblings and other cities are not there: 404, as if they did not exist."""
    for route, wanted in demanded(method):
        if not route.parameters or wanted is PUBLIC or route.pattern.startswith(SCHEMES):
            continue
        words = answers_for(person.name, route, method)

        assert not let_in(words) & {"sibling", "foreign"}, route
        assert "403" not in {words["sibling"], words["foreign"]}, route


@every_method
def test_administrators_get_no_page_of_the_business(method: str) -> None:
    for route, wanted in demanded(method):
        if wanted in BUSINESS:
            assert not [name for name in sorted(ADMINISTRATORS) if let_in(answers_for(name, route, method))], route


# --- What no answer may show or do -----------------------------------------------------------------------------------


@everybody
def test_no_answer_shows_anything_of_a_place_that_is_not_hers(seen: Any, person: Person) -> None:
    assert not seen(person).leaks


@everybody
def test_what_is_hers_does_show(seen: Any, person: Person) -> None:
    """So that the test above is not passed by pages that show nothing."""
    if person.role in BUSINESS_ROLES:
        assert {person.place, f"campaign_{person.place}"} <= seen(person).shown
    if person.role in IMPORTING_ROLES:
        assert {f"{kind}{person.place}" for kind in KINDS} <= seen(person).shown


@everybody
def test_searching_for_what_lies_elsewhere_finds_nothing(world: World, seen: Any, person: Person) -> None:
    """Every page that she may read is asked, for the nearest place, with what all marks share and with the mark of another
    city inside that city, in all words lists know: whatever filter went without her scope, it would show."""
    client = signed_in(world, person)
    allowed = world.known_to(person)
    elsewhere = {"q": "far_city"} | dict.fromkeys(("under", "division", "within"), "970100000000")
    found = []
    for route in routes():
        places = AROUND[person.place] if route.parameters else [person.place]
        words = seen(person).answers[f"{route} GET"].split()
        allowed_there = (
            place for place, word in zip(places, words * len(places), strict=False) if place and word == "ok"
        )
        if (place := next(allowed_there, None)) is None:
            continue
        url = reverse(route.name, kwargs=arguments(world, route, place))
        for asked in ({"q": "qz"}, elsewhere):
            answer, _ = answer_to(client, "GET", url, query(route) | asked)
            found += [f"GET {url} {asked} shows {mark}" for mark in sorted(marks_in(answer) - allowed)]

    assert not found


@everybody
def test_counts_are_of_her_own_part(world: World, person: Person) -> None:
    """A campaign of a higher division is counted for her as if only her part were in it."""
    if person.role not in BUSINESS_ROLES:
        return
    client = signed_in(world, person)
    hers = 1 if person.role == "partner_unit" else sum(within(person.place, place) for place in PLACES)
    # The second compound of a place is in the place's own campaign only.
    own = hers if person.role == "partner_unit" else hers + 1
    for place, expected in ((AROUND[person.place][0], own), (AROUND[person.place][3], hers)):
        answer, _ = answer_to(client, "GET", reverse("campaign", args=[world.id_of("campaign", place)]))

        assert answer.context["total"] == expected, place


@everybody
def test_reading_changes_nothing(seen: Any, person: Person) -> None:
    assert not seen(person).writes


@everybody
def test_every_answer_carries_the_headers_that_protect_it(seen: Any, person: Person) -> None:
    assert not seen(person).bare


@every_route
@everybody
def test_an_own_object_with_a_foreign_one_is_not_there(world: World, route: Route, person: Person) -> None:
    """Pages about two objects, such as a compound in a campaign, do not take one of hers and one of others."""
    if len(route.parameters) < 2 or not person.role:
        return
    client = signed_in(world, person)
    own, foreign = (arguments(world, route, AROUND[person.place][place]) for place in (0, 4))
    for parameter in route.parameters:
        if own[parameter] == foreign[parameter]:
            continue
        url = reverse(route.name, kwargs=own | {parameter: foreign[parameter]})
        sent = {"POST": form(world, route, AROUND[person.place][4])} if route.for_programs else {}
        for method in METHODS:
            answer, _ = answer_to(client, method, url, sent.get(method), as_json=route.for_programs)
            assert word_of(answer) in {"404", "405"}, url


@every_route
def test_no_url_answers_other_methods_or_a_form_without_its_token(world: World, route: Route) -> None:
    url = reverse(route.name, kwargs=arguments(world, route, OFFICIAL.place))
    client = signed_in(world, OFFICIAL)
    careful = signed_in(world, OFFICIAL, enforce_csrf_checks=True)

    others = {word_of(answer_to(client, method, url)[0]) for method in ("PUT", "PATCH", "DELETE")}
    # Django's own view for the language goes back where one came from, and does nothing, whatever the method.
    assert others <= ({"go"} if route.name == "set_language" else {"405", "404", "403"})
    if not route.pattern.startswith("/api/"):  # these believe no cookie, so that no form of another site can use one
        assert word_of(answer_to(careful, "POST", url)[0]) == "403"

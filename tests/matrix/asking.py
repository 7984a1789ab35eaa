"""Every person asks for every URL, by both methods, with objects of every relation; nothing that a POST does is kept."""

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from sanwu.base import clock
from sanwu.people.sessions import BEGAN, SEEN
from tests.matrix.arguments import arguments, form, query
from tests.matrix.cast import AROUND, Person
from tests.matrix.routes import METHODS, Route
from tests.matrix.world import MARK, World

WORDS = {401: "sign_in", 400: "input", 409: "input", 422: "input", 403: "403", 404: "404", 405: "405"}
WRITES = re.compile(r'^(INSERT|UPDATE|DELETE|REPLACE)(?!.*"(django_session)")', re.IGNORECASE)
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# The full stops are literal: a random token could otherwise look like a mark.
MARKED = re.compile(re.escape(MARK).replace(re.escape("{}"), "([a-z_]+)"))


@dataclass
class Seen:
    """What one person got: the answers, and what no answer may show or do."""

    answers: dict[str, str] = field(default_factory=dict)  # "campaign GET" -> "ok ok 404 404 404"
    shown: set[str] = field(default_factory=set)  # marks that stood in some answer
    leaks: list[str] = field(default_factory=list)  # and those that should not have
    writes: list[str] = field(default_factory=list)  # by GET
    bare: list[str] = field(default_factory=list)  # answers without a security header
    read: dict[str, str] = field(default_factory=dict)  # answers by address: what lies nowhere has one for all places


def ask_all(world: World, person: Person, routes: list[Route]) -> Seen:
    """Everything that a person can ask of these routes."""
    seen = Seen()
    client = signed_in(world, person)
    for route in routes:
        for method in METHODS:
            words = [_ask(world, person, client, route, method, place, seen) for place in _places(person, route)]
            equal = len(set(words) - {"-"}) == 1
            seen.answers[f"{route} {method}"] = (
                next(word for word in words if word != "-") if equal else " ".join(words)
            )
    return seen


def signed_in(world: World, person: Person, **options: Any) -> Client:
    """A browser with the person's session, which also carries the token of her programs; pages take no notice of it."""
    client = Client(**options)
    if person.account:
        client.force_login(world.accounts[person.name])
        kept = client.session  # noted now, because what a request notes is undone: every one would note it again
        kept[BEGAN] = kept[SEEN] = int(clock.now().timestamp())
        kept.save()
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {world.tokens[person.name]}"
    return client


def _places(person: Person, route: Route) -> list[str]:
    """One place for each relation, in their order; one only for a page without object."""
    return list(AROUND[person.place]) if route.parameters else [person.place]


def _ask(world: World, person: Person, client: Client, route: Route, method: str, place: str, seen: Seen) -> str:
    """One cell of the table; what the answer should not show or do is noted beside it."""
    if not place:
        return "-"
    url = reverse(route.name, kwargs=arguments(world, route, place))
    if method == "GET" and url in seen.read:
        return seen.read[url]
    data = form(world, route, place) if method == "POST" else query(route)
    answer, queries = answer_to(client, method, url, data, as_json=route.for_programs)
    where = f"{person.name}: {method} {url}"
    shown = marks_in(answer)
    seen.shown |= shown
    seen.leaks += [f"{where} shows {mark}" for mark in sorted(shown - world.known_to(person))]
    if method == "GET":
        seen.writes += [f"{where} runs {sql[:120]}" for sql in queries if WRITES.match(sql)]
    seen.bare += [
        f"{where} lacks {name}" for name, value in HEADERS.items() if value not in answer.headers.get(name, "")
    ]
    word = word_of(answer)
    if method == "GET":
        seen.read[url] = word
    # Signing out leads to the same page as not being signed in.
    return "go" if word == "sign_in" and (route.name, method, person.account) == ("sign_out", "POST", True) else word


def answer_to(
    client: Client, method: str, url: str, data: dict[str, Any] | None = None, *, as_json: bool = False
) -> tuple[Any, list[str]]:
    """The answer and the statements it took. What the request did is undone, to the database and to the browser."""
    send = {"GET": client.get, "POST": client.post}.get(method)
    cookies = deepcopy(client.cookies)
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Without its parameters: to write them out costs SQLite as many statements again."""
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), transaction.atomic():
        answer: Any
        if send and as_json and method == "POST":
            answer = client.post(url, data, "application/json", headers={"Idempotency-Key": str(uuid4())})
        else:
            answer = send(url, data) if send else client.generic(method, url)
        if answer.streaming:
            answer.content_read = b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, statements


def word_of(answer: HttpResponseBase) -> str:
    status = answer.status_code
    if 200 <= status < 300:
        return "ok"
    if 300 <= status < 400:
        return "sign_in" if answer["Location"].startswith(reverse("sign_in")) else "go"
    return WORDS.get(status, str(status))


def marks_in(answer: Any) -> set[str]:
    """The places whose marks an answer shows, in text, headers or packed in a workbook."""
    body: bytes = answer.content_read if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    text = body.decode("utf-8", "replace") + str(dict(answer.headers))
    return set(MARKED.findall(text))

"""The reviewed table: what every person gets from every URL, by method and by the relation of the object to her place.

Read and written as `tests/matrix/table.yaml`; its head says how to read it.
"""

from functools import cache
from pathlib import Path

import yaml

from tests.matrix.routes import METHODS, Route

TABLE = Path(__file__).with_name("table.yaml")
Answers = dict[str, dict[str, str]]  # "campaign GET" -> person -> "ok ok 404 404 404", or one word where all are equal

HEAD = """\
# Who gets what from which URL (design §5, security.md promise 30). Written by `python -m tests.matrix.write`, then READ:
# every line of a change here is a right given or taken. The tests compare it with what the pages really answer.
#
# page METHOD:                     # the address, and what the view demands
#   answers: people who get them
#
# Answers stand in the order own child sibling parent foreign: the object of the page lies in the person's own division,
# right below it, beside it, right above it, in another city. One word: the same for all, or a page without object.
# For people without a place (resident, stranger) "own" is the district.
#   ok    the page          go       done, goes on to another page     input  let in; what was sent (nothing) is refused
#   404   not there for you 403      you may not                       405    the page does not know this method
#   sign_in  first sign in  -        there is no such object for this person
"""


@cache
def read() -> Answers:
    stored = yaml.safe_load(TABLE.read_text(encoding="utf-8")) or {}
    return {
        page: {person: str(answers) for answers, people in groups.items() for person in people.split()}
        for page, groups in stored.items()
    }


def write(answers: Answers, routes: list[Route]) -> None:
    lines = [HEAD]
    for route in routes:
        for method in METHODS:
            page = f"{route} {method}"
            lines.append(f"{page + ':':<34} # {route.pattern}  {route.demands}")
            groups: dict[str, list[str]] = {}
            for person, words in answers[page].items():
                groups.setdefault(words, []).append(person)
            lines += [f"  {words}: {' '.join(people)}" for words, people in groups.items()]
            lines.append("")
    TABLE.write_text("\n".join(lines), encoding="utf-8")

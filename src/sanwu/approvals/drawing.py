"""The transition tables as a drawing (Mermaid) and a table, for docs/developers/approvals.md."""

from collections.abc import Iterator

from sanwu.approvals.enums import Kind
from sanwu.approvals.rules import TABLES, Table
from sanwu.approvals.words import KINDS, SIDES, STATES, VERBS


def draw() -> str:
    """Every kind of case: its states and steps. A test holds the page equal to this."""
    return "\n".join(line for kind in Kind for line in _section(kind, TABLES[kind]))


def _section(kind: Kind, table: Table) -> Iterator[str]:
    yield from (f"## {KINDS[kind]} (`{kind}`)", "", "```mermaid", "stateDiagram-v2")
    for state in sorted(table.states):
        yield f"    {state}: {STATES[state]}"
    yield f"    [*] --> {table.first}: {VERBS[table.opening]}"
    for state, moves in table.moves.items():
        for verb, move in moves.items():
            yield f"    {state} --> {move.to}: {VERBS[verb]}"
    for state in sorted(table.final):
        yield f"    {state} --> [*]"
    yield from ("```", "", "| from | verb | to | by | demands |", "|---|---|---|---|---|")
    for state, moves in table.moves.items():
        for verb, move in moves.items():
            wanted = [
                word
                for word, needed in (
                    ("a reason", move.reason), ("not who submitted", move.apart), ("a named person", move.names)
                )
                if needed
            ]  # fmt: skip
            demands = ", ".join(wanted) or "–"
            yield f"| {STATES[state]} | {VERBS[verb]} (`{verb}`) | {STATES[move.to]} | {SIDES[move.by]} | {demands} |"
    yield ""

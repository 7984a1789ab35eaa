"""The source of the product as trees, for tests that read code as data."""

import ast
import io
import token as kinds
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sanwu"
NO_CODE = {kinds.COMMENT, kinds.NL, kinds.NEWLINE, kinds.INDENT, kinds.DEDENT, kinds.ENDMARKER}


@dataclass(frozen=True)
class Module:
    """One Python file of src/sanwu. `place` is its path below the checkout, `app` the package it belongs to."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        return self.path.relative_to(SOURCE).parts[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def code_lines(self) -> int:
        """Lines that hold code: without blank lines, comments and docstrings."""
        held: set[int] = set()
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in NO_CODE:
                held.update(range(token.start[0], token.end[0] + 1))
        for node in self.walk(ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                held.difference_update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
        return len(held)

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.path.parts

    def walk(self, *kinds: type[ast.AST]) -> Iterator[Any]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of a function or method with one of these names."""
        for node in self.walk(ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node

    def imports(self) -> Iterator[str]:
        """Dotted names of everything imported; `from a.b import c` gives a.b.c."""
        for node in self.walk(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            else:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def modules(app: str = "") -> list[Module]:
    """All modules of the product, or of one app, in order of their paths."""
    folder = SOURCE / app
    return [
        Module(path, text := path.read_text(encoding="utf-8"), ast.parse(text, str(path)))
        for path in sorted(folder.rglob("*.py"))
    ]

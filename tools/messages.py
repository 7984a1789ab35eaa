"""Keep the English catalogue complete: Chinese is the source, English is one click away.

`python tools/messages.py update` collects every marked string into django.po, keeps what is translated, and compiles;
`python tools/messages.py check` fails where a string has no English, where a translation lost a placeholder, or where
the compiled file is older than its source. Pure Python: GNU gettext is not needed, and the compiled file is committed,
so that an installation does not need it either.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as translation_template

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sanwu"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
Found = tuple[str, int, str | tuple[str, ...], str | None]


def catalogue_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES" / "django.po"


def marked_strings() -> Iterator[Found]:
    """(file, line, message or its plural pair, context) of every marked string in Python and in templates."""
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        if "vendor" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django turns the tags of a template into Python calls for exactly this purpose.
            text = translation_template.templatize(text, origin=str(path))
            # It keeps the indentation of the template, which offends Python's tokenizer.
            text = "\n".join(line.lstrip() for line in text.splitlines())
        place = path.relative_to(ROOT).as_posix()
        for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield place, line, message, context


def collected() -> Catalog:
    """An empty catalogue of every marked string; without line numbers, it changes only with its words."""
    found = Catalog(locale="en", project="sanwu", charset="utf-8")
    for place, _line, message, context in marked_strings():
        if message and message != ("",):
            found.add(message, locations=[(place, 0)], context=context)
    return found


def translated() -> Catalog:
    path = catalogue_path()
    if not path.exists():
        return Catalog(locale="en", project="sanwu", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def texts(value: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """Singular and plural forms of an id or a translation; a single text where there is no plural."""
    return [value or ""] if isinstance(value, str | None) else list(value)


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def faults(wanted: Message, catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translation of one message."""
    present = catalogue.get(wanted.id, wanted.context)
    shown = texts(wanted.id)[0]
    where = ", ".join(sorted({place for place, _ in wanted.locations}))
    if present is None or not all(texts(present.string)):
        yield f"{where}: no English for {shown!r}"
    elif present.fuzzy:
        yield f"{where}: English for {shown!r} is marked fuzzy; read it and remove the mark"
    elif any(placeholders(text) - placeholders(" ".join(texts(wanted.id))) for text in texts(present.string)):
        yield f"{where}: English for {shown!r} has a placeholder that the Chinese has not"
    elif placeholders(shown) - placeholders(" ".join(texts(present.string))):
        yield f"{where}: English for {shown!r} lost a placeholder"


def check() -> int:
    catalogue, wanted = translated(), collected()
    problems = [fault for message in wanted if message.id for fault in faults(message, catalogue)]
    known = {(message.id, message.context) for message in wanted}
    problems += [
        f"django.po: nothing says {texts(message.id)[0]!r} any more"
        for message in catalogue
        if message.id and (message.id, message.context) not in known
    ]
    binary = catalogue_path().with_suffix(".mo")
    if not problems and (not binary.exists() or binary.read_bytes() != compiled(catalogue)):
        problems.append("django.mo is not compiled from django.po")
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} faults in the English catalogue. Run `make messages`, then translate what is empty.")
    return 1 if problems else 0


def update() -> int:
    catalogue, wanted = translated(), collected()
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = catalogue_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=False
        )
    path.with_suffix(".mo").write_bytes(compiled(translated()))
    empty = len([message for message in catalogue if message.id and not all(texts(message.string))])
    print(f"{path.relative_to(ROOT)}: {len(catalogue)} messages, {empty} without English")
    return 0


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] not in (["check"], ["update"]):
        raise SystemExit("usage: python tools/messages.py check|update")
    raise SystemExit(check() if sys.argv[1] == "check" else update())

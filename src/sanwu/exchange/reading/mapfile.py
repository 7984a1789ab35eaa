"""MAP.yaml: the mapping of a file as text, so that the command line can be told what a person would choose on the page.

    sheet: 台账
    head_lines: 2                      # 0: no header, columns by position
    columns:                           # header, header of both rows (基本情况/小区名称), position (3) or letter (C)
      物业公司: property_provider_name
      无主管部门: not has_governing_unit
      G: {fact: floor_area_m2, unit: 公顷}
    values: {has_property_provider: {街道代管: yes}}
    ignore: [片区]
    division: "460106"                 # rows that do not say where they are
    datum: gcj02                       # cgcs2000, wgs84, gcj02, bd09
    source: 区住建局〔2026〕3号        # the document of the body whose judgement the sheet brings

What the file does not mention is proposed as without it.
"""

from typing import Any, NamedTuple

from sanwu.base.codes import CodeProblem, read_code
from sanwu.base.coordinates import Datum
from sanwu.base.text import tidy
from sanwu.exchange.reading.issues import ERROR, Issue
from sanwu.exchange.reading.mapreader import ColumnChoice, MapRefused, Reader
from sanwu.policy.model import Dictionary
from sanwu.policy.problems import near
from sanwu.policy.yamltree import MAX_CHARACTERS, parse

__all__ = ["KEYS", "ColumnChoice", "MapFile", "MapRefused", "map_from", "read_map"]

KEYS = ("sheet", "head_lines", "columns", "values", "ignore", "division", "datum", "encoding", "delimiter", "source")
LONGEST_SOURCE = 150


class MapFile(NamedTuple):
    """A MAP file as read; nothing in it has been compared with a table yet."""

    sheet: str = ""
    head_lines: int | None = None
    columns: tuple[ColumnChoice, ...] = ()
    values: dict[str, dict[str, str]] = {}
    ignore: tuple[str, ...] = ()
    division: str = ""
    datum: str = ""
    encoding: str = ""
    delimiter: str = ""
    source: str = ""


def read_map(text: str, dictionary: Dictionary) -> MapFile:
    """A MAP file as values. Every text stays text: 010106 keeps its zero and `no` is no truth value."""
    if len(text) > MAX_CHARACTERS:
        raise MapRefused([Issue(0, "", "", "map_too_large", {"limit": f"{MAX_CHARACTERS:,}"}, ERROR)])
    tree = parse("MAP.yaml", text)
    if tree.problems:
        raise MapRefused(
            [
                Issue(p.line, p.path, "", "map_yaml", {"reason": p.message, "remedy": p.remedy}, ERROR)
                for p in tree.problems
            ]
        )
    return map_from(tree.data, dictionary, tree.lines)


def map_from(data: Any, dictionary: Dictionary, lines: dict[Any, int] | None = None) -> MapFile:
    """The same from plain data, such as a stored mapping."""
    reader = Reader(dictionary, lines or {})
    if not isinstance(data, dict):
        raise MapRefused([Issue(1, "", "", "map_form", {"keys": list(KEYS)}, ERROR)])
    for key in data:
        if key not in KEYS:
            reader.refuse((key,), "map_unknown_key", key=key, keys=list(KEYS), guess=near(key, KEYS) or "")
    result = MapFile(
        sheet=reader.text(data, "sheet"),
        head_lines=_head_lines(reader, data),
        columns=_columns(reader, data.get("columns", {})),
        values=_values(reader, data.get("values", {})),
        ignore=_ignore(reader, data.get("ignore", [])),
        division=_division(reader, data),
        datum=_datum(reader, data),
        encoding=reader.text(data, "encoding"),
        delimiter={"tab": "\t", "\\t": "\t"}.get(reader.text(data, "delimiter"), reader.text(data, "delimiter")),
        source=tidy(reader.text(data, "source"))[:LONGEST_SOURCE],
    )
    if reader.issues:
        raise MapRefused(reader.issues)
    return result


def _head_lines(reader: Reader, data: dict[str, Any]) -> int | None:
    text = reader.text(data, "head_lines")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= 20):
        reader.refuse(("head_lines",), "map_head_lines", value=text)
        return None
    return int(text)


def _columns(reader: Reader, said: Any) -> tuple[ColumnChoice, ...]:
    if not isinstance(said, dict):
        reader.refuse(("columns",), "map_columns_form")
        return ()
    return tuple(reader.choice(where, choice) for where, choice in said.items())


def _values(reader: Reader, said: Any) -> dict[str, dict[str, str]]:
    if not isinstance(said, dict) or not all(isinstance(texts, dict) for texts in said.values()):
        reader.refuse(("values",), "map_values_form")
        return {}
    values: dict[str, dict[str, str]] = {}
    for word, texts in said.items():
        target = reader.target(("values", word), word)
        for text, value in texts.items():
            if not isinstance(value, str):
                reader.refuse(("values", word, text), "map_values_form")
            else:
                values.setdefault(target, {})[text] = value
    return values


def _ignore(reader: Reader, said: Any) -> tuple[str, ...]:
    items = [said] if isinstance(said, str) and said else said
    if not isinstance(items, (list, str)) or not all(isinstance(item, str) for item in items):
        reader.refuse(("ignore",), "map_ignore_form")
        return ()
    return tuple(items)


def _division(reader: Reader, data: dict[str, Any]) -> str:
    """A code is padded to twelve digits; a name is left for whoever knows the divisions."""
    text = reader.text(data, "division")
    if not text or not text.isascii():
        return text
    code = read_code(text)
    if isinstance(code, CodeProblem):
        reader.refuse(("division",), code.code, text=code.text, guess=code.guess)
        return ""
    return code


def _datum(reader: Reader, data: dict[str, Any]) -> str:
    text = reader.text(data, "datum").lower().replace("-", "")
    if text and text not in list(Datum):
        reader.refuse(("datum",), "map_datum", value=text, allowed=list(Datum))
        return ""
    return text

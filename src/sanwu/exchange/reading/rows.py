"""What concerns more than one cell of a row: words beside numbers, marks in doubt, a name or number at all, points."""

from typing import Any

from sanwu.base.coordinates import Datum, point_problem, to_cgcs2000
from sanwu.exchange.reading.checked import Checked
from sanwu.exchange.reading.flaws import Marks, error, mark_key, warning
from sanwu.exchange.reading.mapping import Mapping
from sanwu.exchange.reading.suggest import MappedColumn
from sanwu.exchange.reading.targets import LATITUDE, LONGITUDE, NAME, NUMBER, REMARK
from sanwu.policy.derive import Deriver
from sanwu.policy.model import Dictionary

POINT = "point"  # what longitude and latitude become


def warn_of_shared_numbers(checked: Checked, columns: list[MappedColumn], shared: list[tuple[int, int]]) -> None:
    """A number merged over several rows belongs to all of them together: it stands in the first, the others stay unknown."""
    position_of = {line: position for position, line in enumerate(checked.lines)}
    for column in columns:
        lines = [line for line, place in shared if place == column.column and line in position_of]
        checked.note(column, {position_of[line]: warning(None, "merged_number") for line in lines})


def keep_words(checked: Checked, dictionary: Dictionary) -> None:
    """Words that stood where a number belongs go to the text fact beside it, unless its own column said something."""
    for column, flaws in checked.flaws:
        kept = {position: flaw.kept_text for position, flaw in flaws.items() if flaw.kept_text}
        text_fact = dictionary.facts[column.target].text_beside if column and kept else None
        if text_fact is None:
            continue
        texts = checked.facts.setdefault(text_fact, [None] * len(checked.lines))
        for position, text in kept.items():
            if texts[position] is None:
                texts[position] = text


def part_names(checked: Checked, mapping: Mapping, dictionary: Dictionary, marks: Marks) -> None:
    """无物业, 单位自管, √ in the column of a name are no names: they go to the text fact beside it, where they are read."""
    deriver = Deriver(dictionary)
    for fact, beside in deriver.names:
        values = checked.facts.get(fact)
        words = {text for text in set(values or ()) if isinstance(text, str) and not deriver.is_name(fact, text)}
        if not values or not words:
            continue
        texts = checked.facts.setdefault(beside, [None] * len(checked.lines))
        bare = {text for text in words if mark_key(text) in marks.yes}
        unnamed = {}
        for position, text in enumerate(values):
            if text in words:
                values[position] = None
                if texts[position] is None:
                    texts[position] = text
                if text in bare:
                    unnamed[position] = warning(None, "mark_for_name", text=text)
        checked.note(mapping.column_of(fact), unnamed)


def doubt_marks(checked: Checked, mapping: Mapping, dictionary: Dictionary, marks: Marks) -> None:
    """待核 in the remarks: the marks of that row are not relied on (unknown is never no)."""
    remarks = checked.identity.get(REMARK)
    if not remarks:
        return
    doubted = {remark for remark in set(remarks) if remark is not None and marks.doubts(remark)}
    doubtful = [position for position, remark in enumerate(remarks) if remark in doubted]
    for column in mapping.columns:
        if column.target not in dictionary.facts or dictionary.facts[column.target].type != "boolean":
            continue
        values = checked.facts[column.target]
        flaws = {}
        for position in doubtful:
            if values[position] is not None:
                values[position] = None
                flaws[position] = warning(None, "unverified_row", remark=remarks[position])
        checked.note(column, flaws)


def require_identity(checked: Checked, mapping: Mapping) -> None:
    nothing: list[Any] = [None] * len(checked.lines)
    names = checked.identity.get(NAME, nothing)
    numbers = checked.identity.get(NUMBER, nothing)
    missing = {p: error("name_missing") for p in range(len(names)) if names[p] is None and numbers[p] is None}
    checked.note(mapping.column_of(NAME), {p: flaw for p, flaw in missing.items() if p not in checked.refused})


def join_points(checked: Checked, mapping: Mapping) -> None:
    """Longitude and latitude as one point of the stored datum, or why they are none."""
    east, north = checked.identity.pop(LONGITUDE, None), checked.identity.pop(LATITUDE, None)
    if east is None or north is None:
        return
    datum = Datum(mapping.datum or Datum.CGCS2000)
    points: list[tuple[str, str] | None] = [None] * len(checked.lines)
    flaws = {}
    for position, (longitude, latitude) in enumerate(zip(east, north, strict=True)):
        if longitude is None and latitude is None:
            continue
        if longitude is None or latitude is None:
            if position not in checked.refused:
                flaws[position] = error("half_a_point")
        elif problem := point_problem(longitude, latitude):
            flaws[position] = error(problem, longitude=longitude, latitude=latitude)
        else:
            point = to_cgcs2000(longitude, latitude, datum)
            points[position] = (str(point.longitude), str(point.latitude))
    checked.identity[POINT] = points
    checked.note(mapping.column_of(LONGITUDE), flaws)

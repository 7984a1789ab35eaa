"""The datum of an upload's points, voted for by the places that its rows state; a person decides."""

from itertools import islice

from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.exchange.opening import Opened
from sanwu.exchange.places import PLACE_COLUMNS, Places
from sanwu.exchange.reading.cells import as_text
from sanwu.exchange.reading.targets import LATITUDE, LONGITUDE
from sanwu.territory.datums import Vote, vote

MOST_ROWS = 2000


def datum_vote(opened: Opened, campaign: Campaign, scope: Scope) -> Vote | None:
    """What the rows' own places say; None where they have no points, state their datum, or no boundary is known."""
    columns = {column.target: column.column for column in opened.mapping.columns}
    if opened.mapping.datum or LONGITUDE not in columns or LATITUDE not in columns:
        return None
    places = Places(campaign, scope)
    points = []
    for line in islice(opened.layout.data_lines, MOST_ROWS):
        row = opened.table.rows[line - 1]
        try:
            longitude, latitude = (float(as_text(row[columns[target]])) for target in (LONGITUDE, LATITUDE))
        except ValueError:
            continue
        words = [
            as_text(row[columns[target]]).strip() or None if target in columns else None for target in PLACE_COLUMNS
        ]
        here = places.resolve(words)
        if isinstance(here, str):
            points.append((longitude, latitude, here))
    return vote(points)

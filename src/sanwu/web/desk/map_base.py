"""What may lie below our own boundaries: a file of the local survey office, or Tianditu; each only where it is set up."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from sanwu.render.pmtiles import VECTOR, BaseMap, NotPMTiles

log = logging.getLogger(__name__)
TIANDITU = (
    "https://t{number}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


def base_maps() -> list[dict[str, Any]]:
    """What the script can draw below the boundaries: [{id, title, kind, …}], the first of them shown at once."""
    found: list[dict[str, Any]] = []
    if file := base_file():
        about = file.about
        found.append(
            {
                "id": "file", "title": _("本地底图"), "kind": "vector" if about.content_type == VECTOR else "raster",
                "tiles": [reverse("base_tile", args=[0, 0, 0]).replace("/0/0/0/", "/{z}/{x}/{y}/")],
                "layers": about.layers, "zooms": [about.smallest_zoom, about.largest_zoom], "source": about.attribution,
            }
        )  # fmt: skip
    if key := settings.SANWU_TIANDITU_KEY:
        sheets = [
            [TIANDITU.format(number=number, layer=layer, key=key) for number in range(8)] for layer in ("vec", "cva")
        ]
        found.append({"id": "tianditu", "title": _("天地图"), "kind": "sheets", "sheets": sheets, "zooms": [1, 18]})
    return found


def base_file() -> BaseMap | None:
    """The file of SANWU_BASEMAP; None without one, or (said in the log) where it cannot be read."""
    return _opened(settings.SANWU_BASEMAP) if settings.SANWU_BASEMAP else None


@cache
def _opened(path: str) -> BaseMap | None:
    try:
        return BaseMap(Path(path))
    except (OSError, NotPMTiles) as error:
        log.warning("SANWU_BASEMAP cannot be used: %s", error)
        return None

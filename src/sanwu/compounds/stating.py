"""An identity as people type it: tidied, checked, its point brought to the stored datum (no Django models here)."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from sanwu.base.coordinates import Datum, to_cgcs2000
from sanwu.base.errors import BadInput
from sanwu.base.text import forbidden_character, narrow, tidy
from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.identity import Identity

LONGEST_NAME, LONGEST_ADDRESS, MOST_ALIASES = 100, 200, 20
_SEPARATORS = re.compile(r"[、，,；;/\n]+")


def stated_identity(
    *,
    name: str,
    division_code: str,
    kind: str = CompoundKind.COMPOUND,
    number: str = "",
    aliases: str | Sequence[str] = "",
    address: str = "",
    point: tuple[str, str] | None = None,
    datum: str = "",
    known: Identity | None = None,
) -> Identity:
    """The identity that somebody states; what no form asks for (earlier numbers) is taken from the `known` one.

    `aliases` may be one text with 、 between them; `point` is (longitude, latitude) as typed, in `datum`. BadInput, its
    code naming the field, for what cannot be stored.
    """
    name = _text(name, "name", LONGEST_NAME, _("请填写小区名称，最多 %(most)s 个字。"), needed=True)
    number = "".join(narrow(_text(number, "number", LONGEST_NAME, _("编号最多 %(most)s 个字。"))).split())
    if kind not in CompoundKind.values:
        raise BadInput(_("请选择类型：小区、院落或单栋楼。"), "kind")
    given = _SEPARATORS.split(aliases) if isinstance(aliases, str) else aliases
    others = [_text(alias, "aliases", LONGEST_NAME, _("每个别名最多 %(most)s 个字。")) for alias in given]
    kept = tuple(alias for alias in dict.fromkeys(others) if alias and alias != name)
    if len(kept) > MOST_ALIASES:
        raise BadInput(_("别名最多 %(most)s 个。") % {"most": MOST_ALIASES}, "aliases")
    start = known or Identity(name, division_code)
    place, given_in = stated_point(point, datum)
    if known is not None and place == known.point:
        given_in = known.datum  # the same place by its stored coordinates keeps the datum it was given in
    return start._replace(
        name=name, division_code=division_code, kind=str(kind), number=number or None, aliases=kept,
        address=_text(address, "address", LONGEST_ADDRESS, _("地址最多 %(most)s 个字。")), point=place, datum=given_in,
    )  # fmt: skip


def stated_point(point: tuple[str, str] | None, datum: str) -> tuple[tuple[str, str] | None, str]:
    """(stored point, datum it was given in); (None, "") where nothing was typed."""
    longitude, latitude = (narrow(text).strip() for text in point or ("", ""))
    if not longitude and not latitude:
        return None, ""
    try:
        found = to_cgcs2000(float(longitude), float(latitude), Datum(datum or Datum.CGCS2000))
    except ValueError:
        raise BadInput(
            _("经纬度不对：经度应在 73 到 136 之间，纬度应在 3 到 54 之间，两项都要填，例如 110.331234 和 20.031234。"),
            "point",
        ) from None
    return (f"{found.longitude:.7f}", f"{found.latitude:.7f}"), Datum(datum or Datum.CGCS2000).value


def _text(text: str, field: str, longest: int, message: str, *, needed: bool = False) -> str:
    found = tidy(text or "")
    if len(found) > longest or (needed and not found):
        raise BadInput(message % {"most": longest}, field)
    if bad := forbidden_character(found):
        raise BadInput(_("有不能保存的字符（%(code)s），请重新输入。") % {"code": f"U+{ord(bad):04X}"}, field)
    return found

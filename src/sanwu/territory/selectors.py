"""Questions about the administrative tree."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from sanwu.base.codes import CODE_LENGTH, parent_of, range_of, read_code
from sanwu.base.errors import BadInput
from sanwu.base.scope import Ability, Scope
from sanwu.records.scoping import in_ranges
from sanwu.territory.models import Division
from sanwu.territory.rules import Gazetteer, Place, joined

OPEN = Q(valid_to=None)


def division(code: str) -> Division:
    """The division of a code of 2, 4, 6, 9 or 12 digits; BadInput, with what to do, when there is none."""
    read = read_code(code)
    if not isinstance(read, str):
        guess = f"是不是 {read.guess}？" if read.guess else ""
        raise BadInput(f"“{code}”不是区划代码，应为 12 位数字（也可以只写前 2、4、6、9 位）。{guess}", "bad_division")
    found = Division.objects.filter(code=read).first()
    if found is None:
        raise BadInput(f"没有代码为 {read} 的区划。请先导入行政区划，或检查代码。", "unknown_division")
    return found


def divisions_visible_to(scope: Scope) -> QuerySet[Division]:
    """Divisions, closed ones too, where VIEW_DIVISIONS is held."""
    return Division.objects.filter(in_ranges(scope, Ability.VIEW_DIVISIONS, "code"))


def path_of(code: str) -> list[Division]:
    """The division and all above it, from the top, by its parent links; one query where they are as the codes say."""
    known = Division.objects.in_bulk(_upwards([code]))
    path: list[Division] = []
    following: str | None = code
    while following is not None and (here := known.get(following) or Division.objects.filter(code=following).first()):
        path.insert(0, here)
        following = here.parent_id
    return path


def full_name(code: str) -> str:
    """The path as one text, without rows that only stand in (such as 市辖区)."""
    return joined([here.name for here in path_of(code)])


def full_names(codes: Iterable[str]) -> dict[str, str]:
    """The same for many codes at once, in one query; in one more for each parent that stands elsewhere than codes say."""
    wanted = set(codes)
    known: dict[str, tuple[str, str | None]] = {}
    missing = _upwards(wanted)
    while missing:
        rows = Division.objects.filter(code__in=missing).values_list("code", "name", "parent_id")
        known |= {code: (name, parent) for code, name, parent in rows}
        missing = {parent for _, parent in known.values() if parent and parent not in known} - (missing - set(known))
    return {code: joined(_names_up(code, known)) for code in wanted if code in known}


def _upwards(codes: Iterable[str]) -> set[str]:
    """These codes and those of the divisions that should stand above by their digits."""
    found: set[str] = set()
    for code in codes:
        above: str | None = code
        while above is not None and above not in found:
            found.add(above)
            above = parent_of(above) if len(above) == CODE_LENGTH and above.isascii() and above.isdigit() else None
    return found


def _names_up(code: str, known: dict[str, tuple[str, str | None]]) -> list[str]:
    names: list[str] = []
    following: str | None = code
    while following in known:
        name, following = known[following]
        names.insert(0, name)
    return names


def children(code: str) -> QuerySet[Division]:
    """Open divisions right below, by the parent link."""
    return Division.objects.filter(OPEN, parent_id=code)


def below(code: str) -> Q:
    """The division and everything below it, as a filter over its codes."""
    low, high = range_of(code)
    return Q(code__gte=low, code__lt=high)


def gazetteer(within: str) -> Gazetteer:
    """All open divisions in `within` (12 digits), to look many names up; costs one query over them."""
    rows = Division.objects.filter(OPEN & below(within)).values_list("code", "name", "level", "parent__name")
    above = [here.name for here in path_of(within)]
    return Gazetteer([Place(code, name, level, parent or "") for code, name, level, parent in rows], above)


def find_by_name(text: str, within: str, level: str | None = None) -> list[Division]:
    """Open divisions in `within` (12 digits) that an office list means by `text`: usually one or none, several only
    where the tree has several of that name on that level. For many names ask one `gazetteer`."""
    found = gazetteer(within).find(text, level)
    return list(Division.objects.filter(code__in=[place.code for place in found]))


def options_for(scope: Scope, ability: Ability) -> list[Division]:
    """Where a person may begin something: the highest open divisions with `ability`, and those right below them."""
    held = Division.objects.filter(OPEN & in_ranges(scope, ability, "code"))
    tops = held.exclude(parent__in=held.values("code"))
    return list(held.filter(Q(code__in=tops.values("code")) | Q(parent__in=tops.values("code"))))

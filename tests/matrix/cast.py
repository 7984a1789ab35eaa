"""The standing people of design §5 and the places they are measured against."""

from dataclasses import dataclass

# Two provinces of one city each that matters, down to communities: code, name, level, parent.
PLACES: dict[str, tuple[str, str, str, str | None]] = {
    "province": ("980000000000", "云岭省", "province", None),
    "city": ("980100000000", "丹桂市", "city", "province"),
    "beside_city": ("980200000000", "白杨市", "city", "province"),
    "district": ("980101000000", "南苑区", "county", "city"),
    "beside_district": ("980102000000", "北苑区", "county", "city"),
    "street": ("980101001000", "柳堤街道", "street", "district"),
    "beside_street": ("980101002000", "槐荫街道", "street", "district"),
    "community": ("980101001001", "和风社区", "community", "street"),
    "beside_community": ("980101001002", "细雨社区", "community", "street"),
    "far_province": ("970000000000", "海澜省", "province", None),
    "far_city": ("970100000000", "银杏市", "city", "far_province"),
    "far_district": ("970101000000", "东湾区", "county", "far_city"),
    "far_street": ("970101001000", "长滩街道", "street", "far_district"),
    "far_community": ("970101001001", "灯塔社区", "community", "far_street"),
}

RELATIONS = ("own", "child", "sibling", "parent", "foreign")
# Where the object of each relation lies, seen from a post in the place; "" where there is none.
AROUND: dict[str, tuple[str, str, str, str, str]] = {
    "city": ("city", "district", "beside_city", "province", "far_city"),
    "district": ("district", "street", "beside_district", "city", "far_district"),
    "street": ("street", "community", "beside_street", "district", "far_street"),
    "community": ("community", "", "beside_community", "street", "far_community"),
}


@dataclass(frozen=True)
class Person:
    """Somebody of the cast. Without a role she has an account only, and without an account she is not signed in."""

    name: str
    place: str
    role: str = ""
    account: bool = True


CAST = (
    Person("community_worker", "community", "community_worker"),
    Person("street_officer", "street", "street_officer"),
    Person("district_official", "district", "district_official"),
    Person("city_reviewer", "city", "city_reviewer"),
    Person("department", "district", "department"),
    Person("auditor", "district", "auditor"),
    Person("partner_unit", "community", "partner_unit"),
    Person("system_admin", "district", "system_admin"),
    Person("security_admin", "district", "security_admin"),
    Person("audit_admin", "district", "audit_admin"),
    Person("stranger", "district"),
    Person("resident", "district", account=False),
)


def within(place: str, other: str) -> bool:
    """Whether `other` is `place` or lies below it, by the parents above and not by codes."""
    above: str | None = other
    while above is not None and above != place:
        above = PLACES[above][3]
    return above is not None

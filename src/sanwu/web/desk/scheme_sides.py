"""What may be laid side by side: versions that were registered here, and schemes that ship with the installation."""

from dataclasses import dataclass

from sanwu.base import clock
from sanwu.campaigns.library import library
from sanwu.campaigns.selectors import loaded, schemes_shipped
from sanwu.policy.bundle import SOURCE
from sanwu.policy.load import load_scheme
from sanwu.policy.model_scheme import Scheme
from sanwu.web.desk.cards import version_title
from sanwu.web.desk.plan_text import Quote, quotes, quotes_of
from sanwu.web.desk.scheme_choices import scheme_choices
from sanwu.web.desk.scheme_plan_dates import plan_duties, plan_phases
from sanwu.web.desk.scheme_sections import sections
from sanwu.web.desk.scheme_tables import Section
from sanwu.web.desk.scheme_words import Words
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.paging import whole
from sanwu.web.ui.words import title_of

SHIPPED = "shipped-"


@dataclass(frozen=True)
class Side:
    """A scheme with its name on the page and the plan's own sentences."""

    title: str
    scheme: Scheme
    quotes: dict[str, Quote]

    def sections(self) -> dict[str, Section]:
        """What the reader shows by subject, without the quotes: they have a page of their own."""
        today = clock.today()
        reader = Reader(self.scheme, Words(self.scheme), {})
        found = sections(reader, plan_phases(self.scheme, today), plan_duties(self.scheme, today))
        return {section.anchor: section for section in found}


@dataclass(frozen=True)
class SideChoice:
    """One thing to choose; `key` is the number of a version, or `shipped-` and the id of a scheme."""

    key: str
    label: str
    chosen: bool


def side_choices(chosen: str) -> list[SideChoice]:
    """Every version, then every shipped scheme of which none is registered."""
    versions = scheme_choices(whole(chosen))
    known = set(library().values_list("scheme_id", flat=True))
    return [SideChoice(str(one.number), one.label, one.chosen) for one in versions] + [
        SideChoice(SHIPPED + one.id, f"{title_of(one)}（{one.id}）", chosen == SHIPPED + one.id)
        for one in schemes_shipped()
        if one.id not in known
    ]


def side_of(key: str) -> Side | None:
    """The scheme that a key means; None for one that is not there."""
    if key.startswith(SHIPPED):
        shipped = next((one for one in schemes_shipped() if SHIPPED + one.id == key), None)
        found = load_scheme(shipped.path) if shipped else None
        if shipped is None or found is None or found.scheme is None:
            return None
        return Side(title_of(shipped), found.scheme, quotes(found.files.get(SOURCE, "")))
    version = library().filter(pk=whole(key) or 0).first()
    return Side(version_title(version), loaded(version), quotes_of(version)) if version else None

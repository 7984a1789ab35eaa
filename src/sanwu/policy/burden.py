"""What a scheme asks of those who carry it out: facts, minutes for each community and month, photos and their need.

The format states how long a form takes (`minutes`) and how often things come. Where it does not say how long, the reader
assumes something (`Assumed`) and the figure is kept apart: a number that nobody stated is never shown as one that is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sanwu.policy.model_dates import DateExpr, Recurring
from sanwu.policy.model_items import Form, Photo
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty

Kind = Literal["form", "visit", "report"]
VISITS = frozenset({"visit_recorded", "inspection_recorded", "look_back_done"})
REPORTS = frozenset({"report_submitted", "zero_report_submitted", "evaluation_submitted"})
# Who does it in the community itself; what a street or a district does is no burden of a community.
NEAR = frozenset({"community", "compound", "any"})
# How often a rhythm comes in a month of the average length; two days of seven are free.
TIMES = {
    "day": Fraction(365, 12), "working_day": Fraction(365 * 5, 7 * 12), "week": Fraction(365, 7 * 12), "month": Fraction(1),
    "quarter": Fraction(1, 3), "half_year": Fraction(1, 6), "year": Fraction(1, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed where the scheme is silent: minutes for a field, a photo, a visit, a report; compounds a community has."""

    field: Fraction = Fraction(1)
    photo: Fraction = Fraction(1)
    visit: Fraction = Fraction(30)
    report: Fraction = Fraction(20)
    compounds: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """One fact that forms ask for; `forms` are those that do, `required` whether one of them insists."""

    fact: str
    forms: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class PhotoAsked:
    """A photo with what it is needed for; None where the scheme does not say."""

    section: str
    place: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class Load:
    """Something that is filled in, visited or reported. `monthly` is None for what comes once for each object.

    `each` are the minutes of one time; `stated` whether the scheme says so. `counted` are the minutes of a community: in
    a month, or once; None where it is not done in the community.
    """

    kind: Kind
    section: str
    entry: str
    by: str | None
    object: str
    monthly: Fraction | None
    each: Fraction
    stated: bool
    counted: Fraction | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes that the scheme states, and those that were assumed."""

    stated: Fraction
    assumed: Fraction

    @property
    def all(self) -> Fraction:
        return self.stated + self.assumed


@dataclass(frozen=True)
class Burden:
    """All that is asked."""

    facts: tuple[Asked, ...]
    loads: tuple[Load, ...]
    photos: tuple[PhotoAsked, ...]

    @property
    def required(self) -> int:
        return sum(asked.required for asked in self.facts)

    @property
    def monthly(self) -> Minutes:
        """Of one community in a month."""
        return _minutes(load for load in self.loads if load.monthly is not None)

    @property
    def once(self) -> Minutes:
        """Of one community, for what comes once."""
        return _minutes(load for load in self.loads if load.monthly is None)

    @property
    def without_need(self) -> int:
        """Compulsory photos of which nobody says what they are for."""
        return sum(asked.photo.required and asked.photo.need is None for asked in self.photos)


def burden(scheme: Scheme, assumed: Assumed | None = None) -> Burden:
    """What a scheme asks, reckoned for a community of so many compounds."""
    reader = _Reader(scheme, assumed or Assumed())
    return Burden(tuple(_facts(scheme)), tuple(reader.loads()), tuple(_photos(scheme)))


def _minutes(loads: Iterable[Load]) -> Minutes:
    stated = assumed = Fraction(0)
    for load in loads:
        if load.counted is not None and load.stated:
            stated += load.counted
        elif load.counted is not None:
            assumed += load.counted
    return Minutes(stated, assumed)


def _facts(scheme: Scheme) -> Iterator[Asked]:
    """Every fact that a form asks for, in the order of the dictionary."""
    forms: dict[str, list[str]] = {}
    insisted: set[str] = set()
    for name, form in scheme.forms.items():
        insisted.update(form.required)
        for fact in form.fields:
            forms.setdefault(fact, []).append(name)
    for fact in scheme.dictionary.facts:
        if fact in forms:
            yield Asked(fact, tuple(forms[fact]), fact in insisted)


def _photos(scheme: Scheme) -> Iterator[PhotoAsked]:
    for name, form in scheme.forms.items():
        for section in form.sections.values():
            yield from (PhotoAsked("forms", name, photo) for photo in section.photos.values())
    for name, item in scheme.items.items():
        yield from (PhotoAsked("items", name, photo) for photo in item.photos.values())


class _Reader:
    """Reads what comes, from duties, reports and rosters; a form that none of them names comes once for each compound."""

    def __init__(self, scheme: Scheme, assumed: Assumed) -> None:
        self.scheme, self.assumed = scheme, assumed

    def loads(self) -> Iterator[Load]:
        reported = {report.duty for report in self.scheme.reports.values() if report.duty}
        used: set[str] = set()
        for name, duty in self.scheme.duties.items():
            used.update(duty.forms)
            if name not in reported:
                yield from self._duty(name, duty)
        for name, report in self.scheme.reports.items():
            used.update([report.form] if report.form else [])
            monthly = _often(report.every)
            if monthly is not None:
                minutes = self._forms([report.form] if report.form else []) or (self.assumed.report, False)
                yield self._load("report", "reports", name, report.by, report.object or "community", monthly, *minutes)
        for name, roster in self.scheme.rosters.items():
            monthly = _often(roster.every)
            if roster.records and monthly is not None:
                used.add(roster.records)
                minutes = self._form(self.scheme.forms[roster.records])
                yield self._load("form", "rosters", name, roster.body, "community", monthly, *minutes)
        for name, form in self.scheme.forms.items():
            if name not in used:
                yield self._load("form", "forms", name, form.by, "compound", None, *self._form(form))

    def _duty(self, name: str, duty: Duty) -> Iterator[Load]:
        kind: Kind = "visit" if VISITS & set(duty.done_when) else "report" if REPORTS & set(duty.done_when) else "form"
        monthly = _often(duty.recurs)
        minutes = self._forms(duty.forms)
        if minutes is None:
            if monthly is None or kind == "form":
                return  # the work itself is no paper work
            minutes = (self.assumed.visit if kind == "visit" else self.assumed.report, False)
        yield self._load(kind, "duties", name, duty.by, duty.object, monthly, *minutes)

    def _load(
        self, kind: Kind, section: str, entry: str, by: str | None, about: str, monthly: Fraction | None, each: Fraction,
        stated: bool,
    ) -> Load:  # fmt: skip
        body = self.scheme.bodies.get(by or "")
        counted = None
        if body is not None and body.level in NEAR:
            objects = self.assumed.compounds if about in ("compound", "building") else 1
            counted = each * objects * (Fraction(1) if monthly is None else monthly)
        return Load(kind, section, entry, by, about, monthly, each, stated, counted)

    def _forms(self, names: Iterable[str]) -> tuple[Fraction, bool] | None:
        """The minutes of several forms together; stated only where each of them is."""
        found = [self._form(self.scheme.forms[name]) for name in names]
        return (sum((each for each, _ in found), Fraction(0)), all(stated for _, stated in found)) if found else None

    def _form(self, form: Form) -> tuple[Fraction, bool]:
        if form.minutes is not None:
            return Fraction(form.minutes), True
        photos = sum(len(section.photos) for section in form.sections.values())
        return len(form.fields) * self.assumed.field + photos * self.assumed.photo, False


def _often(when: DateExpr | None) -> Fraction | None:
    return TIMES[when.every] * when.times if isinstance(when, Recurring) else None

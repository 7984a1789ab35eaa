"""A scheme: one published plan as data."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field, PrivateAttr

from sanwu.policy.model_acceptance import Acceptance
from sanwu.policy.model_assessments import Assessment
from sanwu.policy.model_base import Entry, Keyed, LawRefs, Part
from sanwu.policy.model_dates import DateField
from sanwu.policy.model_eligibility import Eligibility
from sanwu.policy.model_estimates import Estimate
from sanwu.policy.model_facts import Dictionary
from sanwu.policy.model_flows import Workflow
from sanwu.policy.model_items import Form, Item, ItemGroup, Post
from sanwu.policy.model_law import LawFamily
from sanwu.policy.model_money import Acknowledged, Ballot, Filing, MoneyLine, Scenario, Wording
from sanwu.policy.model_objects import Modules, ObjectEntry, ObjectKind
from sanwu.policy.model_oversight import Evaluation, Rung
from sanwu.policy.model_partners import Partnership, Party
from sanwu.policy.model_recognised import Recognised
from sanwu.policy.model_reports import Report, Roster
from sanwu.policy.model_rules import Condition, Decision
from sanwu.policy.model_words import Clauses, Id, Ids, SchemeId, Text, Texts, Whole
from sanwu.policy.model_work import Body, Duty, Event, Goal, Measure, Phase, Statement, Target
from sanwu.policy.problems import Path
from sanwu.policy.translate import Places, place_of


class Scheme(Part):
    """One version of one plan. Read-only; a change is a new version.

    `extends` takes over everything of another scheme, see `inherit`; `parent_scheme` only names it.

    `dictionary` and `law` are what the loader found beside the scheme; they are part of the frozen bundle but not of
    the scheme's own text.
    """

    id: SchemeId
    version: Whole
    title: Text
    title_en: Text | None = None
    issuer: Text | None = None
    issued_on: DateField | None = None
    extent: Annotated[dict[str, Scenario], Keyed()] = {}
    clause: Clauses = ()
    note: Text | None = None
    source: Text | None = None
    parent_scheme: SchemeId | None = None
    extends: SchemeId | None = None
    without: dict[Id, Ids] = {}
    laws: LawRefs = ()
    include: Texts = ()
    modules: Modules = Field(default_factory=Modules)
    objects: Annotated[dict[str, ObjectEntry], Keyed("title", get_args(ObjectKind))] = {}
    eligibility: Annotated[dict[str, Eligibility], Keyed()] = {}
    programmes: Annotated[dict[str, Statement], Keyed("title")] = {}
    principles: Annotated[dict[str, Statement], Keyed("title")] = {}
    problems: Annotated[dict[str, Statement], Keyed("title")] = {}
    measures: Annotated[dict[str, Measure], Keyed()] = {}
    targets: Annotated[dict[str, Target], Keyed()] = {}
    goals: Annotated[dict[str, Goal], Keyed()] = {}
    bodies: Annotated[dict[str, Body], Keyed()] = {}
    events: Annotated[dict[str, Entry], Keyed("title")] = {}
    phases: Annotated[dict[str, Phase], Keyed()] = {}
    duties: Annotated[dict[str, Duty], Keyed()] = {}
    recognised: Annotated[dict[str, Recognised], Keyed(None, get_args(Event))] = {}
    conditions: Annotated[dict[str, Condition], Keyed()] = {}
    decisions: Annotated[dict[str, Decision], Keyed()] = {}
    assessments: Annotated[dict[str, Assessment], Keyed()] = {}
    item_groups: Annotated[dict[str, ItemGroup], Keyed("title")] = {}
    items: Annotated[dict[str, Item], Keyed()] = {}
    forms: Annotated[dict[str, Form], Keyed()] = {}
    wording: Annotated[dict[str, Wording], Keyed("title")] = {}
    votes: Annotated[dict[str, Ballot], Keyed()] = {}
    filings: Annotated[dict[str, Filing], Keyed()] = {}
    money: Annotated[dict[str, MoneyLine], Keyed()] = {}
    estimates: Annotated[dict[str, Estimate], Keyed()] = {}
    acceptance: Acceptance = Field(default_factory=Acceptance)
    workflows: Annotated[dict[str, Workflow], Keyed()] = {}
    rosters: Annotated[dict[str, Roster], Keyed()] = {}
    reports: Annotated[dict[str, Report], Keyed()] = {}
    partnerships: Annotated[dict[str, Partnership], Keyed()] = {}
    party: Party | None = None
    staffing: Annotated[dict[str, Post], Keyed()] = {}
    evaluation: Annotated[dict[str, Evaluation], Keyed()] = {}
    ladder: Annotated[dict[str, Rung], Keyed("title")] = {}
    references: Annotated[dict[str, Statement], Keyed("title")] = {}
    acknowledged: tuple[Acknowledged, ...] = Field(default=())

    _dictionary: Dictionary | None = PrivateAttr(default=None)
    _law: Mapping[str, LawFamily] = PrivateAttr(default_factory=dict)
    _data: Any = PrivateAttr(default=None)
    _places: Places = PrivateAttr(default_factory=dict)
    _plan_text: str = PrivateAttr(default="")
    _rules: Any = PrivateAttr(default=None)

    @property
    def dictionary(self) -> Dictionary:
        """The fact dictionary the scheme was loaded with."""
        if self._dictionary is None:
            raise LookupError("scheme was built without a fact dictionary; load it with sanwu.policy.load")
        return self._dictionary

    @property
    def law(self) -> Mapping[str, LawFamily]:
        """The law families that the scheme names, by family."""
        return self._law

    @property
    def plan_text(self) -> str:
        """The plan's own words, `source.md`; empty where the scheme brings none."""
        return self._plan_text

    def place(self, path: Path) -> tuple[str, int]:
        """File and line of a path; of the nearest enclosing entry where the path itself was not written."""
        return place_of(path, self._data, self._places, "scheme.yaml")

    def attach(
        self, dictionary: Dictionary, law: Mapping[str, LawFamily], data: Any, places: Places, plan_text: str = ""
    ) -> None:
        """Give a freshly read scheme its surroundings: `data` and `places` say what was written where. Loader only."""
        self._dictionary, self._law, self._data, self._places = dictionary, law, data, places
        self._plan_text = plan_text

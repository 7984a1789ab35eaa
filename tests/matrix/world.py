"""Two provinces with the same things in every place, each marked with the name of its place, and the cast in between."""

import io
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from PIL import Image

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.campaigns.drafts import draft_begin, draft_discard
from sanwu.campaigns.models import Campaign, CampaignMigration
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.buildings import building_save, entrance_save
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_terms import reporting_divisions, terms_of
from sanwu.decisions.models import ListVersion, VerdictOverride
from sanwu.decisions.removing import compound_merge, compound_withdraw
from sanwu.decisions.services import refresh
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.exchange.documents_models import ListDocument
from sanwu.exchange.files import new_file
from sanwu.exchange.models import ImportRun
from sanwu.exchange.services import import_file
from sanwu.ledger.models import ChangeBatch
from sanwu.ledger.services import Created, NewFacts, Origin, record_changes
from sanwu.people import services as people
from sanwu.people.models import Account
from sanwu.people.tokens import GIVEN, token_issue
from sanwu.records.attachments import Held, attach
from sanwu.records.models import Act
from sanwu.records.services import act
from sanwu.territory.models import Boundary, Division
from tests.matrix.cast import CAST, PLACES, Person, within
from tests.source import ROOT

# What stands in the names of everything that lies in a place: whoever may not see the place never sees this text.
MARK = "qz.{}.zq"
# A compound entered by hand, one imported, the text of a refused cell, the file, the campaign.
KINDS = ("", "second_", "bad_", "file_", "campaign_")
JOURNAL_READERS = ("district_official", "city_reviewer", "auditor", "audit_admin")
SCHEME = ROOT / "schemes" / "haikou-2016"


@dataclass
class World:
    """Ids by place. `dry_job` is a dry run that could be carried out, `job` an import that could be undone."""

    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # of their programs, as wide as a token can be
    objects: dict[str, dict[str, int]] = field(default_factory=dict)  # kind -> place -> id

    def id_of(self, kind: str, place: str) -> int:
        return self.objects[kind][place]

    def known_to(self, person: Person) -> set[str]:
        """The marks that a person may see: all of her own part of the territory, the names of campaigns that reach
        into it from above, and nothing else. Reckoned from the tree of places, not from scopes."""
        if person.role in ("", "system_admin"):
            return set()
        kept = {f"account_{place}" for place in PLACES if within(person.place, place)}
        if person.role == "security_admin":
            return kept
        above = {f"campaign_{place}" for place in PLACES if within(place, person.place)}
        if person.role == "partner_unit":
            return above | {person.place, f"file_{person.place}"}
        below = {place for place in PLACES if within(person.place, place)}
        own = {f"{kind}{place}" for place in below for kind in KINDS}
        if person.role in JOURNAL_READERS:  # the journal tells who was given an account
            own |= kept
        # who can be asked to counter-sign is named: office holders over a place, up to the top
        own |= {f"account_{place}" for place in PLACES if within(place, person.place)}
        return own if person.role == "audit_admin" else own | above


def build() -> World:
    """Make it all, inside the caller's transaction."""
    world = World()
    for code, name, level, parent in PLACES.values():
        parent_code = PLACES[parent][0] if parent else None
        Division.objects.create(code=code, name=name, level=level, parent_id=parent_code)
    version = scheme_load(path=SCHEME, actor=LOCAL_OPERATOR)
    with tempfile.TemporaryDirectory() as folder:
        for place in PLACES:
            campaign = campaign_open(
                scheme_version=version, division=PLACES[place][0], name=MARK.format(f"campaign_{place}"),
                actor=LOCAL_OPERATOR,
            )  # fmt: skip
            _keep(world, "campaign", place, campaign.pk)
            _keep(world, "scheme_version", place, version.pk)
            _compound(world, place)
            _by_hand(world, place)
            _drafts(world, place)
            _moved(world, place, campaign)
            _imports(world, place, campaign, Path(folder))
    for campaign in Campaign.objects.all():
        refresh(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
        generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    for place in PLACES:
        own = Duty.objects.filter(campaign=world.id_of("campaign", place), division_code=PLACES[place][0])
        _keep(world, "duty", place, own.get(duty="judge_analogy").pk)
    for place in PLACES:
        _lists(world, place)
        _drawn_and_decided(world, place)
    _accounts(world)
    return world


def _keep(world: World, kind: str, place: str, key: int) -> None:
    world.objects.setdefault(kind, {})[place] = key


def _compound(world: World, place: str) -> None:
    """One compound right in the place, in the campaigns of the place and of all above it; and its journal entry."""
    code, mark = PLACES[place][0], MARK.format(place)
    with act(
        verb="fact.correct", actor=LOCAL_OPERATOR, object_name=mark, object_type="compound", division=code
    ) as entry:
        identity = Identity(mark, code, number=f"{mark} 号", address=f"{mark} 路")
        rows = Created([NewFacts(identity, {"household_count": 40}, None)])
        origin = Origin("correction", f"{mark} 函", None, LOCAL_OPERATOR, code)
        pk = record_changes(entry=entry, origin=origin, created=rows).created[0]
    _keep(world, "compound", place, pk)
    _keep(world, "act", place, Act.objects.latest("number").number)
    _keep(world, "correction", place, ChangeBatch.objects.latest("id").pk)
    for above in PLACES:
        if within(above, place) and above in world.objects["campaign"]:
            enter_compounds(
                campaign=Campaign.objects.get(pk=world.id_of("campaign", above)), compounds=[(pk, code)],
                entered_by="hand", actor=LOCAL_OPERATOR,
            )  # fmt: skip


def _drafts(world: World, place: str) -> None:
    """A scheme that the place is writing, and one that it has put away."""
    where, title = Division.objects.get(code=PLACES[place][0]), f"{MARK.format(place)} 方案"
    draft, away = (
        draft_begin(title=title, scheme_id="made", division=where, actor=LOCAL_OPERATOR, client_key=f"{kind} {place}")
        for kind in ("draft", "away")
    )
    _keep(world, "draft", place, draft.pk)
    draft_discard(draft=away, reason=f"{MARK.format(place)} 重复", actor=LOCAL_OPERATOR)
    _keep(world, "discarded_draft", place, away.pk)


def _moved(world: World, place: str, campaign: Campaign) -> None:
    """The campaign as if it had been moved to the version on which it runs."""
    moved = CampaignMigration.objects.create(
        campaign=campaign, from_version=campaign.scheme_version, to_version=campaign.scheme_version,
        reason=f"{MARK.format(place)} 文件", at=clock.now(), by=LOCAL_OPERATOR.name, act_uid=uuid4(),
    )  # fmt: skip
    _keep(world, "migration", place, moved.pk)


def _by_hand(world: World, place: str) -> None:
    """What belongs to the compound of a place; and three beside it, in no campaign: one was withdrawn, one merged."""
    code, mark = PLACES[place][0], MARK.format(place)
    compound = Compound.objects.get(pk=world.id_of("compound", place))
    _keep(world, "building", place, building_save(compound=compound, label=f"{mark} 1号楼", actor=LOCAL_OPERATOR).pk)
    _keep(world, "entrance", place, entrance_save(compound=compound, label=f"{mark} 东门", actor=LOCAL_OPERATOR).pk)
    picture = io.BytesIO()
    Image.new("RGB", (8, 6)).save(picture, "PNG")
    picture.seek(0)
    held = Held("compound", str(compound.pk), compound.name, code)
    photo = attach(held=held, kind="photo", title=f"{mark} 大门", file=picture, file_name="1.png", actor=LOCAL_OPERATOR)
    _keep(world, "attachment", place, photo.pk)
    with act(verb="ledger.import", actor=LOCAL_OPERATOR, division=code) as entry:
        rows = Created([NewFacts(Identity(f"{mark} {name}院", code), {}, None) for name in ("撤", "并", "主")])
        origin = Origin("import", f"{mark} 表", None, LOCAL_OPERATOR, code)
        ids = record_changes(entry=entry, origin=origin, created=rows).created
    gone, merged, into = Compound.objects.filter(pk__in=ids).order_by("pk")
    removal = compound_withdraw(compound=gone, reason="登记错了", actor=LOCAL_OPERATOR, expected_version=1)
    _keep(world, "withdrawn", place, removal.pk)
    removal = compound_merge(
        compound=merged, into=into, reason="同一个", actor=LOCAL_OPERATOR, expected_version=1, expected_into=1
    )
    _keep(world, "merged", place, removal.pk)
    _keep(world, "other", place, into.pk)


def _imports(world: World, place: str, campaign: Campaign, folder: Path) -> None:
    """A dry run and an import of two rows: one is accepted, one has a bad cell whose text is kept with the run."""
    path = folder / f"{MARK.format(f'file_{place}')}.csv"
    good, bad = MARK.format(f"second_{place}"), MARK.format(f"bad_{place}")
    path.write_text(f"小区名称,户数,建成年份\n{good},30,1990\n{good}乙,30,{bad}\n", encoding="utf-8")
    for kind, dry_run in (("dry_job", True), ("job", False)):
        result = import_file(path=path, campaign=campaign, actor=LOCAL_OPERATOR, scope=everywhere(), dry_run=dry_run)
        _keep(world, kind, place, result["job"])
    _keep(world, "upload", place, ImportRun.objects.get(job_id=result["job"]).upload_id)


def _lists(world: World, place: str) -> None:
    """A list handed in of the place, with a document. What reports nothing of its own (a city, a province) gets the list
    of one of its districts under its own code, so that there is one in every place."""
    code, campaign = PLACES[place][0], Campaign.objects.get(pk=world.id_of("campaign", place))
    reporting = {one.code for one in reporting_divisions(campaign, terms_of(campaign))}
    version = list_submit(
        campaign=campaign,
        division=code if code in reporting else min(reporting),
        scope=everywhere(),
        actor=LOCAL_OPERATOR,
    )
    if code not in reporting:
        Case.objects.filter(pk=version.case_id).update(division_code=code)
        ListVersion.objects.filter(pk=version.pk).update(division_code=code)
    name, path = new_file("documents", ".docx")
    path.write_bytes(MARK.format(place).encode())
    document = ListDocument.objects.create(
        version=version, division_code=code, kind="report", ending="docx", stored_as=name, made_at=clock.now(),
        act_uid=version.act_uid,
    )  # fmt: skip
    for kind, key in (("list", version.pk), ("case", version.case_id), ("list_document", document.pk)):
        _keep(world, kind, place, key)


def _drawn_and_decided(world: World, place: str) -> None:
    """A boundary around the place, and a verdict of its compound that somebody decided otherwise."""
    code, mark = PLACES[place][0], MARK.format(place)
    square = {"type": "Polygon", "coordinates": [[[110, 20], [111, 20], [111, 21], [110, 21], [110, 20]]]}
    Boundary.objects.create(
        division_id=code, datum="wgs84", shape=square, drawn=square, west=110, south=20, east=111, north=21,
        source="界线.geojson", imported_at=clock.now(),
    )  # fmt: skip
    with act(verb="verdict.override", actor=LOCAL_OPERATOR, object_name=mark, division=code) as entry:
        VerdictOverride.objects.create(
            campaign_id=world.id_of("campaign", place), compound_id=world.id_of("compound", place), division_code=code,
            rule="route", rule_outcome="unknown", outcome="remediate", reason=f"{mark} 会议纪要", body="领导小组", trace={},
            revision=1, at=clock.now(), actor_name="经办人", digest="0" * 64, act_uid=entry.uid,
        )  # fmt: skip


def _accounts(world: World) -> None:
    for person in CAST:
        if not person.account:
            continue
        held = [("compound", world.id_of("compound", person.place))] if person.role == "partner_unit" else []
        account = people.account_add(
            username=person.name, name=f"演员{person.name}", role=person.role or "auditor",
            division=PLACES[person.place][0], objects=held, actor=LOCAL_OPERATOR,
        )  # fmt: skip
        if not person.role:
            people.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)
        world.accounts[person.name] = account
        world.tokens[person.name], _ = token_issue(account=account, title="程序", abilities=GIVEN, actor=LOCAL_OPERATOR)
    for place, (code, *_rest) in PLACES.items():
        kept = people.account_add(
            username=f"kept-{place}", name=MARK.format(f"account_{place}"), role="department", division=code,
            actor=LOCAL_OPERATOR,
        )  # fmt: skip
        post = kept.posts.get()
        _secret, token = token_issue(account=kept, title="程序", actor=LOCAL_OPERATOR)
        for kind, key in (
            ("account", kept.pk), ("post", post.pk), ("unit", post.organisation_id), ("token", token.pk),
        ):  # fmt: skip
            _keep(world, kind, place, key)

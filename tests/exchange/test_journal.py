"""Whatever an act wrote and somebody edits in the database is found, and the journal entry that says otherwise is named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign, CampaignCompound, SchemeVersion
from sanwu.campaigns.services import leave_campaign
from sanwu.compounds.buildings import building_save, entrance_save, part_remove
from sanwu.compounds.models import Building, Compound, Entrance, OtherName
from sanwu.decisions.models import Verdict, VerdictRun
from sanwu.exchange.journal import digesters, state_checks
from sanwu.exchange.models import ImportRun, Upload
from sanwu.exchange.services import import_undo
from sanwu.ledger.models import ChangeBatch, ChangeSet, FactValue, LedgerEntry
from sanwu.ledger.services import correct_fact
from sanwu.people.accounts import account_rename
from sanwu.people.models import Account, Post
from sanwu.people.services import account_add, account_deactivate
from sanwu.records.models import Act
from sanwu.records.selectors import Verification, verify
from sanwu.territory.models import Division, Organisation
from sanwu.territory.organisations import organisation_rename
from sanwu.territory.services import import_divisions
from tests.exchange.conftest import Bring, the
from tests.worlds import CITY, EAST, RIVER

HEAD = "小区名称,所属区,户数,物业费,有无物业"
DIVISIONS = """\
990000000000,100000000000,云州省,province,1
990100000000,990000000000,晴川市,city,2
990101000000,990100000000,{east},county,3
990101001000,990101000000,滨河街道,town,4
"""


def found() -> Verification:
    return verify(digesters(), state_checks())


def number_of(verb: str) -> int:
    """The last entry of a verb."""
    return int(Act.objects.filter(verb=verb).latest("number").number)


@pytest.fixture
def history(tmp_path: Path, city: None, campaign: Campaign, bring: Bring) -> None:
    """Divisions, a campaign, two imports, a correction, and a compound that left."""
    listed = tmp_path / "区划.csv"
    listed.write_text(
        "".join(f"{line}{',' * 15}\n" for line in DIVISIONS.format(east="东江新区").splitlines()), encoding="utf-8"
    )
    import_divisions(paths=[listed], edition=date(2024, 1, 1), actor=LOCAL_OPERATOR)
    bring(HEAD, "听雨里,东江新区,120,1.10,√", "砚湖苑,西江区,90,,×", "柳浪苑,西江区,90,,×")
    bring(HEAD, "听雨里,东江新区,121,1.10,√")
    correct_fact(compound=the("砚湖苑"), fact="household_count", value=91, source="核查", actor=LOCAL_OPERATOR)
    account_add(username="li", name="李工", role="street_officer", division=RIVER, actor=LOCAL_OPERATOR)
    building_save(compound=the("砚湖苑"), actor=LOCAL_OPERATOR, label="3号楼", floors=6)
    entrance_save(compound=the("砚湖苑"), actor=LOCAL_OPERATOR, label="东门", open=True)
    leave_campaign(campaign=campaign, compounds=[the("柳浪苑").pk], actor=LOCAL_OPERATOR, reason="误录")


def test_what_nobody_edited_is_sound(history: None) -> None:
    assert found().ok, found().reason


def the_entry() -> LedgerEntry:
    return LedgerEntry.objects.get(compound__name="听雨里")


EDITS: dict[str, tuple[Callable[[], object], str]] = {
    "a current fact": (
        lambda: LedgerEntry.objects.filter(compound__name="砚湖苑").update(facts={"household_count": 5}), "fact.correct",
    ),
    "a listed fact": (lambda: LedgerEntry.objects.filter(pk=the_entry().pk).update(household_count=5), "ledger.import"),
    "a typed value": (lambda: FactValue.objects.filter(compound__name="听雨里").update(number=7), "ledger.import"),
    "a name": (lambda: Compound.objects.filter(name="听雨里").update(name="听雨苑"), "ledger.import"),
    "an alias": (
        lambda: OtherName.objects.create(compound=the("听雨里"), kind="alias", text="厂里大院"), "ledger.import",
    ),
    "the text of a scheme": (lambda: SchemeVersion.objects.update(files={"scheme.yaml": ""}), "scheme.load"),
    "the title of a scheme": (lambda: SchemeVersion.objects.update(title="另一方案"), "scheme.load"),
    "the version of a scheme": (lambda: SchemeVersion.objects.update(version="9"), "scheme.load"),
    "the name of a campaign": (lambda: Campaign.objects.update(name="别的行动"), "campaign.open"),
    "the dates of a campaign": (
        lambda: Campaign.objects.update(redating={"survey": {"date": "2030-01-01", "source": ""}}), "campaign.open",
    ),
    "the day a campaign was opened": (lambda: Campaign.objects.update(opened_on="2020-01-01"), "campaign.open"),
    "the area of a campaign": (lambda: Campaign.objects.update(division=EAST), "campaign.open"),
    "a compound taken off the list": (
        lambda: CampaignCompound.objects.filter(compound__name="听雨里").delete(), "campaign.leave",
    ),
    "a compound said to have left": (
        lambda: CampaignCompound.objects.filter(compound__name="听雨里").update(left_on="2024-01-01"), "campaign.leave",
    ),
    "a compound brought back": (
        lambda: CampaignCompound.objects.filter(compound__name="柳浪苑").update(left_on=None), "campaign.leave",
    ),
    "the name of a division": (lambda: Division.objects.filter(code=EAST).update(name="东江"), "divisions.import"),
    "the parent of a division": (lambda: Division.objects.filter(code=RIVER).update(parent=CITY), "divisions.import"),
    "a division that was closed": (
        lambda: Division.objects.filter(code=RIVER).update(valid_to="2024-01-01"), "divisions.import",
    ),
    "a division that nobody listed": (
        lambda: Division.objects.create(code="980000000000", name="无名省", level="province"), "divisions.import",
    ),
    "the role of a post": (lambda: Post.objects.update(role="district_manager"), "account.add"),
    "the area of a post": (lambda: Post.objects.update(division=CITY), "account.add"),
    "a post that nobody gave": (
        lambda: Post.objects.create(
            account=Account.objects.get(), organisation=Organisation.objects.get(), role="auditor", division_id=CITY
        ),
        "account.add",
    ),
    "the name of an account": (lambda: Account.objects.update(name="王工"), "account.add"),
    "an account that was closed": (lambda: Account.objects.update(is_active=False), "account.add"),
    "the name of a body": (lambda: Organisation.objects.update(name="另一个办事处"), "account.add"),
    "the division of a body": (lambda: Organisation.objects.update(division=CITY), "account.add"),
    "the counts of an import": (lambda: ImportRun.objects.filter(created=0).update(refused=3), "ledger.import"),
    "the file of an import": (
        lambda: Upload.objects.filter(runs__created=0).update(sha256="0" * 64), "ledger.import",
    ),
    "the floors of a building": (lambda: Building.objects.update(floors=2), "building.add"),
    "a building that was taken away": (lambda: Building.objects.all().delete(), "building.add"),
    "an entrance that was closed": (lambda: Entrance.objects.update(open=False), "entrance.add"),
    "the digest of a batch": (
        lambda: ChangeBatch.objects.filter(kind="correction").update(digest="0" * 64), "fact.correct",
    ),
    "the size of a batch": (
        lambda: ChangeBatch.objects.filter(kind="correction").update(change_sets=0), "fact.correct",
    ),
    "a batch that was emptied": (
        lambda: ChangeSet.objects.filter(batch__kind="correction").delete(), "fact.correct",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "verb"), EDITS.values(), ids=EDITS)
def test_an_edited_row_is_found_at_the_last_entry_that_wrote_it(
    history: None, edit: Callable[[], object], verb: str
) -> None:
    number = number_of(verb) if verb != "ledger.import" else _import_of_the_last_change()
    edit()

    answer = found()
    assert (answer.ok, answer.first_bad) == (False, number), answer.reason


def _import_of_the_last_change() -> int:
    uid = ChangeSet.objects.filter(compound__name="听雨里").latest("id").batch.act_uid
    return int(Act.objects.get(uid=uid).number)


def test_an_edited_digest_of_a_run_is_found(history: None) -> None:
    run = VerdictRun.objects.earliest("id")
    VerdictRun.objects.filter(pk=run.pk).update(digest="0" * 64)

    assert found().first_bad == Act.objects.get(uid=run.act_uid).number


def test_an_earlier_verdict_made_current_again_is_found_at_the_entry_that_judged_last(
    history: None, bring: Bring
) -> None:
    bring(HEAD, "听雨里,东江新区,121,1.10,×")  # verdicts that differ
    changed = Verdict.objects.filter(compound__name="听雨里", current=False).first()
    assert changed is not None
    same = Verdict.objects.filter(campaign=changed.campaign_id, compound=changed.compound_id, rule=changed.rule)
    last = same.get(current=True)
    same.filter(pk=last.pk).update(current=False)
    same.filter(pk=changed.pk).update(current=True)

    assert found().first_bad == Act.objects.get(uid=last.run.act_uid).number


def test_a_later_act_on_the_same_campaign_stands_for_the_earlier_one(history: None, bring: Bring) -> None:
    bring(HEAD, "新里,东江新区,70,,√")
    assert found().ok
    CampaignCompound.objects.filter(compound__name="新里").delete()

    assert found().first_bad == number_of("ledger.import")


def test_an_import_that_was_taken_back_and_stands_again_is_found(history: None, bring: Bring) -> None:
    outcome = bring(HEAD, "新里,东江新区,70,,√")
    import_undo(job_id=outcome["job"], actor=LOCAL_OPERATOR, scope=everywhere())
    assert found().ok, found().reason
    ImportRun.objects.filter(job_id=outcome["job"]).update(undone_at=None)

    assert found().first_bad == number_of("ledger.import_undo")


def test_what_later_acts_changed_is_sound_and_the_last_of_them_stands_for_it(history: None) -> None:
    body, account, building = Organisation.objects.get(), Account.objects.get(), Building.objects.get()
    organisation_rename(organisation=body, name="滨河办事处", actor=LOCAL_OPERATOR)
    part_remove(part=building, reason="已拆除", expected_version=1, actor=LOCAL_OPERATOR)
    account_rename(account=account, name="李明", actor=LOCAL_OPERATOR)
    assert found().ok, found().reason

    Account.objects.update(name="李工")  # as it was at first
    assert found().first_bad == number_of("account.rename")
    account_add(username="he", name="何工", role="street_officer", division=RIVER, actor=LOCAL_OPERATOR)
    assert found().first_bad == number_of("account.rename"), "another account's act does not stand for this one"
    account_deactivate(account=account, actor=LOCAL_OPERATOR)
    Building.objects.update(removed_at=None)
    assert found().first_bad == number_of("building.remove")

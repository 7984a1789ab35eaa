"""Publishing, withdrawing, printing, archives and moving campaigns between versions, page by page."""

import base64
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.drafts import draft_begin, draft_save
from sanwu.campaigns.drafts_reading import draft_files
from sanwu.campaigns.models import Campaign, CampaignMigration, SchemeDraft, SchemeVersion
from sanwu.campaigns.publishing import scheme_publish
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.decisions.whatif import KEPT
from sanwu.exchange.scheme_archive import scheme_export
from sanwu.records.models import Act
from sanwu.territory.models import Division
from tests.campaigns.conftest import SCHEME, write_scheme
from tests.web.conftest import CITY, DISTRICT, STREET_A, STREET_B, at_most, enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What an earlier test has read does not stand in the way."""
    KEPT.forget()


SignIn = Callable[[str], Client]


SECOND = (
    SCHEME.replace("version: 1", "version: 2").replace("below: 50", "below: 120").replace("2020-03-31", "2020-04-30")
)


@pytest.fixture
def campaign(places: None, tmp_path: Path, settings: Settings) -> Campaign:
    """A small scheme, adopted by the district; the installation ships no other."""
    folder = write_scheme(tmp_path / "schemes" / "made-2020", SCHEME)
    settings.SANWU_SCHEMES = folder.parent
    version = scheme_load(path=folder, actor=LOCAL_OPERATOR)
    return campaign_open(scheme_version=version, division=DISTRICT, name="春季整治", actor=LOCAL_OPERATOR)


@pytest.fixture
def ledger(campaign: Campaign) -> dict[str, Compound]:
    rows = [("听雨里老院", STREET_A, 49), ("砚湖一村", STREET_A, 100), ("渡口二村", STREET_B, 300)]
    made = enter(campaign, [(name, street, {"household_count": n}) for name, street, n in rows])
    return {compound.name: compound for compound in made}


@pytest.fixture
def draft(campaign: Campaign) -> SchemeDraft:
    """The next version of the campaign's scheme: small is below 120 households, and the report is due later."""
    begun = draft_begin(
        title="", division=Division.objects.get(pk=DISTRICT), copy_of=campaign.scheme_version, actor=LOCAL_OPERATOR
    )
    files = {**draft_files(begun), "scheme.yaml": SECOND}
    draft_save(draft=begun, files=files, expected_revision=begun.head, actor=LOCAL_OPERATOR)
    return SchemeDraft.objects.get(pk=begun.pk)


@pytest.fixture
def second(campaign: Campaign) -> SchemeVersion:
    return scheme_publish(files={**campaign.scheme_version.files, "scheme.yaml": SECOND}, actor=LOCAL_OPERATOR)


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode())
    assert found, f"no field {name}"
    return found.group(1)


def text_of(page: Any) -> str:
    return page.content.decode()


# --- publish -----------------------------------------------------------------------------------------------------------


def test_more_campaigns_ask_the_database_no_more(
    sign_in: SignIn, draft: SchemeDraft, ledger: dict[str, Compound], campaign: Campaign
) -> None:
    for number in range(3):
        campaign_open(
            scheme_version=campaign.scheme_version, division=campaign.division_id, name=f"另一个行动{number}",
            actor=LOCAL_OPERATOR,
        )  # fmt: skip
    client = sign_in("reviewer")
    address = reverse("scheme_draft_publish", args=[draft.pk])
    client.get(address)

    with at_most(15):
        assert "另一个行动2" in text_of(client.get(address))


def test_the_effect_is_shown_before_publishing(
    sign_in: SignIn, draft: SchemeDraft, ledger: dict[str, Compound]
) -> None:
    client = sign_in("reviewer")
    address = reverse("scheme_draft_publish", args=[draft.pk])
    client.get(address)
    with at_most(15):
        page = client.get(address)

    said = text_of(page)
    assert "春季整治" in said
    assert "3 个小区里，1 个的结论会变" in said
    assert "费用" in said
    listed = client.get(
        reverse("scheme_draft_publish_compounds", args=[draft.pk]), {"campaign": Campaign.objects.get().pk}
    )
    assert "砚湖一村" in text_of(listed)
    assert "听雨里老院" not in text_of(listed)


def test_the_reviewer_publishes_and_the_campaign_keeps_its_version(
    sign_in: SignIn, draft: SchemeDraft, ledger: dict[str, Compound]
) -> None:
    client = sign_in("reviewer")
    address = reverse("scheme_draft_publish", args=[draft.pk])
    shown = client.get(address)
    sent = {"client_key": str(uuid4()), "digest": hidden(shown, "digest")}

    assert client.post(address, sent).status_code == 302
    version = SchemeVersion.objects.latest("id")
    assert (version.version, version.published_by) == ("2", "何清")
    draft.refresh_from_db()
    assert (draft.state, draft.published_version) == ("published", version)
    assert Campaign.objects.get().scheme_version != version
    assert client.post(address, sent).status_code == 302, "sent twice"
    assert Act.objects.filter(verb="scheme.publish").count() == 1


def test_a_draft_that_changed_meanwhile_is_shown_again(sign_in: SignIn, draft: SchemeDraft) -> None:
    client = sign_in("reviewer")
    address = reverse("scheme_draft_publish", args=[draft.pk])
    digest = hidden(client.get(address), "digest")
    files = {**draft_files(draft), "source.md": "改过的原文"}
    draft_save(draft=draft, files=files, expected_revision=draft.head, actor=LOCAL_OPERATOR)

    page = client.post(address, {"client_key": str(uuid4()), "digest": digest})
    assert page.status_code == 409
    assert "草稿又改过了" in text_of(page)
    assert hidden(page, "digest") != digest


def test_who_drafts_may_look_but_not_publish(sign_in: SignIn, draft: SchemeDraft) -> None:
    client = sign_in("official")
    address = reverse("scheme_draft_publish", args=[draft.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert "交给他们" in text_of(page)
    assert client.post(address, {"client_key": str(uuid4()), "digest": "0" * 64}).status_code == 404
    assert SchemeVersion.objects.count() == 1


def test_a_draft_with_mistakes_is_not_offered_for_publishing(sign_in: SignIn, draft: SchemeDraft) -> None:
    files = draft_files(draft)
    files["scheme.yaml"] += "\ncolour: red\n"
    draft_save(draft=draft, files=files, expected_revision=draft.head, actor=LOCAL_OPERATOR)
    page = sign_in("reviewer").get(reverse("scheme_draft_publish", args=[draft.pk]))
    assert "不能发布" in text_of(page)
    assert 'name="digest"' not in text_of(page)


def test_a_number_that_is_taken_is_said_before(sign_in: SignIn, draft: SchemeDraft, second: SchemeVersion) -> None:
    files = {**draft_files(draft), "source.md": "另一份原文"}
    draft_save(draft=draft, files=files, expected_revision=draft.head, actor=LOCAL_OPERATOR)
    page = sign_in("reviewer").get(reverse("scheme_draft_publish", args=[draft.pk]))
    assert "请把 version 改为 3" in text_of(page)


# --- withdraw ----------------------------------------------------------------------------------------------------------


def test_a_version_is_withdrawn_with_a_reason(sign_in: SignIn, campaign: Campaign) -> None:
    client = sign_in("reviewer")
    address = reverse("scheme_withdraw", args=[campaign.scheme_version_id])
    page = client.get(address)
    assert "春季整治" in text_of(page)
    key = hidden(page, "client_key")
    assert client.post(address, {"client_key": key, "reason": ""}).status_code == 422
    assert client.post(address, {"client_key": key, "reason": "标准有误"}).status_code == 302
    assert SchemeVersion.objects.get().withdrawn_reason == "标准有误"
    assert "已经撤回" in text_of(client.get(address))
    assert sign_in("official").get(address).status_code == 404


def test_a_withdrawn_version_is_not_offered_for_a_campaign(
    sign_in: SignIn, second: SchemeVersion, campaign: Campaign
) -> None:
    client = sign_in("official")
    assert f"version-{second.pk}" in text_of(client.get(reverse("campaign_open")))
    SchemeVersion.objects.filter(pk=second.pk).update(state="withdrawn")
    assert f"version-{second.pk}" not in text_of(client.get(reverse("campaign_open")))


def test_the_page_of_a_version_leads_to_a_form_that_has_it_chosen(
    sign_in: SignIn, campaign: Campaign, second: SchemeVersion
) -> None:
    client = sign_in("reviewer")
    for version, chosen in ((campaign.scheme_version, "made-2020"), (second, f"version-{second.pk}")):
        address = f"{reverse('campaign_open')}?scheme=version-{version.pk}"
        assert address in text_of(client.get(reverse("scheme_version", args=[version.pk])))
        assert f'value="{chosen}" selected' in text_of(client.get(address))


def test_a_published_version_that_is_not_shipped_is_adopted(sign_in: SignIn, second: SchemeVersion) -> None:
    client = sign_in("official")
    sent = {
        "client_key": str(uuid4()), "scheme": f"version-{second.pk}", "division": DISTRICT, "name": "第二轮", "source": "",
        "confirm": "on",
    }  # fmt: skip
    assert client.post(reverse("campaign_open"), sent).status_code == 302
    assert Campaign.objects.get(name="第二轮").scheme_version == second


# --- paper, archive ----------------------------------------------------------------------------------------------------


def test_a_version_is_looked_at_and_taken_away_on_paper(sign_in: SignIn, campaign: Campaign) -> None:
    client = sign_in("auditor")
    address = reverse("scheme_print", args=[campaign.scheme_version_id])
    assert "任务分工表" in text_of(client.get(address))
    answer = client.post(address, {"format": "docx"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert client.post(address, {"format": "exe"}).status_code == 400
    assert Act.objects.filter(verb="scheme.print").count() == 1
    assert sign_in("system").get(address).status_code == 404


def test_an_archive_is_taken_away(sign_in: SignIn, campaign: Campaign) -> None:
    client = sign_in("official")
    address = reverse("scheme_archive", args=[campaign.scheme_version_id])
    assert campaign.scheme_version.digest in text_of(client.get(address))
    answer = client.post(address)
    assert answer.content == scheme_export(version=campaign.scheme_version, actor=LOCAL_OPERATOR)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.sanwu.zip", content, "application/zip")


def test_an_archive_is_looked_at_first_and_then_imported(
    sign_in: SignIn, campaign: Campaign, second: SchemeVersion
) -> None:
    content = scheme_export(version=second, actor=LOCAL_OPERATOR)
    second.delete()
    client = sign_in("reviewer")
    address = reverse("scheme_import")
    assert client.get(address).status_code == 200

    looked = client.post(address, {"do": "look", "file": upload(content)})
    assert looked.status_code == 200
    assert "春季整治" in text_of(looked), "the effect stands there"
    assert not SchemeVersion.objects.filter(version="2").exists()
    sent = {"do": "import", "content": hidden(looked, "content"), "client_key": hidden(looked, "client_key")}
    assert client.post(address, sent).status_code == 302
    assert SchemeVersion.objects.get(version="2").published_by == "何清"


def test_a_damaged_archive_is_refused_by_the_page(sign_in: SignIn, campaign: Campaign) -> None:
    client = sign_in("reviewer")
    content = scheme_export(version=campaign.scheme_version, actor=LOCAL_OPERATOR)
    address = reverse("scheme_import")
    before = Act.objects.count()
    for broken in (content[:-30], b"nothing", b""):
        page = client.post(address, {"do": "look", "file": upload(broken)})
        assert page.status_code == 422
        assert "没有导入" in text_of(page)
    carried = base64.b64encode(content[:100]).decode()
    assert client.post(address, {"do": "import", "content": carried}).status_code == 422
    assert client.post(address, {"do": "import", "content": "*"}).status_code == 422
    assert Act.objects.count() == before
    assert sign_in("official").get(address).status_code == 403


def test_a_body_that_is_not_kept_here_is_said(sign_in: SignIn, campaign: Campaign) -> None:
    content = base64.b64encode(scheme_export(version=campaign.scheme_version, actor=LOCAL_OPERATOR)).decode()
    sent = {"do": "import", "content": content, "client_key": str(uuid4()), "body-office": "没有的局"}
    page = sign_in("reviewer").post(reverse("scheme_import"), sent)
    assert page.status_code == 422
    assert "这里没有登记名为“没有的局”的单位" in text_of(page)


# --- migrate -----------------------------------------------------------------------------------------------------------


def test_a_campaign_is_moved_after_its_effect_was_seen_and_moved_back(
    sign_in: SignIn, campaign: Campaign, second: SchemeVersion, ledger: dict[str, Compound]
) -> None:
    client = sign_in("official")
    address = reverse("campaign_migrate", args=[campaign.pk])
    assert "第 2 版" in text_of(client.get(address))
    client.get(address, {"to": second.pk})
    with at_most(15):
        shown = client.get(address, {"to": second.pk})
    assert "3 个小区里，1 个的结论会变" in text_of(shown)
    listed = client.get(reverse("campaign_migrate_compounds", args=[campaign.pk]), {"to": second.pk})
    assert "砚湖一村" in text_of(listed)

    sent = {"to": second.pk, "client_key": hidden(shown, "client_key"), "seen": hidden(shown, "seen"), "reason": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "市里新文件"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.scheme_version == second
    assert "市里新文件" in text_of(client.get(address))
    assert "确定撤销，回到第 1 版" in text_of(client.get(address)), "taking it back is asked for once more"
    for name in ("campaign", "scheme"):
        assert client.get(reverse(name, args=[campaign.pk])).status_code == 200
    assert client.get(reverse("duties")).status_code == 200

    moved = CampaignMigration.objects.get()
    undo = reverse("campaign_migrate_undo", args=[campaign.pk, moved.pk])
    assert client.post(undo, {"client_key": str(uuid4())}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.scheme_version != second
    assert client.post(undo, {"client_key": str(uuid4())}).status_code == 403


def test_local_dates_that_a_version_does_not_allow_are_named_by_their_titles(
    sign_in: SignIn, campaign: Campaign
) -> None:
    later = SCHEME.replace("version: 1", "version: 2").replace(
        "report: {title: 上报, by: office, due: 2020-03-31",
        "report: {title: 上报, by: office, due: {after: campaign_opened, days: 30}",
    )
    version = scheme_publish(files={**campaign.scheme_version.files, "scheme.yaml": later}, actor=LOCAL_OPERATOR)
    Campaign.objects.update(redating={"report": {"date": "2026-12-01", "source": "区文件"}})

    shown = text_of(sign_in("official").get(reverse("campaign_migrate", args=[campaign.pk]), {"to": version.pk}))

    assert "换版本以后按方案的日期：上报</p>" in shown


def test_a_form_made_before_somebody_else_moved_it_is_refused(
    sign_in: SignIn, campaign: Campaign, second: SchemeVersion
) -> None:
    client = sign_in("official")
    address = reverse("campaign_migrate", args=[campaign.pk])
    sent = {"to": second.pk, "client_key": str(uuid4()), "seen": second.pk, "reason": "文件"}
    page = client.post(address, sent)
    assert page.status_code == 422
    assert "与您看到的不同" in text_of(page)


def test_a_district_does_not_move_the_campaign_of_its_city(
    sign_in: SignIn, campaign: Campaign, second: SchemeVersion
) -> None:
    Campaign.objects.update(division=CITY)
    address = reverse("campaign_migrate", args=[campaign.pk])
    assert sign_in("official").get(address, {"to": second.pk}).status_code == 403
    assert sign_in("reviewer").get(address, {"to": second.pk}).status_code == 200
    assert sign_in("auditor").get(address).status_code == 404

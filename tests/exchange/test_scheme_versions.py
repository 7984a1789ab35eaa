"""A scheme on paper and as an archive: what the paper says, and whose names an imported scheme takes."""

import io
import zipfile
from datetime import date

import pytest

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.publishing import scheme_publish
from sanwu.exchange.scheme_archive import Decided, scheme_export, scheme_import, scheme_read
from sanwu.exchange.scheme_print import scheme_paper
from sanwu.exchange.scheme_print_text import numeral, scheme_document
from sanwu.ledger.dictionary import known_facts
from sanwu.policy.archive import pack
from sanwu.records.models import Act
from sanwu.territory.models import Organisation
from tests.campaigns.conftest import FACTS, SCHEME
from tests.policy.good_scheme import good_scheme
from tests.worlds import CITY, plant_tree

FILES = {"scheme.yaml": SCHEME, "facts.yaml": FACTS}


# --- paper -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_chapters_are_numbered_as_people_count(number: int, said: str) -> None:
    assert numeral(number) == said


def test_the_paper_says_what_the_scheme_says_in_numbered_chapters() -> None:
    found = scheme_document(good_scheme(), version="1", digest="ab" * 32, published=date(2026, 1, 2))

    heads = [text for text in found.paragraphs if text.partition("、")[0] in "一二三四五六七八九十"]
    assert [head.partition("、")[0] for head in heads] == list("一二三四五六七八九十")[: len(heads)]
    text = "\n".join(found.paragraphs)
    for entry in (*good_scheme().conditions.values(), *good_scheme().phases.values(), *good_scheme().bodies.values()):
        assert entry.title in text
    (_mark, duties), *_rest = found.tables
    assert [row[1] for row in duties.rows] == [duty.title for duty in good_scheme().duties.values()]
    assert "ab" * 32 in text
    assert found.signers[0].startswith("签发人")


@pytest.mark.django_db
def test_equal_versions_give_equal_papers_and_each_is_journalled() -> None:
    version = scheme_publish(files=FILES, actor=LOCAL_OPERATOR)

    first, second = (scheme_paper(version=version, ending="docx", actor=LOCAL_OPERATOR) for _ in range(2))

    with zipfile.ZipFile(io.BytesIO(first)) as one, zipfile.ZipFile(io.BytesIO(second)) as other:
        assert one.read("word/document.xml") == other.read("word/document.xml")
    assert Act.objects.filter(verb="scheme.print").count() == 2
    with pytest.raises(BadInput):
        scheme_paper(version=version, ending="txt", actor=LOCAL_OPERATOR)


# --- archive -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def packed(db: None) -> bytes:
    """The archive of a scheme that this installation does not have any more."""
    version = scheme_publish(files=FILES, actor=LOCAL_OPERATOR)
    content = scheme_export(version=version, actor=LOCAL_OPERATOR)
    version.delete()
    return content


def test_a_body_takes_the_name_of_an_organisation_that_is_kept_here(packed: bytes) -> None:
    plant_tree()
    Organisation.objects.create(name="晴川市整治办", kind="leading_group", division_id=CITY)

    incoming = scheme_read(packed, Decided(bodies={"office": "晴川市整治办"}))
    version = scheme_import(incoming=incoming, actor=LOCAL_OPERATOR)

    assert 'office: {title: "晴川市整治办"' in version.files["scheme.yaml"]
    assert incoming.changed
    entry = Act.objects.get(verb="scheme.import")
    assert (entry.after["bodies"], entry.after["archive"]) == ({"office": "晴川市整治办"}, incoming.archive.digest)


def test_without_a_mapping_the_scheme_stays_byte_for_byte(packed: bytes) -> None:
    incoming = scheme_read(packed)
    version = scheme_import(incoming=incoming, actor=LOCAL_OPERATOR)
    assert (version.files, version.digest, incoming.changed) == (FILES, incoming.archive.digest, False)


OWN = "facts: {pumps: {title: 泵, type: integer, unit: 台, group: identity, collected_by: survey}}\n"
PUMPED = SCHEME.replace("{household_count: {below: 50}}", "{pumps: {below: 50}}")


def test_a_scheme_brings_the_facts_of_its_own_to_an_installation_that_does_not_know_them(db: None) -> None:
    files = {"scheme.yaml": PUMPED, "facts.yaml": FACTS, "facts.local.yaml": OWN}
    version = scheme_publish(files=files, actor=LOCAL_OPERATOR)
    content = scheme_export(version=version, actor=LOCAL_OPERATOR)
    version.delete()
    assert "pumps" not in known_facts()

    incoming = scheme_read(content)
    assert [(line.id, line.state, line.settled) for line in incoming.facts] == [("pumps", "brought", True)]
    scheme_import(incoming=incoming, actor=LOCAL_OPERATOR)

    assert known_facts()["pumps"].unit_text == "台"


def test_an_unknown_fact_of_their_dictionary_is_brought_by_its_own_name_and_the_refusal_says_how(db: None) -> None:
    theirs = FACTS + OWN.removeprefix("facts: {").replace("pumps:", "  pumps:").replace("}}", "}")
    version = scheme_publish(files={"scheme.yaml": PUMPED, "facts.yaml": theirs}, actor=LOCAL_OPERATOR)
    content = scheme_export(version=version, actor=LOCAL_OPERATOR)
    version.delete()

    with pytest.raises(Refused, match="随方案带来"):
        scheme_import(incoming=scheme_read(content), actor=LOCAL_OPERATOR)
    came = scheme_import(incoming=scheme_read(content, Decided(facts={"pumps": "pumps"})), actor=LOCAL_OPERATOR)

    assert came.files["facts.yaml"] == theirs


MAPPED = Decided(facts={"dwellings": "household_count", "pumps": "pumps"})


def two_facts(version: int = 1, *, own: str = "") -> dict[str, str]:
    """A scheme that asks for pumps, of its own file or else of their dictionary, and calls the household count otherwise."""
    text = SCHEME.replace("{household_count: {below: 50}}", "{all: [{dwellings: {below: 50}}, {pumps: {below: 2}}]}")
    facts = FACTS.replace("household_count:", "dwellings:")
    if not own:
        facts += OWN.removeprefix("facts: {").replace("pumps:", "  pumps:").replace("}}", "}")
    files = {"scheme.yaml": text.replace("version: 1", f"version: {version}"), "facts.yaml": facts}
    return files | ({"facts.local.yaml": own} if own else {})


@pytest.mark.parametrize("own", ["", "# 泵是我们自己要的。\n" + OWN])
def test_an_archive_that_brings_facts_can_be_imported_again_and_so_can_the_next_one(db: None, own: str) -> None:
    packs = [pack(two_facts(number, own=own)) for number in (1, 2)]
    first = scheme_import(incoming=scheme_read(packs[0], MAPPED), actor=LOCAL_OPERATOR)
    assert "pumps" in first.files["facts.local.yaml"]

    again = scheme_read(packs[0], MAPPED)
    following = scheme_import(incoming=scheme_read(packs[1], MAPPED), actor=LOCAL_OPERATOR)

    assert again.known == first
    assert scheme_import(incoming=again, actor=LOCAL_OPERATOR) == first
    assert following.version == "2"
    assert following.files["facts.local.yaml"] == first.files["facts.local.yaml"]


def test_an_own_file_from_which_nothing_is_missing_stays_as_it_was_written(db: None) -> None:
    own = "# 泵是我们自己要的。\n" + OWN
    incoming = scheme_read(pack(two_facts(own=own)), MAPPED)
    assert incoming.files is not None
    assert incoming.files["facts.local.yaml"] == own


def test_what_is_not_settled_is_not_imported(packed: bytes) -> None:
    incoming = scheme_read(packed, Decided(bodies={"office": "没有的单位"}))
    assert [line.id for line in incoming.unsettled] == ["office"]
    with pytest.raises(Refused, match="没有的单位"):
        scheme_import(incoming=incoming, actor=LOCAL_OPERATOR)
    assert not SchemeVersion.objects.exists()


def test_an_archive_of_the_same_number_with_another_text_is_refused(packed: bytes) -> None:
    scheme_publish(files={**FILES, "source.md": "另一份原文"}, actor=LOCAL_OPERATOR)
    with pytest.raises(Refused, match="请把 version 改为 2"):
        scheme_import(incoming=scheme_read(packed), actor=LOCAL_OPERATOR)


def test_a_stored_text_that_was_edited_is_not_exported(db: None) -> None:
    version = scheme_publish(files=FILES, actor=LOCAL_OPERATOR)
    SchemeVersion.objects.update(files={**FILES, "source.md": "改过"})
    from sanwu.campaigns import frozen

    frozen._scheme.cache_clear()
    with pytest.raises(Refused, match="不一致"):
        scheme_export(version=version, actor=LOCAL_OPERATOR)

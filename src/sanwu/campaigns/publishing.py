"""Freezing a scheme as a version, publishing and withdrawing one (design §3: identity ≠ version, nothing is deleted).

What a version means for the campaigns that run is computed above, in decisions. Rights are the caller's to check.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.digests import VERSION, digest_of_version
from sanwu.campaigns.drafts import check_draft, draft_published
from sanwu.campaigns.drafts_reading import shared_files
from sanwu.campaigns.frozen import label_of, loaded
from sanwu.campaigns.models import SchemeDraft, SchemeVersion, VersionState
from sanwu.compounds.sql import hold_numbers
from sanwu.policy.bundle import FACTS, LAW
from sanwu.policy.cases import run_cases
from sanwu.policy.load import Loaded, dictionary_of, load_files
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.own_facts import difference
from sanwu.records.entries import Entry
from sanwu.records.services import act

SHOWN = 10
LONGEST_REASON = 200


def scheme_publish(
    *,
    files: Mapping[str, str],
    actor: Actor,
    draft: SchemeDraft | None = None,
    division: str = "",
    verb: str = "scheme.publish",
    told: Mapping[str, Any] | None = None,
    client_key: str | None = None,
) -> SchemeVersion:
    """Freeze these files as a published version; the same content again brings the same version.

    BadInput lists every problem of the files. Refused when a worked case of the scheme fails, when the same version
    number was published with another text, or when this very text was withdrawn. `told` joins the journal entry.
    Stale when `draft`, which is closed with it, was saved with other files meanwhile.
    """
    found = load_files(files)
    scheme = usable(found, "")
    check_cases(found)
    with act(
        verb=verb, actor=actor, object_type="scheme", object_id=scheme.id, object_name=scheme.title,
        division=division or (draft.division_id if draft else ""), client_key=client_key,
        request={"digest": found.digest},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return SchemeVersion.objects.get(pk=entry.result["id"])
        if draft is not None:
            check_draft(draft, found.digest)
        version = frozen_as(entry, found, scheme, actor)
        if version.withdrawn:
            raise _taken_back(version)
        entry.after = {**(entry.after or {}), **(told or {})}
        if draft is not None:
            draft_published(draft=draft, version=version, actor=actor)
    return version


def scheme_withdraw(
    *, version: SchemeVersion, reason: str, actor: Actor, division: str = "", client_key: str | None = None
) -> SchemeVersion:
    """Take a published version back: no campaign adopts it any more, those that run on it keep it. Never deleted."""
    reason = tidy(reason)
    if not 0 < len(reason) <= LONGEST_REASON or forbidden_character(reason):
        raise BadInput(f"请写明为什么撤回，最多 {LONGEST_REASON} 个字。", "reason")
    with act(
        verb="scheme.withdraw", actor=actor, object_type="scheme", object_id=version.scheme_id,
        object_name=version.title, division=division, scheme_version=label_of(version), client_key=client_key,
        request={"version": version.pk, "reason": reason},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return SchemeVersion.objects.get(pk=version.pk)
        held = held_version(version)
        if held.withdrawn:
            raise Refused(f"{held}已经撤回过了。理由：{held.withdrawn_reason}", "withdrawn")
        held.state, held.withdrawn_reason = VersionState.WITHDRAWN, reason
        held.withdrawn_at, held.withdrawn_by = clock.now(), actor.name[:100]
        held.save(update_fields=["state", "withdrawn_reason", "withdrawn_at", "withdrawn_by"])
        entry.before, entry.after = {"state": "published"}, {"state": "withdrawn", "reason": reason}
        entry.result = {"id": held.pk}
        entry.digest(VERSION, held.pk, digest_of_version(held))
    return held


def held_version(version: SchemeVersion) -> SchemeVersion:
    """The version as it stands now, held until the transaction ends: nobody withdraws it while somebody adopts it."""
    return SchemeVersion.objects.select_for_update().defer("files").get(pk=version.pk)


def usable(found: Loaded, name: str) -> Scheme:
    """The scheme of files that load; BadInput lists what is wrong with them."""
    if found.scheme is not None:
        return found.scheme
    listed = "\n".join(str(problem) for problem in found.problems[:SHOWN])
    more = len(found.problems) - SHOWN
    named = f" {name} " if name else ""
    raise BadInput(
        f"方案{named}不能使用，请先改正：\n{listed}" + (f"\n……另有 {more} 处。" if more > 0 else ""), "bad_scheme"
    )


def check_cases(found: Loaded) -> None:
    """Refused when a worked case that the scheme brings along does not come out as it says."""
    result = run_cases(found)
    if result.failed:
        listed = "\n".join(str(failure) for failure in result.failures[:SHOWN])
        raise Refused(f"方案自带的用例有 {result.failed} 个没有通过，不能发布：\n{listed}", "cases_failing")


def frozen_as(entry: Entry, found: Loaded, scheme: Scheme, actor: Actor) -> SchemeVersion:
    """The version of this content, made where there is none; a step of the act that publishes or loads it."""
    hold_numbers()  # so that nobody publishes the same number meanwhile
    version = SchemeVersion.objects.filter(digest=found.digest).first()
    if version is None:
        check_number(found, scheme)
        check_facts(scheme)
        now = clock.now()
        version = SchemeVersion.objects.create(
            digest=found.digest, scheme_id=scheme.id, version=str(scheme.version), title=scheme.title,
            title_en=scheme.title_en or "", files=dict(found.files), loaded_at=now, published_at=now,
            published_by=actor.name[:100],
        )  # fmt: skip
        entry.digest(VERSION, version.pk, digest_of_version(version))
    entry.scheme_version = label_of(version)
    entry.after = {"version": str(scheme.version), "digest": found.digest, "files": sorted(found.files)}
    entry.result = {"id": version.pk}
    return version


def own_part(files: Mapping[str, str]) -> dict[str, str]:
    """What a scheme says itself, without the dictionary and the law packs that all schemes of an installation share."""
    return {
        name: text
        for name, text in files.items()
        if name != FACTS and (not name.startswith(f"{LAW}/") or name.endswith(".local.yaml"))
    }


def check_number(found: Loaded, scheme: Scheme) -> None:
    """Refused where the number stands for another text, or the text was withdrawn. A dictionary that has grown since makes
    another frozen version, but no other text."""
    own = own_part(found.files)
    for known in SchemeVersion.objects.filter(scheme_id=scheme.id, version=str(scheme.version)):
        if own_part(known.files) != own:
            raise Refused(
                f"{scheme.id} 的版本 {scheme.version} 已经发布过，内容不同。请把 version 改为"
                f" {_following(scheme.id, scheme.version)} 再发布；已发布的版本不会改动。",
                "version_taken",
            )
        if known.withdrawn:
            raise _taken_back(known)


def check_facts(scheme: Scheme) -> None:
    """Refused where the scheme counts a fact otherwise than this installation does: a compound has one value of it, which
    would have to be read in two ways. A shared fact counts as the shared dictionary has it, another as it was first."""
    shared = _shared(shared_files().get(FACTS, ""))
    facts = scheme.dictionary.facts
    for name, fact in facts.items():
        if name in shared:
            _check_fact(fact, shared[name], "共用的数据项字典里")
    if own := facts.keys() - shared.keys():
        for version in SchemeVersion.objects.order_by("pk").defer("files"):
            theirs = loaded(version).dictionary.facts
            for name in sorted(own & theirs.keys()):
                _check_fact(facts[name], theirs[name], f"已登记的方案 {label_of(version)} 里")


def _check_fact(fact: Fact, known: Fact, where: str) -> None:
    if (fact.type, fact.unit_text, fact.places) != (known.type, known.unit_text, known.places):
        raise Refused(
            f"{where}已有数据项“{fact.id}”（{known.title}），{difference(fact, known, '这个方案里', where)}。"
            f"一个小区只存一个值，两种计法不能并用。意思相同的，请改成一样的写法；意思不同的，请在方案里另起一个标识。",
            "fact_retyped",
        )


@lru_cache(maxsize=2)
def _shared(text: str) -> Mapping[str, Fact]:
    """The facts of the shared dictionary, none where it cannot be read."""
    found = dictionary_of(text)
    return found.facts if found is not None else {}


def _taken_back(version: SchemeVersion) -> Refused:
    return Refused(f"这一份内容（{version}）已经撤回，不能再发布。请修改后提高版本号（version）再发布。", "withdrawn")


def _following(scheme_id: str, version: int) -> int:
    numbers = SchemeVersion.objects.filter(scheme_id=scheme_id).values_list("version", flat=True)
    return max([version, *(int(number) for number in numbers if number.isdecimal())]) + 1

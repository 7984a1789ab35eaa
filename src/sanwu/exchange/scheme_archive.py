"""A scheme out of one installation and into another: one file, facts and bodies mapped to ours, everything or nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.campaigns.drafts_reading import shared_files
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.publishing import scheme_publish, usable
from sanwu.campaigns.selectors import label_of, loaded
from sanwu.ledger.dictionary import known_facts
from sanwu.policy.archive import Archive, ArchiveRefused, pack, unpack
from sanwu.policy.archive_facts import BodyLine, CannotMap, FactLine, as_table, compatible, fact_lines, rewritten
from sanwu.policy.bundle import FACTS, digest_of
from sanwu.policy.load import load_files
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.own_facts import brought_by
from sanwu.policy.yamltree import parse
from sanwu.records.services import act
from sanwu.territory.models import Organisation

EXAMPLE = "facts: {对方的数据项: 这里的数据项}、bodies: {单位标识: 本地单位名称}"
BROUGHT = "这里没有相同的数据项时，写成 facts: {对方的数据项: 对方的数据项}，它就随方案带来"


@dataclass(frozen=True)
class Decided:
    """What somebody decided about facts ({theirs: ours}) and bodies ({id: name of an organisation here})."""

    facts: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Incoming:
    """An archive beside what is known here. `files` are what would be published, None while a line is unsettled; `known`
    is the version that has this content already."""

    archive: Archive
    scheme: Scheme
    facts: tuple[FactLine, ...]
    bodies: tuple[BodyLine, ...]
    files: Mapping[str, str] | None
    known: SchemeVersion | None

    @property
    def unsettled(self) -> list[FactLine | BodyLine]:
        """What has to be decided before it can be imported."""
        lines: list[FactLine | BodyLine] = [*self.facts, *self.bodies]
        return [line for line in lines if not line.settled]

    @property
    def changed(self) -> bool:
        """Whether it is imported otherwise than it was exported."""
        return self.files is not None and digest_of(self.files) != self.archive.digest

    def as_json(self) -> dict[str, Any]:
        """What `scheme import --json` says of it."""
        said = self.archive
        return {
            "id": said.scheme_id, "version": said.version, "title": said.title, "digest": said.digest,
            "ready": self.files is not None, "changed": self.changed, "facts": as_table(self.facts),
            "bodies": as_table(self.bodies),
        }  # fmt: skip


def scheme_export(*, version: SchemeVersion, actor: Actor, division: str = "") -> bytes:
    """The archive of a version, for another installation; the same version gives the same bytes. Journalled."""
    loaded(version)  # refuses a text that was edited
    content = pack(SchemeVersion.objects.values_list("files", flat=True).get(pk=version.pk))
    with act(
        verb="scheme.export", actor=actor, object_type="scheme", object_id=version.scheme_id,
        object_name=version.title, division=division, scheme_version=label_of(version),
    ) as entry:  # fmt: skip
        entry.after = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    return content


def scheme_read(content: bytes, mapping: Decided | None = None) -> Incoming:
    """Look at an archive; writes nothing. BadInput where it is damaged or its scheme cannot be used here, and for a
    mapping that speaks of what the scheme does not have."""
    try:
        archive = unpack(content)
    except ArchiveRefused as refused:
        raise BadInput(refused.message, refused.code) from None
    scheme = usable(load_files(archive.files), archive.scheme_id)
    decided = mapping or Decided()
    ours = known_facts()
    facts = tuple(fact_lines(scheme, ours, decided.facts, brought_by(scheme, archive.files)))
    bodies = tuple(_body_lines(scheme, decided.bodies))
    _check(decided, facts, bodies)
    files: Mapping[str, str] | None = None
    if all(line.settled for line in facts) and all(line.settled for line in bodies):
        files = _ready(archive, scheme, facts, bodies)
    known = SchemeVersion.objects.filter(digest=digest_of(files)).first() if files is not None else None
    return Incoming(archive, scheme, facts, bodies, files, known)


def scheme_import(
    *, incoming: Incoming, actor: Actor, division: str = "", client_key: str | None = None
) -> SchemeVersion:
    """Publish what an archive brings. Refused while a fact or a body is unsettled, with the list of them."""
    if incoming.files is None:
        listed = "\n".join(f"  {line.title}（{line.id}）：{line.reason}" for line in incoming.unsettled)
        raise Refused(
            f"有 {len(incoming.unsettled)} 项要先对应好，没有导入：\n{listed}\n请写成 {EXAMPLE}。{BROUGHT}。",
            "unmapped",
        )
    told = {
        "archive": incoming.archive.digest,
        "facts": {line.id: line.own for line in incoming.facts if line.state == "mapped"},
        "bodies": {line.id: line.own for line in incoming.bodies if line.own},
    }
    return scheme_publish(
        files=incoming.files, actor=actor, division=division, verb="scheme.import", told=told, client_key=client_key
    )


def read_mapping(name: str, text: str) -> Decided:
    """A mapping as people write it: YAML with `facts` and `bodies`; BadInput says what is wrong."""
    tree = parse(name, text)
    if tree.problems:
        raise BadInput("对应关系文件读不出来：\n" + "\n".join(str(problem) for problem in tree.problems), "bad_map")
    data = tree.data
    if not isinstance(data, dict) or not data.keys() <= {"facts", "bodies"}:
        raise BadInput(f"对应关系文件 {name} 应写成 {EXAMPLE}。", "bad_map")
    parts = [data.get(key, {}) for key in ("facts", "bodies")]
    if any(not isinstance(part, dict) or not all(isinstance(v, str) for v in part.values()) for part in parts):
        raise BadInput(f"对应关系文件 {name} 应写成 {EXAMPLE}。", "bad_map")
    return Decided(*parts)


def _body_lines(scheme: Scheme, wanted: Mapping[str, str]) -> list[BodyLine]:
    """Bodies keep the plan's words unless they are given the name of an organisation that is kept here."""
    names = {name for name in wanted.values() if name}
    kept = set(Organisation.objects.filter(name__in=names, valid_to=None).values_list("name", flat=True))
    lines = []
    for body in scheme.bodies.values():
        own = wanted.get(body.id, "")
        reason = f"这里没有登记名为“{own}”的单位" if own and own not in kept else ""
        lines.append(BodyLine(body.id, body.title, body.level, own, reason))
    return lines


def _check(decided: Decided, facts: tuple[FactLine, ...], bodies: tuple[BodyLine, ...]) -> None:
    strange = [name for name in decided.facts if name not in {line.id for line in facts}]
    strange += [name for name in decided.bodies if name not in {line.id for line in bodies}]
    if strange:
        raise BadInput(f"对应关系里的“{strange[0]}”，这个方案没有用到。请删去或改正。", "bad_map")


def _ready(
    archive: Archive, scheme: Scheme, facts: tuple[FactLine, ...], bodies: tuple[BodyLine, ...]
) -> Mapping[str, str]:
    """The files as they would be published: byte for byte as they came, unless something means something else here."""
    renamed = {line.id: line.own for line in facts if line.own != line.id}
    named = {line.id: line.own for line in bodies if line.own and line.own != line.title}
    own = None if not renamed and compatible(scheme.dictionary, known_facts()) else shared_files().get(FACTS)
    if not renamed and not named and own is None:
        return archive.files
    try:
        return rewritten(archive.files, renamed, named, own)
    except CannotMap as cannot:
        raise BadInput(str(cannot), "bad_map") from None

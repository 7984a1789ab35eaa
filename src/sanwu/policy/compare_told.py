"""What a comparison of two schemes tells: sections, their entries, the keys of these, as people say them and as JSON."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["added", "removed", "changed"]
Mentioned = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key of an entry; `path` leads to it from the entry, `said` in words. None stands where a side does not say it
    at all."""

    path: Mentioned
    left: str | None
    right: str | None
    said: Mentioned = ()

    @property
    def key(self) -> str:
        """The path as it is written: `members › no_property_mgmt › when`."""
        return " › ".join(self.path)

    @property
    def title(self) -> str:
        """The path as people say it: `成员 › 无物业管理 › 条件`."""
        return " › ".join(self.said or self.path)


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that only one side has, or that both have with different keys. `id` is "" for keys of the section itself.

    `keys` of an entry that was added or removed are all that it says; the other side is None throughout.
    """

    id: str
    kind: Kind
    left_title: str | None
    right_title: str | None
    keys: tuple[KeyChange, ...]

    @property
    def title(self) -> str:
        """How the newer side calls it, else the older."""
        return self.right_title or self.left_title or self.id


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of the format in which something differs; `same` entries are those that both sides state alike."""

    section: str
    title: str
    entries: tuple[EntryChange, ...]
    same: int

    def count(self, kind: Kind) -> int:
        """How many entries were added, removed or changed."""
        return sum(entry.kind == kind for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Side:
    """Which scheme stands on a side."""

    id: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two schemes side by side; `sections` are only those in which something differs."""

    left: Side
    right: Side
    sections: tuple[SectionChange, ...]

    @property
    def same(self) -> bool:
        """Whether both say the same, whatever their files look like."""
        return not self.sections

    def count(self, kind: Kind) -> int:
        """How many entries were added, removed or changed in all sections."""
        return sum(section.count(kind) for section in self.sections)

    def as_json(self) -> dict[str, Any]:
        """The shape that `scheme compare --json` prints."""
        sections = [
            {
                "section": section.section,
                "title": section.title,
                "same": section.same,
                "entries": [
                    {
                        "id": entry.id,
                        "title": entry.title,
                        "change": entry.kind,
                        "keys": [{"key": key.key, "left": key.left, "right": key.right} for key in entry.keys],
                    }
                    for entry in section.entries
                ],
            }
            for section in self.sections
        ]
        counts = {kind: self.count(kind) for kind in ("added", "removed", "changed")}
        return {
            "left": asdict(self.left),
            "right": asdict(self.right),
            "same": self.same,
            **counts,
            "sections": sections,
        }

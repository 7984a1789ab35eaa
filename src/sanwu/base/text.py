"""Chinese text: widths, spaces, names as compared, pinyin, and the text by which a compound is found."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import add

# pypinyin is imported where it is used: reading its dictionaries takes a fifth of the time in which a command starts.

# Full-width letters, digits and signs, and the full-width space, as their plain twins. Not NFKC: that would also turn
# ㎡ into m2 and ② into 2, which a stored text should keep.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Characters that nobody sees: zero-width ones, direction marks, the byte-order mark, the soft hyphen.
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD))
_NOT_PLAIN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
# Nothing but common Chinese characters, ASCII letters and digits: already as compared, but for case.
_PLAIN_NAME = re.compile("[0-9A-Za-z\u4e00-\u9fa5]*")
_BRACKETS = str.maketrans("〔〕［］【】{}[]", "()()()()()")
_DASHES = re.compile("[‐‑‒–—―−－﹣~～]+")
_MIDDLE_DOTS = re.compile("[·•・‧∙]")


def narrow(text: str) -> str:
    """Full-width letters, digits, signs and spaces as half-width ones: １２０户（约） -> 120户(约)."""
    return text if text.isascii() else text.translate(_NARROW)


def tidy(text: str) -> str:
    """A text as stored: without characters nobody sees, without space around it, runs of space as one space."""
    if _NOT_PLAIN.search(text):
        text = text.translate(_UNSEEN)
    return " ".join(text.split())


def forbidden_character(text: str) -> str | None:
    """The first character no stored text may hold (NUL, other control characters, half a surrogate pair), or None."""
    found = _CONTROL.search(text)
    return found.group() if found else None


def printable(text: str) -> str:
    """A text for a file or page: each character no stored text may hold shows as �."""
    return _CONTROL.sub("\ufffd", text)


def match_name(name: str) -> str:
    """A name as compared: widths, case, spaces, brackets, dashes and middle dots are made equal.

    Every other character counts: 1-2号院 and 12号院 stay two, for a wrong merge is worse than a missed one.
    """
    if _PLAIN_NAME.fullmatch(name):
        return name.lower()
    text = unicodedata.normalize("NFKC", name.translate(_UNSEEN)).translate(_BRACKETS).casefold()
    return _SPACES.sub("", _MIDDLE_DOTS.sub("", _DASHES.sub("-", text)))


class _Readings(dict[str, str]):
    """Character -> its first reading without tone, kept for the characters met so far; others stand for themselves."""

    def __missing__(self, character: str) -> str:
        from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - see above

        entry = pinyin_dict.get(ord(character), "")
        reading = _toneless(entry.split(",")[0])
        if not reading:
            plain = unicodedata.normalize("NFKC", character).casefold()
            reading = plain if plain.isalnum() else ""
        self[character] = reading
        return reading


def _toneless(reading: str) -> str:
    """ā -> a, ǘ -> v: the diaeresis of ü is kept apart from the tones."""
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_readings = _Readings()
_UNREAD = "\0"  # stands before a run of characters that have no reading


@cache
def _deviations() -> dict[str, tuple[str, ...]]:
    """First two characters -> phrases in which some character is not read as it is alone (长安, 银行, 音乐).

    Only names that hold one of these need the slow, phrase-aware reading; for all others it gives the same result.
    """
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - see above

    found: dict[str, list[str]] = {}
    for phrase, readings in phrases_dict.items():
        if any(_toneless(r[0]) != _readings[c] for c, r in zip(phrase, readings, strict=False)):
            found.setdefault(phrase[:2], []).append(phrase)
    return {start: tuple(phrases) for start, phrases in found.items()}


def _is_read_by_character(text: str) -> bool:
    deviations = _deviations()
    if deviations.keys().isdisjoint(map(add, text, text[1:])):
        return True
    for position in range(len(text) - 1):
        for phrase in deviations.get(text[position : position + 2], ()):
            if text.startswith(phrase, position):
                return False
    return True


@lru_cache(maxsize=4096)
def _phrase_syllables(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    found: list[str] = []
    for run in lazy_pinyin(text, errors=lambda unread: _UNREAD + unread):
        found += map(_readings.__getitem__, run[1:]) if run.startswith(_UNREAD) else [run]
    return tuple(filter(None, found))


def syllables(text: str) -> tuple[str, ...]:
    """Pinyin without tones, character by character; digits and letters stand for themselves, signs are left out.

    长安街12号 -> ("chang", "an", "jie", "1", "2", "hao"). Some 3 µs for a name; 30 µs where a phrase decides.
    """
    if text.isascii() or _is_read_by_character(text):
        return tuple(filter(None, map(_readings.__getitem__, text)))
    return _phrase_syllables(text)


def full_pinyin(text: str) -> str:
    """changanjie12hao: what people type, and the order in which they expect names."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """caj12h."""
    return "".join(syllable[0] for syllable in syllables(text))


def search_text(name: str, *, aliases: Iterable[str] = (), numbers: Iterable[str] = (), address: str = "") -> str:
    """All by which a compound is found, lower case, one part per line: names, pinyin, initials, numbers, address.

    A line break stands between the parts, so that no search runs over the end of one into the next.
    """
    parts: dict[str, None] = {}
    for text in (name, *aliases):
        read = syllables(text)
        parts[match_name(text)] = None
        parts["".join(read)] = None
        parts["".join(syllable[0] for syllable in read)] = None
    for text in (*numbers, address):
        parts[match_name(text)] = None
    parts.pop("", None)
    return "\n".join(parts)

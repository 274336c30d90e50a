"""How a settlement's name is spelled: folding, words, the type of settlement written beside it (row 5).

Folded away: case, ё/е, hyphens and spaces, quotes, stress marks, Latin look-alikes, the type of settlement.
Kept: every word, number and ordinal; «1-я», «1я» and «1-ая» are one spelling and may stand before or after the name.
"""

import re
import unicodedata
from typing import Final

from domain.vocabulary import settlements
from domain.vocabulary.looks import LOOKALIKES, YO

_SEPARATORS: Final = re.compile(r"[^\w]+|_")
_ORDINAL: Final = re.compile(
    r"(?<!\w)(\d{1,6})\s*[-\u2010-\u2015\u2212]?\s*("
    + "|".join(sorted(settlements.ORDINAL_ENDINGS, key=len, reverse=True))
    + r")(?!\w)",
)
_IN_HONOUR: Final = re.compile(r"(?<!\w)" + settlements.IN_HONOUR[1] + r"(?!\w)\.?")
_QUOTE_MARKS: Final = "\"'`«»„“”‘’‚‹›\u00b4\u02bc"
_QUOTES: Final = dict.fromkeys(map(ord, _QUOTE_MARKS), "")
_EDGES: Final = " ,.()" + _QUOTE_MARKS
_STRESS: Final = re.compile("[\u0300\u0301\u00ad\u200b-\u200f\u2060\ufeff]")


def plain(text: str) -> str:
    """Small letters of one alphabet, ё as е, no quotes, no stress marks, single spaces."""
    text = unicodedata.normalize("NFKC", _STRESS.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(_letters(text).translate(_QUOTES).split())


def _letters(text: str) -> str:
    """The same text in small letters of one alphabet, every letter in its place."""
    return text.lower().translate(LOOKALIKES).translate(YO)


def _spelled(form: str) -> str:
    """Pattern of one spelling of a type: each dot may be missing, spaces may vary."""
    return re.escape(plain(form)).replace(r"\.", r"\.?\s*").replace(r"\ ", r"\s*")


_BY_LENGTH: Final = sorted(
    ((plain(form), kind) for kind, forms in settlements.TYPES.items() for form in (*forms, kind)),
    key=lambda pair: len(pair[0]),
    reverse=True,
)
_FORMS: Final = tuple(
    (re.compile(_spelled(form) + r"(?=[\s(,]|$)|" + _spelled(form) + r"(?<=\.)"), kind) for form, kind in _BY_LENGTH
)
_ANY: Final = "(?:" + "|".join(_spelled(form) for form, _ in _BY_LENGTH) + ")"
_AT_HEAD: Final = re.compile(_ANY + r"(?:(?=[\s(,]|$)|(?<=\.))")
_AT_TAIL: Final = re.compile(r"(?<=[\s,(])\(?" + _ANY + r"\)?\.?$")
"""Whether there is any type at all: most names of a registry have none, and are not asked type by type."""
_TAILS: Final = tuple(
    (re.compile(r"(?<=[\s,(])\(?" + _spelled(form) + r"\)?\.?$"), form, kind) for form, kind in _BY_LENGTH
)


def _locate_type(text: str) -> tuple[str | None, slice]:
    """The type at the head or at the tail of a text in small letters, and where the rest is, which is never empty."""
    for pattern, kind in _FORMS if _AT_HEAD.match(text) else ():
        found = pattern.match(text)
        if found and (rest := text[found.end() :].strip(_EDGES)) and not rest.isdigit():
            return kind, slice(found.end(), None)
    for pattern, form, kind in _TAILS if _AT_TAIL.search(text) else ():
        found = pattern.search(text)
        if not found:
            continue
        head = text[: found.start()]
        rest = head.strip(_EDGES)
        if rest and (head.rstrip().endswith((",", "(")) or not _belongs(rest, form, text)):
            return kind, slice(0, found.start())
    return None, slice(None)


def _belongs(rest: str, form: str, plain: str) -> bool:
    """Whether the last word is part of the name («Красное Село»), not its type («Ивановка село»)."""
    if plain in settlements.WHOLE_NAMES:
        return True
    if not rest.endswith(settlements.ADJECTIVE_ENDINGS):
        return False
    if len(form.rstrip(".")) <= settlements.LONGEST_ABBREVIATION:  # an abbreviation is never part of a name
        return False
    return form in settlements.NEVER_AFTER_ADJECTIVE or not rest.endswith(settlements.FROM_A_NAME)


def split_type(name: str) -> tuple[str | None, str]:
    """The full word for the type of settlement, if one is written, and the name as it was typed without it.

    «с.Ивановка» → («село», «Ивановка»); «Красное Село» → (None, «Красное Село»).
    """
    typed = " ".join(unicodedata.normalize("NFC", name).split())
    letters = _letters(typed)
    if len(letters) != len(typed):  # a few foreign capitals lower to two characters: give up the typed look
        typed = letters
    kind, rest = _locate_type(letters)
    return kind, typed[rest].strip(_EDGES if kind else _QUOTE_MARKS)


def words(name: str) -> tuple[str, ...]:
    """The significant words of a name: no type, no separators; ordinals as digits with one letter, in front."""
    bare = plain(name)
    bare = bare[_locate_type(bare)[1]]
    bare = _IN_HONOUR.sub(settlements.IN_HONOUR[0] + " ", bare)
    bare = _ORDINAL.sub(lambda found: f" {found[1]}{found[2][-1]} ", bare)
    found = [word for word in _SEPARATORS.split(bare) if word]
    return (*(word for word in found if _is_ordinal(word)), *(word for word in found if not _is_ordinal(word)))


def _is_ordinal(word: str) -> bool:
    return word[0].isdigit() and not word[-1].isdigit()


def fold(name: str) -> str:
    """The key under which all spellings of one name meet; folding it again changes nothing."""
    folded = "".join(words(name))
    if (
        any(map(str.isdigit, folded)) and (again := "".join(words(folded))) != folded
    ):  # «1.ая»: the ending met its number
        return fold(again)
    return folded

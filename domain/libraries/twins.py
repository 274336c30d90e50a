"""Whether two library cards are one library under two names (row 11): typed otherwise, by accident or on purpose.

The same: the same place and the same skeleton of the title (UTS 39: signs that look alike are one; besides case, ё/е,
marks, quotes, spaces, invisible signs). Near: the same settlement and region, and titles that differ by a slip of the
finger; then somebody has to say which it is. Numbers always count: «№ 1» and «№ 2» are two libraries.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from domain.libraries.registry import district_key
from domain.spelling import fold, plain
from domain.vocabulary.confusables import LOOK_LIKE
from domain.vocabulary.libraries import SHORTENED
from domain.vocabulary.looks import INSTEAD, LOOKALIKES, LOOKING_DIGITS

SLIPS: Final = 2
"""Signs that may differ between two spellings of one title."""
SIGNS_A_SLIP: Final = 4
"""So long must a title be for each: «ЦГБ» and «ЦДБ» are two libraries."""
_LIKE: Final[dict[int, int]] = {
    **{ord(sign): ord(letter) for table in (LOOK_LIKE, INSTEAD) for letter, signs in table.items() for sign in signs},
    **LOOKALIKES,
}
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Signs that nobody sees and that are no format characters (Default_Ignorable_Code_Point)."""
_NUMBER: Final = re.compile(r"\d+")
_WORD: Final = re.compile(r"[^\W_]+")
_DIGIT_AMONG_LETTERS: Final = re.compile(r"(?<=[^\W\d_])[036]|[036](?=[^\W\d_])")


class Card(Protocol):
    """What tells a library from others."""

    @property
    def settlement(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def district(self) -> str: ...
    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A library that somebody tells of."""

    settlement: str
    region: str
    district: str
    title: str


def russian(text: str) -> str:
    """The text in letters of one alphabet, each in its place where that is possible; without what nobody sees."""
    seen = "".join(sign for sign in _UNSEEN.sub("", text) if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", seen).translate(_LIKE)


@lru_cache(maxsize=5000)
def skeleton(text: str) -> str:
    """What all spellings that look alike have in common; for comparing, not for showing."""
    bare = unicodedata.normalize("NFD", russian(_UNSEEN.sub("", unicodedata.normalize("NFKC", text))).lower())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_LIKE)
    bare = _DIGIT_AMONG_LETTERS.sub(lambda digit: LOOKING_DIGITS[digit[0]], bare)
    for written, whole in SHORTENED.items():
        bare = bare.replace(written, whole)
    return "".join(_WORD.findall(bare))


def same(one: Card, other: Card) -> bool:
    """Whether they are one library, beyond doubt."""
    if _there(one) != _there(other) or _district(one) != _district(other):
        return False
    return skeleton(one.title) == skeleton(other.title)


def near(one: Card, other: Card) -> bool:
    """Whether somebody should be asked if they are one."""
    if _there(one) != _there(other):
        return False
    districts = _district(one), _district(other)
    if all(districts) and not _alike(*districts):
        return False  # namesakes of one region: each has its «Сельская библиотека»
    return _alike(skeleton(one.title), skeleton(other.title))


def differ_by(one: str, other: str, slips: int) -> bool:
    """Whether so many signs put in, left out or changed make one of the other. Costs the length, 3**slips times."""
    pairs = enumerate(zip(one, other, strict=False))
    alike = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    one, other = one[alike:], other[alike:]
    if not one or not other:
        return len(one) + len(other) <= slips
    left = ((one[1:], other[1:]), (one[1:], other), (one, other[1:]))
    return slips > 0 and any(differ_by(*rest, slips - 1) for rest in left)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if _NUMBER.findall(one) != _NUMBER.findall(other):
        return False
    slips = min(SLIPS, min(len(one), len(other)) // SIGNS_A_SLIP)
    return abs(len(one) - len(other)) <= slips and differ_by(one, other, slips)


def _there(card: Card) -> tuple[str, str]:
    return skeleton(fold(russian(card.settlement))), skeleton(plain(russian(card.region)))


def _district(card: Card) -> str:
    return skeleton(district_key(russian(card.district)))

"""The dictionary form of Russian words: «мероприятий» and «мероприятие» are one word.

The dictionary is loaded once, when the first word is looked up: a quarter of a second and 30 MB. A word costs a tenth
of a millisecond then, and nothing when it comes again.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from domain.spelling import plain
from domain.vocabulary.looks import SMALL

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

LONGEST_WORD: Final = 60
"""Longer «words» are left as they are: the dictionary's guesses grow with the length."""
MOST_WORDS: Final = 400
"""Of one text; the rest is not looked at."""
_KEPT: Final = 20_000
_RUSSIAN: Final = re.compile(f"[{SMALL}]+")
_WORD: Final = re.compile(r"[^\W_]+")


@cache
def dictionary() -> "MorphAnalyzer":
    """Loaded when it is needed first: most runs of the command line never do."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - lazy on purpose

    return MorphAnalyzer()


@lru_cache(maxsize=_KEPT)
def lemmas(word: str) -> tuple[str, ...]:
    """What the word (small letters, «е» for «ё») may be a form of, the likeliest first; itself where nobody knows."""
    if len(word) > LONGEST_WORD or not _RUSSIAN.fullmatch(word):  # the dictionary even fails on some other letters
        return (word,)
    found = dict.fromkeys(plain(form) for form in dictionary().normal_forms(word))
    return tuple(found) or (word,)


def lemma(word: str) -> str:
    """The likeliest of them."""
    return lemmas(word)[0]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without signs; the first ones of a long text."""
    return [found[0] for _, found in zip(range(MOST_WORDS), _WORD.finditer(plain(text)), strict=False)]

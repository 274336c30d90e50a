"""A word is written in one alphabet (UTS 39): a Latin «o» among Russian letters is mended, or the word is not taken."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from domain.libraries.twins import russian

_LETTERS: Final = re.compile(r"[^\W\d_]+")
CYRILLIC: Final = "CYRILLIC"


def mended(text: str) -> str | None:
    """The same text with every word in one alphabet; None where a word mixes two that cannot be told apart."""
    words = {found[0] for found in _LETTERS.finditer(text)}
    for word in sorted(words, key=len, reverse=True):
        scripts = _scripts(word)
        if len(scripts) <= 1:
            continue
        better = russian(word)
        if CYRILLIC not in scripts or _scripts(better) != {CYRILLIC}:
            return None
        text = re.sub(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", better, text)
    return text


def _scripts(word: str) -> set[str]:
    """Of its letters, as their names begin."""
    return {unicodedata.name(letter, "?").partition(" ")[0] for letter in word if letter.isalpha()}

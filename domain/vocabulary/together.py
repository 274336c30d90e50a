"""Where a Russian line must not end: a number goes with its word, a preposition with what it leads."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_NO_BREAK: Final = "\u00a0"
_JOINER: Final = "\u2060"
_RULES: Final = (
    (re.compile(r"№ (?=\w)"), f"№{_NO_BREAK}"),
    (re.compile(r"(?<=\d) (?=[а-яё])"), _NO_BREAK),  # «7 марта», «5 библиотек»
    (re.compile(r"(?<![\w-])([А-ЯЁа-яё]{1,2}) (?=\S)"), rf"\1{_NO_BREAK}"),  # «в 18:00», «с друзьями»
    (re.compile(r"(?<![\w-])([А-ЯЁ]\.) (?=[А-ЯЁ])"), rf"\1{_NO_BREAK}"),  # «А. П. Чехова»
    (re.compile(r"(?<![\w-])(ул|им|пер|просп|пос)\. (?=\S)"), rf"\1.{_NO_BREAK}"),
    (re.compile(r" (?=[—–] )"), _NO_BREAK),
    (re.compile(r"(?<=\d[:.]\d\d)–(?=\d)"), f"–{_JOINER}"),  # «17:00–19:00»
)


@lru_cache(maxsize=4096)
def together(text: str) -> str:
    """The same words, but what must not part at the end of a line does not. Of plain text, never of HTML."""
    if " " in text or "–" in text:
        for pattern, whole in _RULES:
            text = pattern.sub(whole, text)
    return text

"""An address on the web, http or https and nothing else."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of
from talk.fields.text import clean

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?=.{4,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Link(Field[str]):
    """«vk.com/club1» becomes «https://vk.com/club1»; other schemes, passwords and hosts in numbers are refused."""

    _: KW_ONLY
    most: int = 500

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[str] | Half:
        del draft
        typed = clean(text_of(answer, reading, "link")).strip()
        if len(typed) > self.most:
            raise Refused(reading.phrases.too_long(self.most, len(typed)))
        address = address_of(typed)
        if address is None:
            raise Refused(reading.phrases.not_a_link())
        return Taken(address)

    def freeze(self, value: str) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> str:
        if not isinstance(frozen, str) or address_of(frozen) != frozen:
            raise ValueError("not a link")
        return frozen


def address_of(typed: str) -> str | None:
    """The whole address, if the text is one and nothing else."""
    if not typed or any(sign.isspace() for sign in typed) or any(sign in typed for sign in '<>"\\`{}|^'):
        return None
    if not re.match(r"https?://", typed, re.IGNORECASE):
        if _SCHEME.match(typed):
            return None
        typed = "https://" + typed
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.hostname is None or not _HOST.fullmatch(parts.hostname) or port == 0:
        return None
    return parts.scheme.lower() + typed[len(parts.scheme) :]

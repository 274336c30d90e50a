"""An address on the web, http or https and nothing else."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from domain.cleaning import address_of, clean
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of


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

"""A whole number, in digits or as people say it."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass

from pydantic import JsonValue

from domain.cleaning import clean
from domain.numbers import said_number
from talk.errors import Refused
from talk.fields.field import Answer, Field, Half, Reading, Taken, text_of


@dataclass(frozen=True, slots=True)
class Number(Field[int]):
    """From ``least`` to ``most``: «1 200», «около 20», «человек двадцать», «двое»; «1.200» is refused as unclear."""

    _: KW_ONLY
    least: int = 0
    most: int = 1_000_000

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[int] | Half:
        del draft
        typed = clean(text_of(answer, reading, "number")).strip().rstrip(".")
        sign = re.fullmatch(r"[-\u2212\u2013]?(?:[0-9]{1,15}|[0-9]{1,3}(?:[ '\u2019][0-9]{3}){1,4})", typed)
        if sign is not None:
            number: int | None = int(re.sub(r"[^0-9]", "", typed)) * (1 if typed[0].isdigit() else -1)
        else:
            number = said_number(typed)
        if number is None:
            raise Refused(reading.phrases.not_a_number(max(self.least, min(self.most, 40))))
        self.check(number, reading)
        return Taken(number)

    def check(self, value: int, reading: Reading) -> None:
        if value < self.least:
            raise Refused(reading.phrases.number_too_small(self.least))
        if value > self.most:
            raise Refused(reading.phrases.number_too_big(self.most))

    def freeze(self, value: int) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> int:
        if not isinstance(frozen, int) or isinstance(frozen, bool):
            raise TypeError("not a number")
        return frozen

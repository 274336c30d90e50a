"""A table, sent as a file."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.field import Answer, Field, Reading, Taken, Takes
from talk.updates import Sheet


@dataclass(frozen=True, slots=True)
class SentSheet(Field[Sheet]):
    """What came as a file and was unpacked before the turn. It may be large: let a deed take it in the same turn."""

    @property
    def takes(self) -> Takes:
        return "sheet"

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[Sheet]:  # noqa: ARG002 - nothing is half
        if answer.heard.sheet is None:
            raise Refused(reading.phrases.wrong_kind("sheet", answer.came))
        return Taken(answer.heard.sheet)

    def freeze(self, value: Sheet) -> JsonValue:
        return [list(row) for row in value.rows]

    def thaw(self, frozen: JsonValue) -> Sheet:
        if not isinstance(frozen, list):
            raise TypeError("not a table")
        return Sheet(rows=tuple(tuple(map(str, row)) for row in frozen if isinstance(row, list)))

    def words(self, value: Sheet, reading: Reading) -> str:
        return reading.phrases.count(len(value.rows))

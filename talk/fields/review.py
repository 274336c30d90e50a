"""The engine's own question at a review: is everything right, and if not, what is to be corrected?"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.choice import Choice, Option
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.text import fold

ALL_RIGHT = -1


@dataclass(frozen=True, slots=True)
class Review(Field[int]):
    """ALL_RIGHT, or which of the labels is to be corrected. The draft is the page of their list, or None."""

    labels: tuple[str, ...]

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[int] | Half:
        if isinstance(draft, int):
            return self._list.hear(answer, draft, reading)
        if answer.code is not None:
            right, correct = answer.code == "1", answer.code == "0"
        else:
            typed = fold(text_of(answer, reading, "option"))
            right = typed in reading.phrases.right_words or typed in reading.phrases.yes_words
            correct = typed in reading.phrases.correct_words or typed in reading.phrases.no_words
        if right:
            return Taken(ALL_RIGHT)
        if correct and self.labels:
            return Half(draft=0)
        raise Refused(reading.phrases.nothing_to_correct if correct else reading.phrases.no_such_option())

    def show(self, draft: JsonValue, reading: Reading) -> Shown:
        if isinstance(draft, int) and self.labels:
            return self._list.show(draft, reading)
        right = (Tap(label=reading.phrases.all_right, code="1", tone="main"),)
        correct = (Tap(label=reading.phrases.correct, code="0"),)
        return Shown(rows=(right, correct) if self.labels else (right,))

    def back(self, draft: JsonValue) -> Half | None:
        return None if draft is None else Half(draft=None)

    def freeze(self, value: int) -> JsonValue:
        return value

    def thaw(self, frozen: JsonValue) -> int:
        if frozen != ALL_RIGHT:
            raise ValueError("only an accepted review is kept")
        return ALL_RIGHT

    def shape(self) -> JsonValue:
        return list(self.labels)

    @property
    def _list(self) -> Choice[int]:
        return Choice([Option(value=place, label=label) for place, label in enumerate(self.labels)])

"""The engine's own question at a review: is everything right, and if not, what is to be corrected?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.choice import Choice, Option
from talk.fields.field import Answer, Field, Half, Reading, Shown, Taken, Tap, text_of
from talk.fields.text import fold

ALL_RIGHT = -1
RIGHT, CORRECT, LISTED = "+", "-", "="
"""The codes of its own two buttons, and how those of the list begin: none means another thing in an older version."""


@dataclass(frozen=True, slots=True)
class Review(Field[int]):
    """ALL_RIGHT, or which of the labels is to be corrected. The draft is the page of their list, or None."""

    labels: tuple[str, ...]

    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[int] | Half:
        code = answer.code
        if code is not None and code[0] == LISTED:
            return self._list.hear(replace(answer, code=code[1:] or None), draft, reading)
        if isinstance(draft, int) and code not in (RIGHT, CORRECT):
            listed = self._list.hear(answer, draft, reading)
            if isinstance(listed, Half) and not isinstance(listed.draft, int):  # like several: the list shows them all
                raise Refused(reading.phrases.no_such_option())
            return listed
        if code is not None:
            right, correct = code in (RIGHT, "1"), code in (CORRECT, "0")
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
            shown = self._list.show(draft, reading)
            rows = tuple(tuple(replace(tap, code=LISTED + tap.code) for tap in row) for row in shown.rows)
            return replace(shown, rows=rows)
        right = (Tap(label=reading.phrases.all_right, code=RIGHT, tone="main"),)
        correct = (Tap(label=reading.phrases.correct, code=CORRECT),)
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

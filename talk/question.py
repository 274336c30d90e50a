"""A question that waits for its answer, and the prompt that it makes."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from talk.errors import Refused
from talk.fields.field import Field, Reading, Tap
from talk.fields.text import fold
from talk.keyboard import shorten
from talk.messenger import Limits
from talk.phrases import Phrases
from talk.prompt import Button, Prompt, Rows, ShownPicture
from talk.reply import CODES, press
from talk.rich import Rich, Say, paragraphs, rich

SHORT: Final = 1000
"""What is said right before a question joins it up to this length: one message is quieter than two."""
MANY: Final = 20
"""Buttons of a field that no refusal repeats: one stands for them."""
ANSWER: Final = 300
"""Characters of an answer that stand in the place of its question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionContext:
    """What a question is read and shown under in one turn: time, zone, words and limits of the messenger."""

    now: datetime
    """UTC."""
    zone: str
    """The person's own, an IANA name."""
    phrases: Phrases
    limits: Limits
    again: Rows = ()
    """Buttons that begin the errand again; shown where a talk had to be closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a script asks, with everything that is needed to hear and to show it."""

    key: str
    text: Say
    field: Field[Any]
    optional: bool
    suggested: JsonValue
    """The frozen value of the suggestion, or None."""
    holds: bool = False
    """The suggestion is no proposal: it is so already, and may stay so."""
    can_go_back: bool
    review: bool = False
    label: str = ""
    """How its answer is called, in a line or two words."""

    @property
    def shape(self) -> str:
        """A digest of what the buttons are read against (rule 5)."""
        facts = [self.key, type(self.field).__name__, self.field.shape(), self.optional, self.suggested]
        return f"{zlib.crc32(json.dumps(facts, sort_keys=True).encode()):08x}"

    def reading(self, question_context: QuestionContext) -> Reading:
        """What the field is given to read and to show by, less the rows that the engine takes for itself.

        Only a keyboard under its message can be changed with it: a field that gathers makes do with what fits there.
        """
        limits, rows = question_context.limits, 1 + (self.suggested is not None) + self.field.gathers
        small = limits.inline if self.field.gathers else None
        most_rows, most_buttons = small or (limits.rows, limits.buttons)
        return Reading(
            now=question_context.now,
            zone=ZoneInfo(question_context.zone),
            phrases=question_context.phrases,
            limits=limits,
            rows=most_rows - rows,
            buttons=most_buttons - rows - 2,
        )

    def prompt(
        self,
        turn: int,
        draft: JsonValue,
        question_context: QuestionContext,
        above: tuple[Say, ...],
        *,
        refused: bool = False,
    ) -> Prompt:
        """The question with its buttons, under the lines that go above it.

        ``refused``: these say why an answer was none; a wall of buttons is not repeated then, nor the question.
        """
        phrases, reading = question_context.phrases, self.reading(question_context)
        listing = self.review and draft is not None
        shown = self.field.show(draft, reading)
        rows = [*shown.rows]
        brief = refused and sum(len(row) for row in rows) > MANY
        if brief:
            rows = [(Tap(label=self.field.called(phrases), code=CODES["again"]),)]
        if self.suggested is not None and (kept := self._suggestion(reading)) is not None:
            rows.append((Tap(label=kept, code=CODES["keep"]),))
        if self.field.gathers:
            rows.append((Tap(label=phrases.done, code=CODES["done"], tone="main"),))
        ways = []
        if self.can_go_back or self.field.back(draft) is not None:
            ways.append(Tap(label=phrases.back, code=CODES["back"]))
        if self.optional:
            ways.append(Tap(label=phrases.skip, code=CODES["skip"]))
        if not self.field.has_a_no:
            ways.append(Tap(label=phrases.cancel, code=CODES["cancel"]))
        rows += [tuple(ways)] if ways else []
        asked = () if brief else (phrases.what_to_correct if listing else self.text, shown.hint)
        return Prompt(
            text=paragraphs(*above, *asked),
            rows=tuple(tuple(_button(tap, turn) for tap in row) for row in rows),
        )

    def answered(self, frozen: JsonValue, typed: str | None, question_context: QuestionContext) -> Rich | None:
        """What stands in its place once it has this answer; None where the answer stands below it, word for word."""
        phrases, reading = question_context.phrases, self.reading(question_context)
        if self.field.takes == "sheet":
            return None
        if self.review:
            words = phrases.all_right
        elif frozen is None:
            words = phrases.skipped
        else:
            try:
                words = self.field.words(self.field.thaw(frozen), reading)
            except (ValueError, TypeError, LookupError):
                return None
        if not words.strip() or (typed is not None and fold(typed) == fold(words)):
            return None
        line = phrases.answered(self.label, shorten(words, ANSWER))
        return rich(line) if self.label else paragraphs(self.text, line)

    def _suggestion(self, reading: Reading) -> str | None:
        """The label of the suggestion's button; None when the value does not fit any more."""
        try:
            value = self.field.thaw(self.suggested)
            self.field.check(value, reading)
        except (Refused, ValueError, TypeError, LookupError):
            return None
        words = self.field.words(value, reading)
        return shorten((reading.phrases.keep if self.holds else reading.phrases.take)(words), reading.limits.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that the script said."""

    text: Rich
    rows: Rows = ()
    pictures: tuple[ShownPicture, ...] = ()

    @property
    def plain(self) -> bool:
        return not self.rows and not self.pictures


def prompts(pieces: list[Piece], last: Prompt | None) -> tuple[tuple[Prompt, ...], Rich]:
    """What was said, and the question if there is one: neighbours join as paragraphs while they stay short.

    With it, what has joined the question.
    """
    said: list[Prompt] = []
    for piece in pieces:
        before = said[-1] if said else None
        if (
            before is not None
            and piece.plain
            and not before.rows
            and not before.pictures
            and _short(before, piece.text)
        ):
            said[-1] = replace(before, text=paragraphs(before.text, piece.text))
        else:
            said.append(Prompt(text=piece.text, rows=piece.rows, pictures=piece.pictures))
    if last is None:
        return tuple(said), Rich()
    told = Rich()
    if said and not said[-1].rows and not said[-1].pictures and len(said[-1].text.plain) <= SHORT:
        told = said.pop().text
        last = replace(last, text=paragraphs(told, last.text))
    return (*said, last), told


def _short(before: Prompt, text: Rich) -> bool:
    return len(before.text.plain) + len(text.plain) <= SHORT


def _button(tap: Tap, turn: int) -> Button:
    return Button(label=tap.label, press=press(turn, tap.code), tone=tap.tone)

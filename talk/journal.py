"""What is kept of a talk between turns: accepted, keyed answers, looks, deeds and readings of the clock.

Never updates, texts or rejections. The caller stores it (``dialogues`` turns it to JSON and back).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue, TypeAdapter

from talk.fields.field import Takes
from talk.rich import Rich

Kind = Literal["ask", "review", "look", "do", "now"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step that was made. ``value`` is what the step returned, as JSON; None of an "ask" means skipped."""

    kind: Kind
    key: str
    value: JsonValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """One answer is being corrected from a review; the rest waits to be taken over."""

    review: str
    """The key of the review that it came from and will return to."""
    before: tuple[Entry, ...]
    """The journal as it was; Back restores it."""
    at: int
    """The place of the corrected answer in ``before``."""

    def kept(self, key: str, so_far: tuple[Entry, ...]) -> Entry | None:
        """The old answer to the question that comes now, if it lies behind the corrected one.

        A key that repeats in a loop is matched by its turn: the second answer with the second question.
        """
        nth = sum(entry.kind == "ask" and entry.key == key for entry in so_far)
        old = [place for place, entry in enumerate(self.before) if entry.kind == "ask" and entry.key == key]
        return self.before[old[nth]] if nth < len(old) and old[nth] > self.at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the pending question stands in the chat."""

    row: int
    """Of the outbox, by which it was shown last."""
    account: int = 0
    """Of ours, and the chat with it: a person may go on from another address."""
    chat: int = 0
    ref: str | None = None
    """The message, known where the question was changed in place; else the row knows it once it is sent."""
    told: Rich = field(default_factory=Rich)
    """What stands above the question in its message and is no part of it."""
    text: Rich = field(default_factory=Rich)
    """All that the message says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The button by which the question before the pending one was left: a second press of it is no news."""

    since: int
    until: int
    """The turns in which that question was shown."""
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfMade:
    """What there was of an answer in parts when Back led away from its question."""

    key: str
    shape: str
    draft: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A talk with one person, between two turns."""

    script: str
    version: int
    given: dict[str, JsonValue] = field(default_factory=dict)
    """With what the talk was begun."""
    entries: tuple[Entry, ...] = ()
    turn: int
    """Written into every button, so that a stale one is known."""
    since: int | None = None
    """The turn in which the pending question was shown first: the buttons of all its versions count.

    None in talks from before that was kept: only those of the newest do.
    """
    left_by: Pressed | None = None
    stands: Standing | None = None
    """Kept by the caller, who sends; None as long as nobody has."""
    asked: str | None = None
    """The key of the pending question."""
    takes: Takes | None = None
    """What it waits for; None in talks from before that was kept, and where no question is pending."""
    shape: str = ""
    """A digest of the pending question's options: a button may only be read against the same ones."""
    draft: JsonValue = None
    """The half-made answer to the pending question: options ticked, photos so far, month of the calendar."""
    correcting: Correcting | None = None
    tried: str | None = None
    """The message in which the pending question got no answer: if it is edited it is another try."""
    aside: str | None = None
    """Kept by the caller: words of which nobody knows yet whether they are for this talk."""
    album: str | None = None
    """Of the last message: the rest of an album is heard by what takes photographs, by nobody else."""
    behind: tuple[Entry, ...] = ()
    """The journal as it was before Back: photographs and ticks need not be sent again."""
    half_made: tuple[HalfMade, ...] = ()
    started_at: datetime
    expires: datetime

    def left_behind(self, key: str, so_far: tuple[Entry, ...]) -> JsonValue:
        """The answer to the question that comes now, if Back led over it; None: there is none.

        A key that repeats is matched by its turn, as in a correction.
        """
        nth = sum(entry.kind == "ask" and entry.key == key for entry in so_far)
        old = [entry.value for entry in self.behind if entry.kind == "ask" and entry.key == key]
        return old[nth] if nth < len(old) else None

    def has_left_behind(self, key: str, so_far: tuple[Entry, ...]) -> bool:
        """Whether Back led over the question that comes now, whatever it was answered with."""
        nth = sum(entry.kind == "ask" and entry.key == key for entry in so_far)
        return sum(entry.kind == "ask" and entry.key == key for entry in self.behind) > nth

    @property
    def versions(self) -> range:
        """The turns whose buttons are those of the pending question."""
        return range(self.turn if self.since is None else self.since, self.turn + 1)

    @property
    def deeds(self) -> int:
        """How many deeds are done and cannot be undone by going back."""
        return sum(entry.kind == "do" for entry in self.entries)


dialogues: TypeAdapter[Dialogue] = TypeAdapter(Dialogue)
"""To JSON and back, for the table of talks."""


def steps_back(entries: tuple[Entry, ...]) -> Iterator[int]:
    """Places to which Back may lead, the nearest first: questions that no deed stands behind."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].kind == "do":
            return
        if entries[place].kind in ("ask", "review"):
            yield place

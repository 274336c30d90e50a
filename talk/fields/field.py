"""What a field is: it hears one answer, shows its buttons, and turns its value to JSON and back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from talk.errors import Refused
from talk.messenger import Limits
from talk.phrases import Came, Due, Phrases
from talk.rich import Say
from talk.updates import IncomingMessage

T = TypeVar("T")
NOTHING: Final = "."
"""How the code of a button begins that does nothing: a blank of the calendar."""
Takes = Literal["words", "photos", "sheet"]
"""What is fetched from the messenger before an answer is heard."""
TAKES: Final[tuple[Takes, ...]] = ("words", "photos", "sheet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The circumstances under which an answer is read and a question shown."""

    now: datetime
    """UTC."""
    zone: ZoneInfo
    """The person's own."""
    phrases: Phrases
    limits: Limits
    rows: int
    """How many rows of buttons the field may fill; the engine's own are taken off already."""
    buttons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person did, as a field hears it: the engine's own buttons and words are sorted out before."""

    heard: IncomingMessage
    code: str | None = None
    """Of the field's own button that was pressed."""
    done: bool = False
    """«Готово» was pressed or typed."""

    @property
    def text(self) -> str:
        return self.heard.text

    @property
    def came(self) -> Came:
        """What it is made of, its least expected part first."""
        heard = self.heard
        if heard.pictures:
            return "photo"
        if heard.files:
            return "photo" if heard.files[0].kind == "photo" else "file"
        if heard.contact is not None:
            return "contact"
        if heard.place is not None:
            return "place"
        if heard.other is not None:
            known: dict[str, Came] = {
                "sticker": "sticker",
                "voice": "voice",
                "audio": "voice",
                "video": "video",
                "document": "file",
                "contact": "card",
            }
            return known.get(heard.other, "other")
        return "text" if heard.text.strip() else "nothing"


@dataclass(frozen=True, slots=True)
class Taken(Generic[T]):
    """The answer fits."""

    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """The answer is on its way: a tick, a photo, a turned page."""

    draft: JsonValue
    note: Say | None = None
    """A line above the question, which is shown again."""
    quiet: bool = False
    """Say nothing and leave the buttons valid: more of the same is coming."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A button of a field. The code is ASCII and begins with a digit or a sign, never with a letter."""

    label: str
    code: str
    tone: Literal["plain", "main", "good", "bad"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands under the question."""

    hint: Say | None = None
    rows: tuple[tuple[Tap, ...], ...] = ()


class Field(ABC, Generic[T]):
    """A kind of answer. Fields are frozen values: all that changes is in the draft.

    ``thaw(freeze(value))`` is what the script gets, live and on replay; ``freeze`` never gives None (that is a skip).
    """

    @property
    def gathers(self) -> bool:
        """Whether the answer comes in parts and ends with «Готово»."""
        return False

    @property
    def has_a_no(self) -> bool:
        """Whether one of its own buttons leaves everything as it is: there is no need of a second one beside it."""
        return False

    @property
    def has_begun(self) -> bool:
        """Whether there is a part of the answer before anything was said to the question."""
        return False

    @property
    def takes(self) -> Takes:
        """What a question with this field waits for: only that is fetched."""
        return "words"

    def called(self, phrases: Phrases) -> str:
        """The button that shows its own ones again, where a refusal has left them out."""
        return phrases.show_buttons

    @abstractmethod
    def hear(self, answer: Answer, draft: JsonValue, reading: Reading) -> Taken[T] | Half:
        """Read the answer. Raises Refused with the text for the person."""

    @abstractmethod
    def freeze(self, value: T) -> JsonValue:
        """As it is kept in the journal of the talk; never None."""

    @abstractmethod
    def thaw(self, frozen: JsonValue) -> T:
        """Raise ValueError, TypeError or LookupError when it is not, or no longer, a value of this field."""

    def show(self, draft: JsonValue, reading: Reading) -> Shown:  # noqa: ARG002 - for those that have something to show
        """Its own buttons, at most ``reading.rows`` rows and ``reading.buttons`` in all, and a line about them."""
        return Shown()

    def check(self, value: T, reading: Reading) -> None:
        """Raise Refused when a value that was good once is not any more (a kept answer, a suggestion)."""

    def back(self, draft: JsonValue) -> Half | None:  # noqa: ARG002 - for those that have steps inside
        """One step back inside the answer; None when there is none."""
        return None

    def names(self, typed: str, reading: Reading) -> bool:  # noqa: ARG002 - for those that offer something
        """Whether these words name something that it offers: then «нет» and «да» are that and nothing else."""
        return False

    def resumed(self, draft: JsonValue) -> JsonValue:
        """The half-made answer as it is taken up again after the person went elsewhere."""
        return draft

    def words(self, value: T, reading: Reading) -> str:  # noqa: ARG002 - dates need the phrases
        """The value as a short label."""
        return str(value)

    def shape(self) -> JsonValue:
        """What a button is read against; when it changes, buttons shown before are not read any more."""
        return None


def text_of(answer: Answer, reading: Reading, due: Due = "text") -> str:
    """The typed text; the words under a photograph are words. Raises Refused when something else came, or nothing."""
    if answer.came != "text" and not answer.text.strip():
        raise Refused(reading.phrases.wrong_kind(due, answer.came))
    return answer.text

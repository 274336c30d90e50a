"""What we say: prompts to a person, posts to a group. Neutral; adapters make them fit their messenger."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

from talk.rich import Rich
from talk.updates import DocumentId, PictureId

PRESS_BYTES = 64
"""The longest payload of a button, in bytes: Telegram's limit, the smallest of all."""


Tone: TypeAlias = Literal["plain", "main", "good", "bad"]
"""How a button looks where a messenger has colours: the ordinary one, the one to press, yes, no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Exactly one of ``press``, ``url``, ``invite`` and ``share`` says what the button does."""

    label: str
    press: str | None = None
    """ASCII, at most 64 bytes; comes back as ``IncomingMessage.press``. Anybody can forge it: it grants nothing."""
    url: str | None = None
    """An outside address."""
    invite: str | None = None
    """A deep link into a private chat with the account; comes back as ``IncomingMessage.start``.
    ``[A-Za-z0-9_-]{1,64}``."""
    share: str | None = None
    """A deep link that the person sends on to somebody of theirs."""
    tone: Tone = "plain"

    def __post_init__(self) -> None:
        actions = [action for action in (self.press, self.url, self.invite, self.share) if action is not None]
        if len(actions) != 1:
            raise ValueError("a button does exactly one thing")
        if self.press is not None and not (self.press.isascii() and 1 <= len(self.press) <= PRESS_BYTES):
            raise ValueError(f"a press is 1 to {PRESS_BYTES} ASCII characters: {self.press!r}")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPicture:
    """A stored picture with the words for those who do not see it (row 101)."""

    id: PictureId
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One message to one person. Longer texts than a messenger takes are split by its adapter."""

    text: Rich
    rows: Rows = ()
    """As we would like them; an adapter re-flows rows that are too wide (``talk.keyboard``)."""
    pictures: tuple[ShownPicture, ...] = ()
    paper: DocumentId | None = None
    """A document that goes with it. Its bytes are forgotten once it is sent."""


class Section(StrEnum):
    """The sections of a group (Положение, 5.2 and 5.3; row 17)."""

    JOINING = "joining"
    PLANS = "plans"
    CHRONICLE = "chronicle"
    WILL = "will"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is written on the picture of an event. It is drawn when it is needed; the text beside it says all of it."""

    name: str
    """Of the settlement."""
    title: str
    when: str
    library: str
    where: str
    mark: str = ""
    """«Отменено»; empty for what is simply coming."""
    emblem: PictureId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One publication in a section of a group."""

    section: Section
    text: Rich
    hashtags: tuple[str, ...] = ()
    """Without «#»; where a messenger has no sections they mark the post instead."""
    rows: Rows = ()
    """Buttons with ``url`` or ``invite`` only; where posts carry no buttons they become links."""
    pictures: tuple[ShownPicture, ...] = field(default=())
    card: Card | None = None
    """For a post without a picture of its own; the delivery has it drawn. No adapter ever sees one."""
    pinned: bool | None = None
    """Whether it stands at the head of its group, where a messenger and our rights let it; None: nobody's wish."""

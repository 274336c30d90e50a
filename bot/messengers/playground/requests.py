"""What the page may ask for, checked before anything is done."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from talk.prompt import PRESS_BYTES

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""Made by the page for each deed, so that a repeated request is one deed."""
Payload = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class Asked(BaseModel):
    """Unknown fields are a mistake of the page."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Say(Asked):
    """Words."""

    person: int
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    key: Key


class Photos(Asked):
    """What goes with uploaded files."""

    person: int
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] = ""
    key: Key


class Press(Asked):
    """A button under a message, of now or of the past."""

    person: int
    line: int
    press: Annotated[str, StringConstraints(min_length=1, max_length=PRESS_BYTES, pattern=r"^[\x20-\x7e]+$")]
    key: Key


class Follow(Asked):
    """An empty payload is the button «Начать»."""

    person: int
    payload: Payload | Literal[""]
    key: Key


class NewPerson(Asked):
    """Somebody to play."""

    name: Name
    part: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class Block(Asked):
    """A person blocks the bot or lets it write again."""

    person: int
    blocked: bool
    key: Key


class NewGroup(Asked):
    """A group without the bot."""

    action: Literal["create"]
    title: Title
    key: Key


class RenameGroup(Asked):
    """Another title for a group."""

    action: Literal["rename"]
    group: int
    title: Title
    person: int
    key: Key


class AddBot(Asked):
    """The bot is added by the link that binds the group."""

    action: Literal["add"]
    group: int
    payload: Payload
    person: int
    key: Key


class RemoveBot(Asked):
    """The bot is thrown out."""

    action: Literal["remove"]
    group: int
    person: int
    key: Key


GroupDeed = Annotated[NewGroup | RenameGroup | AddBot | RemoveBot, Field(discriminator="action")]


class Move(Asked):
    """``event`` is named with «До события»; ``person`` says by whose clock the morning comes."""

    to: Literal["hour", "morning", "event", "stop"]
    person: int | None = None
    event: int | None = None

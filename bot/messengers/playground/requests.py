"""Bodies of the page's requests, as JSON; checked before anything is done."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from talk.prompt import PRESS_BYTES

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
"""Idempotency key, made by the page for each action: a repeated request is one action."""
Payload = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Of a deep link."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class Asked(BaseModel):
    """The body of a request; an unknown field is a mistake of the page, 400."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Say(Asked):
    """A person writes."""

    person: int
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    key: Key


class Photos(Asked):
    """The part ``about`` of a request with files."""

    person: int
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)] = ""
    key: Key


class Press(Asked):
    """A person presses a button under the message ``line``, which may be an old one."""

    person: int
    line: int
    press: Annotated[str, StringConstraints(min_length=1, max_length=PRESS_BYTES, pattern=r"^[\x20-\x7e]+$")]
    key: Key


class Follow(Asked):
    """A person follows a deep link; an empty payload is the button «Начать»."""

    person: int
    payload: Payload | Literal[""]
    key: Key


class NewPerson(Asked):
    """Somebody new to play; ``part`` says who they are in the story."""

    name: Name
    part: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class Block(Asked):
    """A person blocks the bot or lets it write again."""

    person: int
    blocked: bool
    key: Key


class NewGroup(Asked):
    """A new group, without the bot."""

    action: Literal["create"]
    title: Title
    key: Key


class RenameGroup(Asked):
    """``person`` gives a group another title."""

    action: Literal["rename"]
    group: int
    title: Title
    person: int
    key: Key


class AddBot(Asked):
    """``person`` adds the bot by the link that binds the group, which carries ``payload``."""

    action: Literal["add"]
    group: int
    payload: Payload
    person: int
    key: Key


class RemoveBot(Asked):
    """``person`` removes the bot from a group."""

    action: Literal["remove"]
    group: int
    person: int
    key: Key


GroupAction = Annotated[NewGroup | RenameGroup | AddBot | RemoveBot, Field(discriminator="action")]


class Move(Asked):
    """Move the clock, or stop it; ``event`` goes with ``to="event"``, ``person`` says by whose clock morning comes."""

    to: Literal["hour", "morning", "event", "stop"]
    person: int | None = None
    event: int | None = None

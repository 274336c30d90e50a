"""What messengers tell us. An adapter turns its own event into one of these and never shows its payload again.

Whatever is made here is clean: strings hold nothing that a database cannot keep, numbers fit into 64 bits.

Unstorable    an event whose chat or person has a number that no messenger gives
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Literal, NewType

from pydantic import Field, TypeAdapter

from domain.cleaning import LARGEST_ID, clean, storable
from talk.asker import Asker, Known, TheGroupItself

AccountId = NewType("AccountId", int)
"""A row of ``accounts``: one bot of Telegram, one community of VK, one playground."""
PictureId = NewType("PictureId", int)
"""A row of ``pictures``."""
DocumentId = NewType("DocumentId", int)
"""A row of ``papers``: a document that we made for a person."""


LONGEST_EVENT_ID: Final = 100
"""Characters of ``inbox.event_id``."""


class Unstorable(ValueError):
    """An event with a number beyond 64 bits: nothing of it can be answered."""


class Cleaned:
    """The edge at which what a messenger says is cleaned, whatever its adapter let through."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for one in fields(self):  # type: ignore[arg-type]  # whoever inherits is a dataclass
            value = getattr(self, one.name)
            if (cleaned := _cleaned(one.name, value)) is not value:
                object.__setattr__(self, one.name, cleaned)


def _cleaned(name: str, value: Any) -> Any:
    """The value itself where nothing is to be done. Raises Unstorable."""
    if isinstance(value, str):
        if name == "event_id" and (len(value) > LONGEST_EVENT_ID or not value.isascii() or not value.isprintable()):
            return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()  # as unique as it was
        if name in ("title", "name"):  # of a group, of a file: they are shown as they are
            return " ".join(clean(value).split())
        return value if value.isascii() and "\0" not in value else storable(value)
    if isinstance(value, int) and not -LARGEST_ID <= value <= LARGEST_ID:
        if name == "size":
            return None
        raise Unstorable(f"{name} is beyond 64 bits")
    if name == "place" and value is not None and not all(map(math.isfinite, value)):
        return None
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile(Cleaned):
    """A file that still lies with the messenger; ``Messenger.fetch`` brings it."""

    ref: str
    """The messenger's own id or address of it."""
    name: str = ""
    size: int | None = None
    """Bytes, as the messenger claims."""
    kind: Literal["photo", "document", "file"] = "photo"
    """A photo, a picture sent as a document, or any other file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table that a person sent, unpacked: nothing of the file is left but its text."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage(Cleaned):
    """Something a person did in a private chat with one of our accounts."""

    kind: Literal["heard"] = "heard"
    account: AccountId
    event_id: str
    """Unique within the account; the same id twice is one event."""
    chat: int
    """Where to answer (the messenger's id)."""
    user: int
    """Who (the messenger's id)."""
    at: datetime
    """UTC."""
    text: str = ""
    press: str | None = None
    """The payload of the pressed button."""
    press_id: str | None = None
    """The handle by which the press is acknowledged."""
    shown: str | None = None
    """The message that carried the pressed button, if it can be edited."""
    start: str | None = None
    """The payload of a deep link; "" when the person merely pressed «Начать»."""
    files: tuple[RemoteFile, ...] = ()
    """Not fetched yet. The reception turns good pictures into ``pictures``."""
    pictures: tuple[PictureId, ...] = ()
    """Stored by us."""
    sheet: Sheet | None = None
    """Unpacked by us, for a talk that waits for it; never stored with the event."""
    album: str | None = None
    """The pictures of one album come as several events with the same mark."""
    contact: str | None = None
    """A telephone number that the person shared on purpose."""
    place: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    message: str | None = None
    """The messenger's number of it, where a message can be edited."""
    edited: bool = False
    """It was said before, otherwise: heard as another answer while the question that did not take it is the newest."""
    other: str | None = None
    """The kind of content that we do not understand ("sticker", "voice" …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChanged(Cleaned):
    """Something that happened to a group where our account is or was."""

    kind: Literal["group"] = "group"
    account: AccountId
    event_id: str
    group: int
    at: datetime
    what: Literal["claimed", "added", "removed", "renamed", "rights", "migrated", "asked"]
    title: str | None = None
    user: int | None = None
    """Who did it; None when the messenger does not say."""
    as_group: bool = False
    """They spoke in the group's own name."""
    claim: str | None = None
    """With "claimed": the token of a binding link (row 15)."""
    new_group: int | None = None
    """With "migrated": the id from now on."""
    command: str | None = None
    """With "asked": what somebody there wants of us, without the stroke."""
    thread: int | None = None
    """With "asked": the forum topic to answer in."""

    @property
    def asker(self) -> Asker | None:
        """On whose behalf it is; None: nobody knows."""
        if self.user is not None:
            return Known(id=self.user)
        return TheGroupItself() if self.as_group else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachabilityChanged(Cleaned):
    """A person blocked the account or let it write again."""

    kind: Literal["reach"] = "reach"
    account: AccountId
    event_id: str
    user: int
    at: datetime
    reachable: bool


Update = Annotated[IncomingMessage | GroupChanged | ReachabilityChanged, Field(discriminator="kind")]
"""Anything an adapter may report."""

updates: TypeAdapter[Update] = TypeAdapter(Update)
"""To JSON and back, for the inbox."""

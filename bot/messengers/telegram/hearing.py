"""Telegram's updates → what the rest of the program hears. One of Telegram's is one of ours or none.

Only private chats are conversations. Of a group or channel we hear what happens to it, never what is said in it.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import structlog
from aiogram import Bot
from aiogram.enums import ChatType, ContentType
from aiogram.types import CallbackQuery, Chat, Document, InaccessibleMessage, Message, Update, User
from pydantic import BaseModel, Field, ValidationError

from domain.cleaning import LARGEST_ID
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile, Unstorable

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")
"""What we ask for; a channel's posts bring the claim and the new titles of a channel."""
NEEDED = frozenset({
    "message_id", "date", "chat", "from", "sender_chat", "text", "entities", "caption", "caption_entities",
    "photo", "document", "media_group_id", "contact", "location", "venue", "new_chat_title", "migrate_to_chat_id",
})  # fmt: skip
"""What we read of a message."""


class Standing(BaseModel):
    """Somebody's standing in a chat, as far as we read it."""

    status: str
    is_member: bool = True


class Membership(BaseModel):
    """``ChatMemberUpdated`` of which we read who is in."""

    chat: Chat
    from_user: User = Field(alias="from")
    date: datetime
    old_chat_member: Standing
    new_chat_member: Standing


class HeardUpdate(Update):
    """aiogram's update, but for what its types insist on more than we need."""

    my_chat_member: Membership | None = None  # type: ignore[assignment]  # less than aiogram's


_START = re.compile(r"/start(?:@(?P<bot>\w+))?(?:\s+(?P<payload>\S+))?\s*")

_COMMAND = re.compile(r"/(?P<command>[a-z]{1,32})(?:@(?P<bot>\w+))?(?:\s.*)?", re.DOTALL)

_NOT_UNDERSTOOD = {
    ContentType.ANIMATION,
    ContentType.AUDIO,
    ContentType.CHECKLIST,
    ContentType.CONTACT,  # somebody else's
    ContentType.DICE,
    ContentType.GAME,
    ContentType.LIVE_PHOTO,
    ContentType.PAID_MEDIA,
    ContentType.POLL,
    ContentType.RICH_MESSAGE,
    ContentType.STICKER,
    ContentType.STORY,
    ContentType.VIDEO,
    ContentType.VIDEO_NOTE,
    ContentType.VOICE,
}
"""Content that a person sent us; whatever is neither here nor understood is a notice of Telegram's own."""


def read(raw: object, bot: Bot) -> HeardUpdate | None:
    """The update, or None when it cannot be understood: then its number and kind are logged, never what it says.

    A Bot API server that is older or newer than aiogram's types says some things otherwise; then only what we need of
    it is read.
    """
    for said in (raw, bare(raw)):
        try:
            return HeardUpdate.model_validate(said, context={"bot": bot})
        except (ValidationError, OverflowError, RecursionError):
            continue
    log.warning("telegram_update_skipped", update=number(raw), kinds=kinds(raw))
    return None


def bare(raw: object) -> object:
    """An unparsed update without what we do not read."""
    if not isinstance(raw, Mapping):
        return raw
    return {str(name): _bare(str(name), part) for name, part in raw.items()}


def _bare(name: str, part: object) -> object:
    if not isinstance(part, Mapping):
        return part
    if name == "callback_query":
        return {str(key): _bare(str(key), value) for key, value in part.items()}
    if name not in ("message", "edited_message", "channel_post"):
        return part
    return {key: value for key, value in part.items() if key in NEEDED}


def number(raw: object) -> int | None:
    """The id of an update that has not been parsed; None also for one that no offset can be: it confirms nothing."""
    found = raw.get("update_id") if isinstance(raw, Mapping) else None
    return found if isinstance(found, int) and abs(found) <= LARGEST_ID else None


def check_number(update: Update) -> None:
    """Raises Unstorable for an id beyond 64 bits: of what was cut nobody knows whether it was heard before."""
    if abs(update.update_id) > LARGEST_ID:
        raise Unstorable("update_id is beyond 64 bits")


def kinds(raw: object) -> list[str]:
    """The names of what an unparsed update brings."""
    return sorted(str(key) for key in raw if key != "update_id") if isinstance(raw, Mapping) else []


def hear(
    update: HeardUpdate, *, account: AccountId, username: str | None, now: datetime
) -> IncomingMessage | GroupChanged | ReachabilityChanged | None:
    """What happened. ``username`` is the bot's own: a command for another bot is not for us; None takes any."""
    facts: dict[str, Any] = {"account": account, "event_id": str(update.update_id)}
    if update.callback_query is not None:
        return _press(update.callback_query, {**facts, "at": now})
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, {**facts, "at": _utc(update.my_chat_member.date)})
    message = update.message or update.edited_message or update.channel_post
    if message is None:
        return None
    facts["at"] = _utc(message.date)
    if message.chat.type == ChatType.PRIVATE:
        return _said(message, facts, edited=update.edited_message is not None)
    return None if update.edited_message is not None else _in_group(message, facts, username)


def stray_press(update: Update) -> str | None:
    """The handle of a press that is nobody's answer, in a group for example: its spinner must stop."""
    press = update.callback_query
    return press.id if press is not None and not _is_private(press) else None


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _is_private(press: CallbackQuery) -> bool:
    return press.data is not None and press.message is not None and press.message.chat.type == ChatType.PRIVATE


def _press(press: CallbackQuery, facts: dict[str, Any]) -> IncomingMessage | None:
    if not _is_private(press) or press.message is None:
        return None
    reachable = not isinstance(press.message, InaccessibleMessage)
    return IncomingMessage(
        **facts,
        chat=press.message.chat.id,
        user=press.from_user.id,
        press=press.data,
        press_id=press.id,
        shown=str(press.message.message_id) if reachable else None,
    )


def _said(message: Message, facts: dict[str, Any], *, edited: bool) -> IncomingMessage | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    facts = {**facts, "chat": message.chat.id, "user": message.from_user.id}
    facts |= {"message": str(message.message_id), "edited": edited}
    text = _words(message)
    start = _START.fullmatch(text)
    if message.text and start and not edited:
        return IncomingMessage(**facts, start=start["payload"] or "")
    files = _files(message)
    contact = message.contact.phone_number if _is_own_contact(message) and message.contact else None
    place = (message.location.latitude, message.location.longitude) if message.location else None
    other = None
    if not (message.text or files or contact or place):
        kind = message.content_type
        if kind not in _NOT_UNDERSTOOD:
            return None
        other = ContentType(kind).value
    return IncomingMessage(
        **facts, text=text, files=files, album=message.media_group_id, contact=contact, place=place, other=other
    )


def _words(message: Message) -> str:
    """What is written, with the addresses behind its words; of a place its name and address.

    What is bold is words as any other: pages, calendars and letters hold plain text.
    """
    if message.venue is not None:
        return ", ".join(part for part in (message.venue.title, message.venue.address) if part)
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or []
    raw = text.encode("utf-16-le", "surrogatepass")  # offsets count its units
    for one in sorted(entities, key=lambda entity: entity.offset, reverse=True):
        if one.type != "text_link" or not one.url:
            continue
        end = 2 * (one.offset + one.length)
        linked = raw[2 * one.offset : end].decode("utf-16-le", "replace")
        if one.url.rstrip("/") not in linked:
            raw = raw[:end] + f" ({one.url})".encode("utf-16-le") + raw[end:]
    return raw.decode("utf-16-le", "replace")


def _is_own_contact(message: Message) -> bool:
    """A person may share anybody's card; only their own number is theirs to give."""
    contact, sender = message.contact, message.from_user
    return contact is not None and sender is not None and contact.user_id == sender.id


def _files(message: Message) -> tuple[RemoteFile, ...]:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return (RemoteFile(kind="photo", ref=largest.file_id, size=largest.file_size),)
    document = message.document
    if document is not None and message.animation is None:
        kind: Literal["document", "file"] = "document" if _is_image(document) else "file"
        return (RemoteFile(kind=kind, ref=document.file_id, name=document.file_name or "", size=document.file_size),)
    return ()


def _is_image(document: Document) -> bool:
    claimed = document.mime_type or mimetypes.guess_type(document.file_name or "")[0] or ""
    return claimed.startswith("image/")


def _in_group(message: Message, facts: dict[str, Any], username: str | None) -> GroupChanged | None:
    facts = {**facts, "group": message.chat.id}
    if message.migrate_to_chat_id is not None:  # the new chat says it too (migrate_from_chat_id): once is enough
        return GroupChanged(**facts, what="migrated", new_group=message.migrate_to_chat_id)
    facts |= {"user": _who(message), "as_group": _speaks_as_group(message)}
    if message.new_chat_title is not None:
        return GroupChanged(**facts, what="renamed", title=message.new_chat_title)
    start = _START.fullmatch(message.text or "")
    if start is None:
        return _asked(message, facts, username)
    if start["payload"] is None or not _is_ours(start["bot"], username):
        return None
    return GroupChanged(**facts, what="claimed", claim=start["payload"], title=message.chat.title)


def _asked(message: Message, facts: dict[str, Any], username: str | None) -> GroupChanged | None:
    """A command for us, by name or, where nobody is named, for every bot there."""
    asked = _COMMAND.fullmatch(message.text or "")
    if asked is None or not _is_ours(asked["bot"], username):
        return None
    thread = message.message_thread_id if message.is_topic_message else None
    return GroupChanged(**facts, what="asked", command=asked["command"], thread=thread)


def _who(message: Message) -> int | None:
    """The person; None for whoever writes in the name of a chat: a channel, the group, a channel of their own."""
    return message.from_user.id if message.from_user is not None and message.sender_chat is None else None


def _speaks_as_group(message: Message) -> bool:
    """In the name of the very chat it stands in: administrators only. As a channel of their own any member can."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _is_ours(named: str | None, username: str | None) -> bool:
    return named is None or username is None or named.lower() == username.lower()


def _membership(change: Membership, facts: dict[str, Any]) -> GroupChanged | ReachabilityChanged | None:
    was, now = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if change.chat.type == ChatType.PRIVATE:
        return ReachabilityChanged(**facts, user=change.from_user.id, reachable=now)
    if not (was or now):
        return None
    what: Literal["rights", "added", "removed"] = "rights" if was and now else "added" if now else "removed"
    return GroupChanged(**facts, group=change.chat.id, what=what, title=change.chat.title, user=change.from_user.id)


def _is_in(member: Standing) -> bool:
    return member.is_member and member.status not in ("left", "kicked")

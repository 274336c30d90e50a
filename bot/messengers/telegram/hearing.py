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
from aiogram.types import (
    CallbackQuery,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberRestricted,
    ChatMemberUnion,
    ChatMemberUpdated,
    Document,
    InaccessibleMessage,
    Message,
    Update,
)
from pydantic import ValidationError

from domain.cleaning import LARGEST_ID
from talk.updates import AccountId, GroupChanged, IncomingMessage, ReachabilityChanged, RemoteFile, Unstorable

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "channel_post", "callback_query", "my_chat_member")
"""What we ask for; a channel's posts bring the claim and the new titles of a channel."""

_START = re.compile(r"/start(?:@(?P<bot>\w+))?(?:\s+(?P<payload>\S+))?\s*")

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


def read(raw: object, bot: Bot) -> Update | None:
    """The update, or None when it cannot be understood: then its number and kind are logged, never what it says."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except (ValidationError, OverflowError, RecursionError):
        log.warning("telegram_update_skipped", update=number(raw), kinds=kinds(raw))
        return None


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
    update: Update, *, account: AccountId, username: str | None, now: datetime
) -> IncomingMessage | GroupChanged | ReachabilityChanged | None:
    """What happened. ``username`` is the bot's own: a command for another bot is not for us; None takes any."""
    facts: dict[str, Any] = {"account": account, "event_id": str(update.update_id)}
    if update.callback_query is not None:
        return _press(update.callback_query, {**facts, "at": now})
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, {**facts, "at": _utc(update.my_chat_member.date)})
    message = update.message or update.channel_post
    if message is None:
        return None
    facts["at"] = _utc(message.date)
    if message.chat.type == ChatType.PRIVATE:
        return _said(message, facts)
    return _in_group(message, facts, username)


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


def _said(message: Message, facts: dict[str, Any]) -> IncomingMessage | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    facts = {**facts, "chat": message.chat.id, "user": message.from_user.id}
    text = message.text or message.caption or ""
    start = _START.fullmatch(text)
    if message.text and start:
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
    if start is None or start["payload"] is None or not _is_ours(start["bot"], username):
        return None
    return GroupChanged(**facts, what="claimed", claim=start["payload"], title=message.chat.title)


def _who(message: Message) -> int | None:
    """The person; None for whoever writes in the name of a chat: a channel, the group, a channel of their own."""
    return message.from_user.id if message.from_user is not None and message.sender_chat is None else None


def _speaks_as_group(message: Message) -> bool:
    """In the name of the very chat it stands in: administrators only. As a channel of their own any member can."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _is_ours(named: str | None, username: str | None) -> bool:
    return named is None or username is None or named.lower() == username.lower()


def _membership(change: ChatMemberUpdated, facts: dict[str, Any]) -> GroupChanged | ReachabilityChanged | None:
    was, now = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if change.chat.type == ChatType.PRIVATE:
        return ReachabilityChanged(**facts, user=change.from_user.id, reachable=now)
    if not (was or now):
        return None
    what: Literal["rights", "added", "removed"] = "rights" if was and now else "added" if now else "removed"
    return GroupChanged(**facts, group=change.chat.id, what=what, title=change.chat.title, user=change.from_user.id)


def _is_in(member: ChatMemberUnion) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return not isinstance(member, (ChatMemberLeft, ChatMemberBanned))

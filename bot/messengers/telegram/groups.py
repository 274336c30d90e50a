"""A group as the bot sees it: title, rights, topics (rows 15 to 17).

What Telegram answers is read field by field: a Bot API server that is older or newer than aiogram's types lacks some
that these insist on, or has others.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any, ClassVar

from aiogram.methods import CloseForumTopic, CreateForumTopic, ReopenForumTopic, TelegramMethod

from bot.messengers.telegram.api import Api
from bot.messengers.telegram.failures import NoTopic, Unchanged
from talk.asker import Known
from talk.messenger import GroupReport, Impossible, InspectGroup, NoRight, Right, Unreachable

TOPIC_NAME = 128
MANAGERS = ("creator", "administrator")
Json = Mapping[str, Any]


class RawChat(TelegramMethod[dict[str, Any]]):
    """``getChat``."""

    __returning__: ClassVar[Any] = dict[str, Any]
    __api_method__: ClassVar[str] = "getChat"

    chat_id: int


class RawMember(TelegramMethod[dict[str, Any]]):
    """``getChatMember``."""

    __returning__: ClassVar[Any] = dict[str, Any]
    __api_method__: ClassVar[str] = "getChatMember"

    chat_id: int
    user_id: int


class RawManagers(TelegramMethod[list[dict[str, Any]]]):
    """``getChatAdministrators``."""

    __returning__: ClassVar[Any] = list[dict[str, Any]]
    __api_method__: ClassVar[str] = "getChatAdministrators"

    chat_id: int


async def inspect(api: Api, me: int, action: InspectGroup, opened: MutableMapping[str, int]) -> GroupReport:
    """The report. Opens the topics that are missing; ``opened`` keeps those of an earlier try that broke off."""
    chat = await api(RawChat(chat_id=action.group))
    if chat.get("type") == "private":
        raise Impossible("this is a private chat, not a group")
    member = await api(RawMember(chat_id=action.group, user_id=me))
    if not _is_in(member):
        raise Unreachable("the bot is not in the group")
    missing = _missing(chat, member)
    threads: Mapping[str, int] = {}
    if chat.get("is_forum"):
        threads = {str(section): thread for section, thread in action.threads.items()}
        if "topics" not in missing:
            there = await _still_there(api, action.group, {**threads, **opened}, opened)
            threads, refused = await _open_topics(api, action, there, opened)
            missing += refused
    return GroupReport(
        group=action.group,
        title=str(chat.get("title") or ""),
        link=f"https://t.me/{chat['username']}" if chat.get("username") else None,
        asker_manages=await _manages(api, action),
        missing=missing,
        threads=threads,
        is_channel=chat.get("type") == "channel",
    )


def _is_in(member: Json) -> bool:
    return member.get("status") not in ("left", "kicked") and member.get("is_member") is not False


async def _still_there(api: Api, group: int, threads: Mapping[str, int], opened: Mapping[str, int]) -> dict[str, int]:
    """Those of the topics that nobody has deleted; ``opened`` a moment ago are not asked for.

    Telegram has no method that lists topics, and typing into a deleted one is answered as if it were there. Opening an
    open topic changes nothing and finds out; a closed one is closed again.
    """
    found = dict(threads)
    for section, thread in threads.items():
        if section in opened:
            continue
        try:
            await api(ReopenForumTopic(chat_id=group, message_thread_id=thread))
            await api(CloseForumTopic(chat_id=group, message_thread_id=thread))
        except Unchanged:
            continue
        except NoTopic:
            del found[section]
        except NoRight:  # it was taken away between two requests
            continue
    return found


async def _open_topics(
    api: Api, action: InspectGroup, threads: dict[str, int], opened: MutableMapping[str, int]
) -> tuple[dict[str, int], tuple[Right, ...]]:
    for section in action.sections:
        if section.section in threads:
            continue
        try:
            topic = await api(CreateForumTopic(chat_id=action.group, name=section.title[:TOPIC_NAME]))
        except (NoRight, Unreachable):  # the right was taken away between two requests
            return threads, ("topics",)
        threads[str(section.section)] = opened[str(section.section)] = topic.message_thread_id
    return threads, ()


def _missing(chat: Json, member: Json) -> tuple[Right, ...]:
    """What a server does not tell of is taken to be allowed: a refusal will say otherwise."""
    status = member.get("status", "")
    missing: list[Right] = []
    if chat.get("type") == "channel":
        return () if status == "creator" or member.get("can_post_messages") else ("post",)
    if status not in MANAGERS:
        allowed: Json = member if status == "restricted" else chat.get("permissions") or {}
        if allowed.get("can_send_messages") is False:
            missing.append("post")
        if allowed.get("can_send_photos", allowed.get("can_send_media_messages")) is False:
            missing.append("photos")
    if chat.get("is_forum") and status != "creator" and not member.get("can_manage_topics"):
        missing.append("topics")
    return tuple(missing)


async def _manages(api: Api, action: InspectGroup) -> bool | None:
    """None: Telegram does not say. Hidden members it shows to administrators only, but who leads to all."""
    if not isinstance(action.asked_by, Known):
        return None
    try:
        asker = await api(RawMember(chat_id=action.group, user_id=action.asked_by.id))
    except (Impossible, NoRight, Unreachable):
        return await _leads(api, action.group, action.asked_by.id)
    return asker.get("status") in MANAGERS


async def _leads(api: Api, group: int, user: int) -> bool | None:
    """Whether the list of the administrators has them; None when it is not shown, or too short to prove anything."""
    try:
        managers = await api(RawManagers(chat_id=group))
    except (Impossible, NoRight, Unreachable):
        return None
    return any(one.get("user", {}).get("id") == user for one in managers) or None

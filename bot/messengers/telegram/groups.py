"""A group as the bot sees it: title, rights, topics (rows 15 to 17)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from aiogram.enums import ChatType
from aiogram.methods import CreateForumTopic, GetChat, GetChatMember
from aiogram.types import ChatFullInfo, ChatMemberAdministrator, ChatMemberRestricted

from bot.messengers.telegram.api import Api
from talk.asker import Known
from talk.messenger import GroupReport, Impossible, InspectGroup, Right, Unreachable

TOPIC_NAME = 128
MANAGERS = ("creator", "administrator")


async def inspect(api: Api, me: int, action: InspectGroup, opened: MutableMapping[str, int]) -> GroupReport:
    """The report. Opens the topics that are missing; ``opened`` keeps those of an earlier try that broke off."""
    chat = await api(GetChat(chat_id=action.group))
    if chat.type == ChatType.PRIVATE:
        raise Impossible("this is a private chat, not a group")
    member = await api(GetChatMember(chat_id=action.group, user_id=me))
    if member.status in ("left", "kicked") or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        raise Unreachable("the bot is not in the group")
    missing = _missing(chat, member)
    threads: Mapping[str, int] = {}
    if chat.is_forum:
        threads = {str(section): thread for section, thread in action.threads.items()}
        if "topics" not in missing:
            threads, refused = await _open_topics(api, action, {**threads, **opened}, opened)
            missing += refused
    return GroupReport(
        group=action.group,
        title=chat.title or "",
        link=f"https://t.me/{chat.username}" if chat.username else None,
        asker_manages=await _manages(api, action),
        missing=missing,
        threads=threads,
    )


async def _open_topics(
    api: Api, action: InspectGroup, threads: dict[str, int], opened: MutableMapping[str, int]
) -> tuple[dict[str, int], tuple[Right, ...]]:
    """Telegram has no method that lists topics: those that we know are trusted (a dead one falls back to General)."""
    for section in action.sections:
        if section.section in threads:
            continue
        try:
            topic = await api(CreateForumTopic(chat_id=action.group, name=section.title[:TOPIC_NAME]))
        except Unreachable:  # the right was taken away between two requests
            return threads, ("topics",)
        threads[str(section.section)] = opened[str(section.section)] = topic.message_thread_id
    return threads, ()


def _missing(chat: ChatFullInfo, member: object) -> tuple[Right, ...]:
    status = getattr(member, "status", "")
    admin = member if isinstance(member, ChatMemberAdministrator) else None
    missing: list[Right] = []
    if chat.type == ChatType.CHANNEL:
        return () if status == "creator" or (admin and admin.can_post_messages) else ("post",)
    if status not in MANAGERS:
        allowed = member if isinstance(member, ChatMemberRestricted) else chat.permissions
        if allowed is not None and not allowed.can_send_messages:
            missing.append("post")
        if allowed is not None and not allowed.can_send_photos:
            missing.append("photos")
    if chat.is_forum and status != "creator" and not (admin and admin.can_manage_topics):
        missing.append("topics")
    return tuple(missing)


async def _manages(api: Api, action: InspectGroup) -> bool | None:
    if not isinstance(action.asked_by, Known):
        return None
    try:
        asker = await api(GetChatMember(chat_id=action.group, user_id=action.asked_by.id))
    except (Impossible, Unreachable):  # Telegram shows strangers to administrators only
        return None
    return asker.status in MANAGERS

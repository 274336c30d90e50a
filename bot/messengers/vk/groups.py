"""The community as the key sees it: its name, what the key may, who manages it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vk_api.exceptions import ApiError

from bot.messengers.vk.api import Calls, Garbled, Key
from bot.messengers.vk.failures import NO_RIGHT
from bot.messengers.vk.hearing import EVENTS
from talk.asker import Known
from talk.messenger import Broken, GroupReport, Identity, Impossible, InspectGroup, Right, SendTicket

NEEDED: tuple[Right, ...] = ("messages", "wall", "manage", "photos", "docs")
MANAGERS = frozenset({"creator", "administrator", "editor"})
NO_USER_KEY = "vk_no_user_key"
"""Finding: without an administrator's key posts are not edited and carry no photos."""
MESSAGES_OFF = "vk_messages_off"
"""Finding: the community takes no messages, so nobody can be answered."""
DEAF = "vk_deaf"
"""Finding: a key that may not manage the community gets no long poll."""
LONG_POLL_OFF = "vk_long_poll_off"
"""Finding: the program switches it on again while it runs."""
EVENT_OFF = "vk_event_off_"
"""Finding, with the event's name: it is not ticked in the settings of the long poll; the program ticks it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """Title and address of the community whose key this is."""

    id: int
    title: str
    screen_name: str | None
    can_message: bool = True
    """False only where VK says so."""


class Groups:
    """Questions about the community."""

    def __init__(self, key: Key, group_id: int, *, has_user_key: bool, polls: bool) -> None:
        """``polls``: events come by long poll, not by the Callback API."""
        self._key = key
        self._group_id = group_id
        self._has_user_key = has_user_key
        self._polls = polls

    async def identify(self) -> Identity:
        """Raises Broken when the key belongs to another community."""
        calls = Calls(self._key, SendTicket())
        community = _community(await calls.call("groups.getById", fields="can_message"))
        if community.id != self._group_id:
            raise Broken(f"The key belongs to community {community.id}, not {self._group_id}: check both settings")
        missing = await _missing(calls)
        blockers = [MESSAGES_OFF] if not community.can_message and await self._takes_no_messages(calls) else []
        blockers += [DEAF] if self._polls and "manage" in missing else []
        notes = [] if self._has_user_key else [NO_USER_KEY]
        return Identity(
            external_id=community.id,
            title=community.title,
            username=community.screen_name,
            missing=missing,
            notes=(*notes, *(await self._long_poll(calls) if self._polls and "manage" not in missing else ())),
            blockers=tuple(blockers),
        )

    async def _takes_no_messages(self, calls: Calls) -> bool:
        """What VK says of the community may be meant of whoever asks; a picture for a message is taken, if any is."""
        try:
            await calls.call("photos.getMessagesUploadServer", peer_id=0)
        except ApiError:
            return True
        return False

    async def _long_poll(self, calls: Calls) -> list[str]:
        """What of it is switched off, as findings."""
        try:
            settings = await calls.call("groups.getLongPollSettings", group_id=self._group_id)
        except ApiError as refusal:
            if refusal.code in NO_RIGHT:
                return [LONG_POLL_OFF]
            raise
        if not isinstance(settings, dict) or not settings.get("is_enabled"):
            return [LONG_POLL_OFF]
        events = settings.get("events")
        ticked = events if isinstance(events, dict) else {}
        return [EVENT_OFF + event for event in EVENTS if not ticked.get(event)]

    async def inspect(self, action: InspectGroup, ticket: SendTicket) -> GroupReport:
        """A community key inspects its own community only."""
        if abs(action.group) != self._group_id:
            raise Impossible("another community than the account's own")
        calls = Calls(self._key, ticket)
        community = _community(await calls.call("groups.getById", group_id=self._group_id, fields="can_message"))
        missing = await _missing(calls)
        if not community.can_message and "messages" not in missing and await self._takes_no_messages(calls):
            missing = ("messages", *missing)
        manages = await self._manages(calls, action.asked_by.id) if isinstance(action.asked_by, Known) else None
        return GroupReport(
            group=action.group,
            title=community.title,
            link=f"https://vk.com/{community.screen_name or f'club{community.id}'}",
            asker_manages=manages,
            missing=missing,
        )

    async def _manages(self, calls: Calls, user: int) -> bool | None:
        """None when the key may not know."""
        try:
            answer = await calls.call("groups.getMembers", group_id=self._group_id, filter="managers", count=1000)
        except ApiError as refusal:
            if refusal.code in NO_RIGHT:
                return None
            raise
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list):
            raise Garbled("no managers")
        return any(item.get("id") == user and item.get("role") in MANAGERS for item in items if isinstance(item, dict))


async def _missing(calls: Calls) -> tuple[Right, ...]:
    answer = await calls.call("groups.getTokenPermissions")
    permissions = answer.get("permissions") if isinstance(answer, dict) else None
    if not isinstance(permissions, list):
        raise Garbled("no permissions")
    have = {permission.get("name") for permission in permissions if isinstance(permission, dict)}
    return tuple(right for right in NEEDED if right not in have)


def _community(answer: Any) -> Community:
    """``{"groups": […]}`` since 5.199, a bare list before."""
    groups = answer.get("groups") if isinstance(answer, dict) else answer
    first = groups[0] if isinstance(groups, list) and groups else None
    if not isinstance(first, dict) or not isinstance(first.get("id"), int):
        raise Garbled("no community")
    return Community(
        id=first["id"],
        title=str(first.get("name", "")),
        screen_name=first.get("screen_name") or None,
        can_message=first.get("can_message") != 0,
    )

"""Messages to people: one by one, or the same one to a hundred at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from vk_api.exceptions import ApiError

from bot.messengers.beside import beside
from bot.messengers.vk.api import Calls, Garbled, Key
from bot.messengers.vk.clients import Clients
from bot.messengers.vk.failures import of_code, undelivered
from bot.messengers.vk.keyboard import HIDE, Keyboard, lay_out
from bot.messengers.vk.render import Text, render
from bot.messengers.vk.uploads import Uploads
from talk.messenger import BULK, Impossible, Limits, SendTicket, Sent, Settling, Tell, Undelivered, Unreachable
from talk.prompt import Prompt, ShownPicture
from talk.rich import Rich, italic, paragraphs

PEERS = 100
"""Receivers of one call."""


class Telling:
    """Sends prompts. The same key sends the same ``random_id``, and VK swallows the repeat."""

    def __init__(
        self,
        key: Key,
        uploads: Uploads,
        clients: Clients,
        *,
        limits: Limits,
        invitation: Callable[[str], str],
        salt: str,
    ) -> None:
        self._key = key
        self._uploads = uploads
        self._clients = clients
        self._limits = limits
        self._invitation = invitation
        self._salt = salt

    async def tell(self, action: Tell, key: int, ticket: SendTicket) -> Sent:
        """Raises Undelivered, and what ``Key`` raises."""
        settling = None if action.settles is None or action.settles.text is None else action.settles
        async with beside(self._settle(action.chat, settling) if settling is not None else None):
            return await self._tell(action, key, ticket)

    async def _settle(self, chat: int, settling: Settling) -> None:
        """What is not sent again with an edit is gone: so go the buttons. Behind all that somebody waits for."""
        (part,) = render(settling.text or Rich(), self._limits.text)
        await self._change(Calls(self._key, SendTicket(lane=BULK)), chat, settling.ref, part)

    async def _tell(self, action: Tell, key: int, ticket: SendTicket) -> Sent:
        calls, chat, prompt = Calls(self._key, ticket), action.chat, action.prompt
        docked = self._clients.is_docked(chat)
        keyboard = lay_out(prompt.rows, self._limits, docked=docked)
        shown = self._keyboard(keyboard, docked=docked, text_buttons=self._clients.is_old(chat))
        parts = _parts(prompt, self._limits)
        attached = await self._uploads.for_message(calls, prompt.pictures)
        if prompt.paper is not None:
            attached += await self._uploads.document(calls, chat, prompt.paper)
        if action.replaces is not None and len(parts) == 1 and await self._edit(calls, action, parts[0], attached):
            return Sent(refs=(str(action.replaces),))
        results = await self._send(calls, [chat], parts, attached, shown, key=key)
        result = results[chat]
        if isinstance(result, Undelivered):
            raise result
        self._clients.dock(chat, up=keyboard is not None and not keyboard.inline)
        return result

    def is_one_message(self, prompt: Prompt) -> bool:
        """A text without words counts as one: what is wrong with it is said when it is told."""
        return len(render(paragraphs(prompt.text, alts(prompt.pictures)), self._limits.text)) <= 1

    async def tell_many(
        self, chats: Sequence[int], prompt: Prompt, key: int, ticket: SendTicket
    ) -> dict[int, Sent | Undelivered]:
        """One text for up to a hundred people: what became of each. Raises what holds for all of them."""
        if not 1 <= len(set(chats)) <= PEERS:
            raise Impossible(f"{len(chats)} receivers of one call")
        calls = Calls(self._key, ticket)
        keyboard = lay_out(prompt.rows, self._limits, docked=False)
        shown = self._keyboard(keyboard, docked=False, text_buttons=False)
        attached = await self._uploads.for_message(calls, prompt.pictures)
        receivers, parts = list(dict.fromkeys(chats)), _parts(prompt, self._limits)
        return await self._send(calls, receivers, parts, attached, shown, key=-key)

    def _keyboard(self, keyboard: Keyboard | None, *, docked: bool, text_buttons: bool) -> Mapping[str, Any] | None:
        if keyboard is None:
            return HIDE if docked else None
        return keyboard.json(invitation=self._invitation, text_buttons=text_buttons)

    async def _edit(self, calls: Calls, action: Tell, part: Text, attached: list[str]) -> bool:
        """Whether the old message now says the new thing; if it cannot, it is said anew.

        An edited message can carry buttons of its own only; what stands at the foot of the chat stays as it is.
        """
        keyboard = lay_out(action.prompt.rows, self._limits, docked=False)
        if action.replaces is None or (keyboard is not None and not keyboard.inline):
            return False
        shown = self._keyboard(keyboard, docked=False, text_buttons=self._clients.is_old(action.chat))
        try:
            await self._change(calls, action.chat, action.replaces, part, attached=attached, keyboard=shown)
        except ApiError as refusal:
            failure = undelivered(refusal)
            if isinstance(failure, Impossible | Unreachable):
                return False
            raise failure from None
        return True

    @staticmethod
    async def _change(
        calls: Calls,
        chat: int,
        ref: str,
        part: Text,
        *,
        attached: Sequence[str] = (),
        keyboard: Mapping[str, Any] | None = None,
    ) -> None:
        await calls.call(
            "messages.edit",
            peer_id=chat,
            cmid=ref,
            message=part.message,
            format_data=part.format_data,
            attachment=list(attached) or None,
            keyboard=keyboard,
            disable_mentions=True,
        )

    async def _send(
        self,
        calls: Calls,
        chats: list[int],
        parts: list[Text],
        attached: list[str],
        keyboard: Mapping[str, Any] | None,
        *,
        key: int,
    ) -> dict[int, Sent | Undelivered]:
        """All parts; pictures go with the first, buttons with the last."""
        refs: dict[int, list[str]] = {chat: [] for chat in chats}
        failed: dict[int, Undelivered] = {}
        for index, part in enumerate(parts):
            going = [chat for chat in chats if chat not in failed]
            answer = await calls.call(
                "messages.send",
                peer_ids=going,
                random_id=random_id(self._salt, key, index),
                message=part.message,
                format_data=part.format_data,
                attachment=(attached or None) if index == 0 else None,
                keyboard=keyboard if index == len(parts) - 1 else None,
                disable_mentions=True,
            )
            for chat, ref in _read(answer, going).items():
                if isinstance(ref, Undelivered):
                    failed[chat] = ref
                else:
                    refs[chat].append(ref)
            if len(failed) == len(chats):
                break
        return {chat: failed.get(chat) or Sent(refs=tuple(refs[chat])) for chat in chats}


def _parts(prompt: Prompt, limits: Limits) -> list[Text]:
    """The text, with the words of the pictures for those who do not see them."""
    parts = render(paragraphs(prompt.text, alts(prompt.pictures)), limits.text)
    if not parts and prompt.pictures:
        return [Text(message="")]
    if not parts:
        raise Impossible("a message without a text")
    return parts


def alts(pictures: Sequence[ShownPicture]) -> Rich:
    """The descriptions of the pictures, each on its line."""
    words = [picture.alt.strip() for picture in pictures if picture.alt.strip()]
    return italic("\n".join(words))


def random_id(salt: str, key: int, part: int) -> int:
    """The same for the same part of the same outbox row, 1 … 2³¹-1."""
    digest = sha256(f"{salt}:{key}:{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % (2**31 - 1) + 1


def _read(answer: Any, chats: list[int]) -> dict[int, str | Undelivered]:
    """The answer to ``peer_ids``: a number of the message in its chat, or an error, for each; all must be there."""
    if not isinstance(answer, list):
        raise Garbled("not a list of receivers")
    found: dict[int, str | Undelivered] = {}
    for item in answer:
        chat = item.get("peer_id") if isinstance(item, dict) else None
        if chat not in chats:
            raise Garbled("a receiver whom we did not name")
        error = item.get("error")
        if isinstance(error, dict):
            code = error.get("code")
            found[chat] = of_code(code if isinstance(code, int) else 1, str(error.get("description", "")))
        else:
            number = item.get("conversation_message_id") or item.get("message_id")
            if not number:
                raise Garbled("a message without a number")
            found[chat] = str(number)
    if len(found) < len(chats):
        raise Garbled("a receiver was left out")
    return found

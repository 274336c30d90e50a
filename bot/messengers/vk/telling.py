"""Messages to people: one by one, or the same one to a hundred at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from vk_api.exceptions import ApiError

from bot.messengers.beside import beside
from bot.messengers.vk.api import Calls, Garbled, Key
from bot.messengers.vk.clients import BARE, DOCKED, MARKS, NOT_INLINE, OLD, Clients
from bot.messengers.vk.failures import of_code, of_sending, undelivered
from bot.messengers.vk.keyboard import HIDE, Keyboard, lay_out
from bot.messengers.vk.render import Text, render
from bot.messengers.vk.uploads import WRONG_ATTACHMENT, Uploads
from handlers.texts import messengers as texts
from talk.messenger import BULK, Impossible, Later, Limits, SendTicket, Sent, Settling, Tell, Undelivered, Unreachable
from talk.prompt import Prompt, Rows, ShownPicture
from talk.rich import Rich, italic, paragraphs

PEERS = 100
"""Receivers of one call."""
KINDS_APART = 100
"""Parts that a message may have: of what is told to other apps the numbers begin so much higher."""
UNDOCKED = -1
"""The part of a row that takes a regular keyboard away before its first message."""


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
        await self._clients.recall([action.chat])
        if settling is not None and self._clients.is_docked(action.chat) and self._hangs_elsewhere(action):
            await self._undock(action.chat, settling, key, ticket)
            settling = None
        async with beside(self._settle(action.chat, settling) if settling is not None else None):
            return await self._tell(action, key, ticket)

    async def _settle(self, chat: int, settling: Settling) -> None:
        """What is not sent again with an edit is gone: so go the buttons. Behind all that somebody waits for."""
        (part,) = render(settling.text or Rich(), self._limits.text)
        await self._change(Calls(self._key, SendTicket(lane=BULK)), chat, settling.ref, part)

    def _hangs_elsewhere(self, action: Tell) -> bool:
        """Whether the next question leaves the foot of the chat to nobody: its buttons would hang under it."""
        keyboard = lay_out(action.prompt.rows, self._limits, docked=False)
        return keyboard is not None and keyboard.inline and NOT_INLINE not in self._clients.marks(action.chat)

    async def _undock(self, chat: int, settling: Settling, key: int, ticket: SendTicket) -> None:
        """The answer to a question whose buttons covered the foot of the chat, in a message that takes them away.

        Raises Undelivered, and what ``Key`` raises.
        """
        parts = render(settling.text or Rich(), self._limits.text)
        if len(parts) != 1:
            return
        sent = await self._send(Calls(self._key, ticket), [chat], parts, [], HIDE, key=key, first=UNDOCKED)
        if isinstance(refused := sent[chat], Undelivered):
            raise refused
        self._clients.dock(chat, up=False)

    async def _tell(self, action: Tell, key: int, ticket: SendTicket) -> Sent:
        calls, chat, prompt = Calls(self._key, ticket), action.chat, action.prompt
        keyboard, shown, words = self._lay_out(chat, prompt.rows, aside=ticket.aside)
        parts = _parts(prompt, self._limits, words)
        attached = await self._uploads.for_message(calls, prompt.pictures)
        if prompt.paper is not None:
            attached += await self._uploads.document(calls, chat, prompt.paper)
        if action.replaces is not None and len(parts) == 1 and await self._edit(calls, action, parts[0], attached):
            return Sent(refs=(str(action.replaces),))
        results = await self._send(calls, [chat], parts, attached, shown, key=key)
        result = results[chat]
        if isinstance(result, Undelivered):
            raise result
        if shown is HIDE or (keyboard is not None and not keyboard.inline):
            self._clients.dock(chat, up=shown is not HIDE)
        await self._clients.keep(chat)
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
        receivers = list(dict.fromkeys(chats))
        await self._clients.recall(receivers)
        attached = await self._uploads.for_message(calls, prompt.pictures)
        alike: dict[int, list[int]] = {}
        for chat in receivers:
            alike.setdefault(_number_of(self._clients.marks(chat)), []).append(chat)
        found: dict[int, Sent | Undelivered] = {}
        for number, some in sorted(alike.items()):
            keyboard, shown, words = self._lay_out(some[0], prompt.rows, aside=True)
            parts = _parts(prompt, self._limits, words)
            found |= await self._send(calls, some, parts, attached, shown, key=-key, first=number * KINDS_APART)
            for chat in some if keyboard is not None and not keyboard.inline else ():
                self._clients.dock(chat, up=True)
                await self._clients.keep(chat)
        return found

    def _lay_out(
        self, chat: int, rows: Rows, *, aside: bool
    ) -> tuple[Keyboard | None, Mapping[str, Any] | None, Rich | None]:
        """The buttons as this person's app can show them, the same for VK, and what is said where it cannot.

        ``aside``: what stands at the foot of the chat belongs to a question and stays.
        """
        marks = self._clients.marks(chat)
        docked = DOCKED in marks
        if BARE in marks:
            return None, None, self._in_words(rows)
        keyboard = lay_out(rows, self._limits, docked=NOT_INLINE in marks or (docked and not aside))
        if keyboard is None:
            return None, HIDE if docked and not aside else None, None
        if aside and docked and not keyboard.inline:
            return None, None, self._in_words(rows)
        return keyboard, keyboard.json(invitation=self._invitation, text_buttons=OLD in marks), None

    def _in_words(self, rows: Rows) -> Rich | None:
        """What the buttons would have said."""
        every = [button for row in rows for button in row]
        links = [
            (one.label, one.url or self._invitation(one.invite or one.share or "")) for one in every if not one.press
        ]
        return texts.instead_of_buttons([button.label for button in every if button.press], links)

    async def _edit(self, calls: Calls, action: Tell, part: Text, attached: list[str]) -> bool:
        """Whether the old message now says the new thing; if it cannot, it is said anew.

        An edited message can carry buttons of its own only; what stands at the foot of the chat stays as it is.
        """
        marks = self._clients.marks(action.chat)
        keyboard = None if BARE in marks else lay_out(action.prompt.rows, self._limits, docked=NOT_INLINE in marks)
        if action.replaces is None or (keyboard is not None and not keyboard.inline):
            return False
        shown = None if keyboard is None else keyboard.json(invitation=self._invitation, text_buttons=OLD in marks)
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
        first: int = 0,
    ) -> dict[int, Sent | Undelivered]:
        """All parts, numbered from the ``first``; pictures go with the first, buttons with the last."""
        refs: dict[int, list[str]] = {chat: [] for chat in chats}
        failed: dict[int, Undelivered] = {}
        for index, part in enumerate(parts):
            going = [chat for chat in chats if chat not in failed]
            try:
                answer = await calls.call(
                    "messages.send",
                    peer_ids=going,
                    random_id=random_id(self._salt, key, first + index),
                    message=part.message,
                    format_data=part.format_data,
                    attachment=(attached or None) if index == 0 else None,
                    keyboard=keyboard if index == len(parts) - 1 else None,
                    disable_mentions=True,
                )
            except ApiError as refusal:
                if refusal.code in WRONG_ATTACHMENT and self._uploads.forget(attached):
                    raise Later("VK has lost an attachment", after=1) from None
                raise of_sending(refusal) from None
            for chat, ref in _read(answer, going).items():
                if isinstance(ref, Undelivered):
                    failed[chat] = ref
                else:
                    refs[chat].append(ref)
            if len(failed) == len(chats):
                break
        return {chat: failed.get(chat) or Sent(refs=tuple(refs[chat])) for chat in chats}


def _number_of(marks: frozenset[str]) -> int:
    """Apps that are shown the same have the same number; 0 for those that can show everything."""
    return sum(1 << place for place, mark in enumerate(MARKS) if mark in marks)


def _parts(prompt: Prompt, limits: Limits, words: Rich | None) -> list[Text]:
    """The text, with the words of the pictures for those who do not see them, and those instead of buttons."""
    parts = render(paragraphs(prompt.text, alts(prompt.pictures) or None, words), limits.text)
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

"""The playground as a ``talk.messenger.Messenger``: its network is the table ``playground_lines``.

What a visitor does is a line, stored before anything else. The adapter reads the lines after the last that it has
heard, has them stored in the inbox, and only then remembers how far it came: a crash at any instant loses nothing.
"""

from __future__ import annotations

import asyncio
import base64
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.messengers.playground import lines
from bot.messengers.playground.hearing import heard
from storage.sql.errors import StorageError
from talk.messenger import GroupReport, Identity, Impossible, InspectGroup, Publish, Revise, Sent, Tell, Unreachable
from talk.rich import linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.program.playground import Line
    from talk.messenger import Hear, Limits, SendTicket, Settling
    from talk.prompt import Post
    from talk.updates import AccountId, DocumentId, RemoteFile

HEARD: Final = "playground_heard"
"""The setting that remembers the revision of the last line that is in the inbox."""
WAKE: Final = "playground"
"""The name by which ``Books.wake`` wakes those who wait for new lines."""
TITLE: Final = "Playground"
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class PlaygroundMessenger:
    """The messenger in the browser. ``base``: scheme, host and port, for absolute links; empty for relative ones."""

    kind = "playground"
    limits: Limits = lines.LIMITS

    def __init__(self, *, account: AccountId, database: Database, clock: Clock, base: str = "") -> None:
        self.account = account
        self.base = base
        self.commands: tuple[tuple[str, str], ...] = ()
        """What the page shows in its menu of commands."""
        self._database = database
        self._clock = clock
        self._hearing = asyncio.Lock()

    async def identify(self) -> Identity:
        """Always the same: there is no token that could be wrong."""
        return Identity(external_id=1, title=TITLE)

    async def set_commands(self, commands: Sequence[tuple[str, str]]) -> None:
        """For the page's own menu of commands, from its next event on."""
        self.commands = tuple(commands)

    async def listen(self, hear: Hear) -> None:
        """Hear what an earlier process did not, and return: afterwards every request of the page calls ``catch_up``."""
        await self.catch_up(hear)

    async def catch_up(self, hear: Hear) -> None:
        """When this returns, everything that visitors did before is stored in the inbox, each thing once."""
        async with self._hearing:
            async with self._database.reading() as books:
                known = await books.settings.get(HEARD) or 0
                news = await books.playground.since(known)
            if not news:
                return
            updates = [update for line in news if (update := heard(line, self.account)) is not None]
            if not updates:
                return
            await hear(updates)
            async with self._database.writing() as books:
                await books.settings.set(HEARD, news[-1].revision)

    async def handle_webhook(self, headers: Mapping[str, str], body: bytes, hear: Hear) -> tuple[int, str]:  # noqa: ARG002 - the seam
        """404: there is no webhook."""
        return 404, ""

    async def perform(
        self,
        action: Tell | Publish | Revise | InspectGroup,
        key: int,
        ticket: SendTicket,  # noqa: ARG002 - it has no pace
    ) -> Sent | GroupReport:
        """Exactly once: ``key`` is the key of the line. Raises Unreachable and Impossible."""
        async with self._database.writing() as books:
            books.wake(WAKE)
            match action:
                case Tell():
                    return await self._tell(books, action, key)
                case Publish():
                    return await self._publish(books, action, key)
                case Revise():
                    return await self._revise(books, action, key)
                case InspectGroup():
                    return await self._inspect(books, action)

    async def answer_press(self, press_id: str, note: str | None = None) -> None:
        """The note as a small line of the chat, once; buttons of the page have no spinner."""
        number = press_id.removeprefix(lines.EVENT)
        if not note or not number.isdecimal() or len(number) > lines.MOST_DIGITS:
            return
        with suppress(StorageError):
            async with self._database.writing() as books:
                pressed = await books.playground.line(int(number))
                if pressed is None or pressed.mine or pressed.body.get("kind") != lines.PRESS:
                    return
                books.wake(WAKE)
                body, at = lines.note_body(note), self._clock.now()
                await books.playground.append(pressed.chat, None, mine=True, body=body, key=f"note:{number}", at=at)

    async def fetch(self, file: RemoteFile, *, at_most: int) -> bytes:
        """Raises Impossible for a file of more than ``at_most`` bytes, or one that is not there."""
        async with self._database.reading() as books:
            raw = await file_bytes(books, int(file.ref))
        if raw is None:
            raise Impossible("there is no such file")
        if len(raw) > at_most:
            raise Impossible(f"the file has {len(raw)} bytes, more than {at_most}")
        return raw

    def invitation(self, payload: str) -> str:
        """A deep link, which the page follows as whoever is chosen there. Raises ValueError for a wrong payload."""
        return f"{self.base}/playground?start={_checked(payload)}"

    def group_invitation(self, payload: str) -> str | None:
        """A link by which the page asks to which group the bot shall be added. Raises ValueError as ``invitation``."""
        return f"{self.base}/playground?startgroup={_checked(payload)}"

    async def close(self) -> None:
        """Nothing to do: there are no connections."""

    async def _tell(self, books: Books, tell: Tell, key: int) -> Sent:
        player = next((player for player in await books.playground.people() if player.id == tell.chat), None)
        if player is None or player.blocked:
            raise Unreachable("the person blocked the bot or was never there")
        body = lines.prompt_body(tell.prompt)
        if tell.settles is not None:
            await self._settle(books, tell.chat, tell.settles)
        if tell.prompt.paper is not None:
            body["paper"] = await self._shelve(books, tell.prompt.paper, key)
        if tell.replaces is not None:
            old = await _line(books, tell.replaces)
            if old is not None and old.mine and old.chat == tell.chat:
                await books.playground.change(old.id, body)
                return Sent(refs=(str(old.id),))
        return Sent(refs=(str(await self._append(books, tell.chat, None, body, key)),))

    @staticmethod
    async def _settle(books: Books, chat: int, settling: Settling) -> None:
        old = await _line(books, settling.ref)
        if old is not None and old.mine and old.chat == chat:
            await books.playground.change(old.id, lines.settled_body(old.body, settling.text))

    async def _publish(self, books: Books, publish: Publish, key: int) -> Sent:
        await _entered(books, publish.group)
        thread = lines.THREADS[publish.post.section]
        line_id = await self._append(books, publish.group, thread, lines.post_body(self._linked(publish.post)), key)
        return self._posted(line_id)

    async def _revise(self, books: Books, revise: Revise, key: int) -> Sent:
        await _entered(books, revise.group)
        old = await _line(books, revise.refs[0]) if revise.refs else None
        if old is None or old.chat != revise.group:
            return await self._publish(books, Publish(group=revise.group, thread=revise.thread, post=revise.post), key)
        body = lines.post_body(self._linked(revise.post), edited=self._clock.now(), changes=revise.changes)
        await books.playground.change(old.id, body)
        return self._posted(old.id)

    async def _inspect(self, books: Books, inspect: InspectGroup) -> GroupReport:
        group = await _entered(books, inspect.group)
        titles = {section.section.value: section.title for section in inspect.sections}
        if titles and titles != group.body.get("sections"):
            await books.playground.change(group.id, {**group.body, "sections": titles})
        return GroupReport(
            group=inspect.group,
            title=group.body["title"],
            link=f"{self.base}/playground?group={group.id}",
            asker_manages=True,
            threads={section.value: thread for section, thread in lines.THREADS.items()},
        )

    async def _shelve(self, books: Books, paper: DocumentId, key: int) -> lines.Body | None:
        """A copy of the document as a line, as another messenger's server would keep one; None when it is gone."""
        try:
            name, raw = await books.documents.file_of(paper)
        except LookupError:
            return None
        body = {"kind": lines.FILE, "name": name, "data": base64.b64encode(raw).decode("ascii")}
        ref = await books.playground.append(
            lines.SHELF, None, mine=True, body=body, key=f"paper:{key}", at=self._clock.now()
        )
        return {"ref": ref, "name": name}

    async def _append(self, books: Books, chat: int, thread: int | None, body: lines.Body, key: int) -> int:
        return await books.playground.append(
            chat, thread, mine=True, body=body, key=f"outbox:{key}", at=self._clock.now()
        )

    def _linked(self, post: Post) -> Post:
        return replace(post, text=linked(post.text, self.invitation))

    def _posted(self, line_id: int) -> Sent:
        return Sent(refs=(str(line_id),), link=f"{self.base}/playground?post={line_id}")


async def file_bytes(books: Books, line_id: int) -> bytes | None:
    """What a line of kind ``FILE`` holds; None when it is no such line."""
    line = await books.playground.line(line_id)
    if line is None or line.body.get("kind") != lines.FILE:
        return None
    return base64.b64decode(line.body["data"])


async def _line(books: Books, ref: str) -> Line | None:
    return await books.playground.line(int(ref)) if ref.isdecimal() else None


async def _entered(books: Books, group: int) -> Line:
    """The line of the group. Raises Unreachable unless the bot is in it."""
    line = await books.playground.line(-group)
    if line is None or line.body.get("kind") != lines.GROUP or not line.body["bot"]:
        raise Unreachable("the bot is not in the group")
    return line


def _checked(payload: str) -> str:
    if not _PAYLOAD.fullmatch(payload):
        raise ValueError("a deep link carries 1 to 64 letters A-Z a-z, digits, _ and -")
    return payload

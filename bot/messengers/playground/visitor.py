"""What a visitor does: stored as lines, then heard. The same ``key`` twice is one action."""

from __future__ import annotations

import base64
import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.messengers.playground import lines
from bot.messengers.playground.messenger import WAKE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messengers.playground.messenger import PlaygroundMessenger
    from scheduler.clock import Clock
    from storage.books import Books
    from storage.database import Database
    from storage.program.playground import Line, Player
    from talk.messenger import Hear


class Unknown(LookupError):
    """There is no such person, group or message of theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was chosen; ``size`` in bytes, ``raw`` None when it was too large to be taken."""

    name: str
    size: int
    raw: bytes | None


class Visitor:
    """The actions of whoever uses the page. ``key`` is the request's; each raises Unknown."""

    def __init__(self, database: Database, messenger: PlaygroundMessenger, clock: Clock, hear: Hear) -> None:
        self._database = database
        self._messenger = messenger
        self._clock = clock
        self._hear = hear

    # A person in the private chat. Each returns the id of the line.

    async def says(self, person: int, text: str, *, key: str, files: Sequence[Upload] = ()) -> int:
        """A message with a text, files, or both."""
        async with self._database.writing() as books:
            await _player(books, person)
            kept = [await self._shelve(books, file, key=f"{key}:{number}") for number, file in enumerate(files)]
            body = {"kind": lines.SAID, "text": text, "files": kept}
            return await self._do(books, person, body, key=key)

    async def presses(self, person: int, line_id: int, press: str, *, key: str) -> int:
        """Any message of the chat may be named, however old, and any button, whether it stands there or not."""
        async with self._database.writing() as books:
            await _player(books, person)
            line = await books.playground.line(line_id)
            if line is None or line.chat != person:
                raise Unknown
            body = {"kind": lines.PRESS, "press": press, "shown": str(line_id)}
            return await self._do(books, person, body, key=key)

    async def follows(self, person: int, payload: str, *, key: str) -> int:
        """A deep link into the private chat; an empty payload is the button «Начать»."""
        async with self._database.writing() as books:
            await _player(books, person)
            return await self._do(books, person, {"kind": lines.START, "payload": payload}, key=key)

    async def blocks(self, person: int, *, blocked: bool, key: str) -> int:
        """The person blocks the bot or lets it write again."""
        async with self._database.writing() as books:
            await _player(books, person)
            await books.playground.block(person, blocked=blocked)
            return await self._do(books, person, {"kind": lines.REACH, "reachable": not blocked}, key=key)

    async def comes(self, name: str, part: str) -> Player:
        """Somebody new who can be played."""
        async with self._database.writing() as books:
            books.wake(WAKE)
            return await books.playground.add(name, part)

    # Groups.

    async def creates_group(self, title: str, *, key: str) -> int:
        """Returns the messenger's id of the group. The bot is not in it yet."""
        body = {"kind": lines.GROUP, "title": title, "bot": False, "sections": {}}
        async with self._database.writing() as books:
            books.wake(WAKE)
            line = await books.playground.append(
                lines.SHELF, None, mine=False, body=body, key=f"visitor:{key}", at=self._clock.now()
            )
        return lines.group_chat(line)

    async def renames_group(self, group: int, title: str, person: int, *, key: str) -> None:
        """The bot hears of it when it is in the group."""
        async with self._database.writing() as books:
            line = await self._change_group(books, group, title=title)
            if line.body["bot"]:
                await self._do(books, group, {"kind": lines.RENAMED, "title": title, "person": person}, key=key)

    async def adds_bot(self, group: int, payload: str, person: int, *, key: str) -> None:
        """With the link that binds the group to an alliance (rows 15 and 16)."""
        async with self._database.writing() as books:
            line = await self._change_group(books, group, bot=True)
            body = {"kind": lines.CLAIMED, "claim": payload, "title": line.body["title"], "person": person}
            await self._do(books, group, body, key=key)

    async def removes_bot(self, group: int, person: int, *, key: str) -> None:
        """Nothing happens when it is not in the group."""
        async with self._database.writing() as books:
            line = await self._change_group(books, group, bot=False)
            if line.body["bot"]:
                await self._do(books, group, {"kind": lines.REMOVED, "person": person}, key=key)

    async def drain(self) -> None:
        """When this returns, what was done is stored in the inbox."""
        await self._messenger.catch_up(self._hear)

    async def _do(self, books: Books, chat: int, body: lines.Body, *, key: str) -> int:
        books.wake(WAKE)
        now = self._clock.now()
        return await books.playground.append(chat, None, mine=False, body=body, key=f"visitor:{key}", at=now)

    async def _shelve(self, books: Books, file: Upload, *, key: str) -> lines.Body:
        """Stores the file; what is returned are the fields of its ``RemoteFile``."""
        data = base64.b64encode(file.raw or b"").decode("ascii")
        body = {"kind": lines.FILE, "name": file.name, "data": data}
        now = self._clock.now()
        ref = await books.playground.append(lines.SHELF, None, mine=False, body=body, key=f"visitor:{key}", at=now)
        picture = (mimetypes.guess_type(file.name)[0] or "image/").startswith("image/")
        return {"ref": str(ref), "name": file.name, "size": file.size, "kind": "photo" if picture else "file"}

    async def _change_group(self, books: Books, group: int, **facts: object) -> Line:
        """Changes the facts of the group; returns its line as it was before. Raises Unknown."""
        line = await books.playground.line(-group)
        if line is None or line.body.get("kind") != lines.GROUP:
            raise Unknown
        await books.playground.change(line.id, {**line.body, **facts})
        books.wake(WAKE)
        return line


async def _player(books: Books, person: int) -> None:
    if all(player.id != person for player in await books.playground.people()):
        raise Unknown

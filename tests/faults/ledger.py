"""The database of a program that was killed, looked at without touching it: SQLite in a copy, PostgreSQL beside."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa

from storage.database import Database


class Ledger:
    """What is written down. On SQLite the file beside its WAL is copied, as it would be found after a power cut."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._address = sa.make_url(database_url)
        self._url = database_url
        self._folder = folder

    @property
    def sqlite(self) -> bool:
        return self._address.drivername.startswith("sqlite")

    async def ask(self, query: str, *, running: bool = False) -> list[tuple[Any, ...]]:
        """``running``: the program is at work, so the file itself has to be read."""
        if self.sqlite:
            address = f"file:{self._address.database}?mode=ro" if running else f"file:{self._copy()}"
            with closing(sqlite3.connect(address, uri=True)) as connection:
                return list(connection.execute(query))
        connection = await asyncpg.connect(self._address.set(drivername="postgresql").render_as_string(False))
        try:
            return [tuple(row) for row in await connection.fetch(query)]
        finally:
            await connection.close()

    async def unfinished(self) -> int:
        """Rows of the outbox that have not left."""
        [(count,)] = await self.ask("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')", running=True)
        return int(count)

    async def being_sent(self) -> list[tuple[int, str]]:
        """Of these nobody knows whether they arrived: chat and words."""
        rows = await self.ask("SELECT chat, action FROM outbox WHERE state = 'sending'")
        return [(int(chat), json.loads(action)["prompt"]["text"]["spans"][0]["text"]) for chat, action in rows]

    async def whereabouts(self, chat: int) -> str:
        """What the database knows of one chat that waits in vain, and who answers for what."""
        last = f"chat = {chat:d} ORDER BY id DESC LIMIT 3"
        asked = {
            "heard": f"SELECT id, event_id, state, attempts, received_at FROM inbox WHERE {last}",  # noqa: S608 - a number
            "said": f"SELECT id, state, lane, not_before, attempts, trouble, call FROM outbox WHERE {last}",  # noqa: S608 - the same
            "leases": "SELECT * FROM leases",
        }
        return str({name: await self.ask(query, running=True) for name, query in asked.items()})

    async def integrity(self) -> str:
        """``ok``: of the file, or of every journal's chain on PostgreSQL, which checks its pages itself."""
        if self.sqlite:
            [(verdict,)] = await self.ask("PRAGMA integrity_check")
            return str(verdict)
        return "ok"

    async def journals(self) -> tuple[int, int]:
        """How many alliances there are, and how many journals somebody rewrote."""
        database = await Database.open(self._url, alone=False)
        async with database.reading() as books:
            page = await books.alliances.all(offset=0, limit=10_000)
            broken = [one for one in page.items if await books.journal.verify(one.id) is not None]
        await database.close()
        return len(page.items), len(broken)

    def _copy(self) -> Path:
        assert self._address.database is not None
        for ending in ("", "-wal"):
            source, target = Path(self._address.database + ending), self._folder / f"copy.db{ending}"
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copyfile(source, target)
        (self._folder / "copy.db-shm").unlink(missing_ok=True)
        return self._folder / "copy.db"

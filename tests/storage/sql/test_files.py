"""The files of the database: nobody but their owner reads them, and what is gone is in none of them."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrations import upgrade
from storage.sql.sqlite import readable_by_others

NEEDLE = "needle-in-a-haystack"


@pytest.fixture
def careless() -> Iterator[None]:
    """As most systems are set: whatever is made, everybody may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def files(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.name.startswith("tezki")}


@pytest.mark.usefixtures("careless")
async def test_they_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'tezki.db'}"
    await upgrade(url)
    assert files(tmp_path) == {"tezki.db": 0o600, "tezki.db.lock": 0o600}
    database = await Database.open(url)
    async with database.writing() as books:
        await books.settings.set("salt", "x")
    assert files(tmp_path) == dict.fromkeys(("tezki.db", "tezki.db.lock", "tezki.db-wal", "tezki.db-shm"), 0o600)
    assert readable_by_others(url) == []
    (tmp_path / "tezki.db-wal").chmod(0o644)
    assert [path.name for path in readable_by_others(url)] == ["tezki.db-wal"]
    await database.close()
    assert readable_by_others("postgresql+asyncpg://tezki@database/tezki") == []


def _now() -> datetime:
    return datetime(2026, 11, 30, tzinfo=UTC)


def holding(folder: Path, words: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file() and words.encode() in path.read_bytes())


async def test_the_log_is_emptied_when_somebody_is_erased(sqlite_url: str) -> None:
    folder = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")).parent
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        account = await books.accounts.ensure("telegram", 1, at=_now())
        person = await books.people.meet(account.id, 5, 5, at=_now())
        await books.dialogues.save(person.id, {"entries": [NEEDLE]}, _now())
    assert holding(folder, NEEDLE)
    async with database.reading() as reader:  # somebody who reads keeps the log for a moment, not for good
        await reader.people.get(person.id)
        async with database.writing() as books:
            await books.people.erase(person.id)
        await asyncio.sleep(0.05)
    async with asyncio.timeout(10):
        while holding(folder, NEEDLE):  # noqa: ASYNC110 - files tell nobody
            await asyncio.sleep(0.05)
    async with database.writing() as books:
        await books.settings.set("salt", "y")  # and the writer goes on
    assert await database.empty_log()
    assert [path.stat().st_size for path in folder.glob("*-wal")] == [0]
    await database.close()

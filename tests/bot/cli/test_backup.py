"""Copies: whole while the program writes, put back with the former database kept, refused when they are none."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.main import tezki
from storage.database import Database
from storage.sql import sqlite


@pytest.fixture(autouse=True)
def path(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))


def call(*words: str) -> Result:
    return CliRunner().invoke(tezki, words)


def remembers(url: str, **facts: str) -> None:
    async def write() -> None:
        database = await Database.open(url)
        async with database.writing() as books:
            for name, value in facts.items():
                await books.settings.set(name, value)
        await database.close()

    asyncio.run(write())


def knows(path: Path, name: str) -> str | None:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchall()
    return str(rows[0][0]) if rows else None


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def beside(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if path.stem in file.name]


async def test_a_copy_is_made_while_the_program_writes(sqlite_url: str, tmp_path: Path) -> None:
    database = await Database.open(sqlite_url)
    async with database.writing() as books:
        await books.settings.set("word", "committed")
    async with database.writing() as books:
        await books.settings.set("word", "not committed yet")
        result = await asyncio.to_thread(call, "backup", "copy.db")
    await database.close()
    assert (result.exit_code, "Копия готова: copy.db" in result.output) == (0, True)
    assert knows(tmp_path / "copy.db", "word") == '"committed"'
    assert mode(tmp_path / "copy.db") == 0o600
    assert beside(tmp_path / "copy.db") == ["copy.db"], "one file, nothing beside it"


def test_a_copy_is_put_back_and_the_former_database_is_kept(sqlite_url: str, path: Path) -> None:
    remembers(sqlite_url, word="before", salt="old")
    assert call("backup", "copy.db").exit_code == 0
    remembers(sqlite_url, word="after")
    result = call("restore", "copy.db")
    assert result.exit_code == 0
    kept = next(path.parent.glob("tezki.db.2*"))
    assert str(kept) in result.output
    assert (knows(path, "word"), knows(kept, "word")) == ('"before"', '"after"')
    assert knows(path, "salt") is None, "VK would swallow messages whose numbers are given out again"
    assert call("jobs").exit_code == 0


def test_a_copy_is_put_where_no_database_is(sqlite_url: str, path: Path) -> None:
    remembers(sqlite_url, word="before")
    call("backup", "copy.db")
    for file in path.parent.glob("tezki.db*"):
        file.unlink()
    result = call("restore", "copy.db")
    assert (result.exit_code, result.output) == (0, "База возвращена из копии.\n")
    assert knows(path, "word") == '"before"'


def test_an_existing_file_is_never_overwritten() -> None:
    Path("copy.db").write_text("precious", "utf-8")
    result = call("backup", "copy.db")
    assert (result.exit_code, "такой файл уже есть" in result.output) == (1, True)
    assert Path("copy.db").read_text("utf-8") == "precious"


def test_a_folder_that_is_not_there_is_said_to_be_so() -> None:
    result = call("backup", "nowhere/copy.db")
    assert (result.exit_code, "в эту папку нельзя записать" in result.output) == (1, True)


def _foreign() -> None:
    with closing(sqlite3.connect("copy.db")) as other:
        other.execute("CREATE TABLE cats (name)")


def _damaged() -> None:
    call("backup", "copy.db")
    whole = Path("copy.db").read_bytes()
    Path("copy.db").write_bytes(whole[:8192] + b"\xff" * 16384 + whole[24576:])


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: None, "такого файла нет"),
        (lambda: Path("copy.db").write_text("I am a text\n" * 100, "utf-8"), "это не копия"),
        (_foreign, "это не копия"),
        (_damaged, "файл повреждён"),
    ],
)
def test_what_is_no_copy_leaves_the_database_alone(
    sqlite_url: str, path: Path, make: Callable[[], object], why: str
) -> None:
    remembers(sqlite_url, word="mine")
    make()
    result = call("restore", "copy.db")
    assert (result.exit_code, why in result.output) == (1, True)
    assert knows(path, "word") == '"mine"'


def test_nothing_is_put_back_while_the_program_runs(path: Path) -> None:
    call("backup", "copy.db")
    lock = sqlite.Lock(path)
    result = call("restore", "copy.db")
    lock.release()
    assert (result.exit_code, "уже запущена" in result.output) == (1, True)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_for_postgresql_its_own_tools_are_named(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("TEZKI_DATABASE_URL", "postgresql+asyncpg://tezki@localhost/tezki")
    result = call(command, "copy.db")
    assert (result.exit_code, "pg_dump" in result.output) == (1, True)

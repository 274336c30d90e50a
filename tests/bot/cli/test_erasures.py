"""A copy that is put back does not bring the erased back; acts are listed and printed; looks are written down."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.main import tezki
from storage.books import Books
from storage.database import Database
from storage.people.erasure_list import list_beside

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def url(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    return sqlite_url


def call(*words: str) -> Result:
    return CliRunner().invoke(tezki, words)


def does(url: str, deed: Callable[[Books], Awaitable[object]]) -> None:
    async def work() -> None:
        database = await Database.open(url)
        async with database.writing() as books:
            await deed(books)
        await database.close()

    asyncio.run(work())


async def meet(books: Books) -> None:
    account = await books.accounts.ensure("telegram", 100, at=NOW)
    for chat in (1, 2):
        await books.people.meet(account.id, chat, chat, at=NOW)


async def erase_first(books: Books) -> None:
    person = await books.people.by_external(1, 1)
    assert person is not None
    await books.erasures.erase(person.id, "asked", at=NOW)


def known(url: str) -> list[int]:
    found: list[int] = []

    async def look(books: Books) -> None:
        found.extend([chat for chat in (1, 2) if await books.people.by_external(1, chat) is not None])

    does(url, look)
    return found


def test_who_was_erased_after_the_copy_is_erased_again(url: str) -> None:
    does(url, meet)
    assert call("backup", "copy.db").exit_code == 0
    does(url, erase_first)
    result = call("restore", "copy.db")
    assert (result.exit_code, "Снова стёрто: 1 человек" in result.output) == (0, True)
    assert known(url) == [2]
    assert "№ 1" in call("erasures").output
    again = call("restore", "copy.db")
    assert "Снова стёрто" in again.output, "as often as it is put back"
    assert known(url) == [2]


def test_also_when_the_database_itself_is_lost(url: str) -> None:
    """The list lies apart: on another computer, say."""
    does(url, meet)
    call("backup", "copy.db")
    does(url, erase_first)
    listed = list_beside(url)
    assert listed is not None
    call("restore", "copy.db")
    listed.rename("list.jsonl")
    for file in listed.parent.glob("tezki.db*"):
        file.unlink()
    result = call("restore", "copy.db", "--erasures", "list.jsonl")
    assert (result.exit_code, "Снова стёрто: 1 человек" in result.output) == (0, True)
    assert known(url) == [2]


def test_a_list_is_applied_to_a_database_that_was_put_back_by_other_tools(url: str) -> None:
    does(url, meet)
    call("backup", "copy.db")
    does(url, erase_first)
    call("restore", "copy.db")
    listed = list_beside(url)
    assert listed is not None
    Path("list.jsonl").write_bytes(listed.read_bytes())
    listed.unlink()
    path = Path(url.removeprefix("sqlite+aiosqlite:///"))
    path.unlink()
    path.write_bytes(Path("copy.db").read_bytes())
    result = call("erasures", "apply", "list.jsonl")
    assert (result.exit_code, "Снова стёрто: 1 человек" in result.output) == (0, True)
    assert known(url) == [2]
    assert "Стирать снова некого" in call("erasures", "apply").output
    missing = call("erasures", "apply", "nowhere")
    assert (missing.exit_code, "Такого файла нет" in missing.output) == (1, True)


def test_acts_are_listed_and_printed(url: str) -> None:
    does(url, meet)
    assert "Никого не стирали" in call("erasures").output
    does(url, erase_first)
    assert "№ 1  01.12.2026 09:00 UTC  попросил сам" in call("erasures").output
    printed = call("erasures", "--act", "1")
    assert "Акт об уничтожении данных № 1" in printed.output
    assert "1 адрес, по которому я вам пишу" in printed.output
    missing = call("erasures", "--act", "7")
    assert (missing.exit_code, "Акта № 7 нет" in missing.output) == (1, True)


def test_who_is_named_in_the_audit_sees_that_it_was_looked_at(url: str) -> None:
    does(url, meet)

    async def refused(books: Books) -> None:
        await books.audit.note("refused", "cancel_event event:1", whom=1, at=NOW)

    does(url, refused)
    for _ in range(2):
        result = call("audit")
        assert (result.exit_code, result.output.count("человек 1")) == (0, 1), "a look is no line of its own there"

    async def look(books: Books) -> None:
        (line,) = (await books.audit.looks_at(1)).items
        assert (line.kind, line.what, line.by_whom, line.times) == ("data_seen", "tezki audit", None, 2)
        assert (await books.audit.looks_at(2)).items == ()

    does(url, look)


async def test_a_look_is_written_down_while_the_program_runs(url: str) -> None:
    database = await Database.open(url)
    async with database.writing() as books:
        await meet(books)
        await books.audit.note("refused", "cancel_event event:1", whom=1, at=NOW)
    result = await asyncio.to_thread(call, "audit")
    assert result.exit_code == 0
    async with database.writing() as books:
        assert (await books.audit.looks_at(1)).total == 1
        await books.audit.note("refused", "cancel_event event:1", whom=2, at=NOW)
    async with database.reading() as books:
        assert (await books.audit.looks_at(1)).total == 1
    await database.close()


def test_a_request_on_paper_is_answered_and_seen(url: str) -> None:
    does(url, meet)
    result = call("person", "export", "1", "1", "first.zip")
    assert (result.exit_code, "first.zip" in result.output) == (0, True)
    assert Path("first.zip").stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile("first.zip") as packed:
        assert any(name.endswith(".json") for name in packed.namelist())
    before = Path("first.zip").read_bytes()
    again = call("person", "export", "1", "1", "first.zip")
    assert (again.exit_code, "уже есть" in again.output) == (1, True)
    assert Path("first.zip").read_bytes() == before

    async def look(books: Books) -> None:
        (line,) = (await books.audit.looks_at(1)).items
        assert (line.what, line.times) == ("tezki person export", 2)

    does(url, look)
    nobody = call("person", "export", "1", "99", "nobody.zip")
    assert (nobody.exit_code, Path("nobody.zip").exists()) == (1, False)


def test_an_erasure_on_paper_prints_the_act(url: str) -> None:
    does(url, meet)
    result = call("person", "erase", "1", "1")
    assert (result.exit_code, "Акт об уничтожении данных № 1" in result.output) == (0, True)
    assert "письменная просьба" in result.output
    assert known(url) == [2]
    assert call("person", "erase", "1", "1").exit_code == 1


@pytest.mark.parametrize("gone", [False, True], ids=["still there", "erased by the turn that was waited for"])
def test_a_turn_of_the_person_is_waited_for(url: str, monkeypatch: pytest.MonkeyPatch, *, gone: bool) -> None:
    does(url, meet)
    locked: list[int] = []

    async def lock(books: Books, person_id: int) -> bool:
        assert await books.people.by_external(1, 1) is not None, "before anything is done"
        locked.append(person_id)
        if gone:
            await erase_first(books)
        return gone

    monkeypatch.setattr(Books, "lock_person", lock)
    assert call("person", "erase", "1", "1").exit_code == int(gone)
    assert locked == [1]
    assert known(url) == [2]

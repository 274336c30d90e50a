"""The playground's own side: players and what was said."""

import asyncio
from datetime import UTC, datetime

from storage.database import Database

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


async def test_players_come_and_may_block_the_bot(database: Database) -> None:
    async with database.writing() as books:
        anna = await books.playground.add("Анна Петровна", "librarian")
        boris = await books.playground.add("Борис", "resident")
        await books.playground.block(boris.id, blocked=True)

        assert [(player.id, player.name, player.blocked) for player in await books.playground.people()] == [
            (anna.id, "Анна Петровна", False),
            (boris.id, "Борис", True),
        ]


async def test_what_is_said_is_read_in_order(database: Database) -> None:
    async with database.writing() as books:
        first = await books.playground.append(1, None, mine=False, body={"text": "Здравствуйте"}, key=None, at=NOW)
        await books.playground.append(-1, 4, mine=True, body={"text": "План"}, key="7", at=NOW)
        second = await books.playground.append(1, None, mine=True, body={"text": "Добрый день!"}, key="8", at=NOW)

        said = await books.playground.since(0)

    assert [(line.chat, line.thread, line.mine, line.body["text"]) for line in said] == [
        (1, None, False, "Здравствуйте"),
        (-1, 4, True, "План"),
        (1, None, True, "Добрый день!"),
    ]
    assert (said[0].id, said[2].id, said[0].said_at) == (first, second, NOW)


async def test_the_same_key_is_the_same_line(database: Database) -> None:
    async def say() -> int:
        async with database.writing() as books:
            return await books.playground.append(1, None, mine=True, body={"text": "раз"}, key="7", at=NOW)

    assert len(set(await asyncio.gather(*(say() for _ in range(5))))) == 1
    async with database.reading() as books:
        assert len(await books.playground.since(0)) == 1


async def test_the_page_gets_what_it_has_not_seen(database: Database) -> None:
    async with database.writing() as books:
        first = await books.playground.append(1, None, mine=True, body={"text": "раз"}, key=None, at=NOW)
        second = await books.playground.append(1, None, mine=True, body={"text": "два"}, key=None, at=NOW)
        seen = (await books.playground.since(0))[-1].revision

        assert await books.playground.since(seen) == ()
        assert await books.playground.change(first, {"text": "раз, исправлено"})
        assert not await books.playground.change(second + 1, {"text": "нет такой"})
        (changed,) = await books.playground.since(seen)

    assert (changed.id, changed.body) == (first, {"text": "раз, исправлено"})
    assert changed.revision > seen


async def test_every_change_has_its_own_revision_though_many_talk_at_once(database: Database) -> None:
    async def say(number: int) -> None:
        async with database.writing() as books:
            await books.playground.append(number, None, mine=False, body={}, key=None, at=NOW)

    await asyncio.gather(*(say(number) for number in range(15)))

    async with database.reading() as books:
        assert [line.revision for line in await books.playground.since(0)] == list(range(1, 16))

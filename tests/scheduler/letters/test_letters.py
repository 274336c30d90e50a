"""Letters on their way: chunk by chunk, killed anywhere, paused in the middle, seen by who wrote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from handlers.texts.letters import letters as texts
from scheduler.letters import fan_out
from storage.sql.errors import StorageError
from storage.tables import outbox
from talk.prompt import Prompt
from talk.rich import rich
from tests.handlers.subscriptions.steps import known
from tests.people import LIMITS
from tests.scheduler.conftest import MoodyDatabase, settle_somehow
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.letters.letters import Letter
    from tests.people import Person, Town

TEXT = "Приходите на ёлку!"
READERS = 7
FIRST = 5000
"""Chats of the readers, from here on."""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "CHUNK", 3)


async def write(town: Town, *, readers: int = READERS) -> Person:
    """A letter of Anna's to so many people; it has not begun to leave."""
    anna = town.person("Анна")
    await anna.says("/menu")
    async with town.database.writing() as books:
        author = await books.people.by_external(anna.messenger.account, anna.id)
        assert author is not None
        alliance = await namesakes.alliance(books)
        for number in range(readers):
            chat = FIRST + number
            reader = await books.people.meet(anna.messenger.account, chat, chat, at=town.time)
            await books.subscriptions.subscribe(reader.id, alliance.id, "alliance", town.time)
        await books.letters.write(
            alliance.id,
            author.id,
            audience="subscribers",
            prompt=Prompt(text=rich(TEXT)),
            totals={int(anna.messenger.account): readers},
            at=town.time,
        )
    anna.messenger.chats[anna.id].clear()
    return anna


async def run(town: Town) -> dict[str, int]:
    return await fan_out.letters(town.database, town.directory, town.time)


async def later(town: Town, seconds: int = 10) -> None:
    town.time += timedelta(seconds=seconds)
    await run(town)
    await town.drain()


async def the_letter(town: Town) -> Letter:
    async with town.database.reading() as books:
        found = await books.letters.get(1)
    assert found is not None
    return found


async def states(town: Town) -> dict[str, int]:
    async with town.database.reading() as books:
        query = sa.select(outbox.c.state, sa.func.count()).where(outbox.c.letter_id == 1).group_by(outbox.c.state)
        return dict((await books.connection.execute(query)).all())


def got(town: Town) -> list[int]:
    """How many messages each reader has."""
    chats = town.messenger().chats
    return [len(chats[FIRST + number]) for number in range(READERS)]


def told(anna: Person) -> list[str]:
    return [prompt.text.plain for prompt in anna.heard]


async def test_the_author_sees_it_leave_and_is_told_when_it_is_over(town: Town) -> None:
    anna = await write(town)
    assert await run(town) == {"fanned": READERS}
    await town.drain()
    assert "Отправлено 0 из 7" in told(anna)[0]
    await later(town)

    assert got(town) == [1] * READERS
    assert len(told(anna)) == 2, "one message that changes, and the last one"
    assert "Отправлено 7 из 7" in told(anna)[0]
    assert "Его получили 7 человек" in told(anna)[1]
    assert await run(town) == {}
    async with town.database.reading() as books:
        assert not await books.letters.has_work()


@pytest.mark.parametrize("when", ["before", "at", "after"])
async def test_a_kill_between_any_two_transactions_loses_nothing_and_doubles_nothing(
    moody_town: Town, moody: MoodyDatabase, when: Literal["before", "at", "after"]
) -> None:
    """The n-th transaction fails, for every n; then the program starts again."""
    anna = await write(moody_town)
    moody.when = when
    for number in range(1, 12):
        moody.countdown = number
        try:
            await run(moody_town)
        except StorageError:
            moody_town.time += timedelta(seconds=1)
        moody.countdown = -1
    await settle_somehow(moody_town)
    for _ in range(3):
        await later(moody_town)

    assert got(moody_town) == [1] * READERS
    assert [text for text in told(anna) if "Его получили 7 человек" in text] == told(anna)[-1:]
    assert (await the_letter(moody_town)).state == "done"


async def test_a_pause_holds_at_once_also_in_the_middle_of_the_fan_out(town: Town) -> None:
    anna = await write(town)
    letter = await the_letter(town)
    async with town.database.writing() as books:
        await books.letter_rows.fan_out(letter, town.time, most=3)
        await books.letters.pause(letter.id)
    await town.drain()
    assert got(town) == [0] * READERS, "nobody has held the rows yet, and nothing leaves"
    assert await run(town) == {"held": 3}
    assert await states(town) == {"held": 3}
    await later(town)
    assert await states(town) == {"held": 3}
    assert "Приостановлено" in told(anna)[-1]
    assert texts.GO_ON in anna.labels

    async with town.database.writing() as books:
        await books.letters.go_on(letter.id)
    await later(town)
    await later(town)
    assert got(town) == [1] * READERS


async def test_what_was_under_way_when_it_was_paused_and_was_refused_waits_with_the_others(town: Town) -> None:
    anna = await write(town, readers=1)
    await run(town)
    async with town.database.writing() as books:
        rows = await books.delivery_queue.due(int(anna.messenger.account), town.time, limit=9)
        under_way = next(row for row in rows if row.letter_id)
        await books.delivery_queue.claim([under_way.id])
        await books.letters.pause(1)
    async with town.database.writing() as books:
        await books.delivery_queue.retry_later(under_way.id, not_before=town.time, trouble="Later: flood")
    await town.drain()
    await later(town, 60)

    assert (got(town)[0], await states(town)) == (0, {"held": 1})


async def test_a_stop_withdraws_what_has_not_left(town: Town) -> None:
    anna = await write(town)
    await run(town)
    async with town.database.writing() as books:
        rows = await books.delivery_queue.due(int(anna.messenger.account), town.time, limit=3)
        for row in [row for row in rows if row.letter_id][:2]:
            await books.delivery_queue.claim([row.id])
            await books.delivery_queue.mark_sent_many({row.id: ("1",)}, at=town.time)
        await books.letters.stop(1)
    await later(town)

    assert await states(town) == {"sent": 2, "withdrawn": 5}
    assert "Его получили 2 человека" in told(anna)[-1]
    assert "5 человек его не получат" in told(anna)[-1]


async def test_a_stopped_letter_is_over_when_what_was_under_way_is(town: Town) -> None:
    anna = await write(town)
    await run(town)
    async with town.database.writing() as books:
        rows = await books.delivery_queue.due(int(anna.messenger.account), town.time, limit=9)
        under_way = next(row for row in rows if row.letter_id)
        await books.delivery_queue.claim([under_way.id])
        await books.letters.stop(1)
    await run(town)
    assert (await the_letter(town)).state == "stopping"
    async with town.database.writing() as books:
        await books.delivery_queue.mark_sent_many({under_way.id: ("1",)}, at=town.time)
    await run(town)

    letter = await the_letter(town)
    assert (letter.state, letter.got) == ("stopped", 1)


async def test_the_word_to_the_author_changes_seldom_and_only_one_change_waits(town: Town) -> None:
    anna = await write(town)
    for _ in range(4):
        await run(town)
        town.time += timedelta(seconds=1)
    async with town.database.reading() as books:
        query = (
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.chat == anna.id, outbox.c.state == "waiting")
        )
        assert (await books.connection.execute(query)).scalar_one() == 1
    town.time += timedelta(seconds=10)
    async with town.database.writing() as books:
        await books.letters.pause(1)
    await run(town)
    async with town.database.reading() as books:
        assert (await books.connection.execute(query)).scalar_one() == 1
    await town.drain()

    assert len(told(anna)) == 1
    assert "Приостановлено" in told(anna)[0]


async def test_who_closed_their_messages_is_counted_apart_from_other_troubles(town: Town) -> None:
    anna = await write(town)
    await run(town)
    town.messenger().unreachable |= {FIRST, FIRST + 1}
    await town.drain()
    await later(town)

    assert "Не дошло до 2 человек: 2 закрыли сообщения от бота" in told(anna)[-1]
    letter = await the_letter(town)
    assert (letter.got, letter.missed) == (5, 2)


async def test_who_went_out_of_reach_before_their_turn_is_not_tried(town: Town) -> None:
    anna = await write(town)
    await run(town)
    async with town.database.writing() as books:
        await books.addresses.lose(int(anna.messenger.account), external_id=FIRST)
    await later(town)
    await later(town)

    assert got(town) == [0, *[1] * (READERS - 1)]
    assert "1 закрыл сообщения от бота" in told(anna)[-1]


async def test_how_long_it_takes_goes_by_the_pace_of_the_messenger(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.messenger(), "limits", replace(LIMITS["telegram"], pace=(1, 60.0)))
    anna = await write(town)
    await run(town)
    await town.drain()

    assert "Ещё примерно 7 минут" in told(anna)[0]


async def test_old_words_are_forgotten(town: Town) -> None:
    await write(town, readers=1)
    await run(town)
    await town.drain()
    await later(town)
    assert (await the_letter(town)).prompt is not None
    await town.passes(timedelta(days=32), step=timedelta(days=4))

    assert (await the_letter(town)).prompt is None


async def test_with_its_author_a_letter_is_stopped_and_nobody_is_told(town: Town) -> None:
    anna = await write(town)
    me = await known(anna)
    async with town.database.writing() as books:
        await books.people.erase(me.id)
    for _ in range(3):
        await later(town)

    assert (got(town), told(anna)) == ([0] * READERS, [])
    async with town.database.reading() as books:
        assert await books.letters.under_way() == (), "it is over, and its words are gone"


async def test_at_night_it_waits_for_the_morning_of_those_who_want_quiet(town: Town) -> None:
    """It once rang at two for somebody who is quiet from ten to eight; the author is told why some still wait."""
    town.time = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # two in Moscow
    anna = await write(town)
    async with town.database.writing() as books:
        sleeper, far = [await books.people.meet(anna.messenger.account, c, c, at=town.time) for c in (FIRST, FIRST + 1)]
        for one in (sleeper, far):
            await books.people.set_quiet(one.id, time(22), time(8))
        await books.people.set_zone(far.id, "Asia/Kamchatka")  # it is eleven there
    await later(town)
    await later(town)

    assert got(town) == [0, *[1] * (READERS - 1)]
    asleep = "Сейчас тихие часы у 1 человека: ему письмо придёт утром."
    assert anna.saw(f"Отправлено {READERS - 1} из {READERS}. {asleep}")
    town.time = datetime(2026, 11, 21, 4, 59, tzinfo=UTC)
    await later(town)
    assert got(town)[0] == 0
    await later(town, 60)
    await later(town)

    assert got(town) == [1] * READERS
    assert anna.saw("отправлено")
    assert (await the_letter(town)).state == "done"


async def test_what_is_late_and_runs_into_the_night_waits_too(town: Town) -> None:
    """Of a letter to very many the last rows leave hours after they were put."""
    anna = await write(town)
    async with town.database.writing() as books:
        sleeper = await books.people.meet(anna.messenger.account, FIRST, FIRST, at=town.time)
        start = (town.time + timedelta(minutes=30)).astimezone(ZoneInfo("Europe/Moscow")).time()
        await books.people.set_quiet(
            sleeper.id, start, (datetime.combine(town.time, start) + timedelta(hours=2)).time()
        )
    await run(town)
    await later(town, 3600)
    assert got(town) == [0, *[1] * (READERS - 1)]
    await later(town, 2 * 3600)
    assert got(town) == [1] * READERS

"""«Письмо подписчикам»: a coordinator writes to many, sees how it goes, and may pause or stop it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from domain.quotas import LIMITS, Quota
from handlers.letters import write
from handlers.texts.alliances import card as card_texts
from handlers.texts.letters import letters as texts
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from storage.tables import outbox, subscriptions
from tests.addresses import block
from tests.handlers.alliances.steps import binds, journal_of
from tests.handlers.libraries.steps import founded
from tests.handlers.subscriptions.steps import known, subscriber
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    import pytest

    from storage.alliances.alliances import Alliance
    from storage.letters.letters import Letter
    from tests.people import Person, Town

A_DAY = LIMITS[Quota.LETTERS].most
WORDS = "Приходите в субботу на ёлку!\n\nБудет чай и хор."
A_MOMENT = timedelta(seconds=10)


async def with_readers(
    town: Town, count: int = 3, *, messenger: str | None = None
) -> tuple[Person, Alliance, list[Person]]:
    """A coordinator of an alliance with subscribers."""
    anna, alliance = await founded(town)
    readers = [await subscriber(town, f"a{alliance.id}", messenger=messenger) for _ in range(count)]
    return anna, alliance, readers


async def composes(anna: Person, words: str = WORDS) -> None:
    """The shortest way to the review."""
    await anna.says("/menu")
    await anna.presses("Дела координатора")
    await anna.presses(texts.WRITE)
    await anna.answers("Всем подписчикам", words, PHRASES.skip)


async def sends(anna: Person, words: str = WORDS) -> None:
    await composes(anna, words)
    await anna.answers(PHRASES.all_right)


async def goes(town: Town, *, times: int = 2) -> None:
    """The job and the delivery do their work."""
    for _ in range(times):
        await town.passes(A_MOMENT, step=A_MOMENT)


async def the_letter(town: Town) -> Letter:
    async with town.database.reading() as books:
        found = await books.letters.get(1)
    assert found is not None
    return found


async def waiting(town: Town) -> int:
    async with town.database.reading() as books:
        query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.letter_id.is_not(None))
        return int((await books.connection.execute(query.where(outbox.c.state != "sent"))).scalar_one())


async def test_a_letter_reaches_every_subscriber(any_town: Town) -> None:
    anna, alliance, readers = await with_readers(any_town)
    await composes(anna)
    preview = anna.heard[-2]
    assert "Получат: 3 человека" in anna.reads
    await anna.answers(PHRASES.all_right)
    assert texts.ON_ITS_WAY in anna.reads
    await goes(any_town)

    for reader in readers:
        assert [prompt.text.plain for prompt in reader.heard] == [preview.text.plain]
        assert reader.last.rows == preview.rows
        assert f"координаторы библиотек «{alliance.settlement}»" in reader.reads
        assert "Отписаться можно в любую минуту" in reader.reads
    assert "Его получили 3 человека" in anna.reads
    assert any("Отправлено 3 из 3" in prompt.text.plain for prompt in anna.heard)


async def test_a_letter_with_a_picture_can_be_corrected_before_it_leaves(any_town: Town) -> None:
    anna, _, (reader,) = await with_readers(any_town, 1)
    await anna.forges("letter")
    await anna.answers("Всем подписчикам", "Приходите в пятницу!")
    await anna.shows()
    await anna.answers("Ёлка в клубе")
    assert "Получит: 1 человек" in anna.reads
    await anna.answers(PHRASES.correct, texts.WORDS_LABEL, WORDS, PHRASES.all_right)
    await goes(any_town)

    (picture,) = reader.last.pictures
    assert (picture.alt, WORDS in reader.reads) == ("Ёлка в клубе", True)


async def test_a_letter_reaches_every_messenger(wide_town: Town) -> None:
    anna, alliance, _ = await with_readers(wide_town, 0, messenger="playground")
    kinds = ("telegram", "vk", "playground")
    readers = [await subscriber(wide_town, f"a{alliance.id}", messenger=kind) for kind in kinds]
    await sends(anna)
    await goes(wide_town)

    assert [WORDS in reader.reads for reader in readers] == [True, True, True]


async def test_librarians_can_be_written_to_alone(town: Town) -> None:
    anna, alliance, (reader,) = await with_readers(town, 1)
    boris = town.person("Борис")
    await boris.says("/menu")
    async with town.database.writing() as books:
        library = await namesakes.library(books, alliance.id)
        await books.librarians.add(library.id, (await known(boris)).id, at=town.time)
    await anna.forges(f"letter:{alliance.id}")
    await anna.answers("Коллегам-библиотекарям: 1", WORDS, PHRASES.skip, PHRASES.all_right)
    await goes(town)

    assert "письмо получили коллеги" in boris.reads
    assert reader.heard == []


async def test_many_receivers_are_confirmed_twice(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "MANY", 2)
    anna, _, readers = await with_readers(town, 3)
    await sends(anna)
    assert "Точно отправляем?" in anna.reads
    await anna.answers(texts.NOT_NOW)
    assert texts.NOT_SENT in anna.reads
    await goes(town)
    assert readers[0].heard == []

    await sends(anna)
    await anna.answers(texts.SEND)
    await goes(town)
    assert WORDS in readers[0].reads


async def test_a_letter_that_nobody_would_get_is_not_begun(any_town: Town) -> None:
    anna, alliance = await founded(any_town)
    await anna.forges(f"letter:{alliance.id}")

    assert texts.NOBODY in anna.reads
    assert shared.MENU in anna.labels


async def test_three_letters_a_day_are_enough(town: Town) -> None:
    anna, _, (reader,) = await with_readers(town, 1)
    for number in range(A_DAY):
        await sends(anna, f"Письмо {number}")
        await goes(town)
    await anna.forges("letter")
    assert "отправили уже 3 письма" in anna.reads
    assert len(reader.heard) == A_DAY

    await town.passes(timedelta(days=1), step=timedelta(hours=6))
    await sends(anna)
    await goes(town)
    assert WORDS in reader.reads


async def test_a_quota_that_was_used_up_meanwhile_is_said_at_the_end(both_towns: Town) -> None:
    anna, alliance, _ = await with_readers(both_towns, 1)
    await composes(anna)
    me = await known(anna)
    async with both_towns.database.writing() as books:
        for _ in range(A_DAY):
            prompt = write.prompt_of(write.Written(audience="subscribers", words="а", picture=None, alt=""), "И")
            await books.letters.write(
                alliance.id, me.id, audience="subscribers", prompt=prompt, totals={}, at=both_towns.time
            )
    await anna.answers(PHRASES.all_right)

    assert "больше за сутки я не отправляю" in anna.reads


async def test_a_paused_letter_waits_and_goes_on(any_town: Town) -> None:
    anna, alliance, readers = await with_readers(any_town)
    await sends(anna)
    await anna.forges(f"letter:{alliance.id}")
    await anna.presses(texts.PAUSE)
    assert "Приостановлено" in anna.reads
    await goes(any_town)
    assert [reader.heard for reader in readers] == [[], [], []]

    await anna.presses(texts.GO_ON)
    assert "Приостановлено" not in anna.reads
    await goes(any_town, times=3)
    assert all(WORDS in reader.reads for reader in readers)
    assert "Его получили 3 человека" in anna.reads


async def test_a_letter_is_paused_between_two_people(town: Town) -> None:
    """The rows wait in the outbox; nothing of them leaves, and they are out of the way of everybody else."""
    anna, alliance, readers = await with_readers(town)
    await sends(anna)
    await town.jobs.run_due()
    async with town.database.writing() as books:
        await books.letters.pause(1)
    await goes(town)
    assert [reader.heard for reader in readers] == [[], [], []]
    assert await waiting(town) == 3
    await anna.forges(f"letter:{alliance.id}")
    await anna.presses(texts.GO_ON)
    await goes(town, times=3)

    assert all(len(reader.heard) == 1 for reader in readers)


async def test_a_stopped_letter_is_asked_about_and_says_who_got_it(any_town: Town) -> None:
    anna, alliance, readers = await with_readers(any_town)
    await sends(anna)
    await anna.forges(f"letter:{alliance.id}")
    await anna.presses(texts.STOP)
    assert "Остановить?" in anna.reads
    await anna.presses(texts.KEEP_ON)
    await anna.forges("letter-stop:1:yes")
    await goes(any_town)

    assert [reader.heard for reader in readers] == [[], [], []]
    assert "остановлено" in anna.reads
    assert "3 человека его не получат" in anna.reads
    assert (await the_letter(any_town)).state == "stopped"
    await anna.forges("letter-pause:1")
    assert texts.OVER in anna.reads


async def test_who_cannot_be_reached_is_counted(town: Town) -> None:
    anna, _, (reader, *_) = await with_readers(town)
    reader.messenger.unreachable.add(reader.id)
    await sends(anna)
    await goes(town)

    assert "Его получили 2 человека" in anna.reads
    assert "Не дошло до 1 человека: 1 закрыл сообщения от бота" in anna.reads


async def test_who_unsubscribes_while_the_letter_is_paused_does_not_get_it(town: Town) -> None:
    anna, alliance, (leaving, staying) = await with_readers(town, 2)
    await sends(anna)
    await town.jobs.run_due()
    async with town.database.writing() as books:
        await books.letters.pause(1)
    await leaving.says("/subscriptions")
    await leaving.presses("Убрать 1")
    leaving.messenger.chats[leaving.id].clear()
    await anna.forges(f"letter:{alliance.id}")
    await anna.presses(texts.GO_ON)
    await goes(town, times=3)

    assert (leaving.heard, WORDS in staying.reads) == ([], True)
    assert "Его получил 1 человек" in anna.reads


async def test_the_words_of_an_erased_coordinator_are_kept_no_longer_than_they_are_needed(both_towns: Town) -> None:
    anna, _, (reader,) = await with_readers(both_towns, 1)
    await sends(anna)
    me = await known(anna)
    async with both_towns.database.writing() as books:
        await books.people.erase(me.id)
    await goes(both_towns)
    letter = await the_letter(both_towns)

    assert not reader.saw(WORDS), "a letter that has not left stays here with its author"
    assert (letter.state, letter.author_id, letter.prompt) == ("stopped", None, None)


async def test_another_coordinator_sees_and_stops_it_a_stranger_does_not(town: Town) -> None:
    anna, alliance, _ = await with_readers(town)
    boris, stranger = town.person("Борис"), town.person()
    for one in (boris, stranger):
        await one.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(alliance.id, (await known(boris)).id, at=town.time)
    await sends(anna)
    for press in ("letter-pause:1", "letter-go-on:1", "letter-stop:1:yes", "letter-see:1", f"letter:{alliance.id}"):
        await stranger.forges(press)
        assert shared.FORBIDDEN in stranger.reads
    await boris.forges(f"letter:{alliance.id}")
    assert "Отправлено 0 из 3" in boris.heard[-2].text.plain
    await boris.forges("letter-stop:1:yes")
    await goes(town)

    assert "остановлено" in anna.reads


async def test_nothing_of_it_is_in_the_journal_and_in_the_groups(town: Town) -> None:
    anna, alliance, _ = await with_readers(town, 1)
    wall = len(await binds(anna))
    before = await journal_of(town, alliance.id)
    await sends(anna)
    await goes(town)

    assert (len(town.wall(-1001)), await journal_of(town, alliance.id)) == (wall, before)


async def test_the_coordinators_page_leads_there(town: Town) -> None:
    anna, alliance = await founded(town)
    await anna.forges(f"alliance:{alliance.id}")

    assert texts.WRITE in anna.labels
    assert card_texts.GROUPS in anna.labels


def test_a_message_of_progress_says_how_long_it_takes() -> None:
    assert [texts.lasting(seconds) for seconds in (0, 50, 61, 5_400, 5_401)] == [
        "меньше минуты",
        "примерно минута",
        "примерно 2 минуты",
        "примерно 90 минут",
        "примерно 2 часа",
    ]


async def test_the_author_who_blocked_the_bot_stops_nothing(town: Town) -> None:
    anna, _, (reader,) = await with_readers(town, 1)
    await sends(anna)
    async with town.database.writing() as books:
        await block(books, (await known(anna)).id)
    await goes(town, times=3)

    assert (await the_letter(town)).state == "done"
    assert WORDS in reader.reads


async def test_who_has_quiet_hours_now_is_named_before_it_leaves(any_town: Town) -> None:
    """Otherwise the time that is promised would not be true for them."""
    anna, _, _ = await with_readers(any_town)
    async with any_town.database.writing() as books:
        local = any_town.time.astimezone(ZoneInfo("Europe/Moscow")).time()
        found = (await books.connection.execute(sa.select(subscriptions.c.person_id).limit(1))).scalar_one()
        await books.people.set_zone(found, "Europe/Moscow")
        await books.people.set_quiet(found, local, (datetime.combine(any_town.time, local) + timedelta(hours=3)).time())
    await composes(anna)

    assert "Получат: 3 человека" in anna.reads
    assert "Сейчас тихие часы у 1 человека: ему письмо придёт утром." in anna.reads

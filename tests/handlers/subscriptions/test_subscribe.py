"""Residents subscribe with one tap, see everything they are subscribed to, and take all of it back."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from handlers.texts.subscriptions import subscribing
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from tests.handlers.subscriptions.steps import PARTY, known, subscriber, village
from tests.people import Person, Town


async def wishes(person: Person) -> list[str]:
    """What the person is subscribed to."""
    kept = await known(person)
    async with person.town.database.reading() as books:
        return [one.target for one in await books.subscriptions.of_person(kept.id)]


async def test_the_first_subscription_to_a_library_takes_no_tap_more(any_town: Town) -> None:
    """Its clock is that of its place; the zone is asked for only where it is doubtful."""
    home = await village(any_town, zone="Asia/Omsk")
    ira = any_town.person()
    await ira.starts(f"sub_l{home.library.id}")
    assert ira.saw("Ивановская сельская библиотека")
    assert "15:00" in ira.reads, "noon in Moscow is three in Omsk"
    assert "за день и за час" in ira.reads
    assert subscribing.UNDO in ira.labels
    kept = await known(ira)
    assert (kept.zone, kept.leads) == ("Asia/Omsk", (1440, 60))
    assert (kept.quiet_from, kept.quiet_to) == (time(22), time(8))
    assert await wishes(ira) == [f"library:{home.library.id}"]


async def test_everything_can_be_chosen_otherwise(any_town: Town) -> None:
    home = await village(any_town)
    await home.another("Омская библиотека", zone="Asia/Omsk")
    ira = any_town.person()
    await ira.starts(f"sub_a{home.alliance}")
    await ira.answers(subscribing.ADJUST, "Владивосток", "за неделю, за 15 минут", "Другие часы", "23:30", "6:00")
    kept = await known(ira)
    assert (kept.zone, kept.leads) == ("Asia/Vladivostok", (7 * 1440, 15))
    assert (kept.quiet_from, kept.quiet_to) == (time(23, 30), time(6))
    await ira.starts(f"sub_l{home.library.id}")
    assert not ira.reads.startswith("Сейчас у вас"), "only the first time"
    assert (await known(ira)).leads == (7 * 1440, 15)


async def test_who_walks_away_from_the_question_is_reminded_all_the_same(town: Town) -> None:
    home = await village(town)
    ira = town.person()
    await ira.starts(f"sub_a{home.alliance}")
    await ira.says("отмена")
    kept = await known(ira)
    assert kept.leads == (1440, 60)
    assert await wishes(ira) == ["alliance"]


async def test_another_talk_is_not_lost_for_it(town: Town) -> None:
    home = await village(town)
    ira = town.person()
    await ira.starts("found")
    await ira.answers("Александровка")
    question = ira.reads
    await ira.starts(f"sub_a{home.alliance}")
    assert "Изменить это можно в настройках" in ira.reads
    await ira.presses(shared.RESUME)
    assert ira.reads == question


@pytest.mark.parametrize(
    "word", ["a999", "a0", "l999", "l-1", "t1-nonsense", "t1", "g1-7", "e999", "x1", "", "a" + "9" * 50, "l1; DROP"]
)
async def test_a_forged_target_is_not_found(town: Town, word: str) -> None:
    home = await village(town)
    ira = town.person()
    await ira.forges(f"sub:{word}" if word else "sub")
    assert ira.reads == subscribing.NOT_FOUND
    await ira.forges(f"unsub:{word}" if word else "unsub")
    assert ira.reads == subscribing.NOT_FOUND
    assert await wishes(ira) == []
    assert home.alliance == 1


async def test_a_tag_an_age_and_a_library_are_found_with_buttons(wide_town: Town) -> None:
    home = await village(wide_town)
    await subscriber(wide_town, f"a{home.alliance}")
    ira = await subscriber(wide_town, f"l{home.library.id}", messenger="vk")
    await ira.starts(f"subscribe_{home.alliance}")
    await ira.presses(subscribing.A_TAG)
    await ira.presses("Больше досуга")
    await ira.presses(subscribing.ANOTHER)
    await ira.presses(subscribing.AN_AGE)
    await ira.presses("6+")
    await ira.presses(subscribing.ANOTHER)
    await ira.presses(subscribing.A_LIBRARY)
    await ira.presses("1. Чернянский")
    assert ira.reads.startswith("Вы уже подписаны")
    assert set(await wishes(ira)) == {f"library:{home.library.id}", "tag:leisure", "age:6"}


async def test_undone_and_brought_back(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.says("/subscriptions")
    assert "Все события библиотек-тёзок «Ивановка»" in ira.reads
    await ira.presses("Убрать 1")
    assert await wishes(ira) == []
    await ira.presses(subscribing.BRING_BACK)
    assert await wishes(ira) == ["alliance"]


async def test_many_subscriptions_are_paged_and_fit_every_messenger(wide_town: Town) -> None:
    home = await village(wide_town)
    ira = await subscriber(wide_town, f"a{home.alliance}", messenger="vk")
    for number in range(13):
        library = await home.another(f'МБУК "ЦБС Ивановского района", филиал № {number}')
        await ira.forges(f"sub:l{library.id}")
    await ira.says("/subscriptions")
    assert "Страница 1 из 3" in ira.reads
    await ira.presses("Дальше")
    await ira.presses("Дальше")
    assert "14. " in ira.reads
    await ira.presses("Убрать 14")
    assert len(await wishes(ira)) == 13
    await ira.forges("subscriptions:99")
    assert "13. " in ira.reads
    await ira.forges("subscriptions:x")
    assert "1. " in ira.reads


async def test_without_subscriptions_one_is_invited(town: Town) -> None:
    await village(town)
    ira = town.person()
    await ira.says("мои подписки")
    assert ira.saw("Подписок пока нет")
    await ira.presses(subscribing.SUBSCRIBE)
    assert subscribing.WHOLE_ALLIANCE in ira.labels, "the only alliance is not asked for"


async def test_going_says_when_reminders_come_and_offers_more(any_town: Town) -> None:
    home = await village(any_town)
    held = await home.holds()
    ira = any_town.person()
    await ira.starts(f"go_{held.id}")
    assert ira.saw("суббота, 21 ноября, 15:00")
    assert ira.saw("воскресенье, 22 ноября, 14:00")
    await ira.forges(f"go:{held.id}")
    assert subscribing.WHOLE_ALLIANCE in ira.labels
    await ira.presses(subscribing.WHOLE_ALLIANCE)
    assert set(await wishes(ira)) == {f"event:{held.id}", "alliance"}
    await ira.forges(f"go:{held.id}")
    assert subscribing.WHOLE_ALLIANCE not in ira.labels


async def test_not_going_and_then_going_after_all(any_town: Town) -> None:
    home = await village(any_town)
    held = await home.holds()
    ira = await subscriber(any_town, f"e{held.id}")
    await ira.forges(f"nogo:{held.id}")
    assert await wishes(ira) == []
    await ira.presses(subscribing.STILL_GO)
    assert await wishes(ira) == [f"event:{held.id}"]


async def test_a_decline_of_somebody_who_did_not_go_is_taken_back(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    kept = await known(ira)
    await ira.forges(f"nogo:{held.id}")
    await ira.presses(subscribing.REMIND_AGAIN)
    async with town.database.reading() as books:
        coming = await books.events.mine(kept.id, town.time, town.time + timedelta(days=99))
    assert [one.id for one in coming.items] == [held.id]
    assert await wishes(ira) == ["alliance"]


@pytest.mark.parametrize("name", ["go", "nogo", "again"])
async def test_an_event_that_is_not_there_is_not_gone_to(town: Town, name: str) -> None:
    await village(town)
    ira = town.person()
    for forged in ("999", "x", "-1", "9" * 40):
        await ira.forges(f"{name}:{forged}")
        assert ira.reads == subscribing.NO_SUCH_EVENT
    await ira.forges(name)
    assert ira.reads in (subscribing.NO_SUCH_EVENT, shared.STALE_BUTTON)


async def test_nobody_goes_to_what_is_over_or_cancelled(town: Town) -> None:
    home = await village(town)
    over = await home.holds("Вчера", town.time - timedelta(days=1))
    off = await home.holds("Отменённое")
    await home.cancels(off)
    ira = town.person()
    await ira.forges(f"go:{over.id}")
    assert ira.reads == subscribing.OVER
    await ira.forges(f"go:{off.id}")
    assert ira.reads == subscribing.CANCELLED
    assert await wishes(ira) == []


async def test_an_event_without_a_day_is_gone_to_as_well(town: Town) -> None:
    home = await village(town)
    held = await home.holds("Ёлка", None, month=PARTY.date().replace(month=12, day=1))
    ira = town.person()
    await ira.forges(f"go:{held.id}")
    assert ira.saw("Точной даты пока нет")
    assert await home.changes(held, starts_at=PARTY + timedelta(days=20)) == 1
    assert "12 декабря" in ira.reads


async def test_words_instead_of_the_button(town: Town) -> None:
    home = await village(town)
    await home.another("Омская библиотека", zone="Asia/Omsk")
    ira = town.person()
    await ira.starts(f"sub_a{home.alliance}")
    await ira.says("Да")
    assert ira.saw(subscribing.FIRST_DONE)
    assert PHRASES.cancel not in ira.labels

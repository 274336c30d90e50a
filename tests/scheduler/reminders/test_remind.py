"""A reminder comes at the right local minute, once, with everything in it, and never when it does not help."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from talk.messenger import Later
from tests.addresses import block
from tests.handlers.subscriptions.steps import PARTY, known, subscriber, until, village
from tests.people import Town

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def test_it_comes_a_day_and_an_hour_before_at_the_very_minute_and_once(town: Town) -> None:
    home = await village(town)
    await home.holds(place="ул. Мира, 5", link="https://example.org/vecher")
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY - MINUTE)
    assert ira.heard == []
    await until(town, PARTY - DAY)
    assert len(ira.heard) == 1
    await until(town, PARTY - HOUR - MINUTE)
    assert len(ira.heard) == 1
    await until(town, PARTY - HOUR)
    assert len(ira.heard) == 2
    await town.passes(3 * HOUR)
    assert len(ira.heard) == 2


async def test_it_says_what_when_where_whose_and_how_to_decline(town: Town) -> None:
    home = await village(town)
    held = await home.holds(place="ул. Мира, 5", link="https://example.org/vecher", registration=True)
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Omsk")
    await until(town, PARTY - DAY)
    assert "завтра" in ira.reads
    for fact in ("Вечер памяти", "18:00", "15:00 по Москве", "ул. Мира, 5", "Ивановская сельская библиотека", "запись"):
        assert fact in ira.reads, fact
    assert any(span.link == "https://example.org/vecher" for span in ira.last.text.spans)
    presses = [button.press for row in ira.last.rows for button in row]
    assert presses[:2] == [f"e:{held.id}", f"nogo:{held.id}"]
    assert "subscriptions" in presses


@pytest.mark.parametrize(
    "zone", ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Irkutsk", "Asia/Kamchatka"]
)
async def test_the_reader_sees_their_own_clock(wide_town: Town, zone: str) -> None:
    home = await village(wide_town)
    await home.holds(starts_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    reader = await subscriber(wide_town, f"a{home.alliance}", zone=zone, leads=(3 * 60,), messenger="vk")
    await until(wide_town, datetime(2026, 11, 22, 6, 0, tzinfo=UTC))
    assert f"{datetime(2026, 11, 22, 9, 0, tzinfo=UTC).astimezone(ZoneInfo(zone)):%H:%M}" in reader.reads


async def test_each_messenger_reminds_its_own_people(wide_town: Town) -> None:
    home = await village(wide_town)
    await home.holds()
    people = [await subscriber(wide_town, f"a{home.alliance}", messenger=kind) for kind in ("telegram", "vk")]
    await until(wide_town, PARTY - DAY)
    assert [len(person.heard) for person in people] == [1, 1]


async def test_several_at_once_come_as_one_message(town: Town) -> None:
    home = await village(town)
    first = await home.holds("Мастер-класс")
    second = await home.holds("Громкие чтения")
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY)
    assert len(ira.heard) == 1
    assert "Мастер-класс" in ira.reads
    assert "Громкие чтения" in ira.reads
    presses = [button.press for row in ira.last.rows for button in row]
    assert {f"nogo:{first.id}", f"nogo:{second.id}", f"e:{first.id}", f"e:{second.id}"} <= set(presses)


async def test_ten_at_once_are_three_messages_and_nothing_is_lost(town: Town) -> None:
    home = await village(town)
    for number in range(10):
        await home.holds(f"Встреча {number}")
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY)
    assert len(ira.heard) == 3
    assert all(ira.saw(f"Встреча {number}") for number in range(10))


async def test_at_night_it_waits_for_the_morning(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Kamchatka")  # the day before, it is midnight there
    await until(town, PARTY - DAY + 7 * HOUR + 59 * MINUTE)
    assert ira.heard == []
    await until(town, PARTY - DAY + 8 * HOUR)
    assert len(ira.heard) == 1
    assert "22 ноября" in ira.reads


async def test_before_a_night_event_it_comes_in_the_evening(town: Town) -> None:
    home = await village(town, zone="Asia/Kamchatka")
    early = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # half past six in the morning there
    await home.holds("Рассвет на сопке", early)
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Kamchatka", leads=(60,))
    evening = datetime(2026, 11, 21, 9, 59, tzinfo=UTC)  # a minute before ten
    await until(town, evening - MINUTE)
    assert ira.heard == []
    await until(town, evening)
    assert len(ira.heard) == 1
    await until(town, early)
    assert len(ira.heard) == 1


async def test_who_was_called_in_the_evening_is_not_called_again_because_of_another_place(town: Town) -> None:
    home = await village(town, zone="Asia/Kamchatka")
    early = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # half past six in the morning there
    held = await home.holds("Рассвет на сопке", early, place="Клуб")
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Kamchatka", leads=(60,))
    await until(town, datetime(2026, 11, 21, 9, 59, tzinfo=UTC))
    assert len(ira.heard) == 1
    await home.changes(held, place="Школа")
    assert "Школа" in ira.reads
    await until(town, early)
    assert len(ira.heard) == 2


async def test_who_subscribes_later_gets_only_what_is_still_ahead(town: Town) -> None:
    home = await village(town)
    await home.holds()
    await until(town, PARTY - 5 * HOUR)
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - HOUR - MINUTE)
    assert ira.heard == [], "«за день» does not come five hours before"
    await until(town, PARTY - HOUR)
    assert len(ira.heard) == 1


async def test_an_event_announced_late_skips_what_is_past(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await home.holds("Встреча с поэтом", town.time + 5 * HOUR)
    await town.passes(HOUR)
    assert ira.heard == []
    await town.passes(3 * HOUR)
    assert len(ira.heard) == 1


async def test_a_program_that_dies_right_after_the_announcement_owes_what_was_ahead(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}")
    await home.holds(starts_at=town.time + 2 * HOUR)
    town.time += HOUR + 10 * MINUTE
    await town.passes(MINUTE)
    assert len(ira.heard) == 1


async def test_moved_tells_those_who_were_told_and_reminds_at_the_new_time(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY)
    later = PARTY + 4 * DAY
    assert await home.changes(held, starts_at=later) == 1
    assert len(ira.heard) == 2
    assert "26 ноября" in ira.reads
    assert "22 ноября" in ira.reads
    await until(town, PARTY + HOUR)
    assert len(ira.heard) == 2, "nothing at the old time"
    await until(town, later - DAY)
    assert len(ira.heard) == 3
    await until(town, later - HOUR)
    assert len(ira.heard) == 4


async def test_who_was_not_told_yet_hears_only_of_the_new_time(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    assert await home.changes(held, starts_at=PARTY + DAY) == 0
    await until(town, PARTY - DAY)
    assert ira.heard == []
    await until(town, PARTY)
    assert len(ira.heard) == 1


async def test_moved_there_and_back_reminds_at_the_old_time_after_all(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"a{home.alliance}", leads=(60,))
    await home.changes(held, starts_at=PARTY + DAY)
    await town.passes(MINUTE)
    await home.changes(held, starts_at=PARTY)
    await until(town, PARTY - HOUR)
    assert len(ira.heard) == 1


async def test_another_place_does_not_take_waiting_reminders_away(town: Town) -> None:
    home = await village(town)
    held = await home.holds(place="Клуб")
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Kamchatka", leads=(24 * 60,))
    await until(town, PARTY - DAY + HOUR)  # planned for the morning
    await home.changes(held, place="Школа")
    await until(town, PARTY - DAY + 8 * HOUR)
    assert len(ira.heard) == 1
    assert "Школа" in ira.reads


async def test_a_cancelled_event_is_silent_and_those_who_knew_are_told_why(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY)
    assert await home.cancels(held, "Метель, дорогу замело") == 1
    assert "отменено" in ira.reads
    assert "Метель, дорогу замело" in ira.reads
    await until(town, PARTY + HOUR)
    assert len(ira.heard) == 2


async def test_a_change_at_night_waits_for_the_morning_unless_it_is_urgent(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    ira = await subscriber(town, f"e{held.id}", zone="Asia/Kamchatka", leads=(15,))
    await until(town, datetime(2026, 11, 20, 12, 0, tzinfo=UTC))  # midnight in Kamchatka
    assert await home.changes(held, place="Школа") == 1
    assert ira.heard == []
    await until(town, datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    assert len(ira.heard) == 1
    await until(town, PARTY - HOUR)  # eleven in the evening, an hour before the beginning
    count = len(ira.heard)
    assert await home.cancels(held) == 1
    assert len(ira.heard) == count + 1
    assert "отменено" in ira.reads


@pytest.mark.parametrize(("days", "at_night"), [(1, 1), (6, 0)])
async def test_news_kept_by_an_outage_waits_for_the_morning_unless_it_was_urgent(
    town: Town, days: int, at_night: int
) -> None:
    home = await village(town)
    evening = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)  # half past nine in Moscow
    held = await home.holds(starts_at=evening + days * DAY - MINUTE)
    ira = await subscriber(town, f"e{held.id}", leads=(15,))
    await until(town, evening)
    ira.messenger.failures += [Later("the messenger is down", after=3 * 3600)]
    assert await home.changes(held, place="Школа") == 1
    await until(town, datetime(2026, 11, 21, 4, 59, tzinfo=UTC))
    assert len(ira.heard) == at_night
    await until(town, datetime(2026, 11, 21, 5, 0, tzinfo=UTC))
    assert len(ira.heard) == 1


async def test_news_that_an_outage_has_kept_keeps_its_order(town: Town) -> None:
    home = await village(town)
    held = await home.holds(starts_at=datetime(2026, 11, 21, 12, 30, tzinfo=UTC))
    ira = await subscriber(town, f"e{held.id}", leads=(15,))
    await until(town, datetime(2026, 11, 20, 11, 30, tzinfo=UTC))  # 25 hours are left
    ira.messenger.failures += [Later("the messenger is down", after=9 * 3600)]
    await home.changes(held, place="Школа")
    await until(town, datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    await home.changes(held, place="Клуб")
    await until(town, datetime(2026, 11, 21, 6, 0, tzinfo=UTC))
    school, club = (str(prompt.text) for prompt in ira.heard)
    assert "Школа" in school
    assert "Клуб" in club


async def test_who_declined_hears_nothing_of_it(town: Town) -> None:
    home = await village(town)
    held = await home.holds()
    other = await home.holds("Другая встреча", PARTY + 2 * DAY)
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY)
    await ira.presses("Не пойду")
    count = len(ira.heard)
    assert await home.cancels(held) == 0
    await until(town, PARTY)
    assert len(ira.heard) == count
    await until(town, PARTY + DAY)
    assert len(ira.heard) == count + 1
    assert other.title in ira.reads


async def test_who_unsubscribed_hears_nothing_more(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await ira.forges(f"unsub:a{home.alliance}")
    count = len(ira.heard)
    await until(town, PARTY)
    assert len(ira.heard) == count


async def test_who_blocked_us_is_not_written_to(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}", zone="Asia/Kamchatka")
    await until(town, PARTY - DAY + HOUR)  # the reminder waits for the morning
    kept = await known(ira)
    async with town.database.writing() as books:
        await block(books, kept.id)
    await until(town, PARTY)
    assert ira.heard == []


async def test_after_a_day_of_silence_what_still_helps_is_told_once(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}", leads=(24 * 60, 3 * 60))
    await until(town, PARTY - DAY - HOUR)
    town.time += 22 * HOUR  # the program was down; three hours are left
    await town.passes(MINUTE)
    assert len(ira.heard) == 1, "two late reminders of one event are one message"
    await until(town, PARTY)
    assert len(ira.heard) == 1


async def test_after_the_beginning_it_is_not_told_and_the_run_says_so(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY - HOUR)
    town.time += 2 * DAY
    await town.passes(MINUTE)
    assert ira.heard == []
    async with town.database.reading() as books:
        runs = [run.facts for run in await books.runs.last(20) if run.job == "remind"]
    assert any(facts.get("missed") for facts in runs)


async def test_a_reminder_that_could_not_leave_in_time_does_not_leave_at_all(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - HOUR - MINUTE)
    ira.messenger.chats[ira.id].clear()
    ira.messenger.failures += [Later("the messenger is down", after=3 * 3600)]
    await until(town, PARTY - HOUR)
    await town.passes(5 * HOUR)
    assert ira.heard == []


async def test_a_reminder_that_could_not_leave_in_the_evening_waits_for_the_morning(town: Town) -> None:
    """Also when it stood in the outbox already: an outage wakes nobody."""
    home = await village(town)
    evening = datetime(2026, 11, 22, 18, 55, tzinfo=UTC)  # five minutes before ten in Moscow
    await home.holds("Ночь в библиотеке", evening)
    ira = await subscriber(town, f"a{home.alliance}", leads=(24 * 60,))
    await until(town, evening - DAY - MINUTE)
    ira.messenger.failures += [Later("the messenger is down", after=3 * 3600)]
    await until(town, evening - DAY)
    await until(town, datetime(2026, 11, 22, 4, 59, tzinfo=UTC))
    assert ira.heard == []
    await until(town, datetime(2026, 11, 22, 5, 0, tzinfo=UTC))
    assert len(ira.heard) == 1


async def test_a_late_reminder_does_not_wake_anybody(town: Town) -> None:
    home = await village(town)
    await home.holds()
    ira = await subscriber(town, f"a{home.alliance}")
    await until(town, PARTY - DAY - HOUR)
    town.time = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)  # half past eleven in the evening in Moscow
    await town.passes(MINUTE)
    assert ira.heard == []
    await until(town, datetime(2026, 11, 22, 5, 1, tzinfo=UTC))
    assert len(ira.heard) == 1


async def test_a_reader_of_the_digest_gets_no_single_reminders(town: Town) -> None:
    home = await village(town)
    await home.holds("Среди недели", datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, datetime(2026, 11, 22, 14, 59, tzinfo=UTC))
    assert ira.heard == []
    await until(town, datetime(2026, 11, 22, 15, 0, tzinfo=UTC))
    assert len(ira.heard) == 1
    await until(town, datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    assert len(ira.heard) == 1

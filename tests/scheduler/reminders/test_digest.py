"""The digest comes on Sunday at six by the reader's own clock, and only when there is something in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

import handlers.loading  # noqa: F401 - the deeds call hooks
from domain.moderation import Office
from handlers.moderation.taking_down import take_down
from handlers.moderation.things import public_thing
from storage.messaging.notices import Told
from storage.reminders.told_digests import _events, digest_of
from talk.messenger import Later
from tests.handlers.subscriptions.steps import PARTY, Village, known, subscriber, until, village
from tests.people import Town

if TYPE_CHECKING:
    from storage.plan.events import Event
    from tests.people import Person

SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
"""Six in the evening in Moscow."""
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


async def test_the_week_is_grouped_by_day(town: Town) -> None:
    home = await village(town)
    await home.holds("Утренник", SUNDAY + DAY - 6 * HOUR, place="Клуб")
    await home.holds("Вечер памяти", SUNDAY + DAY, link="https://example.org/vecher")
    await home.holds("Концерт", SUNDAY + 3 * DAY)
    await home.holds("Выставка", SUNDAY - 2 * DAY, ends_at=SUNDAY + 10 * DAY)
    await home.holds("Через две недели", SUNDAY + 14 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY - MINUTE)
    assert ira.heard == []
    await until(town, SUNDAY)
    assert len(ira.heard) == 1
    lines = ira.reads.splitlines()
    monday, wednesday = lines.index("Понедельник, 23 ноября"), lines.index("Среда, 25 ноября")
    assert lines.index("Уже идёт") < monday < wednesday
    assert lines[monday + 1].startswith("– 12:00 Утренник")
    assert "4 события" in lines[0]
    assert "Через две недели" not in ira.reads
    presses = [button.press for row in ira.last.rows for button in row]
    assert "settings" in presses, "how to stop it"


async def test_it_comes_by_the_readers_own_clock_once_a_week(town: Town) -> None:
    home = await village(town)
    for week in range(3):
        await home.holds(f"Встреча {week}", PARTY + 2 * DAY + week * 7 * DAY)
    omsk = await subscriber(town, f"a{home.alliance}", zone="Asia/Omsk", weekly=True)
    kaliningrad = await subscriber(town, f"a{home.alliance}", zone="Europe/Kaliningrad", weekly=True)
    await until(town, SUNDAY - 3 * HOUR)
    assert (len(omsk.heard), len(kaliningrad.heard)) == (1, 0)
    await until(town, SUNDAY + HOUR)
    assert (len(omsk.heard), len(kaliningrad.heard)) == (1, 1)
    await until(town, SUNDAY + 7 * DAY - 4 * HOUR)
    assert len(omsk.heard) == 1
    await until(town, SUNDAY + 7 * DAY - 3 * HOUR)
    assert len(omsk.heard) == 2
    assert "Встреча 1" in omsk.reads


async def test_after_an_outage_it_waits_for_the_morning(town: Town) -> None:
    home = await village(town)
    await home.holds("Концерт", SUNDAY + 3 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY - MINUTE)
    ira.messenger.failures += [Later("the messenger is down", after=5 * 3600)]
    await until(town, SUNDAY)
    await until(town, SUNDAY + 13 * HOUR + 59 * MINUTE)
    assert ira.heard == []
    await until(town, SUNDAY + 14 * HOUR)  # eight in the morning
    assert len(ira.heard) == 1


async def waiting_digest(town: Town) -> tuple[Village, Person, Event]:
    """Composed on Sunday evening; the messenger is down until the night, so it waits for the morning."""
    home = await village(town)
    held = await home.holds("Концерт", SUNDAY + 3 * DAY)
    await home.holds("Вечер памяти", SUNDAY + 4 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY - MINUTE)
    ira.messenger.failures += [Later("the messenger is down", after=5 * 3600)]
    await until(town, SUNDAY)
    await until(town, SUNDAY + 6 * HOUR)
    assert ira.heard == []
    return home, ira, held


async def test_what_was_hidden_in_the_night_is_not_read_in_the_morning(town: Town) -> None:
    _, ira, held = await waiting_digest(town)
    async with town.database.writing() as books:
        thing = await public_thing(books, "event", held.id)
        assert thing is not None
        assert await take_down(books, thing, "неправда", office=Office.COORDINATOR, by_id=None, now=town.time)
    await until(town, SUNDAY + 15 * HOUR)
    digests = [prompt.text.plain for prompt in ira.heard if "Вечер памяти" in prompt.text.plain]
    assert len(digests) == 1, "composed anew, once"
    assert not ira.saw("Концерт")


async def test_what_was_cancelled_in_the_night_is_not_announced_in_the_morning(town: Town) -> None:
    home, ira, held = await waiting_digest(town)
    await home.cancels(held, "Карантин")
    await until(town, SUNDAY + 15 * HOUR)
    digests = [prompt.text.plain for prompt in ira.heard if "Вечер памяти" in prompt.text.plain]
    assert len(digests) == 1
    assert "Концерт" not in digests[0]


async def test_a_week_of_which_everything_was_hidden_is_no_message(town: Town) -> None:
    home, ira, held = await waiting_digest(town)
    async with town.database.writing() as books:
        thing = await public_thing(books, "library", home.library.id)
        assert thing is not None
        assert await take_down(books, thing, "неправда", office=Office.OPERATOR, by_id=None, now=town.time)
    await until(town, SUNDAY + 15 * HOUR)
    assert not any(held.title in prompt.text.plain for prompt in ira.heard)
    assert not ira.saw("Вечер памяти")


@given(st.dictionaries(st.integers(1, 5_000), st.integers(0, 99), min_size=1, max_size=20))
def test_a_digest_knows_of_what_it_tells(told: dict[int, int]) -> None:
    notice = digest_of(told)
    assert notice.subject is not None
    assert _events(Told(row=1, subject=notice.subject, version=0, until=None)) == sorted(told)


async def test_an_empty_week_is_no_message(town: Town) -> None:
    home = await village(town)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY + HOUR)
    assert ira.heard == []


async def test_whoever_read_of_it_is_told_when_it_is_cancelled(town: Town) -> None:
    home = await village(town)
    held = await home.holds(starts_at=SUNDAY + 2 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY)
    assert await home.cancels(held, "Карантин") == 1
    assert "Карантин" in ira.reads


async def test_a_late_digest_still_comes_the_next_morning_but_not_in_the_night(town: Town) -> None:
    home = await village(town)
    await home.holds(starts_at=SUNDAY + 3 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY - HOUR)
    town.time = SUNDAY + 6 * HOUR  # midnight in Moscow
    await town.passes(MINUTE)
    assert ira.heard == []
    await until(town, SUNDAY + 14 * HOUR + MINUTE)
    assert len(ira.heard) == 1


async def test_a_digest_of_three_days_ago_is_left_out(town: Town) -> None:
    home = await village(town)
    await home.holds(starts_at=SUNDAY + 5 * DAY)
    ira = await subscriber(town, f"a{home.alliance}", weekly=True)
    await until(town, SUNDAY - HOUR)
    town.time = SUNDAY + 3 * DAY
    await town.passes(HOUR)
    assert ira.heard == []
    kept = await known(ira)
    assert kept.digested_at is not None
    assert kept.digested_at > SUNDAY

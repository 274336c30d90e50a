"""Time passes: events become held, and what comes again is planned again (rows 25 and 26)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.event import State
from domain.libraries.service import Why
from domain.moderation import Office, What
from handlers.texts.plan import replanning
from scheduler.plan.continue_series import repeat
from storage.plan.event_records import HIDDEN
from storage.tables import events
from tests.handlers.libraries.test_library import id_of
from tests.handlers.plan.steps import partners

if TYPE_CHECKING:
    from tests.people import Town

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_an_event_is_held_when_it_is_over_and_the_plan_says_so(both_towns: Town) -> None:
    village = await partners(both_towns)
    await village.has(title="С концом", starts_at=SATURDAY, ends_at=SATURDAY + HOUR)
    await village.has(title="Без конца", starts_at=SATURDAY)
    await both_towns.passes(SATURDAY + HOUR - both_towns.time, step=HOUR)
    await both_towns.passes(timedelta(minutes=15))
    assert [one.state for one in await village.events()] == [State.HELD, State.ANNOUNCED]
    await both_towns.passes(HOUR)
    assert [one.state for one in await village.events()] == [State.HELD, State.HELD]
    assert village.post("ноябрь 2026 года").text.count("прошло") == 2


async def test_what_has_only_a_month_is_never_held_by_itself(town: Town) -> None:
    village = await partners(town)
    await village.has(month=date(2026, 11, 1))
    await town.passes(timedelta(days=40), step=timedelta(days=5))
    assert (await village.event()).state is State.ANNOUNCED


async def test_a_weekly_club_is_planned_one_meeting_ahead(both_towns: Town) -> None:
    village = await partners(both_towns)
    first = await village.has(
        title="Клуб цветоводов", starts_at=SATURDAY, ends_at=SATURDAY + HOUR, repeats="FREQ=WEEKLY", tags=("leisure",)
    )
    await both_towns.passes(timedelta(hours=3), step=HOUR)
    assert len(await village.events()) == 1
    await both_towns.passes(timedelta(days=2), step=timedelta(hours=6))
    events = await village.events()
    assert [one.starts_at for one in events] == [SATURDAY, SATURDAY + timedelta(weeks=1)]
    assert (events[1].state, events[1].series_id, events[1].tags) == (State.ANNOUNCED, first.id, ("leisure",))
    assert events[1].ends_at == SATURDAY + timedelta(weeks=1) + HOUR
    assert "28 ноября 2026, 15:00–16:00" in village.post("Проводит").text
    await both_towns.passes(timedelta(weeks=2), step=timedelta(hours=12))
    assert len(await village.events()) == 4


async def test_after_a_long_sleep_what_was_missed_is_left_out(town: Town) -> None:
    village = await partners(town)
    await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    town.time += timedelta(weeks=10)
    await town.passes(timedelta(hours=1), step=timedelta(minutes=30))
    events = await village.events()
    assert [one.starts_at for one in events] == [SATURDAY, SATURDAY + timedelta(weeks=10)]


async def test_a_yearly_month_comes_again_in_the_next_year(town: Town) -> None:
    village = await partners(town)
    await village.has(title="Неделя книги", month=date(2026, 11, 1), repeats="FREQ=YEARLY")
    await town.passes(timedelta(days=12), step=timedelta(days=1))
    assert [one.month for one in await village.events()] == [date(2026, 11, 1), date(2027, 11, 1)]


async def test_the_clock_on_the_wall_stays_when_the_zone_changes_its_own(town: Town) -> None:
    village = await partners(town)
    await village.has(starts_at=datetime(2027, 3, 24, 17, 0, tzinfo=UTC), zone="Europe/Berlin", repeats="FREQ=WEEKLY")
    town.time = datetime(2027, 3, 25, 9, 0, tzinfo=UTC)
    await town.passes(timedelta(hours=1), step=timedelta(minutes=30))
    assert (await village.event()).starts_at == datetime(2027, 3, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("repeats", ["FREQ=WEEKLY;UNTIL=20261122T000000", "FREQ=WEEKLY;COUNT=1", "не правило", None])
async def test_a_series_that_has_ended_stays_ended(town: Town, repeats: str | None) -> None:
    village = await partners(town)
    await village.has(starts_at=SATURDAY, repeats=repeats)
    await town.passes(timedelta(days=3), step=timedelta(hours=6))
    assert len(await village.events()) == 1


async def test_a_library_that_has_left_plans_nothing_more(town: Town) -> None:
    village = await partners(town)
    await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    async with town.database.writing() as books:
        await books.libraries.leave(village.moscow.id, town.time)
    await town.passes(timedelta(days=3), step=timedelta(hours=6))
    assert len(await village.events()) == 1


async def test_what_is_hidden_and_whoever_was_sent_away_plan_nothing_more(town: Town) -> None:
    """Nothing is announced by itself in the name of a library for which nobody speaks any more; later it goes on."""
    village = await partners(town)
    event = await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    async with town.database.writing() as books:
        for one in await books.librarians.of_library(village.moscow.id):
            assert await books.librarians.dismiss(
                village.moscow.id, one.person_id, by=None, why=Why.STRANGER, at=town.time
            )
    await town.passes(timedelta(days=3), step=timedelta(hours=6))
    assert len(await village.events()) == 1
    async with town.database.writing() as books:
        await books.librarians.add(village.moscow.id, await id_of(town, village.ira), at=town.time)
    await town.passes(timedelta(hours=6), step=timedelta(hours=1))
    assert len(await village.events()) == 2
    async with town.database.writing() as books:
        await books.hidden.hide(
            (What.EVENT, event.id), village.alliance, "спам", office=Office.COORDINATOR, by_id=None, at=town.time
        )
    await town.passes(timedelta(days=14), step=timedelta(hours=12))
    async with town.database.reading() as books:
        query = sa.select(sa.func.count()).select_from(events).where(~HIDDEN)
        assert (await books.connection.execute(query)).scalar_one() == 0


async def test_one_meeting_is_cancelled_and_the_club_goes_on(town: Town) -> None:
    village = await partners(town)
    event = await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers(replanning.ONLY_THIS, "Руководитель в отпуске", replanning.CANCEL_YES)
    events = await village.events()
    assert [one.state for one in events] == [State.CANCELLED, State.ANNOUNCED]
    assert events[1].starts_at == SATURDAY + timedelta(weeks=1)
    await village.maria.presses(replanning.NEXT_ONE)
    assert "28 ноября" in village.maria.reads


async def test_the_whole_series_is_cancelled(town: Town) -> None:
    village = await partners(town)
    event = await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers(replanning.WHOLE_SERIES, "Клуб закрыт", replanning.CANCEL_YES)
    await town.passes(timedelta(days=3), step=timedelta(hours=6))
    assert [one.state for one in await village.events()] == [State.CANCELLED]


async def test_what_the_job_has_planned_already_is_not_planned_again(town: Town) -> None:
    """Over, not marked as held yet, and the next one is there: just then its librarian cancels it."""
    village = await partners(town)
    event = await village.has(starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-cancel:{event.id}")
    await village.maria.answers(replanning.ONLY_THIS, "Никто не пришёл")
    town.time = SATURDAY + timedelta(hours=3)
    await repeat(town.database, town.directory, town.time)
    await village.maria.answers(replanning.CANCEL_YES)
    assert [one.state for one in await village.events()] == [State.CANCELLED, State.ANNOUNCED]


async def test_only_this_meeting_is_moved_and_the_series_keeps_its_clock(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(title="Клуб", starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("22 ноября в 12:00", replanning.ONLY_THIS, replanning.MOVE_YES)
    moved, following = await village.events()
    assert moved.starts_at == SATURDAY + timedelta(days=1, hours=-3)
    assert (following.starts_at, following.state) == (SATURDAY + timedelta(weeks=1), State.ANNOUNCED)
    assert (moved.repeats, following.repeats) == (None, "FREQ=WEEKLY")
    await any_town.passes(timedelta(days=9), step=timedelta(hours=12))
    assert [one.starts_at for one in await village.events()][2:] == [SATURDAY + timedelta(weeks=2)]
    assert "Повтор" not in "".join(comment for post in village.wall for comment in post.comments)


async def test_this_meeting_and_the_following_ones_are_moved(town: Town) -> None:
    village = await partners(town)
    event = await village.has(title="Клуб", starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("22 ноября в 12:00", replanning.AND_FOLLOWING, replanning.MOVE_YES)
    sunday = SATURDAY + timedelta(days=1, hours=-3)
    await town.passes(timedelta(days=3), step=timedelta(hours=12))
    assert [one.starts_at for one in await village.events()] == [sunday, sunday + timedelta(weeks=1)]


async def test_only_this_meeting_is_elsewhere(any_town: Town) -> None:
    village = await partners(any_town)
    event = await village.has(title="Клуб", starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers("Место", "в школе", replanning.THAT_IS_ALL, replanning.ONLY_THIS, replanning.SAVE)
    assert [one.place for one in await village.events()] == ["в школе", "в библиотеке"]


async def test_what_is_announced_already_of_the_following_ones_changes_with_it(town: Town) -> None:
    village = await partners(town)
    event = await village.has(title="Клуб", starts_at=SATURDAY, repeats="FREQ=WEEKLY")
    later = await village.has(
        title="Клуб", starts_at=SATURDAY + timedelta(weeks=1), repeats="FREQ=WEEKLY", series_id=event.id
    )
    await village.maria.forges(f"e-edit:{event.id}")
    await village.maria.answers("Место", "в школе", replanning.THAT_IS_ALL, replanning.AND_FOLLOWING, replanning.SAVE)
    assert [one.place for one in await village.events()] == ["в школе", "в школе"]
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("22 ноября в 12:00", replanning.AND_FOLLOWING, replanning.MOVE_YES)
    sunday = SATURDAY + timedelta(days=1, hours=-3)
    assert [one.starts_at for one in await village.events()] == [sunday, sunday + timedelta(weeks=1)]
    assert (await village.events())[1].id == later.id
    await village.maria.forges(f"e-move:{event.id}")
    await village.maria.answers("23 ноября в 12:00", replanning.ONLY_THIS, replanning.MOVE_YES)
    assert [one.starts_at for one in await village.events()][1] == sunday + timedelta(weeks=1)

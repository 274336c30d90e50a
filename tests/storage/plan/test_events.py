"""Events of the joint plan on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import TypeAdapter
from sqlalchemy.exc import NoResultFound

from domain.event import Kind, State
from storage.database import Database
from storage.plan.events import Event
from tests.storage.libraries.namesakes import NOW, THIS_YEAR, alliance, december, event, library


async def test_an_event_is_a_draft_with_its_host_co_hosts_and_tags(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host, second, third = [await library(books, founded.id, title) for title in ("Первая", "Вторая", "Третья")]
        added = await books.events.add(
            alliance_id=founded.id,
            library_id=host.id,
            title="Фестиваль тёзок",
            kind="festival",
            starts_at=december(31, 22),
            zone="Asia/Vladivostok",
            co_hosts=[third.id, second.id, third.id],
            tags={"leisure", "culture"},
            age=6,
            at=NOW,
        )
        assert await books.events.get(added.id) == added
        assert await books.events.get(added.id + 1) is None
    assert (added.state, added.kind, added.sequence) == (State.DRAFT, Kind.FESTIVAL, 0)
    assert (added.host.id, added.host.title, added.host.settlement) == (host.id, "Первая", "Ивановка")
    assert added.co_hosts == (second.id, third.id)
    assert added.tags == ("culture", "leisure")
    assert added.alliance == "Ивановка"
    assert added.day == date(2027, 1, 1), "in Vladivostok it is next year already"
    events = TypeAdapter(Event)
    assert events.validate_json(events.dump_json(added)) == added


async def test_an_event_without_any_time_is_refused(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        with pytest.raises(ValueError, match="a month or a start"):
            await event(books, host, starts_at=None)


async def test_a_day_takes_the_place_of_a_month(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        vague = await event(books, host, month=date(2026, 12, 1))
        exact = await books.events.change(vague.id, starts_at=december(24), ends_at=december(24, 12), bump=True)
        moved = await books.events.change(exact.id, zone="Asia/Kamchatka", starts_at=december(24, 13), bump=True)
        renamed = await books.events.change(exact.id, title="Вечер у ёлки")
        vague_again = await books.events.change(exact.id, month=date(2027, 2, 1))
    assert (vague.day, vague.starts_at) == (date(2026, 12, 1), None)
    assert (exact.month, exact.day, exact.starts_at) == (None, date(2026, 12, 24), december(24))
    assert moved.day == date(2026, 12, 25)
    assert [one.sequence for one in (vague, exact, moved, renamed)] == [0, 1, 2, 2]
    assert (renamed.title, renamed.starts_at) == ("Вечер у ёлки", december(24, 13))
    assert (vague_again.starts_at, vague_again.ends_at, vague_again.day) == (None, None, date(2027, 2, 1))


async def test_co_hosts_and_tags_change_only_when_spoken_of(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host, second = await library(books, founded.id), await library(books, founded.id, "Вторая")
        added = await event(books, host, co_hosts=[second.id], tags=["leisure"])
        renamed = await books.events.change(added.id, title="Вечер")
        alone = await books.events.change(added.id, co_hosts=())
        retagged = await books.events.change(added.id, tags=["culture"])
        with pytest.raises(NoResultFound):
            await books.events.change(added.id + 1, title="Ничей")
    assert (renamed.co_hosts, renamed.tags) == ((second.id,), ("leisure",))
    assert (alone.co_hosts, alone.tags) == ((), ("leisure",))
    assert (retagged.co_hosts, retagged.tags) == ((), ("culture",))


async def test_states_change_by_the_rules_only(database: Database) -> None:
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        draft = await event(books, host, state=State.DRAFT)
        assert not await books.events.move_state(draft.id, State.HELD)
        assert await books.events.move_state(draft.id, State.ANNOUNCED)
        await books.schedule.set_ask(draft.id, december(6), 0)
        assert await books.events.move_state(draft.id, State.CANCELLED, cancel_reason="Метель", bump=True)
        assert not await books.events.move_state(draft.id, State.ANNOUNCED)
        cancelled = await books.events.get(draft.id)
        other = await event(books, host, state=State.DRAFT)
        assert not await books.events.remove(draft.id)
        assert await books.events.remove(other.id)
        assert await books.events.get(other.id) is None
    assert cancelled is not None
    assert (cancelled.state, cancelled.cancel_reason, cancelled.sequence) == (State.CANCELLED, "Метель", 1)
    assert cancelled.ask_at is None


async def test_the_plan_goes_by_the_hosts_calendars(database: Database) -> None:
    new_year = datetime(2026, 12, 31, 18, 0, tzinfo=UTC)
    async with database.writing() as books:
        founded = await alliance(books)
        moscow = await library(books, founded.id)
        far = await library(books, founded.id, "Дальняя", zone="Asia/Vladivostok")
        ours = await event(books, moscow, starts_at=new_year)
        theirs = await event(books, far, starts_at=new_year, zone="Asia/Vladivostok")
        vague = await event(books, moscow, month=date(2026, 12, 1))
        draft = await event(books, moscow, state=State.DRAFT)
        together = await event(books, far, co_hosts=[moscow.id], starts_at=december(7), state=State.CANCELLED)
        plan = await books.events.plan(founded.id, *THIS_YEAR, limit=2)
        rest = await books.events.plan(founded.id, *THIS_YEAR, offset=2, limit=2)
        drafts = await books.events.plan(founded.id, *THIS_YEAR, states=(State.DRAFT,))
        of_far = await books.events.plan(founded.id, *THIS_YEAR, library_id=far.id)
        of_month = await books.events.public_of_month(founded.id, date(2026, 12, 31))
        january = await books.events.public_of_month(founded.id, date(2027, 1, 1))
        months = await books.events.months(founded.id)
        counts = await books.events.counts(founded.id, 2026)
    assert [one.id for one in (*plan.items, *rest.items)] == [vague.id, together.id, ours.id]
    assert (plan.total, rest.total) == (3, 3)
    assert [one.id for one in drafts.items] == [draft.id]
    assert [one.id for one in of_far.items] == [together.id]
    assert [one.id for one in of_month] == [vague.id, together.id, ours.id]
    assert [one.id for one in january] == [theirs.id]
    assert months == (date(2026, 12, 1), date(2027, 1, 1))
    assert counts == {
        State.DRAFT: 1,
        State.ANNOUNCED: 2,
        State.HELD: 0,
        State.CANCELLED: 1,
        State.CHRONICLED: 0,
    }


async def test_the_afisha_shows_what_is_on_and_not_only_what_begins(database: Database) -> None:
    async with database.writing() as books:
        founded, other = await alliance(books), await alliance(books, "Петровка", "petrovka")
        host, neighbour = await library(books, founded.id), await library(books, founded.id, "Соседняя")
        exhibition = await event(books, host, starts_at=december(1), ends_at=december(20), place="Клуб")
        stream = await event(books, neighbour, starts_at=december(5), link="https://vk.com/call/1")
        await event(books, neighbour, starts_at=december(5), state=State.CANCELLED)
        await event(books, neighbour, starts_at=december(6), place="Клуб")
        foreign = await event(books, await library(books, other.id), starts_at=december(5, 10))
        day = december(5, 0), december(6, 0)
        both = await books.events.afisha([founded.id, other.id], *day)
        online = await books.events.afisha([founded.id], *day, online=True)
        in_person = await books.events.afisha([founded.id], *day, online=False)
        mine = await books.events.afisha([founded.id], *day, library_ids=[host.id])
        beginning = await books.events.upcoming([founded.id], *day)
        calendar = await books.events.between(founded.id, *day)
    assert [one.id for one in both.items] == [exhibition.id, stream.id, foreign.id]
    assert [one.id for one in online.items] == [stream.id]
    assert [one.id for one in in_person.items] == [exhibition.id]
    assert [one.id for one in mine.items] == [exhibition.id]
    assert [one.id for one in beginning.items] == [stream.id]
    assert [one.state for one in calendar] == [State.ANNOUNCED, State.CANCELLED]


async def test_a_library_finds_its_events(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host, second = await library(books, founded.id), await library(books, founded.id, "Вторая")
        past = await event(books, second, starts_at=december(1), state=State.HELD)
        shared = await event(books, host, starts_at=december(5), co_hosts=[second.id])
        await event(books, host, starts_at=december(6))
        draft = await event(books, second, state=State.DRAFT)
        all_of_it = await books.events.of_library(second.id)
        ahead = await books.events.of_library(second.id, since=date(2026, 12, 2), states=(State.ANNOUNCED, State.DRAFT))
        chosen = await books.events.many({shared.id, past.id})
    assert [one.id for one in all_of_it.items] == [past.id, shared.id]
    assert {one.id for one in ahead.items} == {shared.id, draft.id}
    assert chosen == (past, shared)


async def test_the_schedule_says_what_is_to_be_done(database: Database) -> None:
    hour = timedelta(hours=1)
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        short = await event(books, host, starts_at=december(5))
        long = await event(books, host, starts_at=december(5), ends_at=december(5, 12))
        await event(books, host, starts_at=december(5), state=State.CANCELLED)
        await event(books, host, month=date(2026, 12, 1))
        over = await books.schedule.over(december(5) + hour, limit=9)
        over_later = await books.schedule.over(december(5, 12), limit=9)
        await books.schedule.set_ask(short.id, december(6), 1)
        assert await books.schedule.to_ask(december(5, 23), 9) == ()
        (asking,) = await books.schedule.to_ask(december(6), 9)
        await books.schedule.set_ask(short.id, None, 2)
        assert await books.schedule.to_ask(december(30), 9) == ()
    assert [one.id for one in over] == [short.id]
    assert [one.id for one in over_later] == [short.id, long.id]
    assert (asking.id, asking.asked, asking.ask_at) == (short.id, 1, december(6))


async def test_a_series_goes_on_from_its_last_event(database: Database) -> None:
    rule = "FREQ=YEARLY"
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        first = await event(books, host, repeats=rule, state=State.CHRONICLED)
        assert [one.id for one in await books.schedule.repeating()] == [first.id]
        second = await event(books, host, repeats=rule, series_id=first.id, state=State.DRAFT)
        assert await books.schedule.repeating() == (), "a draft of the next one exists"
        await books.events.move_state(second.id, State.ANNOUNCED)
        assert [one.id for one in await books.schedule.repeating()] == [second.id]
        await event(books, host, repeats=rule, state=State.CANCELLED)
        await event(books, host)
        assert [one.id for one in await books.schedule.repeating()] == [second.id]


async def test_the_year_is_counted_by_months_and_states_without_drafts(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        await event(books, host)
        await event(books, host, state=State.HELD)
        await event(books, host, state=State.DRAFT)
        await event(books, host, month=date(2026, 3, 1))
        await event(books, host, month=date(2027, 3, 1))
        assert await books.events.counts_by_month(founded.id, 2026) == {
            date(2026, 3, 1): {State.ANNOUNCED: 1},
            date(2026, 12, 1): {State.ANNOUNCED: 1, State.HELD: 1},
        }
        assert await books.events.counts_by_month(founded.id + 1, 2026) == {}


async def test_what_any_of_the_libraries_hosts_in_either_order(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        first, second, third = [await library(books, founded.id, title) for title in ("Первая", "Вторая", "Третья")]
        early = await event(books, first, starts_at=december(1))
        late = await event(books, third, starts_at=december(9), co_hosts=[second.id])
        await event(books, third)
        ours = (first.id, second.id)
        found = await books.events.hosted(ours, states=(State.ANNOUNCED,))
        assert [one.id for one in found.items] == [early.id, late.id]
        newest = await books.events.hosted(ours, states=(State.ANNOUNCED,), latest_first=True, limit=1)
        assert ([one.id for one in newest.items], newest.total) == ([late.id], 2)
        assert (await books.events.hosted(ours, states=(State.DRAFT,))).total == 0
        assert (await books.events.hosted((), states=tuple(State))).total == 0


async def test_a_series_whose_last_event_lies_ahead_is_not_looked_at_yet(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        club = await event(books, host, repeats="FREQ=WEEKLY")
        await books.schedule.series_alone()
        assert await books.schedule.repeating(until=date(2026, 12, 4)) == ()
        assert [one.id for one in await books.schedule.repeating(until=date(2026, 12, 5))] == [club.id]


async def test_words_pass_the_filter_whichever_way_they_come(database: Database) -> None:
    """M4: a value type at the storage, so that no entrance can forget it."""
    hidden = "Вечер\u202e па\u200bмяти\x1b"
    async with database.writing() as books:
        host = await library(books, (await alliance(books)).id)
        added = await event(books, host, title=hidden, place=hidden, description=f"{hidden}\n{hidden}", audience=hidden)
        changed = await books.events.change(added.id, title=f"{hidden}!")

    assert (added.title, added.place, added.audience) == ("Вечер памяти",) * 3
    assert added.description == "Вечер памяти\nВечер памяти"
    assert changed.title == "Вечер памяти!"

"""A series in a calendar is what the product itself will hold: the same days, the same exceptions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.event import State
from domain.time.recurrence import occurrences, parse_rule
from handlers.plan.series import continue_series
from storage.plan.events import Event
from tests.web.conftest import Site
from tests.web.feeds.reading import day, events, read, unroll

FIRST = datetime(2026, 11, 24, 15, tzinfo=UTC)
END = datetime(2028, 1, 1, tzinfo=UTC)
OMSK = "Asia/Omsk"


async def begin(site: Site, rule: str, **facts: Any) -> Event:
    """The first one of a club, announced."""
    usual: dict[str, Any] = {
        "title": "Клуб",
        "kind": "club",
        "zone": OMSK,
        "library_id": site.village.libraries[2].id,
        "starts_at": FIRST,
        "ends_at": FIRST + timedelta(hours=2),
        "repeats": rule,
    }
    async with site.database.writing() as books:
        made = await books.events.add(alliance_id=site.village.alliance.id, at=site.clock[0], **(usual | facts))
        await books.events.move_state(made.id, State.ANNOUNCED)
        account = await books.accounts.ensure("telegram", 100, at=site.clock[0])
        host = await books.people.meet(account.id, 7_100_000_000, 1, at=site.clock[0])
        await books.librarians.add(made.library_id, host.id, at=site.clock[0])
    return made


async def goes_on(site: Site, event: Event, *, cancelled: bool = False) -> Event | None:
    """It is over, or cancelled alone; the product plans the next one as it always does."""
    async with site.database.writing() as books:
        if cancelled:
            await books.events.move_state(event.id, State.CANCELLED, cancel_reason="мороз", bump=True)
        else:
            assert event.starts_at is not None
            site.clock[0] = event.starts_at + timedelta(hours=3)
            await books.events.move_state(event.id, State.HELD)
        known = await books.events.get(event.id)
        assert known is not None
        return await continue_series(books, known, site.clock[0])


async def shown(site: Site, before: datetime = END) -> list[tuple[datetime, str]]:
    """Start and status of everything in the calendar of the club's library that is called a club."""
    site.clock[0] += timedelta(minutes=2)
    body = await (await site.get(f"{site.home}/l/{site.village.libraries[2].id}/calendar.ics")).read()
    found = unroll(read(body), FIRST - day(1), before)
    return [(start, status) for start, summary, status in found if "Клуб" in summary or "Кружок" in summary]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=WEEKLY;COUNT=7",
        "FREQ=WEEKLY;UNTIL=20270301",
        "FREQ=WEEKLY;UNTIL=20270112T200000",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
        "FREQ=WEEKLY;COUNT=1",
    ],
)
async def test_what_is_to_come_is_what_the_product_would_plan(site: Site, rule: str) -> None:
    first = await begin(site, rule)
    wall = FIRST.astimezone(ZoneInfo(OMSK)).replace(tzinfo=None)
    own = occurrences(parse_rule(rule), wall, OMSK, FIRST, END)
    assert [start for start, _ in await shown(site)] == own
    following: Event | None = first
    for _ in range(3):
        following = await goes_on(site, following) if following else None
    assert [start for start, _ in await shown(site)] == own, "also when some of them have become events"


async def test_on_the_31st_the_short_months_are_left_out(site: Site) -> None:
    await begin(site, "FREQ=MONTHLY", starts_at=datetime(2026, 12, 31, 9, tzinfo=UTC), ends_at=None)
    found = [start for start, _ in await shown(site, datetime(2027, 9, 1, tzinfo=UTC))]
    assert [(one.month, one.day) for one in found] == [(12, 31), (1, 31), (3, 31), (5, 31), (7, 31), (8, 31)]


async def test_a_series_is_one_rule_with_one_uid_for_all_its_life(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    uids = set()
    event: Event | None = first
    for _ in range(4):
        site.clock[0] += timedelta(minutes=2)
        body = await (await site.get(f"{site.home}/calendar.ics")).read()
        (club,) = [one for one in events(read(body)) if str(one["SUMMARY"]) == "Клуб"]
        uids.add(str(club["UID"]))
        assert event is not None
        event = await goes_on(site, event)
    assert len(uids) == 1


async def test_one_cancelled_is_an_exception_and_the_others_go_on(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    second = await goes_on(site, first)
    assert second is not None
    third = await goes_on(site, second, cancelled=True)
    assert third is not None
    found = await shown(site, FIRST + day(36))
    weeks = [FIRST + day(7 * week) for week in range(6)]
    assert found == [(week, "CANCELLED" if at == 1 else "CONFIRMED") for at, week in enumerate(weeks)]


async def test_cancelling_the_whole_series_ends_it(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    second = await goes_on(site, first)
    assert second is not None
    async with site.database.writing() as books:
        await books.events.move_state(second.id, State.CANCELLED, cancel_reason="ремонт", bump=True)
    assert await shown(site) == [(FIRST, "CONFIRMED"), (FIRST + day(7), "CANCELLED")]


async def test_the_first_one_cancelled_before_it_began(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    second = await goes_on(site, first, cancelled=True)
    assert second is not None
    assert await shown(site, FIRST + day(15)) == [
        (FIRST, "CANCELLED"),
        (FIRST + day(7), "CONFIRMED"),
        (FIRST + day(14), "CONFIRMED"),
    ]


async def test_a_moved_one_takes_all_that_follow_with_it(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    second = await goes_on(site, first)
    assert second is not None
    moved = FIRST + day(8) + timedelta(hours=1)
    async with site.database.writing() as books:
        await books.events.change(second.id, starts_at=moved, ends_at=moved + timedelta(hours=2), bump=True)
    expected = [FIRST, moved, moved + day(7), moved + day(14)]
    assert [start for start, _ in await shown(site, moved + day(15))] == expected
    third = await goes_on(site, (await _known(site, second)))
    assert third is not None
    assert third.starts_at == moved + day(7), "the product does the same"
    assert [start for start, _ in await shown(site, moved + day(15))] == expected


async def test_other_words_begin_another_rule(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    second = await goes_on(site, first)
    assert second is not None
    async with site.database.writing() as books:
        await books.events.change(second.id, title="Кружок", bump=True)
    site.clock[0] += timedelta(minutes=2)
    body = await (await site.get(f"{site.home}/calendar.ics")).read()
    found = [
        summary
        for _, summary, _ in unroll(read(body), FIRST - day(1), FIRST + day(15))
        if summary in ("Клуб", "Кружок")
    ]
    assert found == ["Клуб", "Кружок", "Кружок"]


async def test_the_number_of_a_rule_only_grows(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    numbers = [await _sequence(site)]
    second = await goes_on(site, first)
    assert second is not None
    numbers.append(await _sequence(site))
    async with site.database.writing() as books:
        await books.events.change(second.id, starts_at=FIRST + day(9), bump=True)
    numbers.append(await _sequence(site))
    await goes_on(site, await _known(site, second))
    numbers.append(await _sequence(site))
    assert numbers == sorted(set(numbers))


async def test_what_was_missed_while_the_program_was_away_is_left_out(site: Site) -> None:
    first = await begin(site, "FREQ=WEEKLY")
    site.clock[0] = FIRST + day(15)
    async with site.database.writing() as books:
        await books.events.move_state(first.id, State.HELD)
    expected = [FIRST, FIRST + day(21), FIRST + day(28)]
    assert [start for start, _ in await shown(site, FIRST + day(29))] == expected
    async with site.database.writing() as books:
        known = await books.events.get(first.id)
        assert known is not None
        following = await continue_series(books, known, site.clock[0])
    assert following is not None
    assert following.starts_at == FIRST + day(21)
    assert [start for start, _ in await shown(site, FIRST + day(29))] == expected


async def test_a_library_that_has_left_promises_nothing(site: Site) -> None:
    await begin(site, "FREQ=WEEKLY")
    async with site.database.writing() as books:
        await books.libraries.leave(site.village.libraries[2].id, site.clock[0])
    assert await shown(site) == [(FIRST, "CONFIRMED")]


async def test_a_rule_that_nobody_understands_is_a_single_event(site: Site) -> None:
    await begin(site, "FREQ=SECONDLY;BYDAY=1MO\r\nX-EVIL:1")
    assert await shown(site) == [(FIRST, "CONFIRMED")]


async def _known(site: Site, event: Event) -> Event:
    async with site.database.reading() as books:
        known = await books.events.get(event.id)
    assert known is not None
    return known


async def _sequence(site: Site) -> int:
    """Of the first rule."""
    site.clock[0] += timedelta(minutes=2)
    body = await (await site.get(f"{site.home}/calendar.ics")).read()
    clubs = [one for one in events(read(body)) if str(one["SUMMARY"]) == "Клуб"]
    return int(min(clubs, key=lambda one: one["DTSTART"].dt)["SEQUENCE"])

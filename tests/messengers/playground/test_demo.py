"""The example is a history that was lived through, and it can be interrupted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.messengers.playground import example, open_playground
from bot.program import Program
from bot.settings import Settings
from domain.event import State
from domain.libraries.delays import Deed
from domain.moderation import Subject, What
from handlers.texts.playground import demo
from storage.database import Database
from storage.program.playground import Line

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = await Database.open(settings.database_url)
    yield database
    await database.close()


async def posts(program: Program) -> list[Line]:
    async with program.database.reading() as books:
        return [line for line in await books.playground.since(0) if line.body["kind"] == "post"]


@pytest.mark.parametrize("month", range(1, 13))
def test_whatever_the_day_a_year_lies_around_it_in_order(month: int) -> None:
    origin = datetime(2026, month, 28, 22, 30, tzinfo=UTC)
    steps = example.steps(origin)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert steps[-1].at <= origin
    starts = [example.start_of(one, origin) for one in (*demo.PLAN, demo.YESTERDAY, *demo.SOON)]
    assert len(starts) > 30
    assert max(starts) - min(starts) > timedelta(days=300)
    assert 8 < sum(start > origin for start in starts) < 30


@pytest.mark.timeout(300)
async def test_a_newcomer_finds_an_alliance_with_its_year(settings: Settings, database: Database) -> None:
    program = await open_playground(settings, database, demo=True)
    assert abs(program.clock.now() - datetime.now(UTC)) < timedelta(minutes=5), "the clock shows today again"
    async with database.reading() as books:
        [alliance] = (await books.alliances.all()).items
        members = await books.libraries.members(alliance.id)
        agreement = await books.agreements.latest(alliance.id)
        [group] = await books.groups.of_alliance(alliance.id)
        plan = await books.events.plan(alliance.id, NOW.date() - timedelta(days=400), NOW.date() + timedelta(days=800))
        upcoming = await books.events.upcoming((alliance.id,), program.clock.now(), datetime(2100, 1, 1, tzinfo=UTC))
        counts = {(count.state) for count in await books.outbox_admin.counts()}
        people = await books.playground.people()
        waiting = [one.id for one in members.items if await books.librarians.is_being_confirmed(one.id)]
        last = await books.playground.since(0)
    claims = [line for line in last if f"claim-yes:{waiting[0]}:" in str(line.body)]
    assert len(waiting) == len(claims) == 1, "the coordinator has one claim to answer"
    assert (alliance.settlement, group.title, group.title_fits) == ("Александровка", demo.GROUP_TITLE, True)
    assert len({member.zone for member in members.items}) == 3
    assert agreement is not None
    assert plan.total == len(demo.PLAN) + 1 + len(demo.SOON)
    assert upcoming.total > 8
    assert counts == {"sent"}, "nothing is stuck and nothing is left to be sent"
    assert [player.name for player in people[:3]] == ["Анна Петровна", "Мария Ивановна", "Олег"]
    found = await posts(program)
    assert {line.body["section"] for line in found} == {"joining", "plans", "chronicle"}
    said = [line.said_at for line in sorted(found, key=lambda line: line.id)]
    assert said == sorted(said)
    assert said[0] < datetime.now(UTC) - timedelta(days=160)


async def test_the_example_shows_a_hidden_entry_and_an_objection(settings: Settings, database: Database) -> None:
    await open_playground(settings, database, demo=True)
    async with database.reading() as books:
        [alliance] = (await books.alliances.all()).items
        [hidden] = (await books.hidden.of_alliance(alliance.id)).items
        [objection] = (await books.complaints.open_of(alliance.id)).items
        entries = await books.chronicle.page(alliance.id, limit=100)
        assert await books.journal.verify(alliance.id) is None
        assert await books.chronicle.get(hidden.thing_id) is None
    assert (hidden.kind, objection.subject, objection.thing) == (What.ENTRY, Subject.HIDING, hidden.thing)
    assert objection.words == demo.HIDDEN.objection
    assert demo.HIDDEN.title not in {one.title for one in entries.items}


async def test_the_example_shows_a_deed_that_waits(settings: Settings, database: Database) -> None:
    program = await open_playground(settings, database, demo=True)
    async with database.reading() as books:
        [alliance] = (await books.alliances.all()).items
        members = (await books.libraries.members(alliance.id)).items
        [waiting] = [deed for one in members for deed in await books.delayed_deeds.waiting_of(one.id)]
        event = await books.events.get(int(waiting.about["event"]))
        lines = await books.playground.since(0)
    assert (waiting.deed, waiting.due_at > program.clock.now()) == (Deed.CANCEL, True)
    assert event is not None
    assert event.state is State.ANNOUNCED
    assert [line for line in lines if f"undo-deed:{waiting.id}" in str(line.body)], "the coordinator may undo it"


async def test_an_interrupted_example_goes_on_where_it_stopped(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = example.steps
    monkeypatch.setattr(example, "steps", lambda origin: every(origin)[:8])
    await open_playground(settings, database, demo=True)
    monkeypatch.setattr(example, "steps", lambda origin: every(origin)[:12])
    program = await open_playground(settings, database, demo=True)
    once = await posts(program)
    await open_playground(settings, database, demo=True)
    assert await posts(program) == once
    async with database.reading() as books:
        assert (await books.alliances.all()).total == 1
        assert (await books.settings.get("playground_demo"))["done"] == 12


async def test_a_database_with_an_alliance_of_its_own_stays_as_it_is(settings: Settings, database: Database) -> None:
    async with database.writing() as books:
        await books.alliances.found(
            slug_base="ivanovka",
            settlement="Ивановка",
            folded="ивановка",
            form="movement",
            wide=False,
            goals=(),
            zone="Europe/Moscow",
            at=NOW,
        )
    await open_playground(settings, database, demo=True)
    async with database.reading() as books:
        assert (await books.alliances.all()).total == 1
        assert await books.settings.get("playground_demo") is None

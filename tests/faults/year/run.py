"""One seed, from the first day to the last: the same seed is the same year, down to every call that leaves."""

from __future__ import annotations

import asyncio
import gc
import random
import sqlite3
import sys
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import exc

import handlers.plan.change_notices
import scheduler.reminders.digest
import scheduler.reminders.remind
import scheduler.reminders.tell_changes
import storage.sql.sqlite
import storage.sql.write_queue
from domain.libraries.service import Service
from handlers import dispatcher
from storage.sql.errors import StorageError
from tests import consent
from tests.faults.year import departures
from tests.faults.year.network import CrowdMessenger, Messenger, Network
from tests.faults.year.process import live
from tests.faults.year.record import Record
from tests.faults.year.story import BEGINNINGS, HOME, LENGTHS, ZONES, Story
from tests.faults.year.world import World
from tests.storage.libraries import namesakes
from tests.virtual import LonelyLoop

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from storage.database import Database
    from tests.faults.year.disk import Disk

SETTLES: Final = 3 * 3600.0
"""After the last trouble: everything finds its end."""
SIZES: Final[tuple[tuple[Any, str, tuple[int, ...]], ...]] = (
    (scheduler.reminders.remind, "CHUNK", (1, 2, 3, 2000)),
    (scheduler.reminders.remind, "BATCH", (1, 2, 3, 1000)),
    (scheduler.reminders.tell_changes, "PEOPLE", (1, 2, 200)),
    (handlers.plan.change_notices, "AT_ONCE", (1, 2, 100)),
    (scheduler.reminders.digest, "BATCH", (1, 2, 100)),
)
"""Chunks so small that a few people make many."""


GIVEN_UP: Final = """
    SELECT id, key, state, trouble FROM outbox
    WHERE (state IN ('waiting', 'sending') AND not_before <= ?)
       OR (state = 'parked' AND trouble NOT LIKE 'Unreachable%')
    ORDER BY id"""


@dataclass(slots=True, kw_only=True)
class Year:
    """What is left of a seed."""

    world: World
    network: Network
    story: Story
    record: Record


def run(seed: int, disk: Disk, *, troubles: bool = True) -> Year:
    """Play it, with or without troubles. Raises what a part of the program died of."""
    chance = random.Random(seed)  # noqa: S311 - a game, not a secret
    start = datetime.combine(chance.choice(BEGINNINGS), time(chance.randrange(24)), tzinfo=UTC)
    world = World(seed=seed, start=start, disk=disk, chance=chance)
    disk.blank()
    disk.before, disk.dies = (lambda _: None), world.dies
    disk.after_commit = lambda connection: world.history.note(connection, world.now(), world.wall())
    disk.hops = disk.troubles = 0
    network = Network(world)
    with _seeded(world), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The garbage collector is trying to clean up", exc.SAWarning)
        messengers, libraries, hosts, impostors = _alone(world, _settle_down(world, network))
        story = Story(world, network, messengers, libraries, hosts, chance.choice(LENGTHS))
        story.impostors |= impostors
        story.write(troubles=troubles)
        departures.write(story)
        _lives(world, story)
        gc.collect()  # what crashes have left lying about: not in the middle of somebody else's test
    return Year(world=world, network=network, story=story, record=_record(world, network, story))


def _record(world: World, network: Network, story: Story) -> Record:
    with closing(world.disk.look()) as look:
        left = look.execute(GIVEN_UP, [f"{world.now():%Y-%m-%d %H:%M:%S}"]).fetchall()
        unheard = look.execute("SELECT count(*) FROM inbox WHERE state != 'done'").fetchone()[0]
        integrity = look.execute("PRAGMA integrity_check").fetchone()[0]
        remains = [line for _, chat in sorted(story.leaving) for line in _where_is(look, chat)]
    given_up = [f"row {row} ({key}) is {state}: {trouble}" for row, key, state, trouble in left]
    given_up += [f"{unheard} messages were not dealt with"] if unheard else []
    return Record(
        calls=network.calls,
        history=world.history,
        troubles=world.troubles,
        blocks=story.blocks,
        wishes=[reader.wish for reader in story.readers],
        given_up=given_up,
        bugs=world.bugs,
        integrity=integrity,
        ends=world.now(),
        apart=frozenset(story.apart),
        leaving=story.leaving,
        remains=remains,
    )


def _where_is(look: sqlite3.Connection, chat: int) -> Iterator[str]:
    """Every column that has this number; where the farewell went is known for as long as any row of the outbox."""
    tables = look.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for (table,) in tables:
        for column in [row[1] for row in look.execute(f"PRAGMA table_info({table})")]:
            query = f'SELECT count(*) FROM "{table}" WHERE instr(CAST("{column}" AS TEXT), ?)'  # noqa: S608 - names of the schema
            farewell = " AND person_id IS NOT NULL" if (table, column) == ("outbox", "chat") else ""
            found = look.execute(query + farewell, [str(chat)]).fetchone()[0]
            if found:
                yield f"{table}.{column} still has the number of chat {chat}"


def _lives(world: World, story: Story) -> None:
    """The program runs, is stopped, dies and is started again until all is over."""
    end = story.seconds
    over = end + SETTLES
    stops = sorted(story.stops)
    while world.elapsed < over:
        while stops and stops[0][0] <= world.elapsed:
            stops.pop(0)
        until, wakes = stops.pop(0) if stops and stops[0][0] < end else (over, over)
        crashes, began = world.crashes, world.elapsed
        _alone(world, live(world, story.messengers, until=until))
        died = world.elapsed
        if world.crashes > crashes:
            wakes = died + (story.downs.pop(0) if story.downs else 1.0)
        if died < over:  # also after the last of its sleeps it has to settle
            over = max(over, wakes + SETTLES)
        assert died > began or wakes > died, "no time passes"
        world.sleep(wakes)
        world.hinder("down", died, world.elapsed)


def _alone(world: World, work: Coroutine[Any, Any, Any]) -> Any:
    """In a loop of its own that goes on where time is."""
    with asyncio.Runner(loop_factory=lambda: LonelyLoop(world.elapsed)) as runner:
        loop = runner.get_loop()

        def complain(_: object, about: dict[str, Any]) -> None:
            if world.loop is loop:  # what is found out after a death belongs to it
                world.bugs.append(f"{about.get('message')}: {about.get('exception')!r}")

        loop.set_exception_handler(complain)
        return runner.run(work)


async def _settle_down(
    world: World, network: Network
) -> tuple[dict[int, Messenger], list[tuple[int, int, str]], list[tuple[int, int]], dict[int, tuple[int, int, int]]]:
    """Two alliances, their libraries in several zones, librarians for each; then the program has never run yet.

    In each alliance there are two impostors: one has brought a library, one has typed the name of a known one.
    """
    database: Database = world.disk.open()
    now, chance = world.now(), world.chance
    messengers: dict[int, Messenger] = {}
    libraries: list[tuple[int, int, str]] = []
    hosts: list[tuple[int, int]] = []
    impostors: dict[int, tuple[int, int, int]] = {}
    async with database.writing() as books:
        for kind in ("telegram", "vk"):
            account = await books.accounts.ensure(kind, 900 + len(messengers), at=now)
            made = Messenger(network, "telegram", account.id) if kind == "telegram" else None
            messengers[account.id] = made or CrowdMessenger(network, "vk", account.id)
        for name, slug in (("Ивановка", "ivanovka"), ("Берёзовка", "berezovka")):
            alliance = await namesakes.alliance(books, name, slug)
            for number in range(chance.randint(1, 3)):
                zone = chance.choice((*ZONES, HOME))
                library = await namesakes.library(books, alliance.id, f"Библиотека {slug} {number}", zone=zone)
                host = chance.choice(list(messengers)), 500 + len(hosts)
                person = await books.people.meet(*host, host[1], at=now)
                await books.librarians.add(library.id, person.id, at=now)
                await namesakes.settled(books, library.id, host[0], now)
                libraries.append((library.id, alliance.id, zone))
                hosts.append(host)
            home = next(iter(messengers))
            brought = await namesakes.library(books, alliance.id, f"Чужая библиотека {slug}")
            for one, state in ((brought, Service.CLAIMED), (library, Service.ASKED)):
                chat = 700 + len(impostors)
                person = await books.people.meet(home, chat, chat, at=now)
                await books.librarians.claim(one.id, person.id, state, at=now)
                await books.librarians.referred(one.id, person.id, now)
                impostors[chat] = home, alliance.id, one.id
    await database.close()
    world.disk.cut()
    world.disk.forget()
    return messengers, libraries, hosts, impostors


@contextmanager
def _seeded(world: World) -> Iterator[None]:
    """Whatever the program asks of chance, of a fast clock or of the size of a chunk is the seed's."""
    state = random.getstate()
    random.seed(world.seed)
    replaced: list[tuple[Any, str, Any]] = [(module, name, world.chance.choice(sizes)) for module, name, sizes in SIZES]
    replaced.append((dispatcher, "hear_stranger", consent.hear_stranger))
    replaced.append((storage.sql.sqlite, "WritingConnection", world.disk.writing))
    replaced.append((storage.sql.sqlite, "ReadingConnection", world.disk.reading))
    replaced.append((storage.sql.write_queue, "monotonic", lambda: world.elapsed))
    replaced.append((storage.sql.write_queue, "LEVELS", {True: "OFF", False: "OFF"}))
    kept = [(module, name, getattr(module, name)) for module, name, _ in replaced]
    for module, name, value in replaced:
        setattr(module, name, value)
    processors = structlog.get_config()["processors"]
    usual = list(processors)
    processors[:] = [_listening(world)]
    try:
        yield
    finally:
        processors[:] = usual
        for module, name, value in kept:
            setattr(module, name, value)
        random.setstate(state)


def _listening(world: World) -> structlog.typing.Processor:
    """Nobody reads the log; but what the program calls a bug of its own is one."""

    def listen(logger: Any, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        del logger
        if world.alive and (method == "exception" or event.get("exc_info")):
            error = sys.exc_info()[1]
            if not isinstance(error, StorageError):
                world.bugs.append(f"{event['event']}: {error!r}")
        raise structlog.DropEvent

    return listen

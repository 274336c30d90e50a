"""How a database would go about a statement."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement


class Explain(Executable, ClauseElement):
    """EXPLAIN of a statement with its parameters as they are bound in life: literals might hide a missed index."""

    inherit_cache = False

    def __init__(self, statement: sa.Select[Any]) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: SQLCompiler, **how: Any) -> str:
    word = "EXPLAIN" if compiler.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    return f"{word} {compiler.process(element.statement, **how)}"


async def explain(connection: AsyncConnection, statement: sa.Select[Any]) -> str:
    """The plan in the database's own words."""
    if connection.dialect.name == "postgresql":
        # A few rows are cheapest read whole: ask which index could serve.
        await connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
    return "\n".join(str(row) for row in await connection.execute(Explain(statement)))

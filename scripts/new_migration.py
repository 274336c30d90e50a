"""``make migration WHAT="a_letter_has_a_file"``: the next version of the schema, as Alembic sees the difference.

It compares the tables of the code with a database that has the newest version, in a file that is thrown away, writes
``storage/migrations/versions/000N_what.py``. What becomes of the rows that are there it cannot know.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from alembic import command
from alembic.operations.ops import CreateTableOp

from storage import migrations
from storage.sql import sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.operations.ops import MigrationScript

NAME: Final = re.compile("[a-z][a-z0-9_]{2,39}")
REMINDER: Final = """{path} is written.
Now look at it:
- Rows that are there: does a new column need a value for them, an old one's be carried over? Write that part by hand
  (versions/0002_notices.py does), in portions, for both databases.
- Constraints and indexes: names come from storage/tables/metadata.py; a CHECK that changed is not seen, write it.
- A table or column: how long is it kept, whose personal data is it (storage/tables/retention.py, personal.py)?
- Its first line says what it is for.
Then: pytest tests/storage/test_migrations.py"""


def new_version(head: str) -> str:
    """What follows ``0003`` is ``0004``."""
    return f"{int(head) + 1:04}"


def write(what: str, versions: Path) -> Path:
    """The new file. Raises ValueError where there is nothing to migrate."""
    made = asyncio.run(_new_version(what, versions))
    if made is None:
        raise ValueError("the tables of the code are those of the newest version: change storage/tables first")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(made)], check=True)
    return made


async def _new_version(what: str, versions: Path) -> Path | None:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite+aiosqlite:///{folder}/empty.db"
        await migrations.upgrade(address)
        engine = sqlite.migrator(sa.make_url(address))
        async with engine.connect() as connection:
            made: Path | None = await connection.run_sync(_compared, what, versions)
        await engine.dispose()
    return made


def _compared(connection: sa.Connection, what: str, versions: Path) -> Path | None:
    config = migrations.config()
    config.attributes["connection"] = connection
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    script = command.revision(
        config,
        message=what,
        autogenerate=True,
        rev_id=new_version(migrations.HEAD),
        process_revision_directives=_what_is_to_be_written,
    )
    return Path(script.path) if script and not isinstance(script, list) else None


def _what_is_to_be_written(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """No file where nothing has changed; and nothing of what tables say of themselves to the program (``info``)."""
    if all(one.upgrade_ops is None or one.upgrade_ops.is_empty() for one in directives):
        directives.clear()
    for one in directives:
        for operation in one.upgrade_ops.ops if one.upgrade_ops else ():
            if isinstance(operation, CreateTableOp):
                operation.info = {}


def main(arguments: Sequence[str]) -> None:
    what = "_".join(arguments)
    if not NAME.fullmatch(what):
        sys.exit('Say what changes, in small letters: make migration WHAT="a_letter_has_a_file"')
    try:
        path = write(what, Path(migrations.__file__).parent / "versions")
    except ValueError as nothing:
        sys.exit(str(nothing))
    print(REMINDER.format(path=path))


if __name__ == "__main__":
    main(sys.argv[1:])

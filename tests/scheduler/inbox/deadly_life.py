"""One life of the program, as a process: its messenger tells two messages, and one of them kills it (test_poison.py).

python -m tests.scheduler.inbox.deadly_life URL [careful]
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any
from unittest import mock

from handlers import dispatcher
from storage.database import Database
from tests.people import Town
from tests.scheduler.conftest import heard

DEADLY, HARMLESS = 5, 6
"""Who says what."""


async def main(url: str, *, careful: bool) -> None:
    dispatch = dispatcher.dispatch

    async def deadly(books: Any, update: Any, **more: Any) -> None:
        if getattr(update, "text", "") == "яд":
            os.kill(os.getpid(), signal.SIGKILL)
        await dispatch(books, update, **more)

    mock.patch.object(dispatcher, "dispatch", deadly).start()
    database = await Database.open(url)
    town = await Town.found(database, "telegram")
    town.inbox.serve(town.messenger().account, careful=careful)
    await town.drain()
    await town.inbox.hear([heard(town, "1", chat=DEADLY, text="яд"), heard(town, "2", chat=HARMLESS)])
    await town.drain()
    sys.stdout.write("\n" + " ".join(str(len(town.messenger().chats[chat])) for chat in (DEADLY, HARMLESS)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], careful="careful" in sys.argv))

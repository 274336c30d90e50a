"""Loads the program once, then forks a real process of it for every start that is asked for.

Reads a JSON line for each start ({"environment", "command", "clock", "log", "lease"}), answers with a line {"pid"}. A
start this way costs a tenth of a second instead of the six that the libraries take to load; the process is as real, and
as killable, as any. ``command`` is given to the command line of ``tezki``; without one it is ``run``, with a clock that
tests move. Only the lease, unless the order names one, and the rest of a broken account are shorter than in life. Run
as ``python -m tests.story.zygote``.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import bot.messengers.playground.routes
import bot.messengers.telegram.messenger
import bot.messengers.vk.messenger  # noqa: F401 - loaded before the fork, which is what this file is for
import scheduler.documents.making.drafts  # noqa: F401 - as above
from bot import running
from bot.cli.shell import loop_factory
from bot.main import tezki
from bot.settings import Settings
from scheduler.clock import Clock

LEASE = timedelta(seconds=1)
"""How long the next process waits for the dead one on PostgreSQL."""
REST = 2.0
"""Seconds before a broken account is tried again."""
TICK = 0.25
"""Seconds between the looks of the scheduler."""


def shifted(file: Path) -> datetime:
    """The wall's clock, moved by as many seconds as the file says."""
    return datetime.now(UTC) + timedelta(seconds=float(file.read_text() or 0))


async def run(clock: Path, lease: timedelta) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings(_env_file=None)  # type: ignore[call-arg]  # pydantic-settings' own
    await running.run_bots(settings, stop, clock=Clock(wall=lambda: shifted(clock)), tick=TICK, lease=lease, rest=REST)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody has to be waited for
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.environ.update(order["environment"])
            log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(log, 1)
            os.dup2(log, 2)
            lease = timedelta(seconds=order["lease"]) if order["lease"] else LEASE
            if order["command"]:
                running.run_playground = partial(running.run_playground, lease=lease)
                tezki(order["command"])  # it leaves by sys.exit
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(run(Path(order["clock"]), lease))
            os._exit(0)
        sys.stdout.write(json.dumps({"pid": pid}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

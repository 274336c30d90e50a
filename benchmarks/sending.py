"""Our sender in a process of its own: a SQLite file with a full outbox, the real delivery, the real adapter.

``python -m benchmarks.sending JOB`` with a ``Job`` as JSON; prints when what answers were put, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import structlog

from benchmarks.servers import MARKED
from scheduler.clock import Clock
from scheduler.delivery.sender import Delivery
from storage.database import Database
from storage.messaging.outbox import Putting
from storage.migrations import upgrade
from talk.messenger import BULK, INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import AccountId

if TYPE_CHECKING:
    from talk.messenger import Messenger

CHUNK = 1000
STALL, EVERY = 0.4, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to send, to which server."""

    messenger: Literal["telegram", "vk"]
    url: str
    key: str
    people: int
    """Who get something; 0 for an idle program."""
    alike: bool = False
    """All get the same words."""
    stalls: bool = False
    answers: int = 0
    """Interactive answers put meanwhile; with them it ends, otherwise when the outbox is empty."""
    answer_every: float = 0.5
    seconds: float = 3600.0
    """It ends after so many at the latest."""


def start(job: Job) -> subprocess.Popen[str]:
    """The process; its output is the moments of the answers by chat."""
    command = [sys.executable, "-m", "benchmarks.sending", json.dumps(asdict(job))]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> dict[int, float]:
    """Wait for it. Raises RuntimeError when it failed."""
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("the sender failed; see above")
    return {int(chat): moment for chat, moment in json.loads(out).items()}


async def no_picture(_: object) -> bytes:
    raise LookupError


def _messenger(job: Job, account: int) -> Messenger:
    if job.messenger == "vk":
        from bot.messengers.vk.messenger import VkMessenger  # noqa: PLC0415 - one of the two is enough

        return VkMessenger(AccountId(account), job.key, 1, pictures=no_picture, api_url=job.url)
    from bot.messengers.telegram.messenger import TelegramMessenger  # noqa: PLC0415 - as above

    return TelegramMessenger(account=AccountId(account), token=job.key, pictures=no_picture, api_url=job.url)


async def fill(database: Database, account: int, people: int, *, alike: bool) -> None:
    """Everybody's row, due now."""
    now = datetime.now(UTC)
    same = Prompt(text=rich("Завтра в полдень ёлка во всех библиотеках"))
    for begin in range(1, people + 1, CHUNK):
        rows = [
            Putting(
                account_id=account,
                chat=chat,
                action=Tell(chat=chat, prompt=same if alike else Prompt(text=rich(f"Для вас, №{chat}: завтра ёлка"))),
                lane=BULK,
                key=f"b{chat}",
            )
            for chat in range(begin, min(begin + CHUNK, people + 1))
        ]
        async with database.writing() as books:
            await books.outbox.put_many(rows, now=now)


async def _answer(database: Database, account: int, job: Job) -> dict[int, float]:
    put: dict[int, float] = {}
    await asyncio.sleep(5)
    for chat in range(MARKED, MARKED + job.answers):
        await asyncio.sleep(job.answer_every)
        put[chat] = time.monotonic()
        said = Tell(chat=chat, prompt=Prompt(text=rich("Записали вас на ёлку")))
        async with database.writing() as books:
            await books.outbox.put(account, chat, said, lane=INTERACTIVE, now=datetime.now(UTC))
    await asyncio.sleep(5)
    return put


async def _empty(database: Database) -> None:
    while True:
        await asyncio.sleep(1)
        async with database.reading() as books:
            counts = await books.outbox_admin.counts()
        if not any(count.state in {"waiting", "sending"} for count in counts):
            return


async def _stall() -> None:
    while True:
        await asyncio.sleep(EVERY - STALL)
        time.sleep(STALL)  # noqa: ASYNC251 - on purpose


async def _send(job: Job, folder: Path) -> dict[int, float]:
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    await upgrade(url)
    database = await Database.open(url)
    async with database.writing() as books:
        account = (await books.accounts.ensure(job.messenger, 1, at=datetime.now(UTC))).id
    await fill(database, account, job.people, alike=job.alike)
    messenger = _messenger(job, account)
    delivery = Delivery(database, messenger, Clock())
    database.on_wake("outbox", delivery.wake)
    tasks = [asyncio.create_task(delivery.run())]
    if job.stalls:
        tasks.append(asyncio.create_task(_stall()))
    put: dict[int, float] = {}
    try:
        async with asyncio.timeout(job.seconds):
            if job.answers:
                put = await _answer(database, account, job)
            else:
                await _empty(database)
    except TimeoutError:
        print("it took too long", file=sys.stderr)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await messenger.close()
    await database.close()
    return put


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    job = Job(**json.loads(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(_send(job, Path(folder)))))


if __name__ == "__main__":
    main()

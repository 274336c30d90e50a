"""A clock that was put back, and rests that a messenger asks for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database import Database
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_what_was_due_before_the_clock_was_put_back_is_due_still(database: Database) -> None:
    """What has its hour later than that waits for it."""
    async with database.writing() as books:
        account = (await books.accounts.ensure("telegram", 1, at=NOW)).id
        for chat, at in ((1, NOW), (2, NOW + HOUR), (3, NOW + HOUR)):
            action = Tell(chat=chat, prompt=Prompt(text=rich("Добрый день")))
            await books.outbox.put(account, chat, action, lane=INTERACTIVE, now=NOW, not_before=at)
        [tried] = [row for row in await books.delivery_queue.due(account, NOW + HOUR, limit=9) if row.chat == 3]
        await books.delivery_queue.retry_later(tried.id, not_before=NOW + 2 * HOUR, trouble="no answer")
        back = NOW - HOUR
        assert await books.delivery_queue.due(account, back, limit=9) == ()
        assert await books.delivery_queue.bring_forward(account, NOW, back) == 2
        assert {row.chat for row in await books.delivery_queue.due(account, back, limit=9)} == {1, 3}


async def test_a_shorter_rest_does_not_end_a_longer_one(database: Database) -> None:
    async with database.writing() as books:
        account = (await books.accounts.ensure("telegram", 1, at=NOW)).id
        for rest in (HOUR, timedelta(seconds=1)):
            await books.accounts.rest(account, NOW + rest)
        kept = await books.accounts.get(account)
    assert kept is not None
    assert kept.resting_until == NOW + HOUR

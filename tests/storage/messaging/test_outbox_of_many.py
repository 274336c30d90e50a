"""Many actions are put together as they would be one by one."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.database import Database
from storage.messaging.outbox import Putting
from storage.tables import outbox
from talk.messenger import InspectGroup, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.storage.libraries import namesakes

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
TOO_LATE = NOW + timedelta(minutes=9)
HELLO = Prompt(text=rich("Здравствуйте!"))


async def test_many_come_back_as_they_were_put(database: Database) -> None:
    async with database.writing() as books:
        account = await namesakes.account(books)
        one, two = [await namesakes.person(books, number) for number in (1, 2)]
        told = [Tell(chat=chat, prompt=HELLO) for chat in (1, 2)] + [Tell(chat=3, prompt=HELLO, replaces="7")]
        asked = InspectGroup(group=-9)
        new = await books.outbox.put_many(
            [
                Putting(account_id=account, chat=1, action=told[0], lane=2, key="a", person_id=one),
                Putting(account_id=account, chat=2, action=told[1], lane=2, key="b", person_id=two, not_after=TOO_LATE),
                Putting(account_id=account, chat=3, action=told[2], lane=0, key="c", not_before=LATER),
                Putting(account_id=account, chat=-9, action=asked, lane=1, key="d"),
            ],
            now=NOW,
        )
        assert new == {"a", "b", "c", "d"}
        rows = await books.delivery_queue.due(account, LATER, limit=9)
    assert {row.key: row.action for row in rows} == {"a": told[0], "b": told[1], "c": told[2], "d": asked}
    assert {row.key: row.person_id for row in rows} == {"a": one, "b": two, "c": None, "d": None}
    assert {row.key: (row.not_before, row.not_after) for row in rows} == {
        "a": (NOW, None),
        "b": (NOW, TOO_LATE),
        "c": (LATER, None),
        "d": (NOW, None),
    }


async def test_what_was_put_before_is_not_put_again(database: Database) -> None:
    woken: list[str] = []
    database.on_wake("outbox", lambda: woken.append("outbox"))

    def putting(key: str) -> Putting:
        return Putting(account_id=account, chat=5, action=Tell(chat=5, prompt=HELLO), lane=2, key=key)

    async with database.writing() as books:
        account = await namesakes.account(books)
        assert await books.outbox.put_many([], now=NOW) == frozenset()
    assert woken == []
    async with database.writing() as books:
        assert await books.outbox.put_many([putting("a"), putting("b")], now=NOW) == {"a", "b"}
        assert await books.outbox.put_many([putting("b"), putting("c")], now=NOW) == {"c"}
    async with database.writing() as books:
        assert await books.outbox.put_many([putting("a")], now=NOW) == frozenset()
        assert (await books.connection.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one() == 3
    assert woken == ["outbox"]

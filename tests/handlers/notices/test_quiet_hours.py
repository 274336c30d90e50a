"""What may wait for the end of quiet hours waits for it from the beginning; what may not does not."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from handlers.notices.people import tell_person
from storage.messaging.outbox import Notice
from tests.handlers.subscriptions.steps import known

if TYPE_CHECKING:
    from tests.people import Town

HOUR = timedelta(hours=1)


async def test_only_what_may_wait_waits_for_the_morning(town: Town) -> None:
    olga, ira = town.person("Ольга"), town.person("Ира")
    for one in (olga, ira):
        await one.says("/menu")
    sleeper, awake = await known(olga), await known(ira)
    async with town.database.writing() as books:
        await books.people.set_zone(sleeper.id, "Europe/Moscow")
        await books.people.set_quiet(sleeper.id, time(11), time(15))  # it is noon in Moscow
        for person in (sleeper, awake):
            for word, may_wait in (("вернуть книгу", True), ("пожар", False)):
                notice = Notice(kind="test", subject=word, may_wait=may_wait)
                await tell_person(books, person.id, word, now=town.time, about=notice)
    await town.drain()
    assert ira.saw("вернуть книгу")
    assert olga.saw("пожар")
    assert not olga.saw("вернуть книгу")
    await town.passes(3 * HOUR, step=HOUR)
    assert olga.saw("вернуть книгу")

"""There is no lease for jobs: several processes run the same one at the same time, and it is done once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.plan.files import imports, long_work
from handlers.texts.documents import documents as document_texts
from handlers.texts.letters import letters as letter_texts
from handlers.texts.plan import files as file_texts
from scheduler.alliances.nudge import nudge
from scheduler.documents.make_documents import papers
from scheduler.letters import fan_out
from scheduler.plan import plan_files
from scheduler.reminders.digest import digest
from scheduler.reminders.tell_changes import tell_changes
from tests.handlers.plan.files.test_import_plan import rows, sends
from tests.handlers.plan.steps import partners
from tests.handlers.subscriptions.steps import PARTY, subscriber, village
from tests.scheduler.alliances.test_nudge import coordinator
from tests.scheduler.letters.test_letters import FIRST, READERS, TEXT, write
from tests.scheduler.reminders.test_digest import SUNDAY

if TYPE_CHECKING:
    import pytest

    from scheduler.jobs import Work
    from tests.people import Town

DAY = timedelta(days=1)


async def four_at_once(town: Town, work: Work) -> Counter[str]:
    """What they say that they did, together; then everything leaves."""
    facts: Counter[str] = Counter()
    for one in await asyncio.gather(*(work(town.database, town.directory, town.time) for _ in range(4))):
        facts.update(one)
    await town.drain()
    return facts


async def test_a_digest_comes_once(town: Town) -> None:
    home = await village(town)
    await home.holds("Концерт", SUNDAY + DAY)
    readers = [await subscriber(town, f"a{home.alliance}", weekly=True) for _ in range(3)]
    town.time = SUNDAY
    await four_at_once(town, digest)
    assert [len(one.heard) for one in readers] == [1, 1, 1]


async def test_a_hint_comes_once(town: Town) -> None:
    home = await village(town)
    anna = await coordinator(town, home.alliance)
    town.time += 20 * DAY
    await four_at_once(town, nudge)
    assert len(anna.heard) == 1


async def test_a_letter_comes_once_and_its_end_is_told_once(town: Town) -> None:
    anna = await write(town)
    for _ in range(3):
        await four_at_once(town, fan_out.letters)
        town.time += timedelta(seconds=10)
    chats = anna.messenger.chats
    heard = Counter(said.text.plain.count(TEXT) for chat in range(FIRST, FIRST + READERS) for _, said in chats[chat])
    assert heard == Counter({1: READERS})
    assert sum(letter_texts.WRITE_MORE in [one.label for row in said.rows for one in row] for said in anna.heard) == 1


async def test_a_document_comes_once(town: Town) -> None:
    nikolskoe = await partners(town, group=False)
    await nikolskoe.maria.says("/papers")
    await nikolskoe.maria.presses(document_texts.PLAN_XLSX)
    assert (await four_at_once(town, papers))["made"] == 1
    assert len(nikolskoe.maria.papers) == 1


async def test_news_of_a_change_come_once(town: Town) -> None:
    home = await village(town)
    event = await home.holds()
    ira = await subscriber(town, f"e{event.id}")
    async with town.database.writing() as books:
        moved = await books.events.change(event.id, bump=True, starts_at=PARTY + DAY)
        await books.changes.open(moved, event, moved=True, at=town.time)
    assert (await four_at_once(town, tell_changes))["told"] == 1
    assert len(ira.heard) == 1


async def test_a_long_plan_is_written_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (imports, long_work):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    nikolskoe = await partners(town)
    await sends(nikolskoe.maria, rows(14))
    await nikolskoe.maria.answers(file_texts.ANNOUNCE, file_texts.ANNOUNCE_YES)
    messages = len(nikolskoe.maria.heard)
    await four_at_once(town, plan_files.plan_files)
    titles = [event.title for event in await nikolskoe.events()]
    assert len(set(titles)) == len(titles) == 14
    assert len(nikolskoe.maria.heard) == messages + 1

"""Who works in earnest is never held up by what is meant for floods, however hasty they are."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from handlers.texts.chronicle import telling
from handlers.texts.turn import shared
from handlers.texts.turn.dialogue import PHRASES
from scheduler.inbox import pictures
from scheduler.inbox.sheets.sandbox import clean_picture
from storage.database import Database
from storage.messaging.outbox import Notice
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.people import photo
from tests.scheduler.inbox.flood import Flood, run
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books

LIBRARIAN = 100
PHOTOS = 10
TYPED = ("Вечер памяти", "вчера", "42", "3", "Пели «Катюшу»")


async def a_librarian(flood: Flood) -> int:
    """Somebody who serves in a library; its id."""
    await flood.greets(LIBRARIAN)
    async with flood.town.database.writing() as books:
        person = await books.people.by_external(flood.telegram.account, LIBRARIAN)
        assert person is not None
        founded = await namesakes.alliance(books)
        library = await namesakes.library(books, founded.id, "Ивановская сельская библиотека")
        await books.librarians.add(library.id, person.id, at=flood.town.clock.now())
    return library.id


async def an_entry_in_haste(flood: Flood) -> None:
    """Five answers, two a second; an album of ten at once; then ten descriptions are left out, three taps a second."""
    library = await a_librarian(flood)
    await flood.says(LIBRARIAN, text="", press=f"chronicle-new:{library}")
    for word in TYPED:
        await asyncio.sleep(0.5)
        await flood.says(LIBRARIAN, text=word)
    await asyncio.sleep(1.0)
    await flood.shows(LIBRARIAN, *(photo(f"#{25 * n:02x}8040") for n in range(PHOTOS)), album="a1")
    await asyncio.sleep(1.0)
    for word in (PHRASES.done, *[PHRASES.skip] * PHOTOS, telling.THEY_AGREED, PHRASES.all_right):
        await flood.says(LIBRARIAN, text=word)
        await asyncio.sleep(1 / 3)
    # each answer is a message and the change of the question before it: the chat's limit of 20 in 20 s is met
    await flood.until(lambda: telling.THANK_YOU in "\n".join(flood.heard_by(LIBRARIAN)), within=60.0)
    await flood.until(lambda: any("Пели «Катюшу»" in told for told in flood.heard_by(LIBRARIAN)[-1:]), within=5.0)

    assert shared.TOO_FAST not in flood.heard_by(LIBRARIAN)
    assert await flood.states() == {"done"}
    async with flood.town.database.reading() as books:
        (entry,) = (await books.chronicle.page(1)).items
    assert (entry.visitors, entry.new_readers, len(entry.pictures)) == (42, 3, PHOTOS)


def test_a_form_filled_in_quickly_and_an_album_of_ten(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def telling_it(flood: Flood) -> Any:
        async def cleaned(*args: Any, **who: Any) -> Any:
            with flood.standing_still():
                return await clean_picture(*args, **who)

        monkeypatch.setattr(pictures, "clean_picture", cleaned)
        return an_entry_in_haste(flood)

    run(partial(Database.open, sqlite_url), telling_it)


async def news_for_the_morning(flood: Flood) -> None:
    """What waits for its hour does not hold up whoever it is for."""
    await flood.greets(LIBRARIAN)
    async with flood.town.database.writing() as books:
        person = await books.people.by_external(flood.telegram.account, LIBRARIAN)
        assert person is not None
        for n in range(5):
            await later(flood, books, person.id, n)
    began = flood.loop.time()
    for _ in range(10):
        await flood.says(LIBRARIAN)
        await asyncio.sleep(0.2)
    await flood.until(lambda: len(flood.heard_by(LIBRARIAN)) >= 1, within=5.0)
    while await flood.states() != {"done"}:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0.2)
    assert flood.loop.time() - began < 15.0


async def later(flood: Flood, books: Books, person: int, n: int) -> None:
    action = Tell(chat=LIBRARIAN, prompt=Prompt(text=rich(f"Новость {n}")))
    now = flood.town.clock.now()
    await books.outbox.put(
        flood.telegram.account,
        LIBRARIAN,
        action,
        lane=INTERACTIVE,
        now=now,
        not_before=now + timedelta(hours=9),
        key=f"news:{n}:{person}",
        person_id=person,
        notice=Notice(kind="news", may_wait=True),
    )


def test_news_that_wait_for_the_morning_hold_up_nobodys_turns(sqlite_url: str) -> None:
    run(partial(Database.open, sqlite_url), news_for_the_morning)

"""What disappears together, what comes back together, and that every list finds it by an index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.event import State
from domain.moderation import Office, What
from storage.tables.moderation import hidden
from tests.storage.libraries.namesakes import NOW, THIS_YEAR, alliance, event, library

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.moderation.hidden import Hiding, Thing


async def hide(books: Books, thing: Thing, alliance_id: int, office: Office = Office.COORDINATOR) -> Hiding:
    hiding = await books.hidden.hide(thing, alliance_id, "неправда", office=office, by_id=None, at=NOW)
    assert hiding is not None
    return hiding


async def lift(books: Books, hiding: Hiding) -> bool:
    return await books.hidden.lift(hiding.id, office=Office.COORDINATOR, reason=None, at=NOW)


async def entry(books: Books, host: Any, event_id: int | None = None, title: str = "Было") -> int:
    written = await books.chronicle.write(
        alliance_id=host.alliance_id,
        library_id=host.id,
        event_id=event_id,
        title=title,
        happened_on=date(2026, 11, 1),
        text="Пели",
        at=NOW,
    )
    return written.id


async def test_a_library_disappears_with_its_events_and_entries(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        bad, good = await library(books, founded.id), await library(books, founded.id, "Другая")
        announced, draft = await event(books, bad), await event(books, bad, state=State.DRAFT, title="Черновик")
        other = await event(books, good, title="Чужое")
        told = await entry(books, bad)
        hiding = await hide(books, (What.LIBRARY, bad.id), founded.id)
        assert set(await books.hidden.covered(hiding.id)) == {
            (What.LIBRARY, bad.id),
            (What.EVENT, announced.id),
            (What.ENTRY, told),
        }
        assert (
            await books.hidden.hide((What.LIBRARY, bad.id), founded.id, "", office=Office.OPERATOR, by_id=None, at=NOW)
            is None
        )
        assert await books.libraries.get(bad.id) is None
        assert [one.id for one in (await books.libraries.members(founded.id)).items] == [good.id]
        assert await books.libraries.count(founded.id) == 1
        assert [one.id for one in (await books.events.plan(founded.id, *THIS_YEAR)).items] == [other.id]
        assert await books.events.get(announced.id) is None
        assert await books.chronicle.get(told) is None
        mine = await books.events.hosted((bad.id,), states=tuple(State))
        assert {(one.id, one.hidden) for one in mine.items} == {(announced.id, True), (draft.id, False)}
        assert await lift(books, hiding)
        assert not await lift(books, hiding), "only once"
        assert await books.libraries.get(bad.id) is not None
        assert await books.chronicle.get(told) is not None
        assert len((await books.events.plan(founded.id, *THIS_YEAR)).items) == 2


async def test_what_was_hidden_before_stays_hidden(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        one, other = await event(books, host), await event(books, host, title="Другое")
        alone = await hide(books, (What.EVENT, one.id), founded.id)
        whole = await hide(books, (What.LIBRARY, host.id), founded.id)
        await lift(books, whole)
        assert await books.events.get(one.id) is None
        assert await books.events.get(other.id) is not None
        whole = await hide(books, (What.LIBRARY, host.id), founded.id)
        assert await books.hidden.put_under(alone.id, whole.id)
        await lift(books, whole)
        assert await books.events.get(one.id) is not None


async def test_what_the_operator_takes_over_does_not_come_back_with_its_library(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        one = await event(books, host, state=State.CHRONICLED)
        told = await entry(books, host, one.id)
        whole = await hide(books, (What.LIBRARY, host.id), founded.id)
        part = await books.hidden.now((What.EVENT, one.id))
        assert part is not None
        assert part.under_id == whole.id
        await books.hidden.take_over(part, "решение суда")
        await lift(books, whole)
        assert await books.libraries.get(host.id) is not None
        assert await books.events.get(one.id) is None
        assert await books.chronicle.get(told) is None, "what was told of it goes with it"
        taken = await books.hidden.now((What.EVENT, one.id))
        assert taken is not None
        assert (taken.office, taken.reason, taken.under_id) == (Office.OPERATOR, "решение суда", None)


async def test_an_event_disappears_with_the_rest_of_its_series_and_with_what_was_told_of_it(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        first = await event(books, host, state=State.HELD, repeats="FREQ=WEEKLY")
        second = await event(books, host, series_id=first.id, repeats="FREQ=WEEKLY", title="Второе")
        third = await event(books, host, series_id=first.id, repeats="FREQ=WEEKLY", title="Третье")
        told = await entry(books, host, second.id)
        assert [one.id for one in await books.schedule.repeating()] == [third.id]
        await hide(books, (What.EVENT, second.id), founded.id)
        assert await books.events.get(first.id) is not None
        assert await books.events.get(third.id) is None
        assert await books.chronicle.get(told) is None
        assert await books.schedule.repeating() == (), "nothing continues what is hidden"
        assert await books.schedule.over(NOW + timedelta(days=300), limit=9) == ()


async def test_an_entry_disappears_with_the_whole_chain_of_its_corrections(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        first, apart = await entry(books, host), await entry(books, host, title="Другое")
        second = await books.chronicle.correct(first, correction="опечатка", at=NOW)
        third = await books.chronicle.correct(second.id, correction="ещё одна", at=NOW)
        hiding = await hide(books, (What.ENTRY, second.id), founded.id)
        covered = await books.hidden.covered(hiding.id)
        assert set(covered) == {(What.ENTRY, one) for one in (first, second.id, third.id)}
        assert [one.id for one in (await books.chronicle.page(founded.id)).items] == [apart]
        assert (await books.chronicle.totals(founded.id, 2026)).entries == 1


async def test_a_librarian_of_a_hidden_library_has_no_rights_but_to_object(database: Database) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        host = await library(books, founded.id)
        account = (await books.accounts.ensure("telegram", 100, at=NOW)).id
        person = await books.people.meet(account, 1, 1, at=NOW)
        await books.librarians.add(host.id, person.id, at=NOW)
        await hide(books, (What.LIBRARY, host.id), founded.id)
        roles = await books.roles.of(person.id, NOW)
        assert (roles.librarian_of, roles.hidden_of, roles.members) == (frozenset(), frozenset({host.id}), {})
        assert await books.libraries.served_by(person.id) == ()


@pytest.mark.parametrize("kind", list(What))
async def test_one_thing_is_hidden_once(database: Database, kind: What) -> None:
    async with database.writing() as books:
        founded = await alliance(books)
        await hide(books, (kind, 77), founded.id)
        again = await books.hidden.hide((kind, 77), founded.id, "", office=Office.OPERATOR, by_id=None, at=NOW)
        assert again is None
        rows = (await books.connection.execute(hidden.select().where(hidden.c.thing_id == 77))).all()
        assert len(rows) == 1
        assert await books.hidden.among([(kind, 77), (kind, 78)]) == {(kind, 77)}

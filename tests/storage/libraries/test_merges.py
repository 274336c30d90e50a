"""Two libraries become one without anything doubled, and parting gives each exactly what was its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from domain.event import State
from domain.journal import Json, Kind
from domain.libraries.service import Service, Why
from domain.libraries.uniting import PARTED
from domain.moderation import Office, What
from storage.libraries.merges import UNDONE_IN, target_of
from storage.tables import event_hosts, librarians, metadata
from storage.tables.library_merges import library_merge_traces
from storage.tables.merging import lacks_of_libraries, uniting
from storage.tables.personal import nobody
from tests.contents import rows_of
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database

NOW: Final = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER: Final = NOW + timedelta(days=1)


class Cards:
    """Two cards of one library that do the same things, some together, and a third library beside them."""

    async def settle(self, books: Books) -> None:
        alliance = await namesakes.alliance(books)
        self.alliance = alliance.id
        self.kept, self.gone, self.third = [
            (await namesakes.library(books, alliance.id, title)).id
            for title in ("Сельская библиотека", "Селская библиотека", "Детская библиотека")
        ]
        self.people = [await namesakes.person(books, number) for number in (1, 2, 3)]
        one, both, other = self.people
        for library, person, at in (
            (self.kept, one, NOW),
            (self.kept, both, LATER),
            (self.gone, both, NOW),
            (self.gone, other, NOW),
        ):
            await books.librarians.add(library, person, at=at)
            await books.subscriptions.subscribe(person, alliance.id, target_of(library), at)
        first, second, third = [await books.libraries.get(one) for one in (self.kept, self.gone, self.third)]
        assert first is not None
        assert second is not None
        assert third is not None
        self.events = [
            (await namesakes.event(books, first, co_hosts=[self.gone, self.third])).id,
            (await namesakes.event(books, second, co_hosts=[self.kept], state=State.ANNOUNCED)).id,
            (await namesakes.event(books, third, co_hosts=[self.kept], invited=[self.gone])).id,
            (await namesakes.event(books, third, co_hosts=[self.gone])).id,
        ]
        self.entry = (
            await books.chronicle.write(
                alliance_id=alliance.id,
                library_id=self.gone,
                event_id=None,
                title="Было",
                happened_on=date(2026, 11, 1),
                text="Пели",
                visitors=None,
                new_readers=None,
                pictures=(),
                at=NOW,
            )
        ).id


@pytest.fixture
async def cards(database: Database) -> Cards:
    made = Cards()
    async with database.writing() as books:
        await made.settle(books)
    return made


async def test_all_that_was_of_the_one_is_of_the_other_once(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        found = [await books.events.get(one) for one in cards.events]
        serving = await books.librarians.of_library(cards.kept)
        asked = await books.librarians.state_of(cards.kept, cards.people[2])
        entry = await books.chronicle.get(cards.entry)
        subscribed = [
            await books.subscriptions.is_subscribed(one, cards.alliance, target_of(cards.kept)) for one in cards.people
        ]
        left = await books.library_merges.belongings(cards.gone)
        members = (await books.libraries.members(cards.alliance)).items
    assert [(one.library_id, one.co_hosts, one.invited) for one in found if one is not None] == [
        (cards.kept, (cards.third,), ()),
        (cards.kept, (), ()),
        (cards.third, (cards.kept,), ()),
        (cards.third, (cards.kept,), ()),
    ]
    assert {one.person_id for one in serving} == set(cards.people[:2])
    assert asked is Service.ASKED, "nobody comes to speak for a library because a card of theirs was united with it"
    assert entry is not None
    assert entry.library_id == cards.kept
    assert subscribed == [True, True, True]
    assert (left.events, left.entries, left.librarians, left.subscribers) == (0, 0, 0, 0)
    assert {one.id for one in members} == {cards.kept, cards.third}
    assert made.kept_id == cards.kept


async def test_the_old_number_leads_to_the_one_that_stays(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        await books.library_merges.merge(cards.third, cards.kept, at=LATER)
        for one in (cards.gone, cards.kept):
            known = await books.libraries.get(one)
            assert known is not None
            assert known.id == cards.third
        assert await books.library_merges.undo(made.id, at=LATER) is None, "the later one is undone before"


async def test_parting_gives_each_what_was_its_own(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        before = await rows_of(books, but="library_merge")
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        assert await books.library_merges.undo(made.id, at=LATER + UNDONE_IN) == cards.gone
        assert await rows_of(books, but="library_merge") == before
        assert await books.library_merges.undo(made.id, at=LATER) is None, "once"
        known = await books.libraries.get(cards.gone)
    assert known is not None
    assert known.id == cards.gone


@pytest.mark.parametrize("ended", ["dismissed", "retired"])
async def test_whoever_went_while_the_two_were_one_comes_back_to_neither(
    database: Database, cards: Cards, ended: str
) -> None:
    """Parting brings no right back that somebody has lost meanwhile."""
    away, since = cards.people[1], LATER + timedelta(hours=1)
    async with database.writing() as books:
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        if ended == "dismissed":
            assert await books.librarians.dismiss(cards.kept, away, by=None, why=Why.STRANGER, at=since)
        else:
            assert await books.librarians.retire(cards.kept, away, at=since)
        await books.library_merges.undo(made.id, at=LATER + timedelta(days=1))
        stand = [await books.librarians.state_of(library, away) for library in (cards.kept, cards.gone)]
        theirs = await books.librarians.state_of(cards.gone, cards.people[2])
    assert stand == [Service(ended), Service(ended)]
    assert theirs is Service.VOUCHED, "the others have again what was theirs"


async def test_a_dismissal_outlasts_the_card_at_which_it_was_said(database: Database, cards: Cards) -> None:
    """Sent away at the one card, vouched for before at the other: what was decided last holds."""
    away = cards.people[1]
    async with database.writing() as books:
        assert await books.librarians.dismiss(
            cards.gone, away, by=None, why=Why.STRANGER, at=LATER + timedelta(hours=1)
        )
        await books.library_merges.merge(cards.kept, cards.gone, at=LATER + timedelta(hours=2))
        assert await books.librarians.state_of(cards.kept, away) is Service.DISMISSED


async def test_what_came_after_stays_with_the_one_that_stayed(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        home = await books.libraries.get(cards.gone)
        assert home is not None
        new = await namesakes.event(books, home)
        await books.library_merges.undo(made.id, at=LATER)
        known = await books.events.get(new.id)
    assert known is not None
    assert known.library_id == cards.kept


async def test_after_a_week_nothing_is_undone_and_no_trace_is_left(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        assert await books.library_merges.undo(made.id, at=LATER + UNDONE_IN + timedelta(seconds=1)) is None
        await books.library_merges.delete_before(LATER + timedelta(days=8), limit=10)
        assert await books.library_merges.undo(made.id, at=LATER) is None
        assert await books.library_merges.moved_events(made.id) == ()


async def test_whoever_is_erased_is_in_no_trace(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        await books.people.erase(cards.people[2])
        query = sa.select(sa.func.count()).select_from(library_merge_traces)
        assert (await books.connection.execute(query)).scalar_one() == 0


@pytest.mark.parametrize("column", ["vouched_by", "ended_by"])
async def test_whoever_vouched_or_sent_away_and_is_erased_is_in_no_trace(
    database: Database, cards: Cards, column: str
) -> None:
    async with database.writing() as books:
        judge, stranger = await namesakes.person(books, 8), await namesakes.person(books, 9)
        decided = sa.update(librarians).where(librarians.c.person_id.in_(cards.people))
        await books.connection.execute(decided.values({column: judge}))
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        (trace,) = (await books.connection.execute(sa.select(library_merge_traces.c.trace))).scalars()
        assert judge in {row[column] for told in trace["rows"] for row in told["dropped"] if column in row}
        await books.people.erase(stranger)
        assert len(await _traces(books)) == 1, "of whom nothing stands there"
        await books.people.erase(judge)
        assert await _traces(books) == []
        assert await books.library_merges.undo(made.id, at=LATER) is None, "those libraries stay one"


async def _traces(books: Books) -> list[Any]:
    return list((await books.connection.execute(sa.select(library_merge_traces.c.trace))).scalars())


@pytest.mark.parametrize(("left", "is_member"), [("kept", True), ("gone", True), ("both", False)])
async def test_it_is_a_member_if_either_was(database: Database, cards: Cards, left: str, *, is_member: bool) -> None:
    async with database.writing() as books:
        for name, library in (("kept", cards.kept), ("gone", cards.gone)):
            if left in (name, "both"):
                await books.libraries.leave(library, LATER)
        before = await rows_of(books, but="library_merge")
        made = await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        known = await books.libraries.get(cards.kept)
        assert known is not None
        assert known.is_member is is_member
        await books.library_merges.undo(made.id, at=LATER)
        assert await rows_of(books, but="library_merge") == before


async def test_no_host_is_a_co_host_of_its_own(database: Database, cards: Cards) -> None:
    async with database.writing() as books:
        await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        query = sa.select(event_hosts.c.event_id).where(event_hosts.c.library_id == cards.kept)
        held = set((await books.connection.execute(query)).scalars())
    assert held == {cards.events[2], cards.events[3]}


async def test_who_is_hidden_is_hidden_under_the_name_of_the_card_that_is_gone_too(
    database: Database, cards: Cards
) -> None:
    """The public journal names both; words that are removed are removed of both."""
    named = "Селская библиотека"
    async with database.writing() as books:
        await books.journal.write(cards.alliance, Kind.JOINED, {"library": cards.gone, "title": named}, LATER)
        await books.library_merges.merge(cards.kept, cards.gone, at=LATER)
        facts: dict[str, Json] = {"library": cards.third, "other": named, "other_library": cards.kept}
        await books.journal.write(cards.alliance, PARTED, facts, LATER)
        assert str((await books.journal.page(cards.alliance)).items).count(named) == 2
        hiding = await books.hidden.hide(
            (What.LIBRARY, cards.kept), cards.alliance, "неправда", office=Office.OPERATOR, by_id=None, at=LATER
        )
        assert hiding is not None
        assert named not in str((await books.journal.page(cards.alliance)).items)
        lines = await books.journal.lines_about(cards.alliance, frozenset(await books.hidden.covered(hiding.id)))
        assert await books.journal.remove_words(cards.alliance, lines, LATER) == 2
        assert await books.journal.verify(cards.alliance) is None


def test_a_table_that_allows_a_library_one_row_says_which() -> None:
    tables = sa.MetaData()
    sa.Table("libraries", tables, sa.Column("id", sa.Integer, primary_key=True))

    def table(name: str, **info: Any) -> None:
        reference = sa.ForeignKey("libraries.id", ondelete="CASCADE")
        sa.Table(name, tables, sa.Column("library_id", sa.Integer, reference, primary_key=True), **info)

    table("silent", info=nobody("an example"))
    table("said", info=nobody("an example") | uniting("nothing", lambda kept, gone, merged: ()))  # noqa: ARG005 - a rule
    assert lacks_of_libraries(tables) == [
        "table silent: of one library_id there is one row; which, when two libraries are one (uniting)?"
    ]
    assert lacks_of_libraries(metadata) == []

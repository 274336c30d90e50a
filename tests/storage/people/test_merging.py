"""Two persons become one without anything doubled, and parting gives each exactly what was theirs."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from domain.libraries.service import Service, Why
from storage import tables
from storage.messaging.outbox import Notice, Putting
from storage.people.joins import ANSWERED_IN, UNDONE_IN
from storage.tables import metadata, outbox, reminders, subscriptions
from storage.tables.addresses import Topic
from storage.tables.merging import Merged, lacks, merging, one_row
from storage.tables.personal import nobody, own, personal, to_a_person
from talk.messenger import BULK, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.contents import rows_of
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database

NOW: Final = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER: Final = NOW + timedelta(days=1)
TELEGRAM, VK = 111, 222
"""The numbers of one human in two messengers."""


class Lives:
    """Two persons who do the same things, each in a messenger of their own, and some things alone."""

    async def settle(self, books: Books) -> None:
        telegram = await books.accounts.ensure("telegram", 1, at=NOW)
        vk = await books.accounts.ensure("vk", 2, at=NOW)
        self.first = (await books.people.meet(telegram.id, TELEGRAM, TELEGRAM, at=NOW)).id
        self.second = (await books.people.meet(vk.id, VK, VK, at=LATER)).id
        self.stranger = (await books.people.meet(vk.id, 9, 9, at=NOW)).id
        self.accounts = telegram.id, vk.id
        alliance = await namesakes.alliance(books)
        self.alliance = alliance.id
        self.library = await namesakes.library(books, alliance.id)
        self.other = await namesakes.library(books, alliance.id, "Другая библиотека")
        self.event = (await namesakes.event(books, self.library)).id
        await self._both(books)
        await self._alone(books)

    async def _both(self, books: Books) -> None:
        for at, one in ((LATER, self.first), (NOW, self.second)):
            await books.coordinators.appoint(self.alliance, one, founder=one == self.second, at=at)
            contact = "8-900" if one == self.second else None
            await books.librarians.add(self.library.id, one, contact=contact, contact_public=True, at=at)
            for target in ("alliance", f"event:{self.event}"):
                await books.subscriptions.subscribe(one, self.alliance, target, at)
            await books.dialogues.save(one, {"talk": one}, at + timedelta(days=7))
            await books.tokens.issue("bind", {"person": one}, one, LATER)
            await books.long_jobs.want(one, "plan", {}, at)
            for lead, state in ((60, "planned" if one == self.first else "told"), (1440, "planned")):
                await self._reminded(books, one, lead, state)
            await self._told(books, one, "letter:1", "letter")
            await books.people.greet(one, at=at)

    async def _alone(self, books: Books) -> None:
        await books.librarians.add(self.other.id, self.second, at=NOW)
        await books.subscriptions.subscribe(self.second, self.alliance, "tag:leisure", NOW)
        await books.pictures.keep(b"1", width=1, height=1, sha256="1", person_id=self.second, at=NOW)
        await books.letters.write(
            self.alliance, self.second, audience="subscribers", prompt=Prompt(text=rich("Да")), totals={}, at=NOW
        )
        await self._told(books, self.second, "news:1", "news")
        await books.people.set_quiet(self.second, time(22), time(8))
        await books.people.set_leads(self.first, [60])
        await books.people.set_menu_uses(self.first, {"afisha": 2})
        await books.people.set_menu_uses(self.second, {"afisha": 3, "plan": 1})
        there = next(iter(await books.addresses.of(self.second)))
        await books.addresses.choose(self.second, Topic.LETTERS, there.id)

    async def _reminded(self, books: Books, one: int, lead: int, state: str) -> None:
        values = {"event_id": self.event, "person_id": one, "lead": lead, "sequence": 0, "send_at": LATER}
        await books.connection.execute(sa.insert(reminders).values(**values, state=state))

    async def _told(self, books: Books, one: int, key: str, kind: str) -> None:
        there = next(iter(await books.addresses.of(one)))
        telling = Putting(
            account_id=there.account_id,
            chat=there.chat,
            action=Tell(chat=there.chat, prompt=Prompt(text=rich("Новость"))),
            lane=BULK,
            key=f"{key}:{one}",
            person_id=one,
            notice=Notice(kind=kind, subject=key),
        )
        await books.outbox.put_many([telling], now=NOW)

    async def joined(self, books: Books) -> int:
        """The number of the joining; the person who is left is the first."""
        asking = next(iter(await books.addresses.of(self.second)))
        number = await books.address_joins.ask(self.first, asking.id, at=LATER)
        assert await books.address_joins.join(number, at=LATER) == self.first
        return number


@pytest.fixture
async def lives(database: Database) -> Lives:
    made = Lives()
    async with database.writing() as books:
        await made.settle(books)
    return made


async def test_nothing_leads_to_the_one_who_is_gone(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        await lives.joined(books)
        kept = await rows_of(books)

    assert [row["id"] for row in kept["people"]] == [lives.first, lives.stranger]
    for name, table in metadata.tables.items():
        for column in filter(to_a_person, table.columns):
            assert lives.second not in [row[column.name] for row in kept[name]], name
    assert [row["facts"]["person"] for row in kept["tokens"]] == [lives.first] * 2


async def test_nothing_is_doubled(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        await lives.joined(books)
        roles = await books.roles.of(lives.first, LATER)
        coordinators = await books.coordinators.of_alliance(lives.alliance, LATER)
        librarians = await books.librarians.of_library(lives.library.id)
        kept = await rows_of(books)

    assert roles.coordinates == {lives.alliance}
    assert roles.librarian_of == {lives.library.id, lives.other.id}
    assert [(one.since, one.founder) for one in coordinators] == [(NOW, True)]
    assert [(one.since, one.contact, one.contact_public) for one in librarians] == [(NOW, "8-900", True)]
    assert sorted(row["target"] for row in kept["subscriptions"]) == [
        "alliance",
        f"event:{lives.event}",
        "tag:leisure",
    ]
    assert {row["since"] for row in kept["subscriptions"]} == {NOW}
    assert [row["dialogue"] for row in kept["talks"]] == [{"talk": lives.first}], "it was gone on with last"
    assert {row["lead"]: row["state"] for row in kept["reminders"]} == {60: "told", 1440: "planned"}
    assert len(kept["reminders"]) == 2


async def test_one_person_has_what_either_chose(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        await lives.joined(books)
        person = await books.people.get(lives.first)
        addresses = await books.addresses.of(lives.first)
        choices = await books.addresses.choices(lives.first)

    assert person is not None
    assert (person.leads, person.quiet_from) == ((60,), time(22))
    assert (person.greeted_at, person.created_at) == (NOW, NOW)
    assert person.menu_uses == {"afisha": 5, "plan": 1}
    assert [(one.external_id, one.preferred) for one in addresses] == [(TELEGRAM, True), (VK, False)]
    assert choices == {"letters": addresses[1].id}


async def test_of_what_both_wait_for_one_message_leaves(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        await lives.joined(books)
        rows = (await books.connection.execute(sa.select(outbox).order_by(outbox.c.id))).mappings().all()

    waiting = [(row["key"], row["chat"]) for row in rows if row["state"] == "waiting"]
    assert waiting == [(f"letter:1:{lives.first}", TELEGRAM), (f"news:1:{lives.first}", VK)]


async def test_what_one_was_told_already_is_not_told_to_the_other(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        sent = sa.update(outbox).where(outbox.c.key == f"letter:1:{lives.second}")
        await books.connection.execute(sent.values(state="sent", done_at=NOW))
        await lives.joined(books)
        states = await books.connection.execute(sa.select(outbox.c.state).where(outbox.c.subject == "letter:1"))

    assert sorted(states.scalars()) == ["sent", "withdrawn"]


async def test_parting_gives_each_exactly_what_was_theirs(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        before = await rows_of(books)
        number = await lives.joined(books)
        assert await rows_of(books) != before
        assert await books.address_joins.undo(number, at=LATER) == lives.second
        after = await rows_of(books)

    assert [row["state"] for row in after["address_joins"]] == ["undone"]
    assert after["address_joins"][0]["trace"] is None
    assert {**after, "address_joins": []} == before


async def test_what_came_meanwhile_stays_with_the_one_who_stayed(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        number = await lives.joined(books)
        await books.subscriptions.subscribe(lives.first, lives.alliance, "age:6", LATER)
        await books.subscriptions.unsubscribe_from(lives.first, lives.alliance, "tag:leisure")
        await books.people.set_quiet(lives.first, time(23), time(7))
        await books.connection.execute(sa.delete(tables.events))  # what it was about is no more
        await books.address_joins.undo(number, at=LATER)
        targets = await books.connection.execute(
            sa.select(subscriptions.c.person_id, subscriptions.c.target).order_by(subscriptions.c.id)
        )
        kept = [tuple(row) for row in targets]
        person = await books.people.get(lives.first)

    assert (lives.first, "age:6") in kept
    assert "tag:leisure" not in {target for _, target in kept}
    assert person is not None
    assert person.quiet_from == time(23)


async def test_what_was_joined_is_answered_in_time_and_once(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        asking = next(iter(await books.addresses.of(lives.second)))
        late = await books.address_joins.ask(lives.first, asking.id, at=NOW)
        assert await books.address_joins.join(late, at=NOW + ANSWERED_IN + timedelta(seconds=1)) is None
        refused = await books.address_joins.ask(lives.first, asking.id, at=LATER)
        assert await books.address_joins.refuse(refused)
        assert await books.address_joins.join(refused, at=LATER) is None
        number = await lives.joined(books)
        assert await books.address_joins.join(number, at=LATER) is None
        assert not await books.address_joins.refuse(number)
        assert await books.address_joins.undo(number, at=LATER + UNDONE_IN + timedelta(seconds=1)) is None
        assert await books.address_joins.undo(number, at=LATER) == lives.second
        assert await books.address_joins.undo(number, at=LATER) is None


async def test_joinings_are_undone_from_the_last_one_on(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        before = await rows_of(books)
        number = await lives.joined(books)
        third = next(iter(await books.addresses.of(lives.stranger)))
        again = await books.address_joins.ask(lives.first, third.id, at=LATER)
        assert await books.address_joins.join(again, at=LATER + timedelta(minutes=1)) == lives.first
        assert len(await books.addresses.of(lives.first)) == 3
        assert await books.address_joins.undo(number, at=LATER + timedelta(minutes=2)) == lives.second
        after = await rows_of(books)

    assert {**after, "address_joins": []} == before


async def test_a_split_address_begins_anew(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        await lives.joined(books)
        vk = next(one for one in await books.addresses.of(lives.first) if one.external_id == VK)
        new = await books.addresses.split(vk.id, at=LATER)
        fresh = await books.people.by_external(lives.accounts[1], VK)
        roles = await books.roles.of(new, LATER)

    assert fresh is not None
    assert fresh.id == new
    assert (fresh.leads, fresh.greeted_at) == ((), None)
    assert not roles.coordinates
    assert not roles.librarian_of


@pytest.mark.parametrize("which", ["first", "second"])
async def test_a_second_address_is_no_way_around_a_dismissal(database: Database, lives: Lives, which: str) -> None:
    """What was decided last of either holds of both; a right that was given after it, too."""
    one = lives.first if which == "first" else lives.second
    async with database.writing() as books:
        librarians, library = books.librarians, lives.library.id
        assert await librarians.dismiss(library, one, by=None, why=Why.STRANGER, at=LATER + timedelta(days=1))
        assert await librarians.dismiss(lives.other.id, lives.second, by=None, why=Why.GONE, at=LATER)
        await librarians.add(lives.other.id, lives.first, at=LATER + timedelta(days=2))
        before = await rows_of(books)
        number = await lives.joined(books)
        assert await librarians.state_of(library, lives.first) is Service.DISMISSED
        assert [one.contact for one in await librarians.of_library(library, list(Service))] == [None]
        assert await librarians.state_of(lives.other.id, lives.first) is Service.VOUCHED
        assert await books.address_joins.undo(number, at=LATER + timedelta(minutes=2)) == lives.second
        after = await rows_of(books)
    assert {**after, "address_joins": []} == before


async def test_who_is_sent_away_while_they_are_one_stays_away_when_they_are_two(
    database: Database, lives: Lives
) -> None:
    """Splitting the addresses is no way back: not for either of them, to no right that was taken from both."""
    async with database.writing() as books:
        librarians, library, alliance = books.librarians, lives.library.id, lives.library.alliance_id
        for one in (lives.first, lives.second):
            await librarians.add(library, one, at=NOW)
            await books.coordinators.appoint(alliance, one, at=NOW)
        assert {await librarians.state_of(library, one) for one in (lives.first, lives.second)} == {Service.VOUCHED}
        number = await lives.joined(books)
        day = LATER + timedelta(days=1)
        assert await librarians.dismiss(library, lives.first, by=None, why=Why.STRANGER, at=day)
        assert await books.coordinators.retire(alliance, lives.first, at=day)
        await books.people.ban(lives.first, at=day)
        after = day + timedelta(hours=1)
        assert await books.address_joins.undo(number, at=after) == lives.second
        for one in (lives.first, lives.second):
            assert await librarians.state_of(library, one) is Service.DISMISSED
            roles = await books.roles.of(one, after)
            assert library not in roles.vouched
            assert alliance not in roles.coordinates
            person = await books.people.get(one)
            assert person is not None
            assert person.banned_at == day


async def test_who_was_vouched_for_by_two_who_are_one_stays_who_they_are(database: Database, lives: Lives) -> None:
    async with database.writing() as books:
        vera, nina = [await namesakes.person(books, number) for number in (7, 8)]
        for someone, by in ((vera, lives.first), (nina, lives.second)):
            assert await books.librarians.add(lives.library.id, someone, by=by, at=LATER)
        await lives.joined(books)
        assert {vera, nina} <= {one.person_id for one in await books.librarians.of_library(lives.library.id)}


def test_every_table_says_what_it_becomes() -> None:
    assert lacks(metadata) == []


def house(*columns: Any, info: dict[Any, Any] | None = None) -> sa.MetaData:
    made = sa.MetaData()
    people = merging("one row", one_row())
    sa.Table("people", made, sa.Column("id", sa.Integer, primary_key=True, info=personal("x")), info=people)
    sa.Table("loans", made, sa.Column("id", sa.Integer, primary_key=True), *columns, info=info)
    return made


def reader(**more: Any) -> sa.Column[Any]:
    return sa.Column("reader_id", sa.Integer, sa.ForeignKey("people.id", ondelete="CASCADE"), info=own("x"), **more)


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (
            house(reader(), sa.Column("book", sa.Integer), sa.UniqueConstraint("reader_id", "book")),
            "table loans: of one reader_id, book there is one row; which, when two persons are one?",
        ),
        (
            house(reader(unique=True)),
            "table loans: of one reader_id there is one row; which, when two persons are one?",
        ),
        (
            house(sa.Column("phone", sa.Integer, info=personal("x"))),
            "table loans: is about people and refers to none: what becomes of it when two are one (merging)?",
        ),
    ],
    ids=["a key of two columns", "a key of one", "no reference"],
)
def test_what_a_table_does_not_say_is_named(made: sa.MetaData, line: str) -> None:
    assert lacks(made) == [line]


def test_what_needs_no_word_is_not_asked_for() -> None:
    assert lacks(house(reader())) == []
    assert lacks(house(info=nobody("books"))) == []


def test_people_say_how_two_become_one() -> None:
    made = sa.MetaData()
    sa.Table("people", made, sa.Column("id", sa.Integer, primary_key=True))
    assert lacks(made) == ["table people: nothing says how two persons become one (merging)"]


def test_rows_that_are_alike_become_one() -> None:
    rule = one_row("book", both=lambda kept, gone: {"days": kept["days"] + gone["days"]})
    kept, gone = [{"book": 1, "days": 2}], [{"book": 1, "days": 3}, {"book": 2, "days": 1}]

    assert list(rule(kept, gone, Merged(kept=1, gone=2, at=NOW))) == [(gone[0], None), (kept[0], {"days": 5})]

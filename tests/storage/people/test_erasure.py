"""«Удалить мои данные» (row 103): nothing leads to the person any more, and what was done in public stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.journal import Kind
from domain.libraries.delays import Deed
from domain.moderation import Office, Subject, What
from domain.quotas import Quota
from storage.books import Books
from storage.database import Database
from storage.messaging.accounts import Account
from storage.people.people import Person
from storage.tables import (
    alliances,
    appeals,
    approaches,
    consents,
    coordinators,
    declines,
    events,
    groups,
    librarians,
    libraries,
    metadata,
    people,
    reminders,
    subscriptions,
)
from storage.tables.addresses import Topic
from storage.tables.personal import own_rows
from talk.messenger import Tell
from talk.prompt import Prompt
from talk.rich import rich
from talk.updates import AccountId, IncomingMessage
from tests.contents import rows_of
from tests.storage.conftest import CHAT

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
WORDS = "мой телефон 8-900"


async def add(books: Books, table: sa.Table, **values: Any) -> int:
    done = await books.connection.execute(sa.insert(table).values(**values).returning(*table.primary_key.columns))
    return int(done.one()[0])


async def settle(books: Books, account: Account, person: Person) -> int:
    """The person does everything that leaves a trace. Returns the alliance."""
    theirs = {"person_id": person.id}
    alliance = await add(
        books,
        alliances,
        slug="ivanovka",
        settlement="Ивановка",
        folded="ивановка",
        form="movement",
        wide=True,
        goals=[],
        zone="Europe/Moscow",
        journal_key="0" * 32,
        founded_at=NOW,
    )
    library = await add(
        books,
        libraries,
        alliance_id=alliance,
        settlement="Ивановка",
        region="Тамбовская область",
        zone="Europe/Moscow",
        title="Ивановская библиотека",
        folded="ивановская библиотека",
        ownership="municipal",
        verdict="same",
        created_at=NOW,
    )
    event = await add(
        books,
        events,
        alliance_id=alliance,
        library_id=library,
        title="Посиделки",
        day=NOW.date(),
        kind="meeting",
        zone="Europe/Moscow",
        state="announced",
        created_at=NOW,
    )
    await add(books, librarians, library_id=library, contact=WORDS, since=NOW, **theirs)
    await books.delayed_deeds.add(
        library, person.id, Deed.CANCEL, f"event:{event}", {"reason": WORDS}, at=NOW, due=NOW + timedelta(days=1)
    )
    await add(books, coordinators, alliance_id=alliance, since=NOW, **theirs)
    agreed = {"purpose": "contact-all", "version": 1, "text_hash": "0" * 64, "how": "answer"}
    await add(books, consents, given_at=NOW, **agreed, **theirs)
    await add(books, appeals, alliance_id=alliance, application={"contact": WORDS}, made_at=NOW, **theirs)
    saying: dict[str, Any] = {"alliance_id": alliance, "person_id": person.id, "words": WORDS, "at": NOW}
    await books.complaints.make(subject=Subject.REPORT, thing=(What.EVENT, event), **saying)
    hidden: dict[str, Any] = {"office": Office.COORDINATOR, "by_id": person.id, "at": NOW}
    await books.hidden.hide((What.ENTRY, 1), alliance, "грубо", **hidden)
    await add(books, approaches, alliance_id=alliance, source="oktmo", code="1", written_by=person.id, at=NOW)
    await add(books, subscriptions, alliance_id=alliance, target="alliance", since=NOW, **theirs)
    await add(books, declines, event_id=event, **theirs)
    await add(books, reminders, event_id=event, lead=60, sequence=0, send_at=NOW, state="planned", **theirs)
    await add(
        books,
        groups,
        alliance_id=alliance,
        account_id=account.id,
        external_id=-5,
        threads={},
        missing=[],
        state="bound",
        bound_by=person.id,
        bound_at=NOW,
    )
    await books.dialogues.save(person.id, {"entries": [WORDS]}, NOW + timedelta(days=7))
    await books.long_jobs.want(person.id, "plan", {}, NOW)
    await books.spent.add(person.id, Quota.EVENTS, 1, at=NOW)
    await books.tokens.issue("bind", {"person": person.id}, person.id, NOW + timedelta(days=1))
    published = await books.pictures.keep(b"1", width=1, height=1, sha256="1", person_id=person.id, at=NOW)
    await books.pictures.keep(b"2", width=1, height=1, sha256="2", person_id=person.id, at=NOW)
    await books.connection.execute(sa.update(events).values(poster_id=published))
    letter = await books.letters.write(
        alliance, person.id, audience="subscribers", prompt=Prompt(text=rich(WORDS)), totals={}, at=NOW
    )
    written = await books.letters.get(letter)
    assert written is not None
    await books.letters.finish(written, got=0, missed=0, now=NOW)
    hello = IncomingMessage(account=AccountId(account.id), event_id="1", chat=CHAT, user=CHAT, at=NOW, text=WORDS)
    await books.inbox.store([hello], at=NOW)
    answer = Tell(chat=CHAT, prompt=Prompt(text=rich(WORDS)))
    for person_id in (person.id, None):
        await books.outbox.put(account.id, CHAT, answer, lane=1, now=NOW, person_id=person_id)
    address = next(iter(await books.addresses.of(person.id)))
    await books.addresses.choose(person.id, Topic.LETTERS, address.id)
    await books.address_joins.ask(person.id, address.id, at=NOW)
    await books.journal.write(alliance, Kind.JOINED, {"library": "Ивановская библиотека"}, NOW)
    return alliance


OWN = {table.name for table in metadata.tables.values() if "person_id" in table.columns}


def test_every_table_with_a_person_id_has_rows_of_a_persons_own() -> None:
    assert {column.table.name for column in own_rows(metadata)} == OWN


def test_every_pointer_to_a_person_lets_them_go() -> None:
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table is people:
                assert key.ondelete in {"CASCADE", "SET NULL"}


async def test_after_erasing_nothing_leads_to_the_person(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await settle(books, account, person)
        assert await books.people.erase(person.id)

    async with database.reading() as books:
        kept = await rows_of(books)

    assert str(CHAT) not in str(kept)
    assert WORDS not in str(kept)
    for name, table in metadata.tables.items():
        for key in table.foreign_keys:
            if key.column.table is people:
                assert [row for row in kept[name] if row[key.parent.name] is not None] == []


async def test_what_was_done_in_public_stands(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        await books.people.erase(person.id)

    async with database.reading() as books:
        assert await books.journal.verify(alliance) is None
        kept = await rows_of(books)

    assert [row["facts"] for row in kept["journal"]] == [{"library": "Ивановская библиотека"}]
    assert [row["title"] for row in kept["libraries"]] == ["Ивановская библиотека"]
    assert [row["external_id"] for row in kept["groups"]] == [-5]
    assert [row["sha256"] for row in kept["pictures"]] == ["1"]


async def test_a_paper_that_they_showed_goes_with_them(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await settle(books, account, person)
        library = (await books.connection.execute(sa.select(libraries.c.id).limit(1))).scalar_one()
        paper = await books.pictures.keep(b"3", width=1, height=1, sha256="3", person_id=person.id, at=NOW)
        await books.librarians.prove(library, person.id, paper, at=NOW)
        shown = await books.librarians.get(library, person.id)
        assert shown is not None
        assert shown.proof_id == paper
        await books.people.erase(person.id)

    async with database.reading() as books:
        kept = await rows_of(books)

    assert [row["sha256"] for row in kept["pictures"]] == ["1"]


async def test_a_repeat_of_their_event_is_still_known(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await settle(books, account, person)
        await books.people.erase(person.id)
        hello = IncomingMessage(account=AccountId(account.id), event_id="1", chat=CHAT, user=CHAT, at=NOW, text=WORDS)

        assert len(await books.inbox.store([hello], at=NOW)) == 0


async def test_others_keep_what_is_theirs(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        await settle(books, account, other)
        before = await rows_of(books)
        await books.people.erase(person.id)
        after = await rows_of(books)

    before["people"] = [row for row in before["people"] if row["id"] != person.id]
    before["addresses"] = [row for row in before["addresses"] if row["person_id"] != person.id]
    assert {**after, "inbox": [], "outbox": []} == {**before, "inbox": [], "outbox": []}


async def test_a_letter_on_its_way_does_not_reach_who_was_erased(
    database: Database, account: Account, person: Person
) -> None:
    prompt = Prompt(text=rich("Приходите!"))
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        author = await books.people.meet(account.id, 5, 5, at=NOW)
        number = await books.letters.write(
            alliance, author.id, audience="subscribers", prompt=prompt, totals={}, at=NOW
        )
        letter = await books.letters.get(number)
        assert letter is not None
        await books.letter_rows.fan_out(letter, NOW)
        assert (await books.letter_rows.tally(number)).unfinished == 1
        await books.people.erase(person.id)
        assert (await books.letter_rows.tally(number)).unfinished == 0


async def test_a_letter_on_its_way_outlives_its_author_and_then_loses_its_words(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        number = await books.letters.write(
            alliance, person.id, audience="subscribers", prompt=Prompt(text=rich(WORDS)), totals={}, at=NOW
        )
        await books.people.erase(person.id)
        letter = await books.letters.get(number)
        assert letter is not None
        assert (letter.author_id, letter.prompt) == (None, Prompt(text=rich(WORDS)))
        await books.letters.finish(letter, got=0, missed=0, now=NOW)
        over = await books.letters.get(number)

    assert over is not None
    assert over.prompt is None


async def test_an_erased_number_is_not_given_again(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        await books.people.erase(person.id)
        again = await books.people.meet(account.id, CHAT, CHAT, at=NOW)
        assert not await books.people.erase(person.id)

    assert again.id > person.id


async def test_what_they_gave_is_told_in_their_own_words(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        nothing: dict[str, tuple[str, ...]] = {"librarians.contact": (), "complaints.words": ()}
        assert await books.people.what_they_gave(person.id) == nothing
        await settle(books, account, person)
        assert await books.people.what_they_gave(person.id) == dict.fromkeys(nothing, (WORDS,))
        assert await books.people.what_they_gave(other.id) == nothing


async def test_what_is_kept_is_shown_by_kind(database: Database, account: Account, person: Person) -> None:
    async with database.writing() as books:
        nothing = await books.people.what_is_kept(person.id)
        await settle(books, account, person)
        kept = await books.people.what_is_kept(person.id)

    assert {name: count for name, count in nothing.items() if count} == {"addresses": 1, "people": 1}
    others = {"approaches": 1, "groups": 1, "hidden": 1, "inbox": 1, "letters": 1, "people": 1}
    found = {name: count for name, count in kept.items() if count}
    assert found == dict.fromkeys(OWN, 1) | {"pictures": 2} | others


async def test_a_plan_that_they_sent_as_a_file_goes_and_what_was_written_of_it_stays(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        library = (await books.connection.execute(sa.select(libraries.c.id).limit(1))).scalar_one()
        planned = (await books.connection.execute(sa.select(events.c.id).limit(1))).scalar_one()
        theirs, anothers = [
            await books.plan_imports.propose(alliance_id=alliance, library_id=library, made_by=made_by, rows=(), at=NOW)
            for made_by in (person.id, other.id)
        ]
        await books.plan_imports.wrote(theirs, {planned: "seal"}, NOW)
        await books.people.erase(person.id)
        assert await books.plan_imports.get(theirs) is None
        assert await books.plan_imports.get(anothers) is not None
        assert await books.events.get(planned) is not None


async def test_a_letter_under_way_is_stopped_with_its_author_and_others_are_not(
    database: Database, account: Account, person: Person
) -> None:
    async with database.writing() as books:
        alliance = await settle(books, account, person)
        other = await books.people.meet(account.id, 5, 5, at=NOW)
        theirs, anothers = [
            await books.letters.write(
                alliance, author, audience="subscribers", prompt=Prompt(text=rich(WORDS)), totals={}, at=NOW
            )
            for author in (person.id, other.id)
        ]
        await books.people.erase(person.id)
        states = [letter.state for number in (theirs, anothers) if (letter := await books.letters.get(number))]

    assert states == ["stopping", "sending"]

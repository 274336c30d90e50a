"""The ledger of consents, and what is kept of people who have not agreed yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.purposes import PURPOSES, Purpose
from storage.messaging.first_words import KIND, WAY
from storage.messaging.outbox import Notice
from storage.people.register import days_kept, purposes_in_use
from storage.tables import outbox
from storage.tables.messaging import KEPT_STRANGERS
from talk.messenger import INTERACTIVE, Tell
from talk.prompt import Prompt
from talk.rich import rich
from tests.storage.explaining import asked, explain

if TYPE_CHECKING:
    from storage.books import Books
    from storage.database import Database
    from storage.messaging.accounts import Account
    from storage.people.people import Person

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
STRANGER = 4_242


async def gives(books: Books, person: Person, purpose: Purpose, *, version: int = 1, at: datetime = NOW) -> bool:
    return await books.consents.give(
        person.id, purpose, version=version, text_hash=f"hash {version}", how="button", at=at
    )


async def test_a_consent_is_written_down_once_and_taken_back_once(database: Database, person: Person) -> None:
    async with database.writing() as books:
        assert await gives(books, person, Purpose.SERVICE)
        assert not await gives(books, person, Purpose.SERVICE, at=NOW + HOUR), "the older line is the proof"
        assert await gives(books, person, Purpose.SERVICE, version=2, at=NOW + 2 * HOUR)
    async with database.reading() as books:
        assert [(one.version, one.given_at) for one in await books.consents.of(person.id)] == [
            (1, NOW),
            (2, NOW + 2 * HOUR),
        ]
        assert (await books.consents.standing(person.id))[Purpose.SERVICE].version == 2
        known = await books.people.get(person.id)
    assert known is not None
    assert known.agreed == 2
    assert not known.is_new

    async with database.writing() as books:
        taken = await books.consents.withdraw(person.id, [Purpose.SERVICE], how="page", at=NOW + 3 * HOUR)
        assert [one.version for one in taken] == [1, 2]
        assert await books.consents.withdraw(person.id, [Purpose.SERVICE], how="page", at=NOW + 4 * HOUR) == ()
    async with database.reading() as books:
        assert await books.consents.standing(person.id) == {}
        ended = await books.consents.of(person.id)
        assert [(one.withdrawn_at, one.withdrawn_how) for one in ended] == [(NOW + 3 * HOUR, "page")] * 2
        known = await books.people.get(person.id)
    assert known is not None
    assert known.agreed is None


async def test_a_consent_for_one_thing_is_none_for_another(database: Database, person: Person) -> None:
    async with database.writing() as books:
        for subject in ("chronicle:1", "chronicle:2", None, "chronicle:1"):
            await books.consents.give(
                person.id, Purpose.PHOTOS, version=1, text_hash="x", how="answer", at=NOW, subject=subject
            )
    async with database.reading() as books:
        assert [one.subject for one in await books.consents.of(person.id)] == ["chronicle:1", "chronicle:2", None]


async def test_consents_go_with_their_person(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await gives(books, person, Purpose.SERVICE)
        await books.people.erase(person.id)
    async with database.reading() as books:
        assert await books.consents.of(person.id) == ()


async def asks(books: Books, account: Account, way: str, *, at: datetime = NOW, state: str = "sent") -> None:
    row = await books.outbox.put(
        account.id,
        STRANGER,
        Tell(chat=STRANGER, prompt=Prompt(text=rich("Согласны?"))),
        lane=INTERACTIVE,
        now=at,
        notice=Notice(kind=KIND, subject=f"{WAY}{way}"),
    )
    await books.connection.execute(outbox.update().where(outbox.c.id == row).values(state=state))


async def test_what_a_stranger_came_for_is_remembered_for_a_day(database: Database, account: Account) -> None:
    async with database.writing() as books:
        assert await books.first_words.asked(account.id, STRANGER) is None
        await asks(books, account, "event:12")
        await asks(books, account, "")
        assert await books.first_words.asked(account.id, STRANGER) == ""
        await asks(books, account, "sub:l7", at=NOW + HOUR, state="waiting")
        assert await books.first_words.asked(account.id, STRANGER) == "sub:l7"
        assert await books.first_words.asked(account.id, STRANGER + 1) is None
        assert not await books.first_words.are_old(NOW)
        assert await books.first_words.are_old(NOW + HOUR)
    async with database.writing() as books:
        assert await books.first_words.delete_before(NOW + HOUR, limit=1) == (1, 0)
        assert await books.first_words.delete_before(NOW + HOUR, limit=10) == (1, 0)
        assert await books.first_words.delete_before(NOW + HOUR, limit=10) == (0, None)
        assert await books.first_words.asked(account.id, STRANGER) == "sub:l7"
        assert await books.first_words.delete_before(NOW + 2 * HOUR, limit=10) == (1, 0), "also what did not arrive"


async def test_whoever_has_answered_is_not_remembered_as_a_stranger(database: Database, account: Account) -> None:
    async with database.writing() as books:
        await asks(books, account, "event:12")
        await books.first_words.forget(account.id, STRANGER)
        assert await books.first_words.asked(account.id, STRANGER) is None


@pytest.mark.plans
async def test_first_words_are_found_by_their_index(database: Database, account: Account) -> None:
    """The outbox has a month of everything that was said."""
    found = await asked(database, "first_words", "asked", account.id, STRANGER)
    found += await asked(database, "first_words", "are_old", NOW)
    async with database.reading() as books:
        plans = [await explain(books.connection, statement) for statement in found]
    assert len(plans) == 2
    assert all("ix_outbox_first_words" in plan for plan in plans), plans


def test_the_register_knows_which_purposes_are_in_use() -> None:
    """Nothing is kept for a name, a child or letters by e-mail yet: the policy does not speak of them."""
    used = purposes_in_use()
    assert set(used) == {
        Purpose.SERVICE,
        Purpose.CONTACT_PARTNERS,
        Purpose.CONTACT_ALL,
        Purpose.PHOTOS,
        Purpose.SAFETY,
        Purpose.PROOF,
    }
    assert list(used) == [one for one in PURPOSES if one in used]
    assert days_kept()["strangers"] == KEPT_STRANGERS.days == 1

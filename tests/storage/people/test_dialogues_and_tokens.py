"""Dialogues in progress, tokens, and the program's own settings."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.database import Database
from storage.people.people import Person
from storage.sql.types import json_text, json_value
from storage.tables import tokens
from tests.storage.libraries import namesakes

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
WEEK = NOW + timedelta(days=7)


async def test_a_dialogue_is_kept_in_the_place_of_the_last_one(database: Database, person: Person) -> None:
    async with database.writing() as books:
        assert await books.dialogues.get(person.id) is None
        await books.dialogues.save(person.id, {"script": "join", "entries": [1, "два", None]}, WEEK)
        await books.dialogues.save(person.id, {"script": "leave"}, WEEK)

        assert await books.dialogues.get(person.id) == {"script": "leave"}


async def test_a_dialogue_ends_or_runs_out_of_time(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await books.dialogues.save(person.id, {"script": "join"}, WEEK)
        await books.dialogues.end(person.id)
        assert await books.dialogues.get(person.id) is None

        await books.dialogues.save(person.id, {"script": "join"}, WEEK)
        assert (await books.dialogues.delete_before(WEEK - timedelta(seconds=1), limit=99))[0] == 0
        assert (await books.dialogues.delete_before(WEEK, limit=99))[0] == 1
        assert await books.dialogues.get(person.id) is None


async def test_a_dialogue_that_goes_on_just_when_its_time_is_over_stays(database: Database, person: Person) -> None:
    async with database.writing() as books:
        await books.dialogues.save(person.id, {"script": "join"}, NOW)

    async def forget() -> None:
        async with database.writing() as books:
            await books.dialogues.delete_before(NOW, limit=99)

    async with database.writing() as books:
        await books.dialogues.save(person.id, {"script": "join", "entries": [1]}, WEEK)
        forgetting = asyncio.create_task(forget())
        await asyncio.wait({forgetting}, timeout=0.5)
    await forgetting

    async with database.reading() as books:
        assert await books.dialogues.get(person.id) == {"script": "join", "entries": [1]}


async def test_a_token_opens_its_door_once(database: Database, person: Person) -> None:
    async with database.writing() as books:
        token = await books.tokens.issue("bind", {"alliance": 3}, person.id, WEEK)

    async def redeem() -> object:
        async with database.writing() as books:
            return await books.tokens.redeem(token, "bind", NOW)

    redeemed = await asyncio.gather(*(redeem() for _ in range(5)))

    assert [facts for facts in redeemed if facts is not None] == [{"alliance": 3}]


async def test_a_token_is_for_one_purpose_and_for_a_while(database: Database) -> None:
    async with database.writing() as books:
        token = await books.tokens.issue("bind", {}, None, WEEK)

        assert await books.tokens.redeem(token, "coordinate", NOW) is None
        assert await books.tokens.redeem(token, "bind", WEEK) is None
        assert await books.tokens.redeem("0" * 32, "bind", NOW) is None
        assert await books.tokens.redeem(token, "bind", NOW) == {}


async def test_looking_at_a_token_does_not_use_it_up(database: Database) -> None:
    async with database.writing() as books:
        token = await books.tokens.issue("bind", {"alliance": 3}, None, WEEK)
        assert await books.tokens.look(token, "bind", NOW) == {"alliance": 3}
        assert await books.tokens.look(token, "coordinate", NOW) is None
        assert await books.tokens.look(token, "bind", WEEK) is None
        assert await books.tokens.redeem(token, "bind", NOW) == {"alliance": 3}
        assert await books.tokens.look(token, "bind", NOW) is None


async def test_a_token_fits_a_deep_link_and_is_not_kept(database: Database) -> None:
    async with database.writing() as books:
        token = await books.tokens.issue("bind", {}, None, WEEK)
        kept = (await books.connection.execute(sa.select(tokens))).one()

    assert len(f"bind_{token}") <= 64
    assert token.isalnum()
    assert token not in str(kept)


async def test_links_that_wait_are_counted_by_person_and_purpose(database: Database) -> None:
    async with database.writing() as books:
        mine, other = await namesakes.person(books, 1), await namesakes.person(books, 2)
        used = await books.tokens.issue("bind", {}, mine, WEEK)
        await books.tokens.issue("bind", {}, mine, WEEK)
        await books.tokens.issue("coordinate", {}, mine, WEEK)
        await books.tokens.issue("bind", {}, other, WEEK)
        assert await books.tokens.open_by(mine, "bind", NOW) == 2
        await books.tokens.redeem(used, "bind", NOW)

        assert await books.tokens.open_by(mine, "bind", NOW) == 1
        assert await books.tokens.open_by(mine, "bind", WEEK) == 0


async def test_old_tokens_are_forgotten(database: Database) -> None:
    async with database.writing() as books:
        await books.tokens.issue("bind", {}, None, NOW)
        fresh = await books.tokens.issue("bind", {}, None, WEEK)

        assert (await books.tokens.delete_before(NOW + timedelta(days=1), limit=99))[0] == 1
        assert await books.tokens.redeem(fresh, "bind", NOW) == {}


@pytest.mark.parametrize("value", [None, False, 0, "слово", [1, {"a": None}], {"b": [2.5]}])
async def test_a_setting_is_any_json(database: Database, value: object) -> None:
    async with database.writing() as books:
        await books.settings.set("name", "before")
        await books.settings.set("name", value)

        assert await books.settings.get("name") == value
        assert await books.settings.get("never set") is None


async def test_letters_are_kept_as_letters_and_half_an_emoji_all_the_same(database: Database, person: Person) -> None:
    """Messengers and people send what is no Unicode; PostgreSQL keeps none of it, so it must not come that far."""
    async with database.writing() as books:
        await books.dialogues.save(person.id, {"words": "Ивановка 🎉 «ёлка»", "numbers": [1, 2.5, None, True]}, WEEK)
        assert await books.dialogues.get(person.id) == {"words": "Ивановка 🎉 «ёлка»", "numbers": [1, 2.5, None, True]}

    assert json_text({"words": "ёлка"}) == '{"words":"ёлка"}'
    assert json_value(json_text({"words": "\ud83c"})) == {"words": "\ud83c"}

"""Answers that have not left: a newer one takes the place of an older one that nobody would miss, and of no other."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pytest
import sqlalchemy as sa

from handlers.dispatcher import dispatch
from handlers.texts.turn.dialogue import PHRASES
from storage.messaging.outbox_rows import UNFINISHED
from storage.tables import outbox
from talk.updates import IncomingMessage
from tests.handlers.libraries.steps import AZOV, founded, libraries_of

if TYPE_CHECKING:
    from tests.people import Person, Town

HURRIED: Final = 60.0
"""Seconds behind others."""
EVENTS: Final = count(1)
FORM: Final = ("хутор Александровка", "Ростовская обл.", "Азовский район", AZOV)


async def hurries(person: Person, *turns: str | dict[str, Any], behind: float = HURRIED) -> None:
    """One turn after the other, and none of the answers leaves."""
    town = person.town
    for turn in turns:
        facts = {"text": turn} if isinstance(turn, str) else turn
        heard = IncomingMessage(
            account=person.messenger.account,
            event_id=f"hurried{next(EVENTS)}",
            chat=person.id,
            user=person.id,
            at=town.time,
            **facts,
        )
        async with town.database.writing() as books:
            await dispatch(books, heard, directory=town.directory, now=town.time, behind=behind)


async def unsent(person: Person) -> list[str]:
    """What waits for them, in the order in which it leaves."""
    async with person.town.database.reading() as books:
        query = sa.select(outbox.c.action).where(outbox.c.chat == person.id, UNFINISHED).order_by(outbox.c.id)
        found = (await books.connection.execute(query)).scalars().all()
    before = len(person.heard)
    await person.town.drain()
    heard = [prompt.text.plain for prompt in person.heard[before:]]
    assert len(heard) <= len(found)
    return heard


async def test_of_a_form_typed_ahead_only_the_last_question_and_what_came_of_it_is_left(both_towns: Town) -> None:
    _, alliance = await founded(both_towns)
    maria = both_towns.person("Мария")
    await maria.says("/menu")
    await hurries(maria, {"start": f"join_{alliance.id}"}, *FORM)
    assert len(await unsent(maria)) == 2, "what is told at the beginning, and of five questions the last"
    assert PHRASES.all_right in maria.labels, "nothing is done before it was read"

    await hurries(maria, PHRASES.all_right)
    left = await unsent(maria)
    assert len(await libraries_of(both_towns, alliance.id)) == 1
    assert "Азовского района" in left[-1] or "Соглашени" in left[-1], "what came of it is said"


async def test_a_refusal_above_a_question_is_not_lost(town: Town) -> None:
    """Whoever typed nonsense has to hear why it did not count."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await maria.says("/menu")
    await hurries(maria, {"start": f"join_{alliance.id}"}, "ы" * 500, *FORM[:2])
    left = await unsent(maria)
    assert len(left) == 3, "what is told at the beginning, the refusal, the last question"
    assert "120" in left[1], left[1]


async def test_of_pages_turned_in_one_message_the_last_is_left(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    await hurries(
        maria,
        {"press": "more", "shown": "m1"},
        {"press": "menu", "shown": "m2"},
        {"press": "menu", "shown": "m1"},
    )
    assert len(await unsent(maria)) == 2, "one for each of the messages"


@pytest.mark.parametrize(("behind", "left"), [(HURRIED, 2), (0.0, 3)])
async def test_the_same_words_are_said_once_to_who_is_in_a_hurry(town: Town, behind: float, left: int) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    await hurries(maria, "/help", "/menu", "/help", behind=behind)
    assert len(await unsent(maria)) == left


async def test_no_answer_is_taken_for_a_notice(town: Town) -> None:
    """Notices move to another address, or may not be told to residents: a question may."""
    _, alliance = await founded(town)
    maria = town.person("Мария")
    await hurries(maria, {"start": f"join_{alliance.id}"}, *FORM)
    async with town.database.reading() as books:
        query = sa.select(outbox.c.kind, outbox.c.key).where(outbox.c.chat == maria.id).distinct()
        assert (await books.connection.execute(query)).all() == [(None, None)]

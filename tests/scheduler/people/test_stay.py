"""Who was not seen for a year is asked once, and erased a month later; a word is enough to stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from handlers.texts.people import staying as texts
from storage.tables import people
from tests.handlers.alliances.steps import founds, journal_of, the_alliance
from tests.handlers.people.steps import known

if TYPE_CHECKING:
    from tests.people import Person, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUESTION = "Остаётесь?"


async def passes(town: Town, days: int) -> None:
    """So many days, and the jobs at their end."""
    town.time += days * DAY
    await town.passes(2 * HOUR, step=HOUR)


def asked(person: Person) -> int:
    return sum(QUESTION in prompt.text.plain for prompt in person.heard)


async def test_who_is_gone_is_asked_once_and_erased_with_an_act(town: Town) -> None:
    maria, olga = town.person("Мария"), town.person("Ольга")
    for person in (maria, olga):
        await person.says("/menu")
    await passes(town, 200)
    await olga.says("/menu")
    await passes(town, 164)
    assert asked(maria) == 0
    await passes(town, 2)
    await passes(town, 10)
    assert (asked(maria), asked(olga)) == (1, 0)
    assert maria.labels == [texts.STAY]
    await passes(town, 15)
    assert await count(town) == 2
    await passes(town, 10)
    assert maria.reads == texts.ERASED
    assert "Акт об уничтожении данных" in maria.heard[-2].text.plain
    assert await count(town) == 1
    async with town.database.reading() as books:
        ((act),) = await books.erasures.all()
        assert act.why == "unseen"
        assert await books.people.by_external(olga.messenger.account, olga.id) is not None


async def count(town: Town) -> int:
    async with town.database.reading() as books:
        return int((await books.connection.execute(sa.select(sa.func.count()).select_from(people))).scalar_one())


async def test_the_button_or_any_word_is_an_answer(town: Town) -> None:
    maria, olga = town.person("Мария"), town.person("Ольга")
    for person in (maria, olga):
        await person.says("/menu")
    await passes(town, 366)
    await maria.presses(texts.STAY)
    assert maria.reads == texts.STAYED
    await olga.says("здравствуйте")
    await passes(town, 40)
    assert await count(town) == 2
    assert {asked(maria), asked(olga)} == {1}
    await passes(town, 330)
    assert {asked(maria), asked(olga)} == {2}, "a year later they are asked again"


async def test_a_coordinator_who_is_gone_steps_down_and_the_others_hear_of_it(town: Town) -> None:
    maria, oleg = town.person("Мария"), town.person("Олег")
    await founds(maria)
    alliance = await the_alliance(town)
    await oleg.says("/menu")
    async with town.database.writing() as books:
        await books.coordinators.appoint(alliance.id, (await known(oleg)).id, at=town.time)
    await passes(town, 300)
    await oleg.says("/menu")
    await passes(town, 70)
    await passes(town, 31)
    assert await count(town) == 1
    assert any("Александровка" in prompt.text.plain for prompt in oleg.heard[-3:])
    assert (await journal_of(town, alliance.id))[-1] == ("coordinator_changed", {"change": "retired"})


async def test_who_has_blocked_us_is_not_written_to_and_goes_all_the_same(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    await maria.reaches(reachable=False)
    heard = len(maria.heard)
    await passes(town, 366)
    assert len(maria.heard) == heard
    await passes(town, 31)
    assert await count(town) == 0
    assert len(maria.heard) == heard, "not even of that"


async def test_seen_is_written_once_a_day(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    first = (await known(maria)).seen_at
    town.time += HOUR
    await maria.says("/menu")
    assert (await known(maria)).seen_at == first
    town.time += DAY
    await maria.says("/menu")
    assert (await known(maria)).seen_at == town.time

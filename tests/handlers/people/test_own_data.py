"""«Мои данные» by name, who looked at them, and the file to take away."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import sqlalchemy as sa

from handlers.texts.libraries import joining
from handlers.texts.people import own_data as texts
from handlers.texts.people import privacy
from storage.tables import outbox, papers
from tests.handlers.alliances.steps import founds, the_alliance
from tests.handlers.libraries.steps import joins, libraries_of
from tests.handlers.people.steps import known

if TYPE_CHECKING:
    from tests.people import Person, Town

MINUTE = timedelta(minutes=1)


async def librarian(town: Town, contact: str = "maria@example.ru") -> Person:
    """A coordinator who serves in a library and has subscribed."""
    maria = town.person("Мария")
    await founds(maria)
    await joins(maria, alliance=(await the_alliance(town)).id, contact=contact)
    (library,) = await libraries_of(town, (await the_alliance(town)).id)
    async with town.database.writing() as books:
        who = (await known(maria)).id
        await books.subscriptions.subscribe(who, library.alliance_id, f"library:{library.id}", at=town.time)
    return maria


async def pages_of(person: Person) -> list[str]:
    """Every page of everything by name."""
    await person.says("/mydata")
    await person.presses(privacy.ALL_BY_NAME)
    pages = [person.reads]
    while any(label.startswith("Дальше") for label in person.labels):
        await person.presses("Дальше")
        pages.append(person.reads)
        assert len(pages) < 50
    return pages


async def test_everything_is_shown_by_name_page_by_page(any_town: Town) -> None:
    maria = await librarian(any_town)
    pages = await pages_of(maria)
    assert len(pages) > 1
    said = "\n".join(pages)
    (library,) = await libraries_of(any_town, (await the_alliance(any_town)).id)
    for words in (library.title, "Александровка", "контакт: maria@example.ru", "Подписки", "вы его основали"):
        assert words in said
    assert "[" not in said, "no list of a program"


async def test_a_contact_is_corrected_from_there(any_town: Town) -> None:
    maria = await librarian(any_town)
    await maria.forges("mydata-all")
    await maria.presses(privacy.CORRECT)
    await maria.answers(joining.LABEL_CONTACT, "new@example.ru", joining.FOR_MEMBERS)
    said = "\n".join(await pages_of(maria))
    assert "контакт: new@example.ru" in said
    assert "maria@example.ru" not in said


async def test_nothing_of_others_is_shown(town: Town) -> None:
    await librarian(town)
    olga = town.person("Ольга")
    await olga.says("/menu")
    assert "maria@example.ru" not in "\n".join(await pages_of(olga))


async def test_who_was_shown_the_contact_is_told_by_their_office(both_towns: Town) -> None:
    town = both_towns
    maria, oleg, ira = await librarian(town), town.person("Олег"), town.person("Ира")
    await founds(oleg, "Ивановка")
    await ira.says("/menu")
    async with town.database.writing() as books:
        whom = (await known(maria)).id
        for looker in (oleg, ira, ira):
            seen_by = (await known(looker)).id
            await books.audit.note("contact_seen", "library:1", whom=whom, by_whom=seen_by, at=town.time)
        await books.audit.note("data_seen", "tezki audit", whom=whom, at=town.time)
    await maria.forges("mydata-looks")
    assert "координатор сотрудничества «Ивановка», смотрел ваш контакт" in maria.reads
    assert "участник, смотрел ваш контакт, 2 раза" in maria.reads
    assert "тот, кто держит бота, смотрел ваши данные" in maria.reads
    await ira.forges("mydata-looks")
    assert ira.reads.endswith(texts.NO_LOOKS)


async def test_the_file_comes_into_the_chat_and_is_forgotten(any_town: Town) -> None:
    town = any_town
    maria = await librarian(town)
    await maria.says("/mydata")
    await maria.presses(privacy.TAKE_AWAY)
    assert maria.reads == texts.BEING_MADE
    await town.passes(MINUTE, step=MINUTE)
    assert maria.reads == texts.READY
    ((name, raw),) = maria.papers
    assert name == texts.FILE_NAME
    packed = zipfile.ZipFile(BytesIO(raw))
    assert packed.namelist() == [texts.PAGE_NAME, texts.FOR_PROGRAMS_NAME]
    said = json.loads(packed.read(texts.FOR_PROGRAMS_NAME))
    assert said["tables"]["librarians"][0]["contact"] == "maria@example.ru"
    assert "maria@example.ru" in packed.read(texts.PAGE_NAME).decode()
    async with town.database.reading() as books:
        assert (await books.connection.execute(sa.select(papers.c.bytes))).scalars().all() == [None]


async def test_one_file_an_hour(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    for _ in range(3):
        await maria.forges("mydata-file")
        await town.passes(MINUTE, step=MINUTE)
    assert maria.reads == texts.TOO_OFTEN
    assert len(maria.papers) == 1
    town.time += timedelta(hours=1)
    await maria.forges("mydata-file")
    await town.passes(MINUTE, step=MINUTE)
    assert len(maria.papers) == 2


async def test_a_file_is_not_sent_to_who_was_erased_meanwhile(town: Town) -> None:
    maria = town.person("Мария")
    await maria.says("/menu")
    await maria.forges("mydata-file")
    await maria.forges(f"erase-me:{(await known(maria)).id}")
    await town.passes(MINUTE, step=MINUTE)
    assert maria.papers == []
    assert maria.reads == privacy.ERASED
    async with town.database.reading() as books:
        waiting = sa.select(sa.func.count()).where(outbox.c.state == "waiting")
        assert (await books.connection.execute(waiting)).scalar_one() == 0


async def test_a_link_of_a_stranger_does_not_send_it(town: Town) -> None:
    maria = town.person("Мария")
    await maria.starts("mydata-file")
    await town.passes(MINUTE, step=MINUTE)
    assert maria.papers == []

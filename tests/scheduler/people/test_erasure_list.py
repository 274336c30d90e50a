"""Every act is in the file beside the database soon after, and a database put back is told of it at the next start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.erasures import erase_again
from storage.people.erasure_list import ErasureList
from storage.tables import erasures
from tests.handlers.people.steps import known
from tests.storage.people.test_erasures import copy_of, put_back

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import Town

HOUR = timedelta(hours=1)


async def test_a_kill_between_the_act_and_the_file_loses_nothing(sqlite_town: Town) -> None:
    town = sqlite_town
    listed = town.database.erasure_list
    assert listed is not None
    for name in ("Мария", "Ольга"):
        person = town.person(name)
        await person.says("/menu")
        await person.forges(f"erase-me:{(await known(person)).id}")
    assert listed.read() == (), "the jobs have not run: as if the program was killed"
    await town.passes(HOUR, step=HOUR)
    async with town.database.reading() as books:
        acts = await books.erasures.all()
    assert len(acts) == 2
    assert listed.read() == acts


async def test_a_database_put_back_by_hand_erases_again_at_the_start(town: Town, tmp_path: Path) -> None:
    town.database.erasure_list = ErasureList(tmp_path / "erasures.jsonl")
    maria = town.person("Мария")
    await maria.says("/menu")
    async with town.database.reading() as books:
        copy = await copy_of(books)
    await maria.forges(f"erase-me:{(await known(maria)).id}")
    await town.passes(HOUR, step=HOUR)
    async with town.database.writing() as books:
        await put_back(books, copy)
    assert (await known(maria)).id
    assert await erase_again(town.database) == 1
    assert await erase_again(town.database) == 0
    async with town.database.reading() as books:
        assert await books.people.by_external(maria.messenger.account, maria.id) is None
        assert (await books.connection.execute(sa.select(sa.func.count()).select_from(erasures))).scalar_one() == 1

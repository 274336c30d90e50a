"""``tezki import plan``: a verdict on each row, and drafts when it is told to write."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.main import tezki
from domain.event import State
from handlers.texts.plan import files as texts
from storage.database import Database
from tests.storage.libraries import namesakes

PLAN = "Дата;Время;Название\n5 декабря 2099;15:00;Опечатка\n5 декабря;15:00;Вечер памяти\n;;\n12 декабря;;Выставка\n"


@pytest.fixture(autouse=True)
def settings(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)


@pytest.fixture
def library() -> int:
    async def found() -> int:
        database = await Database.open(os.environ["TEZKI_DATABASE_URL"])
        async with database.writing() as books:
            alliance = await namesakes.alliance(books)
            made = await namesakes.library(books, alliance.id)
        await database.close()
        return made.id

    return asyncio.run(found())


def titles(library: int) -> list[str]:
    async def read() -> list[str]:
        database = await Database.open(os.environ["TEZKI_DATABASE_URL"])
        async with database.reading() as books:
            found = await books.events.of_library(library, states=(State.DRAFT,))
        await database.close()
        return [event.title for event in found.items]

    return asyncio.run(read())


def take(file: Path, library: int, *more: str, alliance: str = "ivanovka") -> Result:
    words = ["import", "plan", str(file), "--alliance", alliance, "--library", str(library), *more]
    return CliRunner().invoke(tezki, words)


def test_a_look_changes_nothing_and_writing_writes_once(tmp_path: Path, library: int) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(PLAN, "cp1251")

    looked = take(file, library)
    before = titles(library)
    wrote = take(file, library, "--write")
    again = take(file, library, "--write")

    assert looked.exit_code == 0
    assert "Строка 2. Опечатка. Не запишу: дата слишком далеко" in looked.output
    assert "Ничего не записано: добавьте --write." in looked.output
    assert before == []
    assert "Записано черновиками: 2." in wrote.output
    assert "Уже в плане: 2" in again.output
    assert sorted(titles(library)) == ["Вечер памяти", "Выставка"]


def test_the_joint_plan_says_in_each_row_whose_it_is(tmp_path: Path, library: int) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(
        "Дата;Время;Название;Библиотека\n5 декабря;15:00;Вечер;Сельская библиотека\n6 декабря;15:00;Ёлка;Школа\n",
        "utf-8",
    )
    call = ["import", "plan", str(file), "--alliance", "ivanovka", "--write"]

    wrote = CliRunner().invoke(tezki, call)
    file.write_text("Дата;Название\n5 декабря;Вечер\n", "utf-8")
    refused = CliRunner().invoke(tezki, call)

    assert "Вечер. 5 декабря" in wrote.output
    assert "такой библиотеки среди партнёров нет («Школа»)" in wrote.output
    assert "Записано черновиками: 1." in wrote.output
    assert titles(library) == ["Вечер"]
    assert (refused.exit_code, refused.output.strip()) == (1, texts.NO_HOSTS)


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, library: int) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"%PDF-1.7")
    empty = tmp_path / "empty.csv"
    empty.write_text("а;б\n", "utf-8")

    assert take(file, library).output.strip() == texts.TROUBLES["pdf"]
    assert take(empty, library).output.strip() == texts.NO_HEADINGS
    assert take(tmp_path / "none.csv", library).output.strip() == texts.NO_FILE
    assert take(empty, library, alliance="net").output.strip() == texts.NO_ALLIANCE
    unknown = take(empty, library + 1)
    assert (unknown.exit_code, unknown.output.strip()) == (1, texts.NO_LIBRARY)

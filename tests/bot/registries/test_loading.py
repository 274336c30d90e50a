"""Registries come in whole, once, and go on where they were killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.registries import loading
from bot.registries.loading import load
from storage.database import Database
from tests.bot.registries import samples
from tests.patience import PATIENCE
from tests.storage.libraries import namesakes

if TYPE_CHECKING:
    from domain.libraries.registry import Place
    from storage.registries.imports import Kind

ROOT = Path(__file__).parent.parent.parent.parent


def put(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def unseen(_done: int, _size: int) -> None:
    """Nobody watches."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "любое имя.docx"
    path.write_bytes(samples.OKTMO.encode("cp1251"))
    return path


async def taken(database: Database, kind: Kind, path: Path, **how: Any) -> dict[str, int]:
    return (await load(database, kind, path, progress=unseen, **how)).counts


async def called(database: Database, name: str) -> tuple[Place, ...]:
    async with database.reading() as books:
        return await books.places.called(name)


async def test_every_settlement_is_found_by_its_name(database: Database, file: Path) -> None:
    counts = await taken(database, "oktmo", file)
    assert (counts["read"], counts["new"], counts["heading"], counts["region"]) == (18, samples.PLACES - 1, 10, 1)
    found = await called(database, "х. АЛЕКСАНДРОВКА")
    assert [(one.type, one.district, one.region) for one in found] == [
        ("село", "Прохоровский район", "Белгородская область"),
        ("хутор", "Азовский район", "Ростовская область"),
        ("хутор", "Егорлыкский район", "Ростовская область"),
    ]
    assert await called(database, "Ивановка") == ()


async def test_the_same_file_again_changes_nothing(database: Database, file: Path) -> None:
    await taken(database, "oktmo", file)
    before = await called(database, "Александровка")
    report = await load(database, "oktmo", file, progress=unseen)
    assert report.already
    counts = await taken(database, "oktmo", file, anew=True)
    assert (counts["same"], counts["new"], counts["changed"]) == (samples.PLACES - 1, 0, 0)
    assert await called(database, "Александровка") == before


async def test_a_newer_file_changes_what_has_changed_and_forgets_what_is_gone(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 4)
    await taken(database, "oktmo", file)
    newer = samples.OKTMO.replace("ст-ца Егорлыкская", "г Егорлык").splitlines(keepends=True)
    put(file, "".join(line for line in newer if "Алябьевский" not in line))
    counts = await taken(database, "oktmo", file)
    assert (counts["new"], counts["changed"], counts["gone"]) == (0, 1, 1)
    assert [one.type for one in await called(database, "Егорлык")] == ["город"]
    assert await called(database, "Егорлыкская") == await called(database, "Алябьевский") == ()


async def test_a_part_of_a_file_does_not_empty_the_registry(database: Database, file: Path) -> None:
    await taken(database, "oktmo", file)
    put(file, "".join(samples.OKTMO.splitlines(keepends=True)[:5]))
    assert (await taken(database, "oktmo", file))["kept"] == samples.PLACES - 3
    assert len(await called(database, "Александровка")) == 3


async def test_broken_off_it_goes_on_behind_the_last_transaction(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 5)

    def pull_the_plug(done: int, size: int) -> None:
        raise KeyboardInterrupt(f"{done} of {size}")

    with pytest.raises(KeyboardInterrupt):
        await load(database, "oktmo", file, progress=pull_the_plug)
    report = await load(database, "oktmo", file, progress=unseen)
    assert report.resumed == 5
    assert (report.counts["read"], report.counts["new"]) == (18, samples.PLACES - 1)


async def test_the_two_registries_complete_each_other_in_any_order(database: Database, tmp_path: Path) -> None:
    await taken(database, "geonames", put(tmp_path / "geonames", samples.geonames()))
    alone = await called(database, "Александровка")
    assert [(one.source, one.region) for one in alone] == [
        ("geonames", "Белгородская область"),
        ("geonames", "Ростовская область"),
    ]
    await taken(database, "oktmo", put(tmp_path / "oktmo", samples.OKTMO))
    both = await called(database, "Александровка")
    assert [(one.source, one.district, one.population) for one in both] == [
        ("oktmo", "Прохоровский район", None),
        ("oktmo", "Азовский район", 912),
        ("oktmo", "Егорлыкский район", None),
    ]
    assert both[0].latitude == 51.03


async def test_libraries_are_known_by_their_settlement(database: Database, tmp_path: Path) -> None:
    far = samples.library(2, address={"fullAddress": "г Москва, ул Мира, 1"}, contacts={"email": "нет"})
    placeless = samples.library(3, address={"fullAddress": "Мира, 1"})
    path = put(tmp_path / "libraries", samples.libraries(far, {"data": {}}, placeless))
    counts = await taken(database, "libraries", path)
    assert (counts["new"], counts["nameless"], counts["region"]) == (2, 1, 1)
    async with database.reading() as books:
        (ours,) = await books.known_libraries.called("хутор Александровка")
        (moscow,) = await books.known_libraries.called("Москва")
    assert (ours.title, ours.email) == ("Александровская сельская библиотека № 1", "azovlib@yandex.ru")
    assert (ours.district, ours.site) == ("Азовский р-н", "https://azovlib.ru")
    assert (moscow.email, moscow.region) == ("", "Москва")


async def test_libraries_that_joined_before_are_confirmed(database: Database, file: Path) -> None:
    async with database.writing() as books:
        alliance = await namesakes.alliance(books, "Александровка")
        for district in ("Прохоровский р-н", "Чернянский район", ""):
            one = await namesakes.library(books, alliance.id, f"Библиотека {district}", district=district)
            await books.libraries.change(one.id, settlement="Александровка")
    report = await load(database, "oktmo", file, progress=unseen)
    assert report.confirmed == 2
    async with database.reading() as books:
        (left,) = await books.libraries.all_unchecked()
    assert left.district == "Чернянский район"


def many(count: int) -> str:
    head, *rows = samples.OKTMO.splitlines()
    row = '"14";"646";"{:03}";"{:03}";"9";"2";"с Ивановка";;;"000";"0";14.06.2013;01.01.2014'
    return "\n".join([head, rows[0], *(row.format(100 + n // 800, 101 + n % 800) for n in range(count))]) + "\n"


def test_killed_in_the_middle_nothing_is_lost_and_nothing_is_twice(sqlite_url: str, tmp_path: Path) -> None:
    file, path = tmp_path / "oktmo.csv", Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    file.write_text(many(12_000), "utf-8")
    call = [sys.executable, "-m", "bot.main", "import", "oktmo", str(file)]
    environment = {**os.environ, "TEZKI_DATABASE_URL": sqlite_url}
    with subprocess.Popen(call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        with closing(sqlite3.connect(path, timeout=10)) as database:
            while process.poll() is None:
                position = database.execute("SELECT max(position) FROM imports").fetchone()[0]
                if position:
                    process.send_signal(signal.SIGKILL)
                    break
        process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was over before it could be killed"
    again = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert "Продолжил с того места" in again.stdout
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*), count(DISTINCT code) FROM places").fetchone() == (12_000, 12_000)


async def test_the_program_goes_on_working_beside_an_import_on_postgresql(postgresql_url: str, file: Path) -> None:
    ours, theirs = await Database.open(postgresql_url), await Database.open(postgresql_url)
    try:
        async with theirs.writing() as books:
            await namesakes.alliance(books)
            await asyncio.wait_for(taken(ours, "oktmo", file), PATIENCE)
        assert len(await called(theirs, "Александровка")) == 3
    finally:
        await ours.close()
        await theirs.close()


async def test_two_imports_of_one_file_at_once_agree(postgresql_url: str, file: Path) -> None:
    ours = await Database.open(postgresql_url)
    try:
        await asyncio.gather(taken(ours, "oktmo", file), taken(ours, "oktmo", file))
        found = await called(ours, "Александровка")
        assert [replace(one, id=0) for one in found] == [replace(one, id=0) for one in dict.fromkeys(found)]
        assert len(found) == 3
    finally:
        await ours.close()

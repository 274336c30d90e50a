"""Files are recognised by what they hold, and refused with a sentence when it is not what they say."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from bot.main import tezki
from bot.registries import geonames, libraries, oktmo, reading, rows
from bot.registries.loading import LOOKS, recognise, records
from bot.registries.reading import NotThatFile
from domain.time.zones import all_regions
from domain.vocabulary.registry import OKTMO_REGIONS
from handlers.texts.program import registries as texts
from storage.registries.imports import Kind
from storage.sql import sqlite
from tests.bot.registries import samples
from tests.registry_columns import columns_of

FILES = {"oktmo": samples.OKTMO, "geonames": samples.geonames(), "libraries": samples.libraries()}


@pytest.fixture(autouse=True)
def database(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TEZKI_DATABASE_URL", sqlite_url)
    return Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))


def imported(kind: str, path: Path) -> Result:
    return CliRunner().invoke(tezki, ["import", kind, str(path)])


def read(kind: Kind, path: Path) -> list[object]:
    with records(path, kind, recognise(path, kind)) as (found, _):
        return list(found)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_each_format_is_taken_for_itself_alone(kind: str) -> None:
    assert [name for name, looks in LOOKS.items() if looks(FILES[kind])] == [kind]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_the_summary_is_kind_and_whole(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(FILES[kind], "utf-8")
    first, again = imported(kind, tmp_path / "file"), imported(kind, tmp_path / "file")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert f"Готово, {texts.NAMES[kind]}" in first.output
    assert "новых: " in first.output
    assert "Этот файл уже загружен" in again.output


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
def test_oktmo_comes_in_any_of_its_encodings(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(samples.OKTMO.encode(encoding))
    (tmp_path / "other").write_bytes(samples.oktmo_without_quotes().encode(encoding))
    places = [one for one in read("oktmo", tmp_path / "file") if not isinstance(one, rows.Skipped)]
    assert len(places) == samples.PLACES - 1
    assert [one for one in read("oktmo", tmp_path / "other") if not isinstance(one, rows.Skipped)] == places


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("ст-ца Александровская", "станица", "Александровская"),
        ("ж/д_оп Ивановка", "железнодорожная станция", "Ивановка"),
        ("п им Ленина", "посёлок", "им Ленина"),
        ("арбан Майский", "арбан", "Майский"),
        ("г Красное Село", "город", "Красное Село"),
        ("1-я Ивановка", "", "1-я Ивановка"),
    ],
)
def test_types_are_written_out(written: str, kind: str, name: str) -> None:
    assert oktmo.named(written) == (kind, name)


def test_every_region_of_the_federation_has_a_code() -> None:
    assert sorted(OKTMO_REGIONS.values()) == sorted(region.name for region in all_regions())


def test_readers_fill_the_columns_of_the_tables(tmp_path: Path) -> None:
    for kind in get_args(Kind):
        (tmp_path / kind).write_text(FILES[kind], "utf-8")
        row = next(one for one in read(kind, tmp_path / kind) if not isinstance(one, rows.Skipped))
        assert isinstance(row, dict)
        assert sorted(row) == sorted(columns_of(kind))


def test_geonames_may_stay_packed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "RU.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("readme.txt", "About")
        packed.writestr("RU.txt", samples.geonames())
    assert "Готово" in imported("geonames", tmp_path / "RU.zip").output
    for kind in ("oktmo", "libraries"):
        result = imported(kind, tmp_path / "RU.zip")
        assert (result.exit_code, texts.TROUBLES["archive"] in result.output) == (1, True)


@pytest.mark.parametrize(
    ("kind", "content", "why"),
    [
        ("oktmo", b"", "empty"),
        ("oktmo", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("geonames", b"PK\x03\x04 not really", "damaged"),
        ("libraries", b'[{"name": "x", "address": {', "damaged"),
        ("libraries", b'[{"name": "x", "address": ' + b"[" * 100_000, "damaged"),
        ("libraries", samples.libraries().encode()[:-1], "damaged"),
        ("geonames", samples.geonames().encode() + b"x" * 300_000, "long_line"),
        ("oktmo", samples.OKTMO.encode() + b'"' * 300_000, "long_line"),
    ],
)
def test_what_is_no_registry_is_refused(kind: str, content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    result = imported(kind, tmp_path / "file")
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, f"Ничего не загружено: {texts.TROUBLES[why]}.")


@pytest.mark.parametrize("kind", get_args(Kind))
def test_another_registry_is_named(kind: str, tmp_path: Path) -> None:
    for other, text in FILES.items():
        if other != kind:
            (tmp_path / "file").write_text(text, "utf-8")
            assert f"tezki import {other} ФАЙЛ" in imported(kind, tmp_path / "file").output
    (tmp_path / "file").write_text("Дорогой дневник;\n" * 50, "utf-8")
    assert "Похоже" not in imported(kind, tmp_path / "file").output


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("RU.txt", b"0" * 20_000_000)
    assert texts.TROUBLES["bomb"] in imported("geonames", tmp_path / "bomb").output


def test_an_archive_that_lies_of_its_size_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "liar"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("RU.txt", samples.geonames() * 500)
    size = len(samples.geonames().encode()) * 500
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    result = imported("geonames", path)
    assert result.exit_code == 1
    assert "Ничего не загружено" in result.output


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100)
    (tmp_path / "file").write_text(samples.OKTMO, "utf-8")
    assert texts.TROUBLES["large"] in imported("oktmo", tmp_path / "file").output


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        assert texts.TROUBLES["missing"] in imported("oktmo", path).output


def test_while_the_program_runs_on_sqlite_nothing_is_imported(database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(samples.OKTMO, "utf-8")
    lock = sqlite.Lock(database)
    result = imported("oktmo", tmp_path / "file")
    lock.release()
    assert (result.exit_code, "уже запущена" in result.output) == (1, True)


@pytest.mark.parametrize(
    "around",
    [
        "{items}",
        '{{"count": 2, "data": {items}}}',
        '{{"total": 1, "next": null, "items": {items}, "more": 1}}',
        "{lines}",
    ],
)
def test_the_register_of_libraries_may_be_wrapped(around: str, tmp_path: Path) -> None:
    entries = [samples.library(1), samples.library(2, description="]},{" * 200_000)]
    lines = "\n".join(json.dumps(one, ensure_ascii=False) for one in entries)
    (tmp_path / "file").write_text(around.format(items=json.dumps(entries), lines=lines), "utf-8")
    assert len(read("libraries", tmp_path / "file")) == 2


def test_a_library_without_end_is_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "LONGEST_OBJECT", 100_000)
    (tmp_path / "file").write_text(json.dumps([samples.library(description="x" * 3_000_000)]), "utf-8")
    with pytest.raises(NotThatFile, match="damaged"):
        read("libraries", tmp_path / "file")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("Ростовская обл, Азовский р-н, х. Александровка, ул. Мира, д. 5а", ("Азовский р-н", "Александровка")),
        ("обл Омская, р-н Шербакульский, с/п Александровское, с Александровка", ("Шербакульский р-н", "Александровка")),
        ("Респ Татарстан, г Казань, пр-кт Победы, 1", ("", "Казань")),
        ("г Санкт-Петербург, ул Ленина, 2", ("", "Санкт-Петербург")),
        ("Белгородская область, ул Мира", ("", "")),
    ],
)
def test_addresses_are_read(address: str, found: tuple[str, str]) -> None:
    place = libraries.read_address(address)
    assert (place.get("district", ""), place.get("settlement", "")) == found
    assert "region" in place


def test_names_of_other_languages_are_not_taken() -> None:
    rows_ = [line.split("\t") for line in samples.geonames().splitlines()]
    assert geonames._russian(rows_[4]) == ["Сталино", "Александровка"]

"""A small registry of settlements and libraries for the tests of talks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from domain.spelling import fold

if TYPE_CHECKING:
    from storage.registries.imports import Kind
    from tests.people import Town

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)

PLACES: Final = (
    ("Белгородская область", "Прохоровский район", "село", "Александровка", 210),
    ("Белгородская область", "Чернянский район", "хутор", "Александровка", None),
    ("Омская область", "Шербакульский район", "село", "Александровка", 640),
    ("Ростовская область", "Азовский район", "хутор", "Александровка", 912),
    ("Республика Саха (Якутия)", "Усть-Янский улус", "село", "Никольское", None),
)
ZONES: Final = {"Омская область": "Asia/Omsk", "Республика Саха (Якутия)": "Asia/Vladivostok"}


async def load(town: Town, *, more: tuple[tuple[str, str, str, str, int | None], ...] = ()) -> None:
    """The operator has loaded the registries."""
    places = [_place(number, one) for number, one in enumerate((*PLACES, *more), 1)]
    library = {
        "code": "77",
        "region": "Ростовская область",
        "district": "Азовский р-н",
        "settlement": "Александровка",
        "folded": "александровка",
        "title": "Александровский отдел МБУК «МЦБ» Азовского района",
        "address": "х Александровка, ул Мира, 1",
        "site": "https://azovlib.ru",
        "email": "azovlib@example.ru",
    }
    await _take(town, "oktmo", places)
    await _take(town, "libraries", [library])


async def _take(town: Town, kind: Kind, rows: list[dict[str, Any]]) -> None:
    async with town.database.writing() as books:
        run = await books.imports.begin(kind, kind * 3, at=NOW)
        await books.imports.store(run, rows)
        await books.imports.finish(run.id, {}, at=NOW)


def _place(number: int, facts: tuple[str, str, str, str, int | None]) -> dict[str, Any]:
    region, district, kind, name, people = facts
    return {
        "source": "oktmo",
        "code": f"{number:011}",
        "region": region,
        "district": district,
        "type": kind,
        "name": name,
        "folded": fold(name),
        "latitude": None,
        "longitude": None,
        "zone": ZONES.get(region, "Europe/Moscow"),
        "population": people,
    }

"""A small registry of settlements and libraries for the tests of talks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from domain.spelling import fold
from tests.handlers.libraries.steps import founded

if TYPE_CHECKING:
    from storage.alliances.alliances import Alliance
    from storage.registries.imports import Kind
    from tests.people import Person, Town

    Settlement = tuple[str, str, str, str, int | None]
    """Region, district, type, name, people."""

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)

PLACES: Final = (
    ("Белгородская область", "Прохоровский район", "село", "Александровка", 210),
    ("Белгородская область", "Чернянский район", "хутор", "Александровка", None),
    ("Омская область", "Шербакульский район", "село", "Александровка", 640),
    ("Ростовская область", "Азовский район", "хутор", "Александровка", 912),
    ("Республика Саха (Якутия)", "Усть-Янский улус", "село", "Никольское", None),
)
ZONES: Final = {"Омская область": "Asia/Omsk", "Республика Саха (Якутия)": "Asia/Vladivostok"}


async def load(town: Town, *, more: tuple[Settlement, ...] = ()) -> None:
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


async def looks_for_namesakes(town: Town, *labels: str, more: tuple[Settlement, ...] = ()) -> tuple[Person, Alliance]:
    """A coordinator with a fresh alliance and the registries asks for all namesakes, then presses these."""
    anna, alliance = await founded(town)
    await load(town, more=more)
    await anna.forges(f"namesakes:{alliance.id}")
    for label in labels:
        await anna.presses(label)
    return anna, alliance


async def begins_to_join(town: Town, *answers: str) -> tuple[Person, Person, Alliance]:
    """A coordinator as above, a librarian who has given the first answers, and the alliance."""
    anna, alliance = await founded(town)
    await load(town)
    maria = town.person("Мария")
    await maria.starts(f"join_{alliance.id}")
    await maria.answers(*answers)
    return anna, maria, alliance


async def _take(town: Town, kind: Kind, rows: list[dict[str, Any]]) -> None:
    async with town.database.writing() as books:
        run = await books.imports.begin(kind, kind * 3, at=NOW)
        await books.imports.store(run, rows)
        await books.imports.finish(run.id, {}, at=NOW)


def _place(number: int, facts: Settlement) -> dict[str, Any]:
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

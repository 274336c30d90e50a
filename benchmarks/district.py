"""An alliance as big as they come, poured into the tables: libraries by the hundred, a chronicle of years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from domain.journal import Entry, Kind, seal
from storage import tables

if TYPE_CHECKING:
    from storage.books import Books

NOW: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
REGIONS: Final = 60
ZONES: Final = ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Omsk", "Asia/Irkutsk", "Asia/Vladivostok")
TEXT: Final = "Гости читали вслух, пели и пили чай из самовара, а потом долго не расходились. " * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is of everything."""

    libraries: int
    events: int
    entries: int
    deeds: int


WHOLE: Final = Size(libraries=300, events=5_000, entries=20_000, deeds=25_000)
SMALL: Final = Size(libraries=12, events=60, entries=80, deeds=100)


async def pour(books: Books, size: Size) -> str:
    """The slug of the new alliance."""
    alliance = await books.alliances.found(
        slug_base="ivanovka",
        settlement="Ивановка",
        folded="ивановка",
        form="movement",
        wide=True,
        goals=["culture", "leisure"],
        zone="Europe/Moscow",
        motto="Одно имя, много друзей",
        at=NOW - timedelta(days=400),
    )
    write = books.connection
    await write.execute(sa.insert(tables.libraries), [_library(n, alliance.id) for n in range(1, size.libraries + 1)])
    await write.execute(
        sa.insert(tables.memberships),
        [
            {"library_id": n, "alliance_id": alliance.id, "joined_at": NOW - timedelta(days=n)}
            for n in range(1, size.libraries + 1)
        ],
    )
    await write.execute(sa.insert(tables.events), [_event(n, alliance.id, size) for n in range(size.events)])
    pairs = [{"event_id": n + 1, "library_id": n * 7 % size.libraries + 1} for n in range(0, size.events, 3)]
    await write.execute(sa.insert(tables.event_hosts), pairs)
    await write.execute(sa.insert(tables.chronicle), [_entry(n, alliance.id, size) for n in range(size.entries)])
    await write.execute(sa.insert(tables.journal), _journal(alliance.id, alliance.journal_key, size.deeds))
    if write.dialect.name == "postgresql":
        await write.execute(sa.text("ANALYZE"))
    return alliance.slug


def _library(number: int, alliance: int) -> dict[str, Any]:
    title = f"Ивановская сельская модельная библиотека имени А. П. Чехова, филиал № {number}"
    return {
        "alliance_id": alliance,
        "settlement": "Ивановка",
        "settlement_type": "село",
        "district": f"Район номер {number}",
        "region": f"Область номер {number % REGIONS:02}",
        "zone": ZONES[number % len(ZONES)],
        "title": title,
        "folded": title.lower(),
        "parent": "МБУК «Централизованная библиотечная система»",
        "ownership": "municipal",
        "verdict": "same",
        "checked": "confirmed",
        "created_at": NOW,
    }


def _event(number: int, alliance: int, size: Size) -> dict[str, Any]:
    """Spread over a year around today; one in ten has no day yet."""
    start = NOW - timedelta(days=200) + timedelta(minutes=number * 525_600 // size.events)
    dated = number % 10 != 0
    day = start.date() if dated else start.date().replace(day=1)
    return {
        "alliance_id": alliance,
        "library_id": number % size.libraries + 1,
        "title": f"Вечер «Самовар и книга», встреча {number}: читаем вслух и знакомимся с соседями",
        "kind": "meeting",
        "month": None if dated else day,
        "day": day,
        "starts_at": start if dated else None,
        "ends_at": start + timedelta(hours=2) if dated else None,
        "zone": "Europe/Moscow",
        "place": "читальный зал",
        "age": 6,
        "description": TEXT,
        "state": "chronicled" if start < NOW else "announced",
        "created_at": NOW,
    }


def _entry(number: int, alliance: int, size: Size) -> dict[str, Any]:
    """Five years; one in fifty corrects the one before it."""
    return {
        "alliance_id": alliance,
        "library_id": number % size.libraries + 1,
        "event_id": number % size.events + 1,
        "title": f"Вечер «Самовар и книга», встреча {number}",
        "happened_on": date(2021, 12, 1) + timedelta(days=number * 1_800 // size.entries),
        "text": TEXT,
        "visitors": 20,
        "new_readers": 1,
        "corrects_id": number if number and number % 50 == 0 else None,
        "correction": "гостей было больше" if number and number % 50 == 0 else None,
        "written_at": NOW,
    }


def _journal(alliance: int, key: str, deeds: int) -> list[dict[str, Any]]:
    chain: list[Entry] = []
    for number in range(deeds):
        facts = {"what": "announced", "title": f"Вечер «Самовар и книга», встреча {number}", "day": "2026-12-05"}
        at = NOW - timedelta(days=400) + timedelta(minutes=number)
        chain.append(seal(chain[-1] if chain else None, at, Kind.PLAN_CHANGED, facts, key))
    return [
        {
            "alliance_id": alliance,
            "seq": one.seq,
            "at": one.at,
            "kind": one.kind.value,
            "facts": one.facts,
            "previous": one.previous,
            "hash": one.hash,
        }
        for one in chain
    ]

"""An alliance of villages called Ивановка to try the repositories on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.event import State
from domain.spelling import fold, plain
from storage.alliances.alliances import Alliance
from storage.alliances.groups import Group
from storage.books import Books
from storage.libraries.libraries import Library
from storage.plan.events import Event
from storage.tables import librarians

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LONG = timedelta(days=30)
"""Longer than anybody is new."""


async def account(books: Books, kind: str = "telegram", external_id: int = 100) -> int:
    return (await books.accounts.ensure(kind, external_id, at=NOW)).id


async def person(books: Books, number: int = 1) -> int:
    """Telegram's ids do not fit 32 bits."""
    external = 7_000_000_000 + number
    return (await books.people.meet(await account(books), external, external, at=NOW)).id


async def alliance(books: Books, settlement: str = "Ивановка", slug: str = "ivanovka") -> Alliance:
    return await books.alliances.found(
        slug_base=slug,
        settlement=settlement,
        folded=fold(settlement),
        form="movement",
        wide=True,
        goals=["leisure", "culture"],
        zone="Europe/Moscow",
        at=NOW,
    )


async def library(books: Books, alliance_id: int, title: str = "Сельская библиотека", **facts: Any) -> Library:
    """A member of the alliance."""
    facts = {"region": "Белгородская область", "district": "Чернянский район", "zone": "Europe/Moscow"} | facts
    registered = await books.libraries.register(
        alliance_id=alliance_id,
        settlement="Ивановка",
        settlement_type="село",
        title=title,
        folded=plain(title),
        ownership="municipal",
        verdict="same",
        at=NOW,
        **facts,
    )
    await books.libraries.join(registered.id, NOW)
    known = await books.libraries.get(registered.id)
    assert known is not None
    return known


async def group(books: Books, alliance_id: int, external_id: int = -1001234567890) -> Group:
    """A bound group."""
    pending = await books.groups.bind(
        alliance_id=alliance_id,
        account_id=await account(books),
        external_id=external_id,
        bound_by=await person(books),
        at=NOW,
    )
    await books.groups.report(
        pending.id,
        title="Тёзки Ивановки",
        link="https://t.me/ivanovka",
        threads={"plans": 7},
        missing=(),
        title_fits=True,
        at=NOW,
    )
    bound = await books.groups.get(pending.id)
    assert bound is not None
    return bound


async def settled(books: Books, library_id: int, account: int, at: datetime) -> int:
    """Whoever speaks for the library does so since long, and so does one more, who never writes: nothing waits."""
    since = sa.update(librarians).where(librarians.c.library_id == library_id, librarians.c.state == "vouched")
    number = 5_000_000 + library_id
    someone = await books.people.meet(account, number, number, at=at)
    await books.librarians.add(library_id, someone.id, at=at)
    await books.connection.execute(since.values(vouched_at=at - LONG))
    return someone.id


async def event(books: Books, host: Library, *, state: State = State.ANNOUNCED, **facts: Any) -> Event:
    """By default a meeting on 5 December at noon in Moscow."""
    if "month" not in facts:
        facts.setdefault("starts_at", datetime(2026, 12, 5, 9, 0, tzinfo=UTC))
    usual: dict[str, Any] = {
        "title": "Вечер памяти",
        "kind": "meeting",
        "zone": "Europe/Moscow",
        "library_id": host.id,
    }
    drafted = await books.events.add(alliance_id=host.alliance_id, at=NOW, **(usual | facts))
    path: dict[State, tuple[State, ...]] = {
        State.DRAFT: (),
        State.ANNOUNCED: (State.ANNOUNCED,),
        State.HELD: (State.ANNOUNCED, State.HELD),
        State.CANCELLED: (State.CANCELLED,),
        State.CHRONICLED: (State.ANNOUNCED, State.HELD, State.CHRONICLED),
    }
    for step in path[state]:
        assert await books.events.move_state(drafted.id, step)
    known = await books.events.get(drafted.id)
    assert known is not None
    return known


def december(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


THIS_YEAR = date(2026, 1, 1), date(2027, 1, 1)

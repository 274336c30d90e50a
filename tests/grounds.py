"""An alliance and its groups, put into the database without a word: for tests of what is built on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.alliances.alliances import Alliance
    from storage.alliances.groups import Group
    from tests.people import Town


async def an_alliance(town: Town, settlement: str = "Ивановка") -> Alliance:
    async with town.database.writing() as books:
        return await books.alliances.found(
            slug_base="ivanovka",
            settlement=settlement,
            folded=settlement.lower(),
            form="movement",
            wide=True,
            goals=(),
            zone="Europe/Moscow",
            at=town.time,
        )


async def a_group(
    town: Town, alliance: int, external: int, *, messenger: str | None = None, threads: Mapping[str, int] | None = None
) -> Group:
    """Bound, inspected and in order."""
    account, now = town.messenger(messenger).account, town.time
    async with town.database.writing() as books:
        person = await books.people.meet(account, 1, 1, at=now)
        group = await books.groups.bind(
            alliance_id=alliance, account_id=account, external_id=external, bound_by=person.id, at=now
        )
        await books.groups.report(
            group.id, title="Тёзки", link=None, threads=threads or {}, missing=(), title_fits=True, at=now
        )
        found = await books.groups.get(group.id)
    assert found is not None
    return found

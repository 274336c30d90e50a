"""A second subject with due notices: books that are due back. What a wing declares is all that it needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.notices import notices
from scheduler.due import DueNotice, Planned, walk
from storage.books import Books
from storage.messaging.notices import CHECKS, Told
from storage.people.people import Person as Known
from talk.prompt import Prompt
from talk.rich import rich
from tests.people import Person, Town

DAY = timedelta(days=1)
MOSCOW_NIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)


@dataclass(slots=True, kw_only=True)
class Loans:
    """What a wing would keep in a table of its own: loan → notice, and what became of it."""

    kind: str = "loan-due"
    planned: dict[int, DueNotice] = field(default_factory=dict)
    state: Counter[str] = field(default_factory=Counter)
    versions: dict[str, int] = field(default_factory=dict)

    def add(self, who: Known, *, due_at: datetime, back: datetime) -> None:
        number = len(self.planned) + 1
        self.versions[f"loan:{number}"] = 1
        self.planned[number] = DueNotice(
            id=number,
            who=who,
            due_at=due_at,
            subject=f"loan:{number}",
            version=1,
            prompt=Prompt(text=rich(f"Пора вернуть книгу {number}")),
            until=back,
            key=f"loan:{number}:1:{who.id}",
        )

    async def due(self, books: Books, now: datetime, limit: int) -> Sequence[DueNotice]:
        del books
        return [one for one in self.planned.values() if one.due_at <= now][:limit]

    async def told(self, _books: Books, ids: Collection[int]) -> None:
        self._gone("told", ids)

    async def dropped(self, _books: Books, ids: Collection[int]) -> None:
        self._gone("dropped", ids)

    async def postponed(self, books: Books, ids: Collection[int], due_at: datetime) -> None:
        del books
        for number in ids:
            self.planned[number] = replace(self.planned[number], due_at=due_at)

    def _gone(self, state: str, ids: Collection[int]) -> None:
        for number in ids:
            del self.planned[number]
            self.state[state] += 1

    # The check, as a wing declares it with ``@checked``.

    def __call__(self, connection: AsyncConnection) -> Loans:
        del connection
        return self

    async def outdated(self, told: Collection[Told]) -> list[int]:
        return [one.row for one in told if self.versions[one.subject] != one.version]

    async def withdrawn(self, told: Collection[Told]) -> None:
        self.state["withdrawn"] += len(told)


@pytest.fixture
def loans(monkeypatch: pytest.MonkeyPatch) -> Loans:
    loans = Loans()
    monkeypatch.setitem(CHECKS, loans.kind, loans)
    return loans


async def reader(town: Town, *, quiet: bool = False) -> tuple[Person, Known]:
    maria = town.person("Мария")
    await maria.says("/menu")
    maria.messenger.chats[maria.id].clear()
    async with town.database.writing() as books:
        known = await books.people.by_external(maria.messenger.account, maria.id)
        assert known is not None
        if quiet:
            await books.people.set_quiet(known.id, time(22), time(8))
            known = await books.people.get(known.id)
    assert known is not None
    return maria, known


def heard(maria: Person) -> list[str]:
    return [prompt.text.plain for prompt in maria.heard]


async def test_it_is_told_once_when_it_is_due(town: Town, loans: Loans) -> None:
    maria, known = await reader(town)
    loans.add(known, due_at=town.time, back=town.time + DAY)
    loans.add(known, due_at=town.time + DAY, back=town.time + 2 * DAY)

    assert await walk(town.database, Planned(loans), town.time) == {"told": 1}
    assert await walk(town.database, Planned(loans), town.time) == {}
    await town.drain()
    assert heard(maria) == ["Пора вернуть книгу 1"]


async def test_it_waits_for_the_morning_and_is_dropped_when_it_helps_nobody_any_more(town: Town, loans: Loans) -> None:
    maria, known = await reader(town, quiet=True)
    town.time = MOSCOW_NIGHT
    loans.add(known, due_at=town.time, back=town.time + DAY)
    loans.add(known, due_at=town.time - DAY, back=town.time)

    assert await walk(town.database, Planned(loans), town.time) == {"postponed": 1, "too_late": 1}
    town.time = MORNING
    assert await walk(town.database, Planned(loans), town.time) == {"told": 1}
    await town.drain()
    assert heard(maria) == ["Пора вернуть книгу 1"]


async def test_a_newer_version_withdraws_it(town: Town, loans: Loans) -> None:
    maria, known = await reader(town)
    for _ in range(2):
        loans.add(known, due_at=town.time, back=town.time + DAY)
    await walk(town.database, Planned(loans), town.time)
    async with town.database.writing() as books:
        await notices.withdraw(books, "loan:1", below=2, now=town.time)
        await notices.withdraw(books, "loan:2", below=1, now=town.time)  # it is not older
    await town.drain()
    assert heard(maria) == ["Пора вернуть книгу 2"]


async def test_what_nobody_withdrew_yet_does_not_leave_either(town: Town, loans: Loans) -> None:
    """The walk that withdraws may be far behind: the delivery asks the check that was declared."""
    maria, known = await reader(town)
    loans.add(known, due_at=town.time, back=town.time + DAY)
    await walk(town.database, Planned(loans), town.time)
    loans.versions["loan:1"] = 2
    await town.drain()
    assert heard(maria) == []
    assert loans.state == {"told": 1, "withdrawn": 1}


async def test_what_is_late_in_the_outbox_waits_for_the_morning(town: Town, loans: Loans) -> None:
    """The messenger was away until it was night."""
    maria, known = await reader(town, quiet=True)
    town.time = MOSCOW_NIGHT - timedelta(hours=5)
    loans.add(known, due_at=town.time, back=town.time + DAY)
    await walk(town.database, Planned(loans), town.time)
    town.time = MOSCOW_NIGHT
    await town.drain()
    assert heard(maria) == []
    town.time = MORNING
    await town.drain()
    assert heard(maria) == ["Пора вернуть книгу 1"]

"""What was true when: the facts of the database after every commit, read by plain SQL, without the product's code."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


IMPOSTOR: Final = "Самозванец"
"""In whatever somebody says who has only typed the name of a library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody who reads."""

    id: int
    account: int
    chat: int
    zone: str | None
    quiet: tuple[time, time] | None
    leads: frozenset[int]
    """Minutes."""
    weekly: bool
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """An event."""

    id: int
    title: str
    alliance: int
    library: int
    hosts: frozenset[int]
    tags: frozenset[str]
    age: int | None
    place: str | None
    starts: datetime | None
    zone: str
    state: str
    sequence: int
    series: int | None

    @property
    def targets(self) -> frozenset[str]:
        """The subscriptions that mean it."""
        hosts = {f"library:{one}" for one in self.hosts | {self.library}}
        tags = {f"tag:{one}" for one in self.tags}
        age = {f"age:{self.age}"} if self.age is not None else set()
        return frozenset({"alliance", f"event:{self.id}"} | hosts | tags | age)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that matters for who is to hear of what."""

    people: dict[int, Resident]
    events: dict[int, Occasion]
    subscriptions: frozenset[tuple[int, int, str]]
    """Person, alliance, target."""
    declines: frozenset[tuple[int, int]]
    """Person, event."""
    speaking: frozenset[int] = frozenset()
    """Libraries that somebody was vouched for."""
    addresses: frozenset[tuple[int, int, int]] = frozenset()
    """Person, account, chat."""

    def wants(self, person: int, event: int) -> bool:
        """Whether the person is to hear of the event."""
        found = self.events.get(event)
        if found is None or (person, event) in self.declines:
            return False
        return any((person, found.alliance, target) in self.subscriptions for target in found.targets)


@dataclass(frozen=True, slots=True)
class Moment:
    """From ``at`` on (true time) these were the facts; the program's clock showed ``wall``."""

    at: datetime
    wall: datetime
    facts: Facts


@dataclass(slots=True)
class History:
    """The facts, from commit to commit."""

    moments: list[Moment] = field(default_factory=list)

    def note(self, connection: sqlite3.Connection, at: datetime, wall: datetime) -> None:
        facts = read(connection)
        if not self.moments or self.moments[-1].facts != facts:
            self.moments.append(Moment(at, wall, facts))

    @property
    def last(self) -> Facts:
        return self.moments[-1].facts

    def at(self, moment: datetime) -> Facts:
        """What was true then."""
        return next((one.facts for one in reversed(self.moments) if one.at <= moment), self.moments[0].facts)

    def between(self, begins: datetime, ends: datetime) -> Iterator[Facts]:
        """What was true at any moment in between."""
        yield self.at(begins)
        for one in self.moments:
            if begins < one.at <= ends:
                yield one.facts


def read(connection: sqlite3.Connection) -> Facts:
    hosts, tags = defaultdict(set), defaultdict(set)
    for event, library in connection.execute("SELECT event_id, library_id FROM event_hosts WHERE state = 'agreed'"):
        hosts[event].add(library)
    for event, tag in connection.execute("SELECT event_id, tag FROM event_tags"):
        tags[event].add(tag)
    people = {
        row[0]: Resident(
            id=row[0],
            account=row[1],
            chat=row[2],
            zone=row[3],
            quiet=(time.fromisoformat(row[4]), time.fromisoformat(row[5])) if row[4] and row[5] else None,
            leads=frozenset(json.loads(row[6])),
            weekly=bool(row[7]),
            reachable=bool(row[8]),
        )
        for row in connection.execute(
            "SELECT people.id, account_id, chat, zone, quiet_from, quiet_to, leads, weekly, state = 'live'"
            " FROM people JOIN addresses ON person_id = people.id AND preferred"
        )
    }
    events = {
        row[0]: Occasion(
            id=row[0],
            title=row[1],
            alliance=row[2],
            library=row[3],
            hosts=frozenset(hosts[row[0]]),
            tags=frozenset(tags[row[0]]),
            age=row[4],
            place=row[5],
            starts=datetime.fromisoformat(row[6]).replace(tzinfo=UTC) if row[6] else None,
            zone=row[7],
            state=row[8],
            sequence=row[9],
            series=row[10],
        )
        for row in connection.execute(
            "SELECT id, title, alliance_id, library_id, age, place, starts_at, zone, state, sequence, series_id"
            " FROM events"
        )
    }
    return Facts(
        people=people,
        events=events,
        subscriptions=frozenset(connection.execute("SELECT person_id, alliance_id, target FROM subscriptions")),
        declines=frozenset(connection.execute("SELECT person_id, event_id FROM declines")),
        speaking=frozenset(
            row[0] for row in connection.execute("SELECT library_id FROM librarians WHERE state = 'vouched'")
        ),
        addresses=frozenset(connection.execute("SELECT person_id, account_id, chat FROM addresses")),
    )

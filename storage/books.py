"""All repositories over one connection: what a transaction works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.accounts import Accounts
from storage.agreements import Agreements
from storage.alliances import Alliances
from storage.appeals import Appeals
from storage.approaches import Approaches
from storage.changes import Changes
from storage.chronicle import Chronicle
from storage.coordinators import Coordinators
from storage.digests import Digests
from storage.events import Events
from storage.feeds import Feeds
from storage.groups import Groups
from storage.imports import Imports
from storage.inbox import Inbox
from storage.journal import Journal
from storage.known_libraries import KnownLibraries
from storage.leases import Leases
from storage.letter_rows import LetterRows
from storage.letters import Letters
from storage.librarians import Librarians
from storage.libraries import Libraries
from storage.outbox import Outbox, Taker
from storage.papers import Papers
from storage.people import People
from storage.pictures import Pictures
from storage.places import Places
from storage.plan_imports import PlanImports
from storage.playground import Playground
from storage.posts import Posts
from storage.reminders import Reminders
from storage.rules import Rules
from storage.runs import Runs
from storage.schedule import Schedule
from storage.settings import Settings
from storage.showcase import Showcase
from storage.standing import Standings
from storage.subscriptions import Subscriptions
from storage.tables import people
from storage.talks import Talks
from storage.tokens import Tokens
from storage.told_reminders import ToldReminders

R = TypeVar("R")


def _over_connection(kind: Callable[[AsyncConnection], R]) -> cached_property[R]:
    """A turn uses few of the repositories: each is made when it is asked for."""
    return cached_property(lambda books: kind(books.connection))


def _waking(kind: Callable[[AsyncConnection, Callable[[str], None]], R]) -> cached_property[R]:
    return cached_property(lambda books: kind(books.connection, books.wake))


class Books:
    """One repository per noun, all in the same transaction."""

    def __init__(self, connection: AsyncConnection, takers: Mapping[int, Taker] = MappingProxyType({})) -> None:
        """``takers`` deliver in this process: see ``storage.outbox``."""
        self.connection = connection
        self.takers = takers
        self.woken: set[str] = set()

    # The program's own.
    accounts = _over_connection(Accounts)
    people = _over_connection(People)
    talks = _over_connection(Talks)
    inbox = _waking(Inbox)
    outbox = cached_property(lambda self: Outbox(self.connection, self.wake, self.takers))
    pictures = _over_connection(Pictures)
    papers = _waking(Papers)
    tokens = _over_connection(Tokens)
    settings = _over_connection(Settings)
    runs = _over_connection(Runs)
    leases = _over_connection(Leases)
    playground = _over_connection(Playground)
    # The alliance: add a line here with every new repository.
    alliances = _over_connection(Alliances)
    agreements = _over_connection(Agreements)
    coordinators = _over_connection(Coordinators)
    libraries = _over_connection(Libraries)
    librarians = _over_connection(Librarians)
    standing = _over_connection(Standings)
    appeals = _over_connection(Appeals)
    journal = _over_connection(Journal)
    groups = cached_property(lambda self: Groups(self.connection, self.outbox))
    posts = _over_connection(Posts)
    events = _over_connection(Events)
    schedule = _over_connection(Schedule)
    plan_imports = _over_connection(PlanImports)
    chronicle = _over_connection(Chronicle)
    showcase = _over_connection(Showcase)
    feeds = _over_connection(Feeds)
    subscriptions = _over_connection(Subscriptions)
    reminders = _over_connection(Reminders)
    told_reminders = _over_connection(ToldReminders)
    rules = _over_connection(Rules)
    changes = _over_connection(Changes)
    digests = _over_connection(Digests)
    letters = _waking(Letters)
    letter_rows = _waking(LetterRows)
    # Registries.
    places = _over_connection(Places)
    known_libraries = _over_connection(KnownLibraries)
    imports = _over_connection(Imports)
    approaches = _over_connection(Approaches)

    def wake(self, name: str) -> None:
        """Once this transaction is committed, whoever waits for ``name`` ("inbox", "outbox") is woken."""
        self.woken.add(name)

    async def lock_person(self, person_id: int) -> None:
        """One turn of a person at a time, in every process. On SQLite there is one writer anyway."""
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(sa.select(people.c.id).where(people.c.id == person_id).with_for_update())

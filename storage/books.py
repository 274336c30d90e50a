"""All repositories over one connection: what a transaction works with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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


class Books:
    """One repository per noun, all in the same transaction."""

    def __init__(self, connection: AsyncConnection, takers: Mapping[int, Taker] = MappingProxyType({})) -> None:
        """``takers`` deliver in this process: see ``storage.outbox``."""
        self.connection = connection
        self.woken: set[str] = set()
        # The program's own.
        self.accounts = Accounts(connection)
        self.people = People(connection)
        self.talks = Talks(connection)
        self.inbox = Inbox(connection, self.wake)
        self.outbox = Outbox(connection, self.wake, takers)
        self.pictures = Pictures(connection)
        self.papers = Papers(connection, self.wake)
        self.tokens = Tokens(connection)
        self.settings = Settings(connection)
        self.runs = Runs(connection)
        self.leases = Leases(connection)
        self.playground = Playground(connection)
        # The alliance: add a line here with every new repository.
        self.alliances = Alliances(connection)
        self.agreements = Agreements(connection)
        self.coordinators = Coordinators(connection)
        self.libraries = Libraries(connection)
        self.librarians = Librarians(connection)
        self.standing = Standings(connection)
        self.appeals = Appeals(connection)
        self.journal = Journal(connection)
        self.groups = Groups(connection, self.outbox)
        self.posts = Posts(connection)
        self.events = Events(connection)
        self.schedule = Schedule(connection)
        self.plan_imports = PlanImports(connection)
        self.chronicle = Chronicle(connection)
        self.showcase = Showcase(connection)
        self.feeds = Feeds(connection)
        self.subscriptions = Subscriptions(connection)
        self.reminders = Reminders(connection)
        self.told_reminders = ToldReminders(connection)
        self.rules = Rules(connection)
        self.changes = Changes(connection)
        self.digests = Digests(connection)
        self.letters = Letters(connection, self.wake)
        self.letter_rows = LetterRows(connection, self.wake)
        # Registries.
        self.places = Places(connection)
        self.known_libraries = KnownLibraries(connection)
        self.imports = Imports(connection)
        self.approaches = Approaches(connection)

    def wake(self, name: str) -> None:
        """Once this transaction is committed, whoever waits for ``name`` ("inbox", "outbox") is woken."""
        self.woken.add(name)

    async def lock_person(self, person_id: int) -> None:
        """One turn of a person at a time, in every process. On SQLite there is one writer anyway."""
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(sa.select(people.c.id).where(people.c.id == person_id).with_for_update())

"""All repositories over one connection: what a transaction works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.alliances.agreements import Agreements
from storage.alliances.alliances import Alliances
from storage.alliances.coordinators import Coordinators
from storage.alliances.groups import Groups
from storage.alliances.journal import Journal
from storage.chronicle.chronicle import Chronicle
from storage.files.documents import Documents
from storage.files.long_jobs import LongJobs
from storage.files.pictures import Pictures
from storage.letters.letter_rows import LetterRows
from storage.letters.letters import Letters
from storage.libraries.appeals import Appeals
from storage.libraries.delayed_deeds import DelayedDeeds
from storage.libraries.librarians import Librarians
from storage.libraries.libraries import Libraries
from storage.libraries.merges import LibraryMerges
from storage.messaging.accounts import Accounts
from storage.messaging.answers import Answers
from storage.messaging.bundles import Bundles
from storage.messaging.delivery_queue import DeliveryQueue
from storage.messaging.first_words import FirstWords
from storage.messaging.inbox import Inbox
from storage.messaging.notices import Notices
from storage.messaging.outbox import DirectSender, Outbox
from storage.messaging.outbox_admin import OutboxAdmin
from storage.messaging.posts import Posts
from storage.moderation.complaints import Complaints
from storage.moderation.hidden import Hidden
from storage.moderation.member_voices import MemberVoices
from storage.people.addresses import Addresses, lock
from storage.people.consents import Consents
from storage.people.dialogues import Dialogues
from storage.people.erasures import Erasures
from storage.people.joins import AddressJoins
from storage.people.own_data import OwnData
from storage.people.people import People
from storage.people.roles import RolesOfPeople
from storage.people.spent import Spent
from storage.people.tokens import Tokens
from storage.plan.co_hosts import CoHosts
from storage.plan.events import Events
from storage.plan.imports import PlanImports
from storage.plan.schedule import Schedule
from storage.program.audit import Audit
from storage.program.emptied_columns import EmptiedColumns
from storage.program.leases import Leases
from storage.program.playground import Playground
from storage.program.runs import Runs
from storage.program.settings import Settings
from storage.public.feeds import Feeds
from storage.public.pages import PublicPages
from storage.registries.imports import Imports
from storage.registries.known_libraries import KnownLibraries
from storage.registries.outreach import Outreach
from storage.registries.places import Places
from storage.reminders.changes import Changes
from storage.reminders.digests import Digests
from storage.reminders.fired_leads import FiredLeads
from storage.reminders.reminders import Reminders
from storage.reminders.subscriptions import Subscriptions

R = TypeVar("R")


def _over_connection(kind: Callable[[AsyncConnection], R]) -> cached_property[R]:
    """A turn uses few of the repositories: each is made when it is asked for."""
    return cached_property(lambda books: kind(books.connection))


def _waking(kind: Callable[[AsyncConnection, Callable[[str], None]], R]) -> cached_property[R]:
    return cached_property(lambda books: kind(books.connection, books.wake))


class Books:
    """The unit of work: one repository per noun, all over the same connection and in the same transaction."""

    def __init__(
        self, connection: AsyncConnection, direct_senders: Mapping[int, DirectSender] = MappingProxyType({})
    ) -> None:
        """``direct_senders`` deliver in this process: see ``storage.messaging.outbox``."""
        self.connection = connection
        self.direct_senders = direct_senders
        self.woken: set[str] = set()

    # The program's own.
    accounts = _over_connection(Accounts)
    people = _waking(People)
    addresses = _over_connection(Addresses)
    address_joins = _over_connection(AddressJoins)
    consents = _over_connection(Consents)
    own_data = _over_connection(OwnData)
    erasures = _waking(Erasures)
    dialogues = _over_connection(Dialogues)
    inbox = _waking(Inbox)
    outbox = cached_property(lambda self: Outbox(self.connection, self.wake, self.direct_senders))
    first_words = _over_connection(FirstWords)
    delivery_queue = _over_connection(DeliveryQueue)
    outbox_admin = _waking(OutboxAdmin)
    answers = _over_connection(Answers)
    notices = _over_connection(Notices)
    bundles = _over_connection(Bundles)
    pictures = _over_connection(Pictures)
    long_jobs = _waking(LongJobs)
    documents = _over_connection(Documents)
    tokens = _over_connection(Tokens)
    spent = _over_connection(Spent)
    settings = _over_connection(Settings)
    runs = _over_connection(Runs)
    audit = _over_connection(Audit)
    emptied_columns = _over_connection(EmptiedColumns)
    leases = _over_connection(Leases)
    playground = _over_connection(Playground)
    # The alliance: add a line here with every new repository.
    alliances = _over_connection(Alliances)
    agreements = _over_connection(Agreements)
    coordinators = _over_connection(Coordinators)
    libraries = _over_connection(Libraries)
    library_merges = _over_connection(LibraryMerges)
    librarians = _over_connection(Librarians)
    delayed_deeds = _over_connection(DelayedDeeds)
    roles = _over_connection(RolesOfPeople)
    appeals = _over_connection(Appeals)
    journal = _over_connection(Journal)
    groups = cached_property(lambda self: Groups(self.connection, self.outbox))
    posts = _over_connection(Posts)
    events = _over_connection(Events)
    co_hosts = _over_connection(CoHosts)
    schedule = _over_connection(Schedule)
    plan_imports = _over_connection(PlanImports)
    chronicle = _over_connection(Chronicle)
    hidden = _over_connection(Hidden)
    complaints = _over_connection(Complaints)
    member_voices = _over_connection(MemberVoices)
    public_pages = _over_connection(PublicPages)
    feeds = _over_connection(Feeds)
    subscriptions = _over_connection(Subscriptions)
    reminders = _over_connection(Reminders)
    fired_leads = _over_connection(FiredLeads)
    changes = _over_connection(Changes)
    digests = _over_connection(Digests)
    letters = _waking(Letters)
    letter_rows = _waking(LetterRows)
    # Registries.
    places = _over_connection(Places)
    known_libraries = _over_connection(KnownLibraries)
    imports = _over_connection(Imports)
    outreach = _over_connection(Outreach)

    def wake(self, name: str) -> None:
        """Once this transaction is committed, whoever waits for ``name`` ("inbox", "outbox") is woken."""
        self.woken.add(name)

    async def lock_person(self, person_id: int) -> bool:
        """One turn of a person at a time, in every process; whether they may have changed while we waited."""
        return await lock(self.connection, person_id)

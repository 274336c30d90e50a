"""All tables, one file a wing.

Each says which of its columns hold personal data, why, and what becomes of it with its person
(``storage.tables.personal``; docs/personal-data.md), and how long its rows are kept
(``storage.tables.retention``). What the alliance did in public names libraries, never people.
A new wing needs no line here: every file of the folder is read, and its tables are imported from it.
"""

import importlib
import pkgutil

from storage.tables.addresses import address_choices, address_joins, addresses
from storage.tables.alliances import agreements, alliances, coordinators, groups, journal
from storage.tables.chronicle import chronicle, chronicle_pictures
from storage.tables.consents import consents
from storage.tables.erasures import erasures
from storage.tables.files import papers, pictures
from storage.tables.letters import letters
from storage.tables.libraries import appeals, delayed_deeds, librarians, libraries, memberships
from storage.tables.messaging import accounts, inbox, outbox, posts
from storage.tables.metadata import metadata
from storage.tables.people import people, talks, tokens
from storage.tables.plan import event_hosts, event_tags, events, plan_import_events, plan_imports
from storage.tables.program import audit, leases, playground_lines, playground_people, runs, settings
from storage.tables.quotas import spent
from storage.tables.registries import approaches, imports, known_libraries, places
from storage.tables.reminders import changes, declines, reminders, rules_fired, subscriptions

__all__ = [
    "accounts",
    "address_choices",
    "address_joins",
    "addresses",
    "agreements",
    "alliances",
    "appeals",
    "approaches",
    "audit",
    "changes",
    "chronicle",
    "chronicle_pictures",
    "consents",
    "coordinators",
    "declines",
    "delayed_deeds",
    "erasures",
    "event_hosts",
    "event_tags",
    "events",
    "groups",
    "imports",
    "inbox",
    "journal",
    "known_libraries",
    "leases",
    "letters",
    "librarians",
    "libraries",
    "memberships",
    "metadata",
    "outbox",
    "papers",
    "people",
    "pictures",
    "places",
    "plan_import_events",
    "plan_imports",
    "playground_lines",
    "playground_people",
    "posts",
    "reminders",
    "rules_fired",
    "runs",
    "settings",
    "spent",
    "subscriptions",
    "talks",
    "tokens",
]

for _found in pkgutil.iter_modules(__path__, "storage.tables."):
    importlib.import_module(_found.name)

for _table in metadata.tables.values():
    if "id" in _table.columns:
        # SQLite would give the id of a deleted last row again. VK's random_id comes from an outbox id and is
        # remembered there for ever; an old button may name an event; an erased person's id must not come back.
        _table.kwargs["sqlite_autoincrement"] = True

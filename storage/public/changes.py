"""Which writes may change what everybody sees: those to all tables but the ones that no page shows."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.tables.moderation import hidden

PUBLIC: Final = "public"
"""Woken after every commit that may have changed a page."""
HIDDEN: Final = "hidden"
"""Woken after every commit that hid or restored something."""
NOT_SHOWN: Final = frozenset(
    {
        *("addresses", "address_choices", "address_joins", "consents"),
        *("inbox", "outbox", "people", "talks", "tokens", "papers", "letters"),
        *("subscriptions", "declines", "reminders", "rules_fired", "changes"),
        *("plan_imports", "plan_import_events", "appeals", "approaches", "complaints", "member_voices"),
        *("settings", "runs", "leases", "audit", "playground_people", "playground_lines"),
    }
)
_WOKEN: Final = "woken"


def may_change_pages(statement: sa.Executable) -> bool:
    if not isinstance(statement, sa.Insert | sa.Update | sa.Delete) or not isinstance(statement.table, sa.Table):
        return False
    name = statement.table.name
    return name not in NOT_SHOWN or (name == "people" and isinstance(statement, sa.Delete))  # contacts go with them


def watch(writer: AsyncEngine) -> None:
    """From now on ``noting`` learns of such statements of this engine."""

    def look(connection: sa.Connection, statement: sa.Executable, *_: Any) -> None:
        woken = connection.info.get(_WOKEN)
        if woken is not None and may_change_pages(statement):
            woken.add(PUBLIC)
            if getattr(statement, "table", None) is hidden:
                woken.add(HIDDEN)

    event.listen(writer.sync_engine, "before_execute", look)


def noting(connection: AsyncConnection, woken: set[str]) -> None:
    """What is executed by this connection from now on is noted here."""
    sync = connection.sync_connection
    assert sync is not None
    sync.info[_WOKEN] = woken

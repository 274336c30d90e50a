"""By what clock people live and when they want no message: what decides when a notice to very many may ring."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

import sqlalchemy as sa

from storage.tables import addresses, outbox, people

MOMENT: Final = outbox.c.not_before.type
PREFS: Final = (people.c.zone, people.c.quiet_from, people.c.quiet_to)
"""The columns of ``NotificationPrefs``, in their order."""
REACH: Final = (addresses.c.account_id, addresses.c.chat, *PREFS)
"""Where a person is written to (``storage.tables.addresses.told_at``), and when they may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationPrefs:
    """What decides when a notice may ring; all people with the same preferences get it at the same moment."""

    zone: str | None
    quiet_from: time | None
    quiet_to: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """When the people of one choice of preferences are to get a notice."""

    prefs: NotificationPrefs
    send_at: datetime


def prefs_of(row: Sequence[Any]) -> NotificationPrefs:
    """Of a row that begins with ``PREFS``."""
    return NotificationPrefs(zone=row[0], quiet_from=row[1], quiet_to=row[2])


def moments(every: Collection[NotificationPrefs], sendings: Collection[Sending]) -> sa.ColumnElement[datetime | None]:
    """When each row of ``people`` is to get it; NULL where no sending is theirs. ``every``: all preferences among them.

    Where every choice of preferences has a sending, the most frequent moment needs no comparing.
    """
    by_moment: dict[datetime, list[NotificationPrefs]] = {}
    for sending in sendings:
        by_moment.setdefault(sending.send_at, []).append(sending.prefs)
    rest = None
    if {sending.prefs for sending in sendings} >= set(every):
        rest = max(sorted(by_moment), key=lambda moment: len(by_moment[moment]))
    cases = [
        (sa.or_(*map(_has, theirs)), sa.literal(moment, MOMENT))
        for moment, theirs in sorted(by_moment.items(), key=lambda one: one[0])
        if moment != rest
    ]
    otherwise = sa.literal(rest, MOMENT)
    return sa.case(*cases, else_=otherwise) if cases else otherwise


def _has(prefs: NotificationPrefs) -> sa.ColumnElement[bool]:
    def same(column: sa.Column[Any], value: object) -> sa.ColumnElement[bool]:
        return column.is_(None) if value is None else column == value

    return sa.and_(
        same(people.c.zone, prefs.zone),
        same(people.c.quiet_from, prefs.quiet_from),
        same(people.c.quiet_to, prefs.quiet_to),
    )

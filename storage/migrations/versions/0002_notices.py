"""The outbox knows of a notice what it is about: kind, subject, version, and whether it may wait for the morning.

What could still leave when this runs is told by its key, as the program before wrote them. What has left needs none of
it: it is asked nothing any more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from storage.sql.types import Id, Instant

revision = "0002"
down_revision = "0001"

ROWS: Final = 2000
"""Of one statement."""
BULK: Final = 2
LATEST: Final = timedelta(hours=21)
"""A change of an event more than a day ahead was kept for so long at most."""

outbox = sa.table(
    "outbox",
    sa.column("id", Id),
    sa.column("key", sa.String),
    sa.column("lane", sa.SmallInteger),
    sa.column("state", sa.String),
    sa.column("letter_id", Id),
    sa.column("not_after", Instant()),
    sa.column("created_at", Instant()),
    sa.column("done_at", Instant()),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("version", sa.BigInteger),
    sa.column("may_wait", sa.Boolean),
    sa.column("wait_until", Instant()),
)
reminders = sa.table("reminders", sa.column("id", Id), sa.column("sequence", sa.Integer))
OPEN: Final = sa.or_(outbox.c.done_at.is_(None), outbox.c.state == "parked")
"""What waits, is held or being sent, and what the operator may send after all."""


def upgrade() -> None:
    op.add_column("outbox", sa.Column("kind", sa.String(length=20), nullable=True))
    op.add_column("outbox", sa.Column("subject", sa.String(length=100), nullable=True))
    op.add_column("outbox", sa.Column("version", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("may_wait", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("outbox", sa.Column("wait_until", Instant(), nullable=True))
    op.create_index(
        "ix_outbox_subject",
        "outbox",
        ["subject", "person_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending') AND subject IS NOT NULL"),
        postgresql_where=sa.text("state IN ('waiting', 'sending') AND subject IS NOT NULL"),
    )
    connection = op.get_bind()
    _fill_letters(connection)
    after: int | None = 0
    while after is not None:
        after = _fill(connection, after)


def _fill_letters(connection: sa.Connection) -> None:
    subject = sa.literal("letter:", sa.String) + sa.cast(outbox.c.letter_id, sa.String)
    values = {"kind": "letter", "subject": subject, "version": 0, "may_wait": True}
    connection.execute(sa.update(outbox).where(OPEN, outbox.c.letter_id.is_not(None)).values(**values))


def _fill(connection: sa.Connection, after: int) -> int | None:
    """The next rows; up to which one, or None after the last."""
    query = sa.select(outbox.c.id, outbox.c.key, outbox.c.lane, outbox.c.not_after, outbox.c.created_at)
    query = query.where(OPEN, outbox.c.letter_id.is_(None), outbox.c.key.is_not(None), outbox.c.id > after)
    rows = connection.execute(query.order_by(outbox.c.id).limit(ROWS)).all()
    single = {row.id: int(row.key.split(":")[3]) for row in rows if _is_single(row.key)}
    versions = _versions(connection, list(single.values()))
    found = [
        {"row": row.id, **notice}
        for row in rows
        if (notice := notice_of(row.key, row.lane, row.not_after, row.created_at, versions.get(single.get(row.id, 0), 0)))
    ]
    if found:
        names = ("kind", "subject", "version", "may_wait", "wait_until")
        values = {name: sa.bindparam(f"new_{name}", type_=outbox.c[name].type) for name in names}
        telling = [{"row": one["row"], **{f"new_{name}": one[name] for name in names}} for one in found]
        connection.execute(sa.update(outbox).where(outbox.c.id == sa.bindparam("row", type_=Id)).values(**values), telling)
    return rows[-1].id if len(rows) == ROWS else None


def _is_single(key: str) -> bool:
    """``remind:EVENT:PERSON:REMINDER``"""
    parts = key.split(":")
    return len(parts) == 4 and parts[0] == "remind" and parts[1].isdigit() and parts[3].isdigit()


def _versions(connection: sa.Connection, reminder_ids: list[int]) -> dict[int, int]:
    if not reminder_ids:
        return {}
    query = sa.select(reminders.c.id, reminders.c.sequence).where(reminders.c.id.in_(reminder_ids))
    return {row.id: row.sequence for row in connection.execute(query)}


def notice_of(
    key: str, lane: int, not_after: datetime | None, created_at: datetime, sequence: int
) -> dict[str, Any] | None:
    """The columns by the key; None for what no notice is told by. ``sequence``: of a reminder of one event."""
    match key.split(":"):
        case ["remind", "several", _, mark, ids]:
            return _waits("reminder", f"reminders:{ids}", int(mark, 16), not_after)
        case ["remind", "several", _, _]:
            return _waits("reminder", None, 0, not_after)
        case ["remind", event, _, _]:
            return _waits("reminder", f"event:{event}", sequence, not_after)
        case ["changed", event, version, _] if lane == BULK:
            return _waits("change", f"event:{event}", int(version), created_at + LATEST if not_after else None)
        case ["changed", event, version, _]:
            return _rings("change", f"event:{event}", int(version))
        case ["digest", _, _]:
            return _waits("digest", None, 0, None)
        case ["asked", event, _, _]:
            return _rings("question", f"event:{event}", 0)
        case ["hint", account, group]:
            return _rings("hint", f"chat:{account}:{group}", 0)
        case _:
            return None


def _waits(kind: str, subject: str | None, version: int, until: datetime | None) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "version": version, "may_wait": True, "wait_until": until}


def _rings(kind: str, subject: str, version: int) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "version": version, "may_wait": False, "wait_until": None}

"""The program's own: settings, runs, leases, the playground."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json, Remote
from storage.tables.metadata import metadata, to
from storage.tables.personal import nobody, personal, serves, taken_along
from storage.tables.retention import for_good, kept_for

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", Json),
    info=nobody("settings of the program") | for_good("one row a name"),
)

runs = sa.Table(  # written before the work, so that a run that vanished is seen
    "runs",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("job", sa.String(30), nullable=False, index=True),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.Column("facts", Json, nullable=False),
    info=nobody("when jobs ran, and their counts") | kept_for("a run of a job", days=90, by="runs"),
)

audit = sa.Table(  # what touches security; the same within an hour is one row
    "audit",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("hour", Instant, nullable=False, index=True, info=taken_along()),
    sa.Column("kind", sa.String(20), nullable=False, info=taken_along()),
    sa.Column("what", sa.String(80), nullable=False, info=taken_along()),
    sa.Column(
        "whom",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who tried what is not theirs, or whose role changed: misuse is found and undone"),
    ),
    sa.Column(
        "by_whom",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("who gave or took the role"),
    ),
    sa.Column("times", sa.Integer, nullable=False, info=taken_along()),
    info=serves(Purpose.SAFETY) | kept_for("a refusal, a change of roles, a wrong secret", days=90, by="audit"),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),  # "account:3", "jobs"
    sa.Column("holder", sa.String(60), nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    info=nobody("which process works for which account") | for_good("one row an account"),
)

playground_people = sa.Table(
    "playground_people",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("part", sa.String(40), nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False, server_default=sa.false()),
    info=nobody("the invented people of the playground") | for_good("the example in the browser"),
)

playground_lines = sa.Table(  # every message of the playground: private chats and the group
    "playground_lines",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("chat", Remote, nullable=False, index=True),  # a person's id, or minus the group's
    sa.Column("thread", sa.Integer),
    sa.Column("mine", sa.Boolean, nullable=False),  # said by the bot
    sa.Column("body", Json, nullable=False),
    sa.Column("key", sa.String(100), unique=True),
    sa.Column("said_at", Instant, nullable=False),
    sa.Column(
        "revision", sa.Integer, nullable=False
    ),  # grows with every change of any line: what the page has not seen yet
    info=nobody("messages of the invented people of the playground") | for_good("the example in the browser"),
)

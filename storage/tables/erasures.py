"""Acts of erasure: that somebody was erased, when, how, how many rows of which table; and nothing of who it was."""

from __future__ import annotations

import sqlalchemy as sa

from storage.sql.types import Id, Instant, Json
from storage.tables.metadata import metadata
from storage.tables.personal import nobody
from storage.tables.retention import kept_for

erasures = sa.Table(  # also in a file beside the database, so that a copy put back learns of them (see erasure_list.py)
    "erasures",
    metadata,
    sa.Column("id", Id, primary_key=True),  # the number of the act
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("why", sa.String(10), nullable=False),  # asked, unseen, operator
    sa.Column("digests", Json, nullable=False),  # by which their rows are known in a copy; see storage.people.erasures
    sa.Column("counts", Json, nullable=False),  # table -> rows
    info=nobody("that somebody was erased, when, and how many rows; hashes that tell nothing once the rows are gone")
    | kept_for("an act of erasure: three years (order 179 of Roskomnadzor)", days=1096, by="erasures"),
)

"""Registries that the operator loads (``tezki import``).

Nothing of ours refers to their rows: they may be loaded anew.
"""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant, Json
from storage.tables.metadata import metadata, to
from storage.tables.personal import nobody, personal, serves, taken_along
from storage.tables.retention import emptied, for_good, goes_with

places = sa.Table(
    "places",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("source", sa.String(10), nullable=False),  # oktmo, geonames
    sa.Column("code", sa.String(20), nullable=False),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("district", sa.String(200), nullable=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("folded", sa.String(200), nullable=False, index=True),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("zone", sa.String(40)),
    sa.Column("population", sa.Integer),
    sa.Column("import_id", Id, nullable=False),  # that has seen it last
    sa.UniqueConstraint("source", "code"),
    info=nobody("settlements of the country, from a public registry") | for_good("until the register is loaded anew"),
)

known_libraries = sa.Table(
    "known_libraries",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    sa.Column("region", sa.String(200), nullable=False),
    sa.Column("district", sa.String(200), nullable=False),
    sa.Column("settlement", sa.String(200), nullable=False),
    sa.Column("folded", sa.String(200), nullable=False, index=True),  # the settlement
    sa.Column("title", sa.String(400), nullable=False),
    sa.Column("address", sa.String(500), nullable=False),
    sa.Column("site", sa.String(300), nullable=False),
    sa.Column("email", sa.String(200), nullable=False),  # of the institution, public in the register
    sa.Column("import_id", Id, nullable=False),
    info=nobody("institutions, from a public registry") | for_good("until the register is loaded anew"),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),  # oktmo, geonames, libraries
    sa.Column("sha256", sa.String(64), nullable=False),  # of the file
    sa.Column("position", sa.Integer, nullable=False),  # records that are done with
    sa.Column("counts", Json, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
    sa.UniqueConstraint("kind", "sha256"),
    info=nobody("which registry was loaded when") | for_good("which files were loaded: a few rows"),
)

approaches = sa.Table(  # namesakes that an alliance has written to, by their code in the registry
    "approaches",
    metadata,
    sa.Column("alliance_id", Id, to("alliances.id"), primary_key=True),
    sa.Column("source", sa.String(10), primary_key=True),
    sa.Column("code", sa.String(20), primary_key=True, info=taken_along()),
    sa.Column(
        "written_by",
        Id,
        to("people.id", gone="SET NULL"),
        index=True,
        info=personal("the coordinators see which of them wrote")
        | emptied("by then whoever was to answer has", days=365, old=lambda table, before: table.c.at < before),
    ),
    sa.Column("at", Instant, nullable=False, info=taken_along()),
    sa.Index(
        "ix_approaches_at",
        "at",
        sqlite_where=sa.text("written_by IS NOT NULL"),
        postgresql_where=sa.text("written_by IS NOT NULL"),
    ),
    info=serves(Purpose.SERVICE) | goes_with("alliances"),
)

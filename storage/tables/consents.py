"""The ledger of consents: who agreed to what, when, by which words, and when they took it back."""

from __future__ import annotations

import sqlalchemy as sa

from domain.purposes import Purpose
from storage.sql.types import Id, Instant
from storage.tables.metadata import metadata, to
from storage.tables.personal import own, personal, serves
from storage.tables.retention import goes_with

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("person_id", Id, to("people.id"), nullable=False, info=own("who agreed")),
    sa.Column("purpose", sa.String(20), nullable=False, info=personal("to what")),  # a domain.purposes.Purpose
    sa.Column("version", sa.SmallInteger, nullable=False, info=personal("to which version of the words")),
    sa.Column("text_hash", sa.String(64), nullable=False, info=personal("to which words exactly")),  # SHA-256
    sa.Column("subject", sa.String(60), info=personal("for which thing; none: for all")),  # "chronicle:5"
    sa.Column("given_at", Instant, nullable=False, info=personal("since when")),
    sa.Column("how", sa.String(10), nullable=False, info=personal("by a button, by words, on the secret page")),
    sa.Column("withdrawn_at", Instant, info=personal("until when")),
    sa.Column("withdrawn_how", sa.String(10), info=personal("in the chat, on the secret page")),
    sa.Index("ix_consents_person_id_purpose", "person_id", "purpose"),
    info=goes_with("people") | serves(Purpose.PROOF),
)

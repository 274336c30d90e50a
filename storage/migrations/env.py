"""Alembic's way in: runs the migrations over the connection that ``storage.migrations`` hands over."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by writing it anew
    transactional_ddl=True,  # on SQLite as well: the transaction is ours and covers everything
)
with context.begin_transaction():
    context.run_migrations()

"""Alembic's way in: runs the migrations over the connection that ``storage.migrations`` hands over."""

from __future__ import annotations

from typing import Final, Literal

from alembic import context

from storage.sql.types import Id, Instant, Json
from storage.tables import metadata

OURS: Final = {id(Id): "Id", id(Json): "Json"}


def spelled(kind: str, item: object, _: object) -> str | Literal[False]:
    """Our types by their names, as the tables say them."""
    return OURS.get(id(item), "Instant()" if isinstance(item, Instant) else False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=spelled,
    render_as_batch=True,  # SQLite alters a table by writing it anew
    transactional_ddl=True,  # on SQLite as well: the transaction is ours and covers everything
)
with context.begin_transaction():
    context.run_migrations()

"""Column types that mean the same on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic_core import PydanticSerializationError, from_json, to_json
from sqlalchemy.dialects import postgresql

from domain.cleaning import clean

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from sqlalchemy.engine import Dialect

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A primary key of ours. SQLite counts up by itself only for INTEGER."""
Remote = sa.BigInteger
"""An id that comes from a messenger: up to 64 bits."""
Json = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def spelled(adapter: TypeAdapter[Any], value: Any) -> Any:
    """A value for a JSON column, as JSON already where that is possible: the shorter way."""
    try:
        return adapter.dump_json(value)
    except PydanticSerializationError:  # see ``json_text``
        return adapter.dump_python(value, mode="json")


def json_text(value: Any) -> str:
    """A value of a JSON column as text: letters stay letters, which takes a third of the room that escapes take.

    Bytes are JSON already: what ``spelled`` has made.
    """
    if isinstance(value, bytes):
        return value.decode()
    try:
        return to_json(value).decode()
    except PydanticSerializationError:  # half of an emoji, say, is no UTF-8: it can only be escaped
        return json.dumps(value)


def json_value(text: str | bytes) -> Any:
    """The value of such a text."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


JSON_AS_TEXT = {"json_serializer": json_text, "json_deserializer": json_value}
"""For ``create_async_engine``."""


class Words(sa.types.TypeDecorator[str]):
    """What people read: it has passed ``domain.cleaning.clean``, whichever way it came."""

    impl: Any = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - of all alike
        return None if value is None else clean(value)


class ShortWords(Words):
    """The same, of no more characters than that."""

    impl = sa.String
    cache_ok = True


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment in UTC; a datetime without a zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

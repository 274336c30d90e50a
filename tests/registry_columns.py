"""What a record of a registry is made of, for tests that make one."""

from __future__ import annotations

from typing import Final

from storage.registries.imports import Kind, table_of

THE_PROGRAMS_OWN: Final = frozenset({"id", "import_id"})


def columns_of(kind: Kind) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(kind).columns if column.name not in THE_PROGRAMS_OWN)

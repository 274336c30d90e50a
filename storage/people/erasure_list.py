"""The acts of erasure in a file apart from the database: whichever copy is put back, it is told of them.

A line of JSON for each act; the whole file is written anew and put in the place of the former one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
import structlog
from pydantic import TypeAdapter, ValidationError

from storage.people.erasures import Act
from storage.sql import sqlite

log = structlog.get_logger()

BESIDE: Final = ".erasures"
"""What the file is called after the SQLite database beside which it lies."""
_ACT: Final = TypeAdapter(Act)


def list_beside(url: str) -> Path | None:
    """Where the list of an SQLite database is; None for any other."""
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    path = sqlite.path_of(address)
    return path.with_name(path.name + BESIDE)


class ErasureList:
    """One file; it need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        return self.path.is_file()

    def read(self) -> tuple[Act, ...]:
        """What stands there, the oldest first; a line that is none is passed over and logged. Raises OSError."""
        if not self.exists:
            return ()
        acts = []
        for number, line in enumerate(self.path.read_text("utf-8").splitlines(), 1):
            try:
                acts.append(_ACT.validate_json(line))
            except ValidationError:
                log.error("erasure_unreadable", file=str(self.path), line=number)  # noqa: TRY400 - no use of a trace
        return tuple(acts)

    def add(self, acts: Iterable[Act], *, since: datetime) -> int:
        """What is not there yet is, and what is older than ``since`` is not any more; how many are new.

        Raises OSError.
        """
        there = self.read()
        known = {(one.id, one.at) for one in there}
        new = [one for one in acts if (one.id, one.at) not in known]
        kept = [one for one in (*there, *new) if one.at >= since]
        if new or len(kept) < len(there):
            self._write(sorted(kept, key=lambda one: (one.at, one.id)))
        return len(new)

    def _write(self, acts: Iterable[Act]) -> None:
        half = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.writelines(_ACT.dump_json(one) + b"\n" for one in acts)
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.path)
        finally:
            half.unlink(missing_ok=True)

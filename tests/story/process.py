"""The real program as a process that can be killed and started again, with a clock that tests move."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


class Nursery:
    """The forking process; one for a whole test session."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.story.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("TEZKI_")},
        )

    def start(
        self, environment: dict[str, str], *, command: tuple[str, ...], clock: Path, log: Path, lease: float | None
    ) -> int:
        """The pid of a new process of the program; its lease in seconds, the tests' own short one if none is given."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"environment": environment, "command": command, "clock": str(clock), "log": str(log), "lease": lease}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid: int = json.loads(self._process.stdout.readline())["pid"]
        return pid

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)
        if self._process.stdout is not None:
            self._process.stdout.close()


class RunningProgram:
    """``tezki run``, or another command, with this environment. Only ``run`` has a clock that tests move."""

    def __init__(
        self,
        nursery: Nursery,
        environment: dict[str, str],
        folder: Path,
        *,
        command: tuple[str, ...] = (),
        lease: float | None = None,
    ) -> None:
        self._nursery = nursery
        self._command = command
        self._lease = lease
        self._environment = {"TEZKI_HTTP__PORT": "0", "TEZKI_LOG__LEVEL": "WARNING"} | environment
        self._clock = folder / "clock"
        self._clock.write_text("0")
        self.log = folder / "program.log"
        self._pid: int | None = None
        self.kills = 0

    def start(self) -> None:
        self._pid = self._nursery.start(
            self._environment, command=self._command, clock=self._clock, log=self.log, lease=self._lease
        )

    @property
    def alive(self) -> bool:
        """Started, and neither killed nor stopped by us since."""
        return self._pid is not None

    @property
    def pid(self) -> int:
        assert self._pid is not None
        return self._pid

    def kill(self) -> None:
        """Kill -9."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGKILL)
        self.kills += 1
        self._gone()

    def stop(self) -> None:
        """Politely, as a service manager does."""
        if self._pid is not None:
            os.kill(self._pid, signal.SIGTERM)
            self._gone()

    def restart(self) -> None:
        self.kill()
        self.start()

    def _gone(self) -> None:
        assert self._pid is not None
        for _ in range(1000):
            try:
                os.kill(self._pid, 0)
            except ProcessLookupError:
                self._pid = None
                return
            time.sleep(0.01)
        raise AssertionError(f"the process does not end; its log: {self.log.read_text()[-3000:]}")

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._clock.read_text()))

    def moves_to(self, moment: datetime) -> None:
        """The program's clock shows this moment from now on, and goes on."""
        self.shifts((moment - datetime.now(UTC)).total_seconds())

    def shifts(self, seconds: float) -> None:
        """The program's clock goes so much before, or behind, the wall's."""
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.replace(self._clock)

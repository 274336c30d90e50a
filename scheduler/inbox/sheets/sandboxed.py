"""The inside of the sandbox, a program of its own: a file on standard input, the table as JSON on standard output.

Little memory, little time, no files, none of our environment.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from pathlib import Path

MEMORY = 600 * 1024 * 1024
"""Bytes."""
SECONDS = 20
"""Of the processor."""


def _lock() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    _lock()
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    from scheduler.inbox.sheets.parsing import BadSheet, unpack  # noqa: PLC0415 - the path is known now

    try:
        answer: dict[str, object] = {"table": unpack(sys.stdin.buffer.read(), date.fromisoformat(sys.argv[1]))}
    except BadSheet as bad:
        answer = {"why": bad.why}
    except (MemoryError, RecursionError):
        answer = {"why": "bomb"}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main())

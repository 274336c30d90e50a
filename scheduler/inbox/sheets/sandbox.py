"""Unpacking in a process of its own, with a limit on everything: only text comes out of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scheduler.inbox.sheets.parsing import MOST_BYTES, MOST_SIGNS, BadSheet, Table

if TYPE_CHECKING:
    from datetime import date

PATIENCE: Final = 30.0
"""Seconds."""
_SANDBOXED: Final = Path(__file__).with_name("sandboxed.py")
_MOST_ANSWER: Final = MOST_SIGNS * 7
"""Bytes: a letter is six in JSON."""
_ONE_AT_A_TIME: Final = ThreadPoolExecutor(1, "sheets")


async def read_sheet(raw: bytes, today: date) -> Table:
    """The table in the file. Raises BadSheet, also when the file took more than it may."""
    return await asyncio.get_running_loop().run_in_executor(_ONE_AT_A_TIME, _read, raw, today)


def _read(raw: bytes, today: date) -> Table:
    if len(raw) > MOST_BYTES:
        raise BadSheet("large")
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", str(_SANDBOXED), today.isoformat()],
            input=raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            env={"PYTHONUTF8": "1", "OPENPYXL_LXML": "False"},
        )
    except subprocess.TimeoutExpired:
        raise BadSheet("bomb") from None
    if ended.returncode or len(ended.stdout) > _MOST_ANSWER:
        raise BadSheet("bomb")
    answer = json.loads(ended.stdout)
    if "why" in answer:
        raise BadSheet(answer["why"])
    table: Table = answer["table"]
    return table

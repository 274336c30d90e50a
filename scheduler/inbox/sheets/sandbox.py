"""People's files are opened in a process of its own, with a limit on everything: texts, rows and pictures come out.

The process has little memory, seconds of processor time, no files and none of our environment (``sandboxed.py``).
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from domain.plan.file import NoHeadings, NoHostColumn
from scheduler.inbox.sheets.images import MOST_BYTES as MOST_PICTURE
from scheduler.inbox.sheets.images import BadPicture, Busy, Heic, TooLarge
from scheduler.inbox.sheets.parsing import MOST_BYTES, MOST_SIGNS, Table
from scheduler.inbox.sheets.plans import asked
from scheduler.inbox.sheets.queue import FairQueue, Lane, Resting, TookTooLong
from scheduler.inbox.sheets.refusals import BadSheet
from storage.plan.imports import rows_

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date, datetime

    from domain.plan.cells import Readers
    from domain.plan.rows import PlanRow

PATIENCE: Final = 300.0
"""Seconds by the wall's clock until a job is broken off that waits for the processor: that says nothing of its file."""
CPU: Final[dict[Lane, int]] = {"small": 2, "long": 5}
"""Seconds of processor time; beginning takes half a second of it."""
_SANDBOXED: Final = Path(__file__).with_name("sandboxed.py")
_MOST_ANSWER: Final = MOST_SIGNS * 7
"""Bytes: a letter is two, and a row has names for its cells."""
_QUEUE: Final = FairQueue()


async def read_sheet(raw: bytes, today: date, *, who: Hashable = None) -> Table:
    """The table in the file. ``who`` sent it. Raises BadSheet, also when the file broke the sandbox."""
    if len(raw) > MOST_BYTES:
        raise BadSheet("large")
    table: Table = await _asked(["table", today.isoformat()], raw, who, _table_of)
    return table


async def read_rows(
    table: Sequence[Sequence[str]], *, now: datetime, readers: Readers, who: Hashable = None
) -> tuple[PlanRow, ...]:
    """The rows of a plan (``domain.plan.file.read_plan``). Raises NoHeadings, NoHostColumn, BadSheet."""
    rows: tuple[PlanRow, ...] = await _asked(["plan"], asked(table, now=now, readers=readers), who, _rows_of)
    return rows


async def clean_picture(raw: bytes, *, who: Hashable = None) -> tuple[bytes, int, int]:
    """A JPEG (``images.clean``), its width and height. Raises BadPicture, Busy, Heic, TooLarge."""
    if len(raw) > MOST_PICTURE:
        raise TooLarge
    try:
        made: tuple[bytes, int, int] = await _asked(["picture"], raw, who, _picture_of)
    except BadSheet as error:  # it took too long, its sender rests, or the machine is busy
        raise (Busy if error.why == "busy" else BadPicture) from error
    return made


async def _asked(command: Sequence[str], given: bytes, who: Hashable, read: Callable[[dict[str, Any]], Any]) -> Any:
    try:
        return await _QUEUE.run(who, partial(_run, command, given, read), size=len(given))
    except TookTooLong:
        raise BadSheet("bomb") from None
    except Resting:
        raise BadSheet("rest") from None


def _run(command: Sequence[str], given: bytes, read: Callable[[dict[str, Any]], Any], lane: Lane) -> Any:
    """In a thread. Raises TookTooLong by the time of the processor alone, and what ``_refused`` says."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", str(_SANDBOXED), str(CPU[lane]), *command],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            env={"PYTHONUTF8": "1", "OPENPYXL_LXML": "False"},
        )
    except subprocess.TimeoutExpired:
        raise BadSheet("busy") from None
    if ended.returncode < 0:  # a signal: of its limit on time, as a rule
        raise TookTooLong
    if ended.returncode or len(ended.stdout) > _MOST_ANSWER:
        raise BadSheet("bomb")
    answer: dict[str, Any] = json.loads(ended.stdout)
    if "why" in answer:
        raise _refused(answer["why"])
    return read(answer)


def _refused(why: str) -> Exception:
    match why:
        case "no_headings":
            return NoHeadings("no row names a title and a date")
        case "no_hosts":
            return NoHostColumn("no column names a library")
        case "bad_picture":
            return BadPicture()
        case "heic":
            return Heic()
        case "large_picture":
            return TooLarge()
    return BadSheet(why)


def _table_of(answer: dict[str, Any]) -> Table:
    table: Table = answer["table"]
    return table


def _rows_of(answer: dict[str, Any]) -> tuple[PlanRow, ...]:
    return rows_.validate_python(answer["rows"])


def _picture_of(answer: dict[str, Any]) -> tuple[bytes, int, int]:
    return base64.b64decode(answer["jpeg"]), answer["width"], answer["height"]

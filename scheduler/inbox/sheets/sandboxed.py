"""The inside of the sandbox, a program of its own: a file on standard input, what is in it as JSON on standard output.

    sandboxed.py SECONDS table DAY   a file → {"table": …} (``parsing.unpack``)
    sandboxed.py SECONDS plan        a table and its readers → {"rows": …} (``plans.answered``)
    sandboxed.py SECONDS picture     a file → {"jpeg": …, "width": …, "height": …} (``images.clean``)
    each                             {"why": …} when it is turned away

Little memory, little time, no files, none of our environment.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from datetime import date
from pathlib import Path

MEMORY = 600 * 1024 * 1024
"""Bytes."""


def _lock(seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    seconds, task, *given = sys.argv[1:]
    _lock(int(seconds))
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    answer: dict[str, object]
    try:
        match task:
            case "table":
                answer = _table(date.fromisoformat(given[0]))
            case "plan":
                answer = _plan()
            case _:
                answer = _picture()
    except (MemoryError, RecursionError):
        answer = {"why": "bomb"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


def _table(today: date) -> dict[str, object]:
    from scheduler.inbox.sheets.parsing import unpack  # noqa: PLC0415 - as above
    from scheduler.inbox.sheets.refusals import BadSheet  # noqa: PLC0415 - as above

    try:
        return {"table": unpack(sys.stdin.buffer.read(), today)}
    except BadSheet as bad:
        return {"why": bad.why}


def _plan() -> dict[str, object]:
    from domain.plan.file import NoHeadings, NoHostColumn  # noqa: PLC0415 - as above
    from scheduler.inbox.sheets.plans import answered  # noqa: PLC0415 - as above

    try:
        return {"rows": answered(sys.stdin.buffer.read())}
    except NoHostColumn:
        return {"why": "no_hosts"}
    except NoHeadings:
        return {"why": "no_headings"}


def _picture() -> dict[str, object]:
    from scheduler.inbox.sheets.images import BadPicture, Heic, TooLarge, clean  # noqa: PLC0415 - as above

    try:
        jpeg, width, height = clean(sys.stdin.buffer.read())
    except TooLarge:
        return {"why": "large_picture"}
    except Heic:
        return {"why": "heic"}
    except BadPicture:
        return {"why": "bad_picture"}
    return {"jpeg": base64.b64encode(jpeg).decode(), "width": width, "height": height}


if __name__ == "__main__":
    sys.exit(main())
